"""Browsers of their own: one whose frames keep nothing at all, one that is restarted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import browsing
from tests.browser.packages.learner import PAGES, RIGHT, answer, at, go_on_to, question
from tests.browser.service.both_sides import BothSides
from tests.browser.service.conftest import PATIENCE_MS
from tests.browser.service.test_frame import COURSE, HALIMAH, points
from tests.browser.service.test_pages import findings

pytestmark = pytest.mark.browser


@pytest.fixture
def forgetful(chromium: Path, tmp_path: Path) -> Iterator[Page]:
    """A page of a browser whose frames keep nothing at all of the service."""
    with browsing(
        chromium, tmp_path / "forgetful", keeps_nothing="localhost,127.0.0.1"
    ) as context:
        context.set_default_timeout(PATIENCE_MS)
        context.set_extra_http_headers({"Accept-Language": "id"})
        yield context.new_page()


def test_a_frame_that_keeps_no_cookie_offers_a_window_in_which_all_works(
    forgetful: Page, sides: BothSides
) -> None:
    frame = sides.open(forgetful, HALIMAH, COURSE)
    expect(frame.get_by_role("heading", level=1)).to_have_text("Buka di jendela baru")
    assert findings(forgetful, frame) == []

    with forgetful.expect_popup() as opened:
        frame.get_by_role("link", name="Buka di jendela baru").click()

    window = opened.value
    at(window, PAGES[0])
    go_on_to(window, "Gempa terasa lama")
    window.reload()
    answer(window, "q-gempa", RIGHT["q-gempa"])
    assert points(sides, HALIMAH) == {"q-gempa": True}


def brought_back(context: BrowserContext, address: str) -> Page:
    """Return the tab of an address, once the browser has opened it again."""
    for _ in range(PATIENCE_MS // 100):
        for page in context.pages:
            if page.url == address:
                return page
        context.pages[0].wait_for_timeout(100)
    raise AssertionError([page.url for page in context.pages])


def test_tabs_that_a_browser_brings_back_are_where_they_were(
    chromium: Path, tmp_path: Path, sides: BothSides
) -> None:
    with browsing(chromium, tmp_path / "profile") as context:
        framed = context.new_page()
        frame = sides.open(framed, HALIMAH, COURSE)
        go_on_to(frame, "Gempa terasa lama")
        window = context.new_page()
        window.goto(f"{sides.lms}/orang/{HALIMAH}/buka/2")
        at(window, PAGES[0])
        go_on_to(window, "Mengenal tanda")
        addresses = framed.url, window.url
        framed.bring_to_front()
        context.set_offline(True)
        answer(frame, "q-gempa", RIGHT["q-gempa"])

    with browsing(chromium, tmp_path / "profile") as context:
        context.set_default_timeout(PATIENCE_MS)
        framed, window = (brought_back(context, address) for address in addresses)
        window.bring_to_front()
        at(window, "Mengenal tanda")
        framed.bring_to_front()
        frame = sides.framed(framed)
        at(frame, "Gempa terasa lama")
        expect(question(frame, "q-gempa")).to_contain_text("Tepat.")
    assert points(sides, HALIMAH) == {"q-gempa": True}
