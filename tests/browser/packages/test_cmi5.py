"""A built cmi5 package with an LMS of another origin."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.packages.learner import (
    RIGHT,
    WRONG,
    answer,
    at,
    go_on_to,
    learn,
    standing,
)
from tests.browser.packages.record_store import RecordStore, recording

pytestmark = pytest.mark.browser


@pytest.fixture
def store(packages: dict[str, Path]) -> Iterator[RecordStore]:
    with recording(packages["cmi5"]) as store:
        yield store


def launched(page: Page, store: RecordStore) -> Page:
    page.goto(store.launch())
    expect(page.locator(".next")).to_be_visible()
    return page


def left(page: Page, store: RecordStore) -> None:
    """Go elsewhere, and wait until what was sent on leaving has come."""
    page.goto(store.page)
    for _ in range(100):
        if "terminated" in store.verbs(store.sessions):
            return
        page.wait_for_timeout(50)
    raise AssertionError(store.verbs(store.sessions))


def test_who_answers_all_rightly_passes_and_is_led_back(page: Page, store: RecordStore):
    learn(launched(page, store), RIGHT)

    expect(page.locator(".content")).to_contain_text("Anda lulus.")
    expect(page.get_by_role("link", name="Kembali ke LMS")).to_have_attribute(
        "href", store.page
    )
    left(page, store)
    assert store.verbs(1) == [
        "initialized",
        *["answered"] * len(RIGHT),
        "completed",
        "passed",
        "terminated",
    ]
    assert store.result("passed")["score"]["scaled"] == 1


def test_who_uses_up_all_tries_fails(page: Page, store: RecordStore):
    learn(launched(page, store), WRONG, tries=3)

    expect(page.locator(".content")).to_contain_text("tidak dapat lagi mencapainya")
    left(page, store)
    assert store.verbs(1).count("failed") == 1
    assert "passed" not in store.verbs(1)
    assert store.result("failed")["score"]["scaled"] == 0


def test_the_next_session_goes_on_where_the_last_one_ended(
    page: Page, store: RecordStore
):
    launched(page, store)
    go_on_to(page, "Gempa terasa lama")
    answer(page, "q-gempa", WRONG["q-gempa"])
    left(page, store)

    launched(page, store)

    at(page, "Gempa terasa lama")
    assert "Percobaan 1 dari 3" in standing(page, "q-gempa")
    assert store.verbs(2) == ["initialized"]


def test_a_reload_says_that_nothing_is_recorded(page: Page, store: RecordStore):
    launched(page, store)
    page.reload()

    expect(page.locator("#player")).to_contain_text("LMS tidak membuka sesi belajar")


@pytest.mark.usefixtures("network_fails")
def test_without_a_network_everything_waits_and_goes_in_order(
    page: Page, store: RecordStore
):
    page.clock.install()
    launched(page, store)
    go_on_to(page, "Gempa terasa lama")
    page.context.set_offline(True)
    answer(page, "q-gempa", WRONG["q-gempa"])
    answer(page, "q-gempa", RIGHT["q-gempa"])
    expect(page.locator(".next [role=status]")).to_contain_text("LMS belum menerima")
    assert store.verbs(1) == ["initialized"]

    page.context.set_offline(False)
    page.clock.run_for(60_000)

    expect(page.locator(".next [role=status]")).to_contain_text("✓ Jawaban tersimpan")
    assert store.verbs(1) == ["initialized", "answered", "answered"]
