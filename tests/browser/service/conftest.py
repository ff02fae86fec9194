"""Browsers and servers for tests of the running service."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from course_builder.build import check
from course_builder.model.release import write_release
from tests.browser.chromium import browsing
from tests.browser.service.both_sides import BothSides

PATIENCE_MS = 20_000
SMALL_COURSE = Path(__file__).parents[2] / "cases" / "siaga-tsunami"


@pytest.fixture
def context(chromium: Path, tmp_path: Path) -> Iterator[BrowserContext]:
    with browsing(chromium, tmp_path / "profile") as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context


@pytest.fixture(scope="module")
def browser(
    chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """One browser for tests that are content with a profile of their own in it."""
    with browsing(chromium, tmp_path_factory.mktemp("browser")) as context:
        assert context.browser is not None
        yield context.browser


@pytest.fixture
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """The browser as new: nothing of other tests is kept in it."""
    context = browser.new_context(locale="id-ID")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture(scope="session")
def small_release(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A course of five pages, under the id that the practice LMS asks for."""
    folder = tmp_path_factory.mktemp("course") / "course"
    shutil.copytree(SMALL_COURSE, folder)
    index = folder / "index.md"
    text = index.read_text("utf-8").replace(
        "id: siaga-tsunami", "id: manajemen-bencana"
    )
    index.write_text(text, "utf-8")
    rendered = check(folder).rendered
    assert rendered is not None
    release = io.BytesIO()
    write_release(rendered, release)
    return release.getvalue()


@pytest.fixture
def sides(small_release: bytes, tmp_path: Path) -> Iterator[BothSides]:
    """The service and the practice LMS, with one small course."""
    with BothSides(tmp_path) as both:
        both.publish(small_release)
        yield both
