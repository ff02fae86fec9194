"""Moodle 4.5.6 as a tool that registers itself meets it, after the recordings.

Its refusals are those of ``tests/cases/moodle/dynreg-error-cases.json``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from tests.http_stub import Asked, HttpStub, Says

CASES = Path(__file__).parent / "cases" / "moodle"
RECORDED = "http://127.0.0.1:8300"
CONFIGURATION = "/mod/lti/openid-configuration.php"
REGISTRATION = "/mod/lti/openid-registration.php"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
TOKEN = "eyJ0eXAiOiJKV1Qi.eyJzY29wZSI6InJlZyJ9.c2lnbmVk"
REQUIRED = (
    "response_types", "initiate_login_uri", "redirect_uris", "client_name", "jwks_uri",
    "token_endpoint_auth_method", TOOL,
)  # fmt: skip


def recorded(name: str) -> Any:
    """Return a recording."""
    return json.loads((CASES / f"dynreg-{name}.json").read_text("utf-8"))


@dataclass
class MoodleAdministration:
    """A Moodle whose administrator adds a tool; a context manager.

    Attributes:
        changes: Members of the OpenID configuration that differ; None leaves one out.
        answers: What is said instead, by path.
        client_id: Given to the tool; an update keeps it.
        tool: The registration that was taken.
        used: Tokens that were taken; those of an update may come again.
    """

    changes: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Says] = field(default_factory=dict)
    client_id: str = "pvuq3Aw7TeDxEBE"
    tool: dict[str, Any] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    reusable: bool = False

    def __post_init__(self) -> None:
        self.stub = HttpStub(self._answer)
        self.url = self.stub.url

    def __enter__(self) -> Self:
        self.stub.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.stub.__exit__()

    @property
    def configuration_url(self) -> str:
        """What it gives as ``openid_configuration``."""
        return f"{self.url}{CONFIGURATION}"

    def opened(self, invitation: str, **changes: str | None) -> str:
        """Return the path and query that its frame opens."""
        query: dict[str, str | None] = {
            "invitation": invitation,
            "openid_configuration": self.configuration_url,
            "registration_token": TOKEN,
            **changes,
        }
        kept = {name: value for name, value in query.items() if value is not None}
        return f"/lti/register?{urlencode(kept)}"

    def posted(self) -> list[dict[str, Any]]:
        """Return the registrations that were sent."""
        return [json.loads(a.body) for a in self.stub.asked if a.method == "POST"]

    def configuration(self) -> dict[str, Any]:
        """Return the recorded configuration, at this address."""
        body = json.dumps(recorded("openid-configuration")["body"])
        whole = json.loads(body.replace(RECORDED, self.url)) | self.changes
        return {name: value for name, value in whole.items() if value is not None}

    def _answer(self, asked: Asked) -> Says:
        path = asked.path.partition("?")[0]
        if path in self.answers:
            return self.answers[path]
        if path == CONFIGURATION:
            return Says(body=self.configuration())
        if path == REGISTRATION and asked.method == "POST":
            return self._registered(asked)
        return Says(404, b"")

    def _registered(self, asked: Asked) -> Says:
        token = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token:
            return refusal(401, "missing_registration_token")
        if token in self.used:
            return refusal(401, "token_already_used")
        sent = json.loads(asked.body)
        for name in REQUIRED:
            if name not in sent:
                return refusal(400, f"missing required attribute {name}")
        tool = sent[TOOL]
        if not tool.get("domain"):
            return refusal(400, "missing_domain")
        if urlsplit(tool["target_link_uri"]).netloc != tool["domain"]:
            return refusal(400, "domain_targetlinkuri_mismatch")
        if not self.reusable:
            self.used.add(token)
        self.tool = sent
        return Says(body=self._taken(sent))

    def _taken(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = recorded("registration-request-response")["body"]
        echoed = {name: sent[name] for name in body if name in sent}
        tool = {**sent[TOOL], "version": "1.3.0", "deployment_id": "4"}
        return {**body, **echoed, "client_id": self.client_id, TOOL: tool}


def refusal(status: int, text: str) -> Says:
    """Return an error as Moodle writes it."""
    return Says(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})
