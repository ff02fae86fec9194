"""A learner in the frame of an LMS of another site.

The place is kept, nothing is lost, and nothing of one person is shown to another.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from course_builder.model.activity_progress import QuestionProgress
from tests.browser.packages.learner import (
    PAGES,
    RIGHT,
    answer,
    at,
    go_on_to,
    question,
    standing,
)
from tests.browser.service.both_sides import BothSides
from tests.browser.service.test_main_path import keeps_no_third_party_cookie

pytestmark = pytest.mark.browser

HALIMAH, YUSUF = "3", "4"
COURSE = "1"
WAITS = "Jawaban tersimpan, dinilai saat tersambung."
BACK = "() => history.back()"
RELOAD = "() => location.reload()"


@pytest.fixture
def page(profile: BrowserContext) -> Page:
    return profile.new_page()


def points(sides: BothSides, person: str) -> dict[str, bool]:
    """Return which activities of a person's only attempt the service holds for right."""
    with sides.ports.storage.reading() as uow:
        platform = uow.platforms.find(sides.lms)[0]
        account = uow.accounts.find(platform.id, person)
        assert account is not None
        link = uow.resource_links.find(platform.id, "1", COURSE)
        assert link is not None
        attempt = uow.attempts.find(account.id, link.id, link.content)
        assert attempt is not None
        done = attempt.activities.items()
        return {
            name: known.right
            for name, known in done
            if isinstance(known, QuestionProgress)
        }


def test_a_reload_and_back_keep_the_place(page: Page, sides: BothSides) -> None:
    frame = sides.open(page, HALIMAH, COURSE)
    keeps_no_third_party_cookie(frame)
    go_on_to(frame, "Air laut surut")

    frame.evaluate(RELOAD)
    at(frame, "Air laut surut")
    page.evaluate(BACK)
    at(frame, "Gempa terasa lama")
    frame.evaluate(RELOAD)
    at(frame, "Gempa terasa lama")
    answer(frame, "q-gempa", RIGHT["q-gempa"])

    assert standing(frame, "q-gempa") == "Selesai: 2 dari 2 poin."


def opened_by_another(page: Page) -> Page:
    """Return a window that the browser loads anew when somebody goes back to it.

    Others may be kept alive, which the test tool does not see.
    """
    with page.expect_popup() as opened:
        page.evaluate("() => { window.open('about:blank') }")
    return opened.value


def go_back_to(page: Page, address: str) -> None:
    """Go back to a page; what frames did meanwhile may have entries of their own."""
    browser = page.context.new_cdp_session(page)
    entries = browser.send("Page.getNavigationHistory")["entries"]
    entry = next(one["id"] for one in reversed(entries) if one["url"] == address)
    browser.send("Page.navigateToHistoryEntry", {"entryId": entry})
    page.wait_for_url(address, wait_until="commit")
    browser.detach()


def test_coming_back_to_the_lms_keeps_the_place(page: Page, sides: BothSides) -> None:
    window = opened_by_another(page)
    frame = sides.open(window, HALIMAH, COURSE)
    go_on_to(frame, "Gempa terasa lama")
    before = window.url
    window.goto(f"{sides.lms}/orang/{HALIMAH}/nilai")

    go_back_to(window, before)

    at(sides.framed(window), "Gempa terasa lama")


def test_two_tabs_at_once_keep_what_each_was_told(
    page: Page, sides: BothSides, profile: BrowserContext
) -> None:
    first = sides.open(page, HALIMAH, COURSE)
    second = sides.open(profile.new_page(), HALIMAH, COURSE)
    go_on_to(second, "Air laut surut")
    answer(second, "q-surut", RIGHT["q-surut"])
    page.bring_to_front()
    go_on_to(first, "Gempa terasa lama")

    answer(first, "q-gempa", RIGHT["q-gempa"])

    assert points(sides, HALIMAH) == {"q-gempa": True, "q-surut": True}


def test_two_tabs_that_were_offline_both_say_that_all_was_graded(
    page: Page, sides: BothSides, profile: BrowserContext
) -> None:
    first = sides.open(page, HALIMAH, COURSE)
    go_on_to(first, "Gempa terasa lama")
    second = sides.open(profile.new_page(), HALIMAH, COURSE)
    go_on_to(second, "Air laut surut")
    profile.set_offline(True)
    answer(second, "q-surut", RIGHT["q-surut"])
    expect(question(second, "q-surut")).to_contain_text(WAITS)
    page.bring_to_front()
    answer(first, "q-gempa", RIGHT["q-gempa"])
    expect(question(first, "q-gempa")).to_contain_text(WAITS)

    profile.set_offline(False)

    expect(question(first, "q-gempa")).to_contain_text("Tepat.")
    expect(question(second, "q-surut")).to_contain_text("Tepat.")
    assert points(sides, HALIMAH) == {"q-gempa": True, "q-surut": True}


