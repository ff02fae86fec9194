"""LMSs for packages, served on the loopback: Moodle's rules, and scorm-again."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread

REPOSITORY = Path(__file__).resolve().parents[3]
PLAYER = REPOSITORY / "course_builder" / "player"

_STUBS = REPOSITORY / "tests" / "player"
_SCORM_AGAIN = PLAYER / "node_modules" / "scorm-again" / "dist"
_OPEN_STUB = """
function openLms(kept) {
  const stub = new CLASS();
  if (kept) {
    stub.stored = new Map(kept.stored);
    stub.seconds = kept.seconds;
    stub.launch();
  }
  const keep = () => ({ stored: [...stub.stored], seconds: stub.seconds });
  const get = (name) => stub.stored.get(name) ?? "";
  return { name: "NAME", api: stub.api, keep, get };
}
"""
_OPEN_SCORM_AGAIN = """
function openLms(kept) {
  const player = new CLASS({ autocommit: false, logLevel: 5 });
  const names = Object.keys(player).concat(
    Object.getOwnPropertyNames(Object.getPrototypeOf(player)),
  );
  if (kept) player.loadFromJSON(kept.cmi, "cmi");
  const isCall = /^(LMS)?(Initialize|Finish|Terminate|GetValue|SetValue|Commit|GetLastError)$/;
  const api = Object.fromEntries(
    names
      .filter((name) => isCall.test(name))
      .map((name) => [name, (...args) => player[name](...args)]),
  );
  const keep = () => ({ cmi: JSON.parse(JSON.stringify(player.cmi)) });
  const get = (name) =>
    String(name.split(".").reduce((value, part) => value?.[part], keep()) ?? "");
  return { name: "NAME", api, keep, get };
}
"""
_SCRIPTS = {
    ("scorm12", "moodle"): (_STUBS / "moodle_stub.js", "MoodleStub"),
    ("scorm2004", "moodle"): (_STUBS / "scorm2004_stub.js", "Scorm2004Stub"),
    ("scorm12", "scorm-again"): (_SCORM_AGAIN / "scorm12.min.js", "Scorm12API"),
    ("scorm2004", "scorm-again"): (_SCORM_AGAIN / "scorm2004.min.js", "Scorm2004API"),
}
_API_NAMES = {"scorm12": "API", "scorm2004": "API_1484_11"}
# No inline script and no script from elsewhere; the styles of a package are in its page.
_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'"


def lms_script(name: str, edition: str = "scorm12") -> str:
    """Return the script of an LMS: ``moodle`` (a strict stub) or ``scorm-again``."""
    path, made_by = _SCRIPTS[edition, name]
    opened = _OPEN_STUB if name == "moodle" else _OPEN_SCORM_AGAIN
    opened = opened.replace("CLASS", made_by).replace("NAME", _API_NAMES[edition])
    return path.read_text("utf-8").replace("\nexport ", "\n") + opened


@contextmanager
def serving(package: Path, lms: str, edition: str = "scorm12") -> Iterator[str]:
    """Serve a package inside an LMS, and yield the address of the LMS's page."""
    files = {
        "/": (Path(__file__).parent / "lms.html").read_bytes(),
        "/lms.js": lms_script(lms, edition).encode(),
        "/favicon.ico": b"",
    }
    with zipfile.ZipFile(package) as archive:
        for name in archive.namelist():
            files[f"/package/{name}"] = archive.read(name)

    class Handler(BaseHTTPRequestHandler):
        # With a connection for each file, a loaded machine resets one now and then.
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.split("?", maxsplit=1)[0]
            data = files.get(path)
            self.send_response(200 if data is not None else 404)
            self.send_header("Content-Type", guess_type(path)[0] or "text/html")
            self.send_header("Content-Length", str(len(data or b"")))
            if path.startswith("/package/"):
                self.send_header("Content-Security-Policy", _POLICY)
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64  # A page asks for all its files at once.

    with Server(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
