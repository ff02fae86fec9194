"""Packages of a small course, as `course-builder build` makes them, and a browser."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from course_builder.build import build
from tests.browser.chromium import browsing
from tests.browser.packages.lms import REPOSITORY

COURSE = REPOSITORY / "tests" / "cases" / "siaga-tsunami"


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The packages by target."""
    out = tmp_path_factory.mktemp("packages")
    targets = ("scorm12", "scorm2004", "cmi5", "web")
    list(build([COURSE], targets, out, jobs=1, cache=False))
    return {name: next(out.glob(f"*-{name}.zip")) for name in targets}


@pytest.fixture(scope="session")
def web_folder(packages: dict[str, Path], tmp_path_factory) -> Path:
    """The web package unpacked, as on a memory stick."""
    folder: Path = tmp_path_factory.mktemp("memory stick")
    with zipfile.ZipFile(packages["web"]) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def browser(
    chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    with browsing(chromium, tmp_path_factory.mktemp("profile")) as context:
        assert context.browser is not None
        yield context.browser


@pytest.fixture
def network_fails() -> None:
    """A test that asks for this makes requests fail on purpose."""


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with storage of its own, in which nothing may go wrong unseen."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: (
            troubles.append(message.text)
            if message.type in {"error", "warning"}
            # So a record store says that nobody has kept a state yet.
            and "/xapi/activities/state" not in message.location.get("url", "")
            else None
        ),
    )
    page.on("requestfailed", lambda request: troubles.append(_failed(request)))
    yield page
    context.close()
    if "network_fails" in request.fixturenames:
        troubles = [t for t in troubles if "ERR_" not in t and " 401 " not in t]
    assert not [trouble for trouble in troubles if trouble]


def _failed(request: Request) -> str:
    # Leaving a page ends the prefetching of the next one.
    aborted = request.failure == "net::ERR_ABORTED"
    return "" if aborted else f"{request.url}: {request.failure}"
