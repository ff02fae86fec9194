"""An LMS of cmi5 on the loopback: serves a package, and keeps what it is told."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

ACTOR = {
    "objectType": "Agent",
    "account": {"homePage": "https://lms.contoh.go.id", "name": "198501012010012001"},
}
_SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
_ANSWERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, PUT, POST",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, X-Experience-API-Version"
    ),
}


class RecordStore:
    """One registration of one learner.

    Attributes:
        statements: In the order in which they came.
        states: By their id.
    """

    def __init__(self, port: int) -> None:
        self.page = f"http://127.0.0.1:{port}/"
        # Another origin than the package's, as record stores are.
        self.store = f"http://localhost:{port}/"
        self.statements: list[dict[str, Any]] = []
        self.states: dict[str, Any] = {}
        self.sessions = 0
        self.spent: set[str] = set()

    def launch(self) -> str:
        """Open a session, and return the address to go to."""
        self.sessions += 1
        query = {
            "endpoint": f"{self.store}xapi/",
            "fetch": f"{self.store}fetch/{self.sessions}",
            "actor": json.dumps(ACTOR),
            "registration": "6f4e2a8e-4c4b-4a0e-9d0f-0d0c5d2f7a11",
            "activityId": f"{self.store}au/7",
        }
        return f"{self.page}package/index.html?{urlencode(query)}"

    def verbs(self, session: int) -> list[str]:
        """Return the verbs of a session."""
        return [
            one["verb"]["id"].rpartition("/")[2]
            for one in self.statements
            if one["context"]["extensions"][_SESSION] == f"sesi-{session}"
        ]

    def result(self, verb: str) -> Any:
        """Return the result of the latest statement with a verb."""
        return next(
            one["result"]
            for one in reversed(self.statements)
            if one["verb"]["id"].endswith(f"/{verb}")
        )

    def answer(
        self, method: str, path: str, query: dict[str, list[str]], body: Any
    ) -> tuple[int, Any]:
        """Return the status and the document that answer a request."""
        state = query.get("stateId", [""])[0]
        match method, path.strip("/").split("/"):
            case "POST", ["fetch", session]:
                if session in self.spent:
                    return 200, {"error-code": "1"}
                self.spent.add(session)
                return 200, {"auth-token": f"token-{session}"}
            case "POST", ["xapi", "statements"]:
                self.statements += body
                return 200, [one["id"] for one in body]
            case "GET", ["xapi", "agents", "profile"]:
                return 200, {}
            case "PUT", ["xapi", "activities", "state"]:
                self.states[state] = body
                return 204, None
            case "GET", ["xapi", "activities", "state"] if state == "LMS.LaunchData":
                return 200, {
                    "contextTemplate": {
                        "extensions": {_SESSION: f"sesi-{self.sessions}"}
                    },
                    "launchMode": "Normal",
                    "moveOn": "CompletedAndPassed",
                    "masteryScore": 0.75,
                    "returnURL": self.page,
                }
            case "GET", ["xapi", "activities", "state"] if state in self.states:
                return 200, self.states[state]
        return 404, None


@contextmanager
def recording(package: Path) -> Iterator[RecordStore]:
    """Serve a package and its record store."""
    with zipfile.ZipFile(package) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            name = path.removeprefix("/package/")
            if path in {"/", "/favicon.ico"}:
                self._send(200, b"", "text/html")
            elif name != path:
                self._send(200, files[name], guess_type(name)[0] or "text/plain")
            else:
                self._answer()

        def do_POST(self) -> None:
            self._answer()

        def do_PUT(self) -> None:
            self._answer()

        def do_OPTIONS(self) -> None:
            self._send(204, b"", "text/plain")

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            token = self.headers["Authorization"]
            if (
                parts.path.startswith("/xapi/")
                and token != f"Basic token-{store.sessions}"
            ):
                self._send(401, b"", "text/plain")
                return
            document = json.loads(body) if body else None
            query = parse_qs(parts.query)
            status, told = store.answer(self.command, parts.path, query, document)
            self._send(status, json.dumps(told).encode(), "application/json")

        def _send(self, status: int, data: bytes, kind: str) -> None:
            self.send_response(status)
            for name, value in _ANSWERS.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if status != 204:
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        store = RecordStore(server.server_port)
        Thread(target=server.serve_forever, daemon=True).start()
        yield store
        server.shutdown()
