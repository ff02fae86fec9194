"""Each course of this repository, from its first page to *passed*."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from course_builder.build import build, check, courses_in
from course_builder.model.grading import right_answer
from course_builder.model.rendered import RenderedQuestion
from tests.browser.packages.learner import answer, forward
from tests.browser.packages.lms import REPOSITORY, serving

pytestmark = pytest.mark.browser

COURSES = courses_in(REPOSITORY / "courses")
BY_PATTERN = {"q-sumber-zona-waktu": "02.09"}
"""Answers to questions that know a pattern only, by id."""


def right(question: RenderedQuestion) -> list[str] | str:
    """Return a right answer as someone would type it in Indonesian."""
    known = right_answer(question.rule) or BY_PATTERN[question.id]
    if isinstance(known, str):
        return known.replace(".", ",") if question.type == "number" else known
    return list(known)


@pytest.mark.parametrize("folder", COURSES, ids=lambda folder: folder.name)
def test_who_answers_rightly_passes(folder: Path, page: Page, tmp_path: Path):
    list(build([folder], ["scorm12"], tmp_path, jobs=1, cache=False))
    course = check(folder).rendered
    assert course is not None
    with serving(next(tmp_path.glob("*.zip")), "moodle") as address:
        page.goto(address)
        place = page.frame_locator("#sco")
        expect(place.locator(".next")).to_be_visible()
        assert sum(page.evaluate("counts").values()) <= 15

        for shown in course.pages:
            expect(place.locator(".outline [aria-current]")).to_have_attribute(
                "data-page", shown.id
            )
            for identifier in shown.activities:
                answer(place, identifier, right(course.question(identifier)))
            forward(place)

        expect(place.locator(".content")).to_contain_text("Anda lulus.")
        assert page.evaluate("lms.get('cmi.core.lesson_status')") == "passed"
        assert page.evaluate("lms.get('cmi.core.score.raw')") == "100"
        assert page.evaluate("refused") == []
