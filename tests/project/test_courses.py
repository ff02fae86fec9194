"""What each course of this repository owes its learners, as figures."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, permutations
from pathlib import Path

import pytest

from course_builder.build import CheckedCourse, check, courses_in
from course_builder.codes import DIAGNOSTICS
from course_builder.model.assignment import Assignment
from course_builder.model.course import Activity, Course
from course_builder.model.coverage import coverage
from course_builder.model.discussion import Discussion
from course_builder.model.exploration import Exploration
from course_builder.model.question import ChoiceRule, Question
from course_builder.model.quiz import Quiz, Role
from course_builder.model.scenario import Choice, Scenario, Variable
from course_builder.model.survey import Survey
from tests.project.repository import ROOT

FOLDERS = courses_in(ROOT / "courses")
FEWEST_ITEMS = {Decimal(12): 60, Decimal(8): 40, Decimal(6): 30}
"""Test items that a course of so many hours has at least."""
GIVEN = "manajemen-bencana"
"""Its simulation is that of the outline, with choices that are plainly wrong."""
LEVELS = 4
MONTHS = (90, 180)


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def checked(request: pytest.FixtureRequest) -> CheckedCourse:
    return check(request.param)


@pytest.fixture
def course(checked: CheckedCourse) -> Course:
    assert checked.course is not None
    return checked.course


@pytest.fixture
def played(checked: CheckedCourse) -> tuple[Scenario, Exploration]:
    """The one simulation of a course, and what it can come to."""
    (one,) = checked.explorations
    return one


def activities(course: Course) -> list[Activity]:
    return list(chain.from_iterable(page.activities for page in course.pages))


def banks(course: Course) -> dict[str, tuple[Question, ...]]:
    return {str(bank.path): bank.questions for bank in course.banks}


def measuring(course: Course) -> Iterator[Quiz]:
    for one in activities(course):
        if isinstance(one, Quiz) and one.role in (Role.PRETEST, Role.POSTTEST):
            yield one


def test_nothing_is_found_wrong_with_it(checked: CheckedCourse) -> None:
    found = [one for one in checked.findings if not DIAGNOSTICS[one.code].on_request]
    assert found == []


def test_its_tests_are_of_one_blueprint_and_draw_from_three_times_as_many(
    course: Course,
) -> None:
    before, after = measuring(course)
    assert (before.role, after.role) == (Role.PRETEST, Role.POSTTEST)
    assert before.draws == after.draws
    for quiz in (before, after):
        asked = banks(course)[quiz.bank]
        tags = Counter(tag for question in asked for tag in question.tags)
        for draw in quiz.draws:
            assert (tags[draw.tag] if draw.tag else len(asked)) >= 3 * draw.count
    items = sum(map(len, banks(course).values()))
    assert items >= FEWEST_ITEMS[course.hours]


def test_its_test_items_are_of_many_types_and_teach(course: Course) -> None:
    items = list(chain.from_iterable(banks(course).values()))
    assert len({type(item.rule) for item in items}) >= 4
    assert [item.id for item in items if not _teaches(item)] == []


def _teaches(item: Question) -> bool:
    """Tell whether a wrong answer is told why, whichever it is."""
    if item.explanation or item.wrong:
        return True
    assert isinstance(item.rule, ChoiceRule), item.id
    wrong = [one for one in item.options if one.id not in item.rule.right]
    return all(one.feedback for one in wrong)


def test_no_cell_of_its_coverage_is_empty(checked: CheckedCourse) -> None:
    assert checked.rendered is not None
    rows = coverage(checked.rendered)
    assert rows
    assert {str(row.competency): row.gaps for row in rows if row.gaps} == {}


def test_its_simulation_is_worth_playing_twice(
    played: tuple[Scenario, Exploration],
) -> None:
    scenario, told = played
    assert told.nodes >= 12
    assert told.endings >= 3
    assert len(scenario.graph.variables) >= 3
    assert scenario.rounds >= 2
    assert scenario.debrief is not None
    assert told.share is not None
    scores = {one.id: one.score for one in scenario.graph.nodes.values() if one.ending}
    assert None not in scores.values()
    best = max(scores, key=lambda one: scores[one] or Decimal(0))
    assert 0.03 <= told.share[best] <= 0.15
    assert all(share > 0 for share in told.share.values())


@pytest.mark.parametrize(
    "folder", [one for one in FOLDERS if one.name != GIVEN], ids=lambda one: one.name
)
def test_no_choice_of_its_simulation_is_worse_in_everything(folder: Path) -> None:
    ((scenario, _),) = check(folder, rendering=False).explorations
    graph = scenario.graph
    dominated = [
        (node.id, worse)
        for node in graph.nodes.values()
        for worse, better in permutations(range(len(node.choices)), 2)
        if _dominates(node.choices[better], node.choices[worse], graph.variables)
    ]
    assert dominated == []


def _dominates(one: Choice, other: Choice, variables: tuple[Variable, ...]) -> bool:
    """Tell whether a choice moves every variable at least as well, and one better."""
    gains = [
        (_moved(one, variable) - _moved(other, variable))
        * (1 if variable.better == "high" else -1)
        for variable in variables
        if variable.better
    ]
    return all(gain >= 0 for gain in gains) and any(gain > 0 for gain in gains)


def _moved(choice: Choice, variable: Variable) -> Decimal:
    return sum(
        (
            one.value if one.operator == "+" else -one.value
            for one in choice.settings
            if one.variable == variable.name
        ),
        Decimal(0),
    )


def test_it_ends_with_work_a_survey_talk_and_two_looks_back(course: Course) -> None:
    found = activities(course)
    assignments = [one for one in found if isinstance(one, Assignment)]
    assert any(one.rubric and len(one.rubric.levels) == LEVELS for one in assignments)
    surveys = [one for one in found if isinstance(one, Survey)]
    assert any(one.after_days is None for one in surveys)
    assert {one.after_days for one in surveys} >= set(MONTHS)
    assert any(isinstance(one, Discussion) for one in found)
