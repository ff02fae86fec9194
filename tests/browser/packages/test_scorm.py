"""Built SCORM packages, under strict stubs with Moodle's rules and under scorm-again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
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


@dataclass(frozen=True, slots=True)
class Edition:
    """The names that an edition of SCORM has for the same things."""

    name: str
    prefix: str
    finish: str
    score: str
    statuses: tuple[str, ...]

    def call(self, name: str) -> str:
        return f"{self.prefix}{name}"


EDITIONS = {
    one.name: one
    for one in (
        Edition(
            name="scorm12",
            prefix="LMS",
            finish="LMSFinish",
            score="cmi.core.score.raw",
            statuses=("cmi.core.lesson_status",),
        ),
        Edition(
            name="scorm2004",
            prefix="",
            finish="Terminate",
            score="cmi.score.raw",
            statuses=("cmi.completion_status", "cmi.success_status"),
        ),
    )
}
OBJECTIVE = (
    "id",
    "completion_status",
    "success_status",
    "progress_measure",
    "score.raw",
)
STATUSES = {
    "scorm12": {"open": ["incomplete"], "passed": ["passed"], "failed": ["failed"]},
    "scorm2004": {
        "open": ["incomplete", "unknown"],
        "passed": ["completed", "passed"],
        "failed": ["completed", "failed"],
    },
}


class Lms:
    """An LMS's page with a course in its frame."""

    def __init__(self, page: Page, address: str, edition: Edition) -> None:
        self.page = page
        self.address = address
        self.edition = edition

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

    def called(self, name: str) -> int:
        """Return how often a function was called in this launch."""
        return self.counts().get(self.edition.call(name), 0)

    def stands(self, how: str) -> bool:
        """Return whether the LMS has an attempt for open, passed or failed."""
        held = [self.value(name) or "unknown" for name in self.edition.statuses]
        return held == STATUSES[self.edition.name][how]

    def score(self) -> str:
        return self.value(self.edition.score)

    def refused(self) -> Any:
        return self.page.evaluate("refused")

    def finished(self) -> int:
        """Return how often a session was ended, in all launches."""
        return int(self.page.evaluate("Number(localStorage.getItem('finished'))"))


@contextmanager
def launching(
    packages: dict[str, Path], page: Page, name: str, edition: str
) -> Iterator[Lms]:
    with serving(packages[edition], name, edition) as address:
        yield Lms(page, address, EDITIONS[edition])


@pytest.fixture(params=list(product(EDITIONS, ["moodle", "scorm-again"])), ids="-".join)
def lms(
    request: pytest.FixtureRequest, packages: dict[str, Path], page: Page
) -> Iterator[Lms]:
    edition, name = request.param
    with launching(packages, page, name, edition) as lms:
        yield lms


@pytest.fixture(params=EDITIONS)
def strict(
    request: pytest.FixtureRequest, packages: dict[str, Path], page: Page
) -> Iterator[Lms]:
    with launching(packages, page, "moodle", request.param) as lms:
        yield lms


def test_a_launch_takes_few_calls_and_one_commit(lms: Lms):
    at(lms.launch(), PAGES[0])

    assert lms.called("Initialize") == 1
    assert lms.called("Commit") == 1
    assert sum(lms.counts().values()) <= 15
    assert lms.edition.finish not in lms.counts()
    assert lms.stands("open")


def test_who_reads_and_answers_all_rightly_passes(lms: Lms):
    course = lms.launch()

    learn(course, RIGHT)

    assert lms.stands("passed")
    assert lms.score() == "100"
    expect(course.locator(".content")).to_contain_text("Anda lulus.")
    expect(course.locator(".content")).to_contain_text("6 dari 6 poin (100 %)")
    # One commit a page and one an answer, and the launch is the first page.
    assert lms.called("Commit") == len(PAGES) + len(RIGHT)
    assert lms.refused() == []


