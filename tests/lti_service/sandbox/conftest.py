"""The practice LMS, and a tool whose key set it can fetch."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from lti_service.sandbox import CLIENT_ID
from lti_service.sandbox.app import create_sandbox
from lti_service.sandbox.config import SandboxConfig
from tests.fakes import FakeClock
from tests.http_stub import HttpStub, Says

ISSUER = "http://127.0.0.1:8001"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_FIELD = re.compile(r'name="([^"]+)" value="([^"]*)"')


@cache
def tool_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


def fields(page: str) -> dict[str, str]:
    """Return the fields of the form on a page."""
    found = _FIELD.findall(page)
    return {html.unescape(name): html.unescape(value) for name, value in found}


@dataclass
class Practice:
    """The practice LMS as a browser and a tool see it."""

    client: FlaskClient
    clock: FakeClock
    tool: HttpStub

    def initiation(self, member: str = "3", activity: str = "1") -> dict[str, str]:
        return fields(self.client.get(f"/orang/{member}/buka/{activity}").text)

    def json(self, path: str, **headers: str) -> Any:
        """Ask for a document."""
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == 200
        return answer.json

    def asked(self, path: str = "/orang/3/buka/1") -> dict[str, str]:
        """Return the request that an honest tool sends the browser back with."""
        begun = fields(self.client.get(path).text)
        return {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": begun["client_id"],
            "redirect_uri": f"{self.tool.url}/lti/launch",
            "login_hint": begun["login_hint"],
            "lti_message_hint": begun["lti_message_hint"],
            "state": "st",
            "nonce": "no",
        }

    def assertion(self, key: str = "tool", **changes: Any) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": CLIENT_ID,
            "sub": CLIENT_ID,
            "aud": f"{ISSUER}/lti/token",
            "iat": now,
            "exp": now + 60,
            **changes,
        }
        return jwt.encode({"alg": "RS256", "kid": "tool"}, claims, tool_key(key))

    def token_answer(self, **changes: str) -> Any:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": (
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            ),
            "client_assertion": self.assertion(),
            "scope": f"{AGS}score {AGS}result.readonly",
            **changes,
        }
        return self.client.post("/lti/token", data=form)

    def token(self, scope: str = f"{AGS}score {AGS}result.readonly") -> dict[str, str]:
        token = self.token_answer(scope=scope).json["access_token"]
        return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def practice() -> Iterator[Practice]:
    clock = FakeClock()
    public = tool_key("tool").as_dict(private=False)
    with HttpStub(lambda _: Says(body={"keys": [public]})) as tool:
        app = create_sandbox(SandboxConfig(ISSUER, tool.url, now=clock.now))
        client = app.test_client()
        client.environ_base["HTTP_HOST"] = urlsplit(ISSUER).netloc
        yield Practice(client, clock, tool)
        app.extensions["sandbox_state"].close()
