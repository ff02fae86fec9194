"""Where the frame of an LMS keeps nothing at all, a window of its own does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import browsing
from tests.browser.packages.learner import PAGES, RIGHT, answer, at, go_on_to
from tests.browser.service.both_sides import BothSides
from tests.browser.service.conftest import PATIENCE_MS
from tests.browser.service.test_frame import COURSE, HALIMAH, points

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

    with forgetful.expect_popup() as opened:
        frame.get_by_role("link", name="Buka di jendela baru").click()

    window = opened.value
    at(window, PAGES[0])
    go_on_to(window, "Gempa terasa lama")
    window.reload()
    answer(window, "q-gempa", RIGHT["q-gempa"])
    assert points(sides, HALIMAH) == {"q-gempa": True}
