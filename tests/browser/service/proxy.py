"""A reverse proxy of few lines: a path of its address is the service, nothing else is.

It takes that path off and says so, as many do (`X-Forwarded-Prefix`).
"""

import http.client
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_OF_ONE_LEG = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Proxy:
    """Hands on what is below a path.

    Args:
        port: Where it listens.
        below: The path, without a slash at its end.
        behind: The port of the service.
    """

    def __init__(self, port: int, below: str, behind: int) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _hand_on(self, below, behind)

            def do_POST(self) -> None:
                _hand_on(self, below, behind)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("localhost", port), Handler)
        self._server.daemon_threads = True
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        self._thread = threading.Thread(target=serve, daemon=True)

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _hand_on(asked: BaseHTTPRequestHandler, below: str, behind: int) -> None:
    if not asked.path.startswith(f"{below}/"):
        asked.send_error(404)
        return
    body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
    headers = {k: v for k, v in asked.headers.items() if k.lower() != "connection"}
    headers |= {"X-Forwarded-Prefix": below, "X-Forwarded-Host": headers["Host"]}
    headers["Host"] = f"localhost:{behind}"
    service = http.client.HTTPConnection("localhost", behind, timeout=30)
    service.request(asked.command, asked.path.removeprefix(below), body, headers)
    answer = service.getresponse()
    content = answer.read()
    service.close()
    asked.send_response_only(answer.status)
    for name, value in answer.getheaders():
        if name.lower() not in _OF_ONE_LEG:
            asked.send_header(name, value)
    asked.send_header("Content-Length", str(len(content)))
    asked.end_headers()
    asked.wfile.write(content)
