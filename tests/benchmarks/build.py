"""What a build costs beside its floor, and what a learner's browser fetches first.

Usage: python -m tests.benchmarks.build
"""

import gzip
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread

import click
from playwright.sync_api import Response, sync_playwright

from tests.benchmarks.course import write_course
from tests.conftest import CHROMIUM_NAMES, REPOSITORY, installed

ROUNDS = 5
SIZES = (20, 200)
EXAMPLE = REPOSITORY / "courses" / "manajemen-bencana"
Command = list[str | Path]
COURSE_BUILDER = Path(sys.prefix) / "bin" / "course-builder"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        for pages in SIZES:
            _print_build(Path(folder) / str(pages), pages)
        _print_first_load(Path(folder) / "example")


def _print_build(folder: Path, pages: int) -> None:
    course = folder / "course"
    write_course(course, pages=pages)
    out = folder / "out"
    ours: Command = [
        COURSE_BUILDER,
        "build",
        course,
        "--target",
        "scorm12",
        "--out",
        out,
    ]
    floor: Command = [
        sys.executable,
        "-m",
        "tests.benchmarks.floor",
        course,
        folder / "floor.zip",
    ]
    _run(ours)  # fills the cache that the third of them reads
    costs = _medians(
        {
            "floor": lambda: _run(floor),
            "build": lambda: _run([*ours, "--no-cache"]),
            "unchanged": lambda: _run(ours),
        }
    )
    for name in ("build", "unchanged"):
        click.echo(
            f"{name}, {pages} pages: {costs[name] / costs['floor']:.2f} × floor "
            f"({costs[name]:.2f} s against {costs['floor']:.2f} s CPU, n={ROUNDS})"
        )
    (package,) = out.glob("*.zip")
    more = package.stat().st_size - (folder / "floor.zip").stat().st_size
    click.echo(f"package, {pages} pages: floor + {more / 1000:.0f} KB")


def _medians(measured: dict[str, Callable[[], float]]) -> dict[str, float]:
    rounds = [{name: run() for name, run in measured.items()} for _ in range(ROUNDS)]
    return {name: median(one[name] for one in rounds) for name in measured}


def _run(command: Command) -> float:
    """Run a command; return the CPU seconds of it and all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _print_first_load(folder: Path) -> None:
    _run([COURSE_BUILDER, "build", EXAMPLE, "--target", "scorm12", "--out", folder])
    (package,) = folder.glob("*.zip")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder / "site")
    bodies = _bodies_of_first_load(folder / "site")
    raw = sum(map(len, bodies))
    packed = sum(len(gzip.compress(body, 9)) for body in bodies)
    click.echo(
        f"first load of {EXAMPLE.name}: {raw / 1000:.0f} KB, {packed / 1000:.0f} KB "
        f"gzip, {len(bodies)} requests (n=1, the same every time)"
    )


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
