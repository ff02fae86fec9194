"""Platforms that take every score, in a process of their own.

Usage: python -m tests.benchmarks.gradebook_stub COUNT SECONDS; prints the ports it
listens on, and answers after so many seconds
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_TOKEN = json.dumps(
    {"access_token": "token", "token_type": "bearer", "expires_in": 3600}
).encode()
_SECONDS = float(sys.argv[2]) if len(sys.argv) == 3 else 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(_SECONDS)
        body = _TOKEN if self.path == "/token" else b""
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )


@contextmanager
def gradebooks(count: int, seconds: float = 0) -> Iterator[list[str]]:
    """Run platforms that answer after so many seconds; give their ``host:port``."""
    module = "tests.benchmarks.gradebook_stub"
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(count), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield [f"127.0.0.1:{port}" for port in process.stdout.readline().split()]
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Listen until ended."""
    servers = [
        ThreadingHTTPServer(("127.0.0.1", 0), _Handler) for _ in range(int(sys.argv[1]))
    ]
    print(*(server.server_port for server in servers), flush=True)  # noqa: T201
    threads = [threading.Thread(target=server.serve_forever) for server in servers]
    for thread in threads:
        thread.start()


if __name__ == "__main__":
    main()