def test_who_uses_up_all_tries_fails(lms: Lms):
    course = lms.launch()

    learn(course, WRONG, tries=3)

    assert lms.stands("failed")
    assert lms.score() == "0"
    expect(course.locator(".content")).to_contain_text("tidak dapat lagi mencapainya")
    assert lms.refused() == []


def test_below_the_pass_mark_the_way_on_leads_to_what_can_still_be_tried(lms: Lms):
    course = lms.launch()

    learn(course, WRONG)

    assert lms.stands("open")
    course.get_by_role("link", name="Lanjut: Gempa terasa lebih").click()
    expect(question(course, "q-gempa")).to_be_focused()
    answer(course, "q-gempa", RIGHT["q-gempa"])
    assert lms.score() == "33.33"


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
    assert lms.called("Initialize") == 1
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


def test_an_answer_is_recorded_as_an_interaction(strict: Lms):
    learn(strict.launch(), RIGHT)

    answered = {"scorm12": "student_response", "scorm2004": "learner_response"}
    parts = ("type", answered[strict.edition.name], "result", "weighting")
    recorded = {
        strict.value(f"cmi.interactions.{n}.id"): [
            strict.value(f"cmi.interactions.{n}.{part}") for part in parts
        ]
        for n in range(5)
    }
    bekal, surut = {"scorm12": ("a,c", "t"), "scorm2004": ("a[,]c", "true")}[
        strict.edition.name
    ]
    assert recorded == {
        "q-gempa": ["choice", "b", "correct", "2"],
        "q-bekal": ["choice", bekal, "correct", "1"],
        "q-surut": ["true-false", surut, "correct", "1"],
        "q-jarak": ["numeric", "1250", "correct", "1"],
        "q-lembaga": ["fill-in", "bmkg", "correct", "1"],
    }


def test_a_passed_attempt_is_opened_for_review(strict: Lms):
    learn(strict.launch(), RIGHT)
    strict.leave()

    course = strict.launch()

    expect(course.locator("#player")).to_contain_text("Anda meninjau kembali")
    assert standing(course, "q-jarak") == "Selesai: 1 dari 1 poin."
    forward(course)
    assert strict.called("SetValue") == 0
    assert strict.called("Commit") == 0


def test_modules_and_outcomes_are_objectives_of_scorm_2004(
    packages: dict[str, Path], page: Page
):
    with launching(packages, page, "moodle", "scorm2004") as lms:
        learn(lms.launch(), RIGHT)

        objectives = [
            [lms.value(f"cmi.objectives.{n}.{part}") for part in OBJECTIVE]
            for n in range(3)
        ]
        assert lms.value("cmi.progress_measure") == "1"
    done = ["completed", "passed", "1", "100"]
    assert objectives == [["tanda", *done], ["T-PB-01.2", *done], ["jarak", *done]]


def test_an_lms_that_does_not_answer_is_tried_again_and_the_learner_told(strict: Lms):
    page, commit = strict.page, strict.edition.call("Commit")
    page.clock.install()
    course = strict.launch()
    go_on_to(course, "Air laut surut")
    page.evaluate("name => { window[lms.name][name] = () => 'false' }", commit)

    answer(course, "q-surut", RIGHT["q-surut"])

    notice = course.locator(".next [role=status]")
    expect(notice).to_contain_text("LMS belum menerima jawaban terakhir Anda.")
    page.evaluate("name => { window[lms.name][name] = lms.api[name] }", commit)
    page.clock.run_for(5000)
    expect(notice).to_contain_text("✓ Jawaban tersimpan pukul")


def test_without_a_network_nothing_is_lost(strict: Lms):
    strict.page.clock.install()
    course = strict.launch()
    go_on_to(course, "Air laut surut")
    strict.page.context.set_offline(True)

    answer(course, "q-surut", RIGHT["q-surut"])

    expect(course.locator(".next [role=status]")).to_contain_text("LMS belum menerima")
    assert strict.score() == ""
    strict.page.context.set_offline(False)
    strict.page.clock.run_for(5000)
    expect(course.locator(".next [role=status]")).to_contain_text("✓ Jawaban tersimpan")
    assert strict.score() == "16.66"
