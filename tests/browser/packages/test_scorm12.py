"""A built SCORM 1.2 package, under Moodle's value rules and under scorm-again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.packages.learner import (
    PAGES,
    RIGHT,
    WRONG,
    answer,
    at,
    forward,
    go_on_to,
    learn,
    question,
    standing,
)
from tests.browser.packages.lms import serving

pytestmark = pytest.mark.browser


class Lms:
    """An LMS's page with a course in its frame."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def launch(self) -> FrameLocator:
        self.page.goto(self.address)
        course = self.page.frame_locator("#sco")
        expect(course.locator(".next")).to_be_visible()
        return course

    def leave(self) -> None:
        """Close the course by going elsewhere on the LMS's site."""
        self.page.goto(f"{self.address}lms.js")

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.page.evaluate("counts")
        return counts

    def value(self, name: str) -> str:
        """Return what the LMS holds of this launch."""
        return str(self.page.evaluate("name => lms.get(name)", name))

    def refused(self) -> Any:
        return self.page.evaluate("refused")

    def finished(self) -> int:
        """Return how often LMSFinish was called, in all launches."""
        return int(self.page.evaluate("Number(localStorage.getItem('finished'))"))


@pytest.fixture(params=["moodle", "scorm-again"])
def lms(
    request: pytest.FixtureRequest, packages: dict[str, Path], page: Page
) -> Iterator[Lms]:
    with serving(packages["scorm12"], request.param) as address:
        yield Lms(page, address)


def test_a_launch_takes_few_calls_and_one_commit(lms: Lms):
    at(lms.launch(), PAGES[0])

    counts = lms.counts()
    assert counts["LMSInitialize"] == 1
    assert counts["LMSCommit"] == 1
    assert sum(counts.values()) <= 15
    assert "LMSFinish" not in counts
    assert lms.value("cmi.core.lesson_status") == "incomplete"


def test_who_reads_and_answers_all_rightly_passes(lms: Lms):
    course = lms.launch()

    learn(course, RIGHT)

    assert lms.value("cmi.core.lesson_status") == "passed"
    assert lms.value("cmi.core.score.raw") == "100"
    expect(course.locator(".content")).to_contain_text("Anda lulus.")
    expect(course.locator(".content")).to_contain_text("6 dari 6 poin (100 %)")
    # One commit a page and one an answer, and the launch is the first page.
    assert lms.counts()["LMSCommit"] == len(PAGES) + len(RIGHT)
    assert lms.refused() == []


def test_who_uses_up_all_tries_fails(lms: Lms):
    course = lms.launch()

    learn(course, WRONG, tries=3)

    assert lms.value("cmi.core.lesson_status") == "failed"
    assert lms.value("cmi.core.score.raw") == "0"
    expect(course.locator(".content")).to_contain_text("tidak dapat lagi mencapainya")
    assert lms.refused() == []


def test_below_the_pass_mark_the_way_on_leads_to_what_can_still_be_tried(lms: Lms):
    course = lms.launch()

    learn(course, WRONG)

    assert lms.value("cmi.core.lesson_status") == "incomplete"
    course.get_by_role("link", name="Lanjut: Gempa terasa lebih").click()
    expect(question(course, "q-gempa")).to_be_focused()
    answer(course, "q-gempa", RIGHT["q-gempa"])
    assert lms.value("cmi.core.score.raw") == "33.33"


def test_a_reload_in_the_middle_keeps_place_answers_and_tries(lms: Lms):
    course = lms.launch()
    go_on_to(course, "Gempa terasa lama")
    answer(course, "q-gempa", WRONG["q-gempa"])
    question(course, "q-gempa").locator("[data-action=hint]").click()
    expect(question(course, "q-gempa")).to_contain_text("Berapa lama gelombang")
    answer(course, "q-bekal", RIGHT["q-bekal"])

    course = lms.launch()

    at(course, "Gempa terasa lama")
    assert lms.finished() == 1
    assert lms.counts()["LMSInitialize"] == 1
    assert sum(lms.counts().values()) <= 15
    assert "Percobaan 1 dari 3" in standing(course, "q-gempa")
    assert standing(course, "q-bekal") == "Selesai: 1 dari 1 poin."
    again = question(course, "q-gempa")
    expect(again.locator("input[value=a]")).to_be_checked()
    expect(again).to_contain_text("Sirene dapat terlambat atau mati.")
    expect(again).to_contain_text("Berapa lama gelombang")
    answer(course, "q-gempa", RIGHT["q-gempa"])
    assert standing(course, "q-gempa") == "Selesai: 1,5 dari 2 poin."
    for _ in ("Air laut surut", "Seberapa jauh"):
        forward(course)
    answer(course, "q-jarak", RIGHT["q-jarak"])
    lms.leave()
    assert lms.finished() == 2


def test_leaving_ends_the_session_once_and_keeps_time_and_exit(lms: Lms):
    lms.launch()
    lms.leave()

    assert lms.finished() == 1
    kept = lms.page.evaluate("localStorage.getItem('attempt')")
    assert "suspend" in kept
    assert "incomplete" in kept


def test_an_answer_is_recorded_as_an_interaction(page: Page, packages: dict[str, Path]):
    with serving(packages["scorm12"], "moodle") as address:
        lms = Lms(page, address)
        learn(lms.launch(), RIGHT)

        recorded = {
            lms.value(f"cmi.interactions.{n}.id"): [
                lms.value(f"cmi.interactions.{n}.{part}")
                for part in ("type", "student_response", "result", "weighting")
            ]
            for n in range(5)
        }
    assert recorded == {
        "q-gempa": ["choice", "b", "correct", "2"],
        "q-bekal": ["choice", "a,c", "correct", "1"],
        "q-surut": ["true-false", "t", "correct", "1"],
        "q-jarak": ["numeric", "1250", "correct", "1"],
        "q-lembaga": ["fill-in", "bmkg", "correct", "1"],
    }


def test_a_passed_attempt_is_opened_for_review(page: Page, packages: dict[str, Path]):
    with serving(packages["scorm12"], "moodle") as address:
        lms = Lms(page, address)
        learn(lms.launch(), RIGHT)
        lms.leave()

        course = lms.launch()

        expect(course.locator("#player")).to_contain_text("Anda meninjau kembali")
        forward(course)
        assert "LMSSetValue" not in lms.counts()
        assert "LMSCommit" not in lms.counts()


def test_an_lms_that_does_not_answer_is_tried_again_and_the_learner_told(
    page: Page, packages: dict[str, Path]
):
    page.clock.install()
    with serving(packages["scorm12"], "moodle") as address:
        lms = Lms(page, address)
        course = lms.launch()
        go_on_to(course, "Air laut surut")
        page.evaluate("API.LMSCommit = () => 'false'")

        answer(course, "q-surut", RIGHT["q-surut"])

        notice = course.locator(".next [role=status]")
        expect(notice).to_contain_text("LMS belum menerima jawaban terakhir Anda.")
        page.evaluate("API.LMSCommit = lms.api.LMSCommit")
        page.clock.run_for(5000)
        expect(notice).to_contain_text("✓ Jawaban tersimpan pukul")
