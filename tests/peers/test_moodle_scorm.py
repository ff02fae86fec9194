"""Packages in a real Moodle, uploaded by its form; see `test_moodle` for what it needs.

Passed with 4.5.6.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from course_builder.build import build
from tests.browser.packages.learner import (
    RIGHT,
    WRONG,
    answer,
    at,
    forward,
    go_on_to,
    learn,
    standing,
)
from tests.peers.moodle import Moodle

pytestmark = pytest.mark.peer

COURSE = Path(__file__).parents[1] / "cases" / "siaga-tsunami"
# Everything that the package sets, and whether Moodle took it.
WATCHED = """
for (const [api, calls] of [
  ["API", ["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"]],
  ["API_1484_11", ["Initialize", "SetValue", "Commit", "Terminate"]],
]) {
  let found;
  Object.defineProperty(window, api, {
    configurable: true,
    get: () => found,
    set(offered) {
      found = offered;
      window.refused = [];
      for (const name of calls) {
        const call = offered[name].bind(offered);
        offered[name] = (...args) => {
          const answer = call(...args);
          if (answer !== "true") window.refused.push([name, ...args]);
          return answer;
        };
      }
    },
  });
}
"""


@dataclass(frozen=True, slots=True)
class Classroom:
    """A course with a package, and a page of somebody who learns there."""

    course: str
    activity: str
    learner: Page


@pytest.fixture(scope="module", params=["scorm12", "scorm2004"])
def classroom(
    request: pytest.FixtureRequest,
    moodle: Moodle,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Classroom]:
    edition, out = request.param, tmp_path_factory.mktemp("packages")
    list(build([COURSE], [edition], out, jobs=1, cache=False))
    (package,) = out.glob("*.zip")
    course = moodle.add_course(edition)
    activity = moodle.add_package(moodle.admin, course, edition, package)
    person = moodle.add_person(
        f"peserta{edition}", "198501012010012001", course, "Student"
    )
    learner = moodle.page_of(person)
    learner.add_init_script(WATCHED)
    yield Classroom(course, activity, learner)
    learner.context.close()


def test_a_package_is_learnt_in_two_sessions_and_grade_and_completion_arrive(
    moodle: Moodle, classroom: Classroom
):
    page, activity = classroom.learner, classroom.activity
    place = moodle.enter(page, activity)
    go_on_to(place, "Gempa terasa lama")
    answer(place, "q-gempa", WRONG["q-gempa"])
    assert page.evaluate("window.refused") == []

    place = moodle.enter(page, activity)

    at(place, "Gempa terasa lama")
    assert "Percobaan 1 dari 3" in standing(place, "q-gempa")
    answer(place, "q-gempa", RIGHT["q-gempa"])
    answer(place, "q-bekal", RIGHT["q-bekal"])
    forward(place)
    answer(place, "q-surut", RIGHT["q-surut"])
    forward(place)
    answer(place, "q-jarak", RIGHT["q-jarak"])
    answer(place, "q-lembaga", RIGHT["q-lembaga"])
    forward(place)
    at(place, "Hasil Anda")
    assert page.evaluate("window.refused") == []
    assert moodle.grade(page, classroom.course, activity) == "100.00"
    assert moodle.is_done(page, classroom.course, activity)


def test_afterwards_the_answers_are_looked_at(moodle: Moodle, classroom: Classroom):
    place = moodle.enter(classroom.learner, classroom.activity)

    expect(place.locator("#player")).to_contain_text("Anda meninjau kembali")
    assert standing(place, "q-jarak") == "Selesai: 1 dari 1 poin."


def test_who_uses_up_all_tries_fails_and_sees_what_was_answered(
    moodle: Moodle, classroom: Classroom
):
    page, activity = classroom.learner, classroom.activity
    moodle.visit(page, f"/mod/scorm/view.php?id={activity}")
    page.get_by_label("Start a new attempt").check()
    page.get_by_role("button", name="Enter", exact=True).click()
    place = page.frame_locator("#scorm_object")
    expect(place.locator(".next")).to_be_visible()

    learn(place, WRONG, tries=3)

    assert page.evaluate("window.refused") == []
    again = moodle.enter(page, activity)
    expect(again.locator("#player")).to_contain_text("Anda meninjau kembali")
    assert standing(again, "q-jarak") == "Selesai: 0 dari 1 poin."
