"""Each course of this repository, taken from its first page to its last."""

from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from course_builder.build import build, check, courses_in
from course_builder.model.rendered import RenderedCourse
from tests.browser.packages.learner import forward
from tests.browser.packages.lms import REPOSITORY, serving
from tests.browser.packages.taker import Taker

pytestmark = pytest.mark.browser

COURSES = courses_in(REPOSITORY / "courses")
PASSED = {"scorm12": "cmi.core.lesson_status", "scorm2004": "cmi.success_status"}
"""Where an edition says whether somebody has passed."""
each_course = pytest.mark.parametrize("folder", COURSES, ids=lambda one: one.name)


def take_whole(place: FrameLocator, course: RenderedCourse, *, rightly: bool) -> None:
    """Read every page and do everything on it."""
    taker = Taker(place, course, rightly=rightly)
    for shown in course.pages:
        expect(place.locator(".outline [aria-current]")).to_have_attribute(
            "data-page", shown.id
        )
        for identifier in shown.activities:
            taker.take(identifier)
        forward(place)


def packaged(
    folder: Path, out: Path, edition: str = "scorm12"
) -> tuple[Path, RenderedCourse]:
    """Build a course for an edition of SCORM."""
    list(build([folder], [edition], out, jobs=1, cache=False))
    course = check(folder).rendered
    assert course is not None
    return next(out.glob("*.zip")), course


@pytest.mark.parametrize(
    ("folder", "edition"),
    [
        *((folder, "scorm12") for folder in COURSES),
        # One is enough: what differs between the editions, `test_scorm` walks.
        (COURSES[0], "scorm2004"),
    ],
    ids=lambda one: getattr(one, "name", one),
)
def test_who_answers_rightly_passes(
    folder: Path, edition: str, page: Page, tmp_path: Path
):
    status = PASSED[edition]
    package, course = packaged(folder, tmp_path, edition)
    with serving(package, "moodle", edition) as address:
        page.goto(address)
        place = page.frame_locator("#sco")
        expect(place.locator(".next")).to_be_visible()
        assert sum(page.evaluate("counts").values()) <= 15

        take_whole(place, course, rightly=True)

        expect(place.locator(".content")).to_contain_text("Anda lulus.")
        assert page.evaluate("name => lms.get(name)", status) == "passed"
        assert page.evaluate("refused") == []


@each_course
def test_who_answers_wrongly_fails(folder: Path, page: Page, tmp_path: Path):
    package, course = packaged(folder, tmp_path)
    with serving(package, "moodle") as address:
        page.goto(address)
        place = page.frame_locator("#sco")

        take_whole(place, course, rightly=False)

        expect(place.locator(".content")).to_contain_text("belum mencapai batas lulus")
        assert page.evaluate("lms.get('cmi.core.lesson_status')") == "failed"
        assert page.evaluate("refused") == []
