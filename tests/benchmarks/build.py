"""What a build costs beside its floor, and what a learner's browser fetches first.

Usage: python -m tests.benchmarks.build
"""

import gzip
import sys
import tempfile
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Response, sync_playwright

from tests.benchmarks.course import write_course
from tests.benchmarks.measure import (
    COURSE_BUILDER,
    Command,
    Row,
    cpu,
    medians,
    print_rows,
)
from tests.conftest import CHROMIUM_NAMES, REPOSITORY, installed

SIZES = (20, 200)
EXAMPLE = REPOSITORY / "courses" / "manajemen-bencana"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        rows = [
            row for pages in SIZES for row in _build(Path(place, str(pages)), pages)
        ]
        print_rows([*rows, *_first_load(Path(place, "example"))])


def _build(folder: Path, pages: int) -> list[Row]:
    course, out, package = folder / "course", folder / "out", folder / "floor.zip"
    write_course(course, pages=pages)
    ours: Command = [
        *(COURSE_BUILDER, "build", course, "--target", "scorm12", "--out", out),
    ]
    floor: Command = [
        *(sys.executable, "-m", "tests.benchmarks.floor", course, package),
    ]
    cpu(ours)  # fills the cache that the third of them reads
    costs = medians(
        {
            "floor": partial(cpu, floor),
            "build": partial(cpu, [*ours, "--no-cache"]),
            "unchanged": partial(cpu, ours),
        }
    )
    (built,) = out.glob("*.zip")
    more = built.stat().st_size - package.stat().st_size
    least = costs["floor"]
    return [
        Row(f"build, {pages} pages", costs["build"], "s", least, 2),
        Row(f"build unchanged, {pages} pages", costs["unchanged"], "s", least, 0.3),
        Row(f"package more than floor, {pages} pages", more / 1000, "KB", None, 120),
    ]


def _first_load(folder: Path) -> list[Row]:
    cpu([COURSE_BUILDER, "build", EXAMPLE, "--target", "scorm12", "--out", folder])
    (package,) = folder.glob("*.zip")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder / "site")
    bodies = _bodies_of_first_load(folder / "site")
    packed = sum(len(gzip.compress(body, 9)) for body in bodies)
    name = f"first load of {EXAMPLE.name}"
    return [
        Row(f"{name}, gzip", packed / 1000, "KB", None, 60),
        Row(f"{name}, requests", len(bodies), "", None, 8),
    ]


def _bodies_of_first_load(site: Path) -> list[bytes]:
    responses: list[Response] = []

    def keep(response: Response) -> None:  # Playwright marks it, so it is no method
        responses.append(response)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed(CHROMIUM_NAMES), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.on("response", keep)
        address = f"http://127.0.0.1:{server.server_port}/index.html"
        page.goto(address, wait_until="networkidle")
        bodies = [response.body() for response in responses]
        browser.close()
    server.shutdown()
    return bodies


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


if __name__ == "__main__":
    main()