def test_after_hours_the_learner_opens_again_and_what_was_written_is_sent(
    page: Page, sides: BothSides
) -> None:
    frame = sides.open(page, HALIMAH, COURSE)
    go_on_to(frame, "Gempa terasa lama")
    sides.clock.advance(hours=3)

    answer(frame, "q-gempa", RIGHT["q-gempa"])

    notice = frame.locator(".next [role=status]")
    expect(notice).to_contain_text("buka lagi kursus dari LMS")
    expect(notice.get_by_role("link")).to_have_attribute(
        "href", f"{sides.lms}/orang/{HALIMAH}/"
    )
    assert points(sides, HALIMAH) == {}
    frame = sides.open(page, HALIMAH, COURSE)
    at(frame, "Gempa terasa lama")
    expect(question(frame, "q-gempa")).to_contain_text("Tepat.")
    assert points(sides, HALIMAH) == {"q-gempa": True}


def test_an_hour_without_a_link_loses_nothing(page: Page, sides: BothSides) -> None:
    page.clock.install()
    frame = sides.open(page, HALIMAH, COURSE)
    go_on_to(frame, "Gempa terasa lama")
    page.context.set_offline(True)
    answer(frame, "q-gempa", RIGHT["q-gempa"])
    expect(question(frame, "q-gempa")).to_contain_text(WAITS)
    sides.clock.advance(hours=1)
    page.clock.fast_forward(timedelta(hours=1) // timedelta(milliseconds=1))
    answer(frame, "q-bekal", RIGHT["q-bekal"])

    page.context.set_offline(False)

    expect(question(frame, "q-gempa")).to_contain_text("Tepat.")
    expect(question(frame, "q-bekal")).to_contain_text("Tepat.")
    at(frame, "Gempa terasa lama")
    assert points(sides, HALIMAH) == {"q-gempa": True, "q-bekal": True}


def test_a_second_person_neither_sees_nor_sends_what_waits(
    page: Page, sides: BothSides
) -> None:
    frame = sides.open(page, HALIMAH, COURSE)
    go_on_to(frame, "Gempa terasa lama")
    sides.clock.advance(hours=3)
    answer(frame, "q-gempa", RIGHT["q-gempa"])
    expect(question(frame, "q-gempa")).to_contain_text(WAITS)

    other = sides.open(page, YUSUF, COURSE)
    at(other, PAGES[0])
    go_on_to(other, "Gempa terasa lama")
    expect(question(other, "q-gempa")).not_to_contain_text(WAITS)
    answer(other, "q-bekal", RIGHT["q-bekal"])

    assert points(sides, YUSUF) == {"q-bekal": True}
    assert points(sides, HALIMAH) == {}
    frame = sides.open(page, HALIMAH, COURSE)
    expect(question(frame, "q-gempa")).to_contain_text("Tepat.")
    assert points(sides, HALIMAH) == {"q-gempa": True}
    assert points(sides, YUSUF) == {"q-bekal": True}


def test_going_back_shows_a_second_person_nothing_of_the_first(
    page: Page, sides: BothSides
) -> None:
    window = opened_by_another(page)
    frame = sides.open(window, HALIMAH, COURSE)
    go_on_to(frame, "Gempa terasa lama")
    before = window.url
    sides.open(window, YUSUF, COURSE)

    go_back_to(window, before)

    # The browser gives the frame its old address back, not what the LMS shows in it.
    frame = sides.framed(window)
    expect(frame.get_by_role("alert")).to_contain_text("perlu dibuka dari LMS")
    assert "Gempa" not in frame.locator("body").inner_text()


def test_a_second_persons_launch_closes_what_the_first_left_open(
    page: Page, sides: BothSides, profile: BrowserContext
) -> None:
    frame = sides.open(page, HALIMAH, COURSE)
    at(frame, PAGES[0])

    sides.open(profile.new_page(), YUSUF, COURSE)

    page.bring_to_front()
    expect(frame.get_by_role("alert")).to_contain_text("perlu dibuka dari LMS")
    assert PAGES[0] not in frame.locator("body").inner_text()


def test_the_address_alone_opens_nothing(
    page: Page, sides: BothSides, profile: BrowserContext
) -> None:
    frame = sides.open(page, HALIMAH, COURSE)
    at(frame, PAGES[0])

    bare = profile.new_page()
    bare.goto(frame.url)

    expect(bare.get_by_role("alert")).to_contain_text("perlu dibuka dari LMS")
    assert PAGES[0] not in bare.locator("body").inner_text()
