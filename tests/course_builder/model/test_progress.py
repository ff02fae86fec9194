"""How far a learner has come; the cases also run in JavaScript."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import UNTOUCHED, QuestionProgress
from course_builder.model.course import DeclaredCompetency
from course_builder.model.progress import (
    answer_question,
    competency_results,
    is_closed,
    open_hint,
    summarise,
)
from course_builder.model.question import CompetencyRef
from tests.course_builder.model.cases import answer_of, cases, course_of, question_of

SHARED = cases("progress")


def name_of(case: Any) -> str:
    return str(case["name"])


def exact(points: float | None) -> Decimal | None:
    return None if points is None else Decimal(str(points))


@pytest.mark.parametrize("case", SHARED["activities"], ids=name_of)
def test_an_activity_goes_on(case):
    question = question_of(case["activity"], case["rule"])
    done = UNTOUCHED

    for kind, *rest in case["steps"]:
        if kind == "hint":
            done = open_hint(question, done)
        elif kind == "answer":
            done, _ = answer_question(question, done, answer_of(rest[0]), "id")
        else:
            with pytest.raises(AnswerFormatError):
                answer_question(question, done, answer_of(rest[0]), "id")

    after = case["after"]
    assert done == QuestionProgress(
        tries=after["tries"],
        hints=after["hints"],
        first=exact(after["first"]),
        best=exact(after["best"]),
        right=after["right"],
        answer=answer_of(after["answer"]),
    )
    assert is_closed(question, done) == case["closed"]


@pytest.mark.parametrize("case", SHARED["summaries"], ids=name_of)
def test_a_course_is_summed_up(case):
    done = {
        identifier: QuestionProgress(**given | {"best": exact(given["best"])})
        for identifier, given in case["done"].items()
    }

    progress = summarise(course_of(case), set(case["viewed"]), done)

    expected = case["progress"]
    assert (progress.pages, progress.pages_viewed) == (
        expected["pages"],
        expected["pagesViewed"],
    )
    assert (progress.activities, progress.activities_done) == (
        expected["activities"],
        expected["activitiesDone"],
    )
    assert progress.given == exact(expected["given"])
    assert progress.maximum == exact(expected["maximum"])
    assert progress.complete == expected["complete"]
    assert progress.passed == expected["passed"]


def graded(**pages: dict[str, Any]):
    return course_of({"pass": 75, "modules": [{"optional": False, "pages": pages}]})


def test_the_share_of_a_graded_course_is_that_of_its_points():
    done = {"q": QuestionProgress(tries=1, best=Decimal(1))}

    progress = summarise(graded(a={"q": {"points": 3}}), {"a"}, done)

    assert progress.scaled == Fraction(1, 3)


@pytest.mark.parametrize(("viewed", "scaled"), [(set(), 0), ({"a"}, 1)])
def test_an_ungraded_course_has_its_whole_share_once_complete(viewed, scaled):
    assert summarise(graded(a={}), viewed, {}).scaled == scaled


def test_a_competency_level_is_shown_by_the_points_of_all_that_name_it():
    course = graded(
        a={
            "q1": {"points": 3, "competencies": ["T-PB-01.2"]},
            "q2": {"points": 1, "competencies": ["T-PB-01.2", "T-PB-02.1"]},
            "q3": {"points": 5},
        }
    )
    declared = tuple(
        DeclaredCompetency(code, level)
        for code, level in (("T-PB-01", 2), ("T-PB-02", 1), ("T-PB-03", 1))
    )
    done = {
        "q1": QuestionProgress(tries=1, best=Decimal(3), right=True),
        "q3": QuestionProgress(tries=1, best=Decimal(5), right=True),
    }

    results = competency_results(replace(course, competencies=declared), done)

    assert results == {
        CompetencyRef("T-PB-01", 2): Fraction(3, 4),
        CompetencyRef("T-PB-02", 1): Fraction(0),
    }
