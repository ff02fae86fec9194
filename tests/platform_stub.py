"""A platform of the tests: keys, tokens and a gradebook that remembers every sending.

It keeps Moodle's rule for timestamps: one that is not later by whole seconds gets 409.
"""

import contextlib
import html
import json
import re
import socket
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
CLIENT_ID = "tool-1"
DEPLOYMENT = "1"
KID = "platform-key"
_KEY = RSAKey.generate_key(2048, {"kid": KID, "use": "sig", "alg": "RS256"})
_LAUNCH = re.compile(
    r'<script type="application/json" id="launch">(.*?)</script>', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One answer to a score gone wrong.

    Attributes:
        status: Of the answer; 0 where the connection is cut without one.
        headers: Of the answer.
        stores: Whether the score was taken all the same.
        seconds: How long it hangs before that.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    stores: bool = False
    seconds: float = 0


@dataclass
class Gradebook:
    """Scores by learner, and every sending that was accepted or refused."""

    scores: dict[str, tuple[str, float]] = field(default_factory=dict)
    sendings: list[tuple[str, str, float, int]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    answers: list[int] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    calls: int = 0

    def trouble(self) -> Trouble | None:
        """Return what goes wrong with the next score: with each third, while any is left."""
        with self.lock:
            self.calls += 1
            return (
                self.troubles.pop(0) if self.troubles and self.calls % 3 == 0 else None
            )

    def take(self, body: dict[str, Any]) -> int:
        """Store a score as Moodle would; return the HTTP status."""
        user, stamp = body["userId"], body["timestamp"]
        value = body["scoreGiven"] / body["scoreMaximum"]
        with self.lock:
            forced = self.answers.pop(0) if self.answers else 0
            if forced:
                status = forced
            elif user in self.scores and stamp[:19] <= self.scores[user][0][:19]:
                status = 409
            else:
                self.scores[user] = (stamp, value)
                status = 200
            self.sendings.append((user, stamp, value, status))
        return status


class PlatformStub:
    """The platform, at a port of its own on 127.0.0.1."""

    def __init__(self) -> None:
        self.gradebook = Gradebook()
        self.requests: list[str] = []
        self.token_troubles: list[int] = []
        self.leaving = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.issuer = f"http://{self.host}"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leaving.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def line_item_url(self) -> str:
        return f"{self.issuer}/lineitems/1?type_id=1"

    def token(self, nonce: str, subject: str, now: int, **changed: Any) -> str:
        """Return a signed id token; a claim set to None is left out."""
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": subject,
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
            "name": f"Peserta {subject}",
            CLAIM + "version": "1.3.0",
            CLAIM + "message_type": "LtiResourceLinkRequest",
            CLAIM + "deployment_id": DEPLOYMENT,
            CLAIM + "target_link_uri": "http://localhost/lti/launch",
            CLAIM + "resource_link": {"id": "1", "title": "Kursus"},
            CLAIM + "context": {"id": "2", "title": "Kelas"},
            CLAIM + "roles": [
                "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
            ],
            CLAIM + "custom": {},
            AGS + "claim/endpoint": {
                "lineitem": self.line_item_url,
                "lineitems": f"{self.issuer}/lineitems",
                "scope": [AGS + "scope/score", AGS + "scope/result.readonly"],
            },
        }
        claims.update(changed)
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": KID}, kept, _KEY)

    def launch(
        self, tool: str, subject: str, now: int, course: str, **changed: Any
    ) -> requests.Response:
        """Go the whole way of a launch at a running tool; return the launch page."""
        with requests.Session() as browser:
            login = browser.get(
                f"{tool}/lti/login",
                params={
                    "iss": self.issuer,
                    "login_hint": subject,
                    "target_link_uri": f"{tool}/lti/launch",
                    "client_id": CLIENT_ID,
                    "lti_deployment_id": DEPLOYMENT,
                },
                allow_redirects=False,
                timeout=20,
            )
            login.raise_for_status()
            asked = parse_qs(urlsplit(login.headers["Location"]).query)
            claims = {
                CLAIM + "target_link_uri": f"{tool}/lti/launch",
                CLAIM + "custom": {"course": course},
                **changed,
            }
            token = self.token(asked["nonce"][0], subject, now, **claims)
            # Secure cookies do not travel over plain http in requests: hand them on.
            cookies = {c.name: c.value or "" for c in browser.cookies}
            return requests.post(
                f"{tool}/lti/launch",
                data={"id_token": token, "state": asked["state"][0]},
                cookies=cookies,
                timeout=20,
            )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stub.requests.append(f"GET {self.path}")
                if self.path == "/jwks":
                    self._send(200, {"keys": [_KEY.as_dict(private=False)]})
                elif "/results" in self.path:
                    user = parse_qs(urlsplit(self.path).query)["user_id"][0]
                    held = stub.gradebook.scores.get(user)
                    found = (
                        [{"userId": user, "resultScore": held[1] * 100}] if held else []
                    )
                    self._send(200, [{**f, "resultMaximum": 100} for f in found])
                else:
                    self._send(404, [])

            def do_POST(self) -> None:
                stub.requests.append(f"POST {self.path}")
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path == "/token" and stub.token_troubles:
                    self._send(stub.token_troubles.pop(0), [])
                elif self.path == "/token":
                    scopes = parse_qs(body.decode())["scope"][0]
                    self._send(
                        200,
                        {
                            "access_token": uuid.uuid4().hex,
                            "token_type": "bearer",
                            "expires_in": 3600,
                            "scope": scopes,
                        },
                    )
                elif self.path.startswith("/lineitems/1/scores"):
                    self._take_score(json.loads(body))
                else:
                    self._send(404, [])

            def log_message(self, *_: object) -> None:
                """Keep the tests' output clean."""

            def _take_score(self, body: dict[str, Any]) -> None:
                trouble = stub.gradebook.trouble()
                if trouble is None:
                    self._send(stub.gradebook.take(body), [])
                    return
                if trouble.stores:
                    stub.gradebook.take(body)
                stub.leaving.wait(trouble.seconds)
                # Whoever was to be answered may be gone.
                with contextlib.suppress(OSError):
                    if trouble.status:
                        self._send(trouble.status, [], trouble.headers)
                    else:
                        self.connection.shutdown(socket.SHUT_RDWR)

            def _send(
                self,
                status: int,
                document: object,
                headers: Mapping[str, str] | None = None,
            ) -> None:
                data = json.dumps(document).encode()
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        return Handler


def attempt_document(page: str) -> dict[str, Any]:
    """Return the attempt document of a launch page."""
    found = _LAUNCH.search(page)
    assert found, page[:2000]
    document = json.loads(html.unescape(found.group(1)))
    assert isinstance(document, dict)
    return document
