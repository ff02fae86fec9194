"""A web server of one test: it answers what the test says, and remembers what came."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Says:
    """An answer; a body that is not bytes is written as JSON.

    Attributes:
        hold: Answer only once this is set.
        broken: Close the connection in the middle of the answer.
    """

    status: int = 200
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    broken: bool = False


class HttpStub:
    """A server on 127.0.0.1 at a port of its own; a context manager.

    Args:
        answer: Called with each request.

    Attributes:
        date: What its clock says; the machine's time where empty.
    """

    date = ""

    def __init__(self, answer: Callable[[Asked], Says]) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Headers and body leave in two packets; without this the second waits.
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                self._take()

            def do_POST(self) -> None:
                self._take()

            def date_time_string(self, timestamp: float | None = None) -> str:
                return stub.date or super().date_time_string(timestamp)

            def log_message(self, *_: object) -> None:
                """Keep the tests' output clean."""

            def _take(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = Asked(self.command, self.path, dict(self.headers), body)
                stub.asked.append(asked)
                says = stub.answer(asked)
                if says.hold is not None:
                    says.hold.wait(30)
                data = (
                    says.body
                    if isinstance(says.body, bytes)
                    else json.dumps(says.body).encode()
                )
                self.send_response(says.status)
                for name, value in says.headers.items():
                    self.send_header(name, value)
                if says.broken:
                    self.send_header("Content-Length", str(len(data) + 100))
                    self.close_connection = True
                else:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        return Handler
