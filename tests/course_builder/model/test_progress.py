"""How far a learner has come; the cases also run in JavaScript."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import (
    UNTOUCHED,
    QuestionProgress,
    QuizProgress,
    Round,
    ScenarioProgress,
    Submission,
)
from course_builder.model.course import DeclaredCompetency
from course_builder.model.progress import (
    competency_results,
    reachable,
    standing,
    summarise,
)
from course_builder.model.question import CompetencyRef
from course_builder.model.question_progress import (
    answer_question,
    is_closed,
    open_hint,
)
from course_builder.model.view import progress_view, standing_view
from tests.course_builder.model.cases import (
    SINGLE_CHOICE,
    activity_of,
    answer_of,
    cases,
    course_of,
    exact,
    key_entry,
    progress_of,
    question_of,
    quiz_of,
)

SHARED = cases("progress")


def name_of(case: Any) -> str:
    return str(case["name"])


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
    done = {name: progress_of(given) for name, given in case["done"].items()}

    progress = summarise(course_of(case), set(case["viewed"]), done)

    assert progress_view(progress) == case["progress"]


@pytest.mark.parametrize("case", SHARED["standings"], ids=name_of)
def test_an_activity_stands(case):
    activity = activity_of(case["activity"])
    progress = None if case["progress"] is None else progress_of(case["progress"])

    stands = standing(activity, progress)

    assert standing_view(activity, stands) == case["standing"]
    assert 0 <= stands.given <= reachable(activity, progress) <= stands.maximum


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


DECLARED = (DeclaredCompetency("T-PB-01", 2), DeclaredCompetency("T-PB-02", 1))
FIRST, SECOND = CompetencyRef("T-PB-01", 2), CompetencyRef("T-PB-02", 1)
RIGHT = QuestionProgress(tries=1, first=Decimal(1), best=Decimal(1), right=True)


def course_with(*activities: Any):
    course = graded(a={})
    return replace(
        course, activities={a.id: a for a in activities}, competencies=DECLARED
    )


def test_a_simulation_shows_competence_by_its_best_round():
    course = course_with(
        activity_of({"kind": "scenario", "points": 10, "competencies": ["T-PB-01.2"]})
    )
    rounds = tuple(Round("a", "selamat", Decimal(score)) for score in (40, 70))

    results = competency_results(course, {"q": ScenarioProgress(rounds)})

    assert results == {FIRST: Fraction(7, 10)}


def test_each_kind_of_evidence_is_told_apart():
    course = course_with(
        activity_of({"kind": "scenario", "competencies": ["T-PB-01.2"]}, "sim"),
        activity_of({"competencies": ["T-PB-01.2"]}, "q"),
    )

    results = [
        competency_results(course, {"q": RIGHT}, kind)
        for kind in (None, "quiz", "simulation", "assignment")
    ]

    assert results == [
        {FIRST: Fraction(1, 2)},
        {FIRST: Fraction(1)},
        {FIRST: Fraction(0)},
        {},
    ]


def quiz_with(**fields: Any):
    questions = {
        "q1": {"competencies": ["T-PB-02.1"]},
        "q2": {"points": 3},
        "q3": {},
        "q4": {"type": "long"},
    }
    key = dict.fromkeys(questions, key_entry(SINGLE_CHOICE))
    key["q4"] = key_entry({"type": "long"})
    return quiz_of({"competencies": ["T-PB-01.2"]} | fields, questions, key)


def test_questions_of_a_quiz_show_their_own_competence_or_else_the_quizs():
    course = course_with(quiz_with(role="posttest"))
    best = {"q1": RIGHT, "q2": UNTOUCHED, "q3": RIGHT, "q4": UNTOUCHED}
    done = QuizProgress(1, 1, Decimal(2), Decimal(2), best_answers=best)

    results = competency_results(course, {"kuis": done})

    assert results == {FIRST: Fraction(1, 4), SECOND: Fraction(1)}


def test_only_what_the_best_run_asked_shows_competence():
    course = course_with(quiz_with(draws=[["", 2]]))
    best = {"q2": UNTOUCHED, "q3": RIGHT}
    done = QuizProgress(1, 1, Decimal("0.5"), Decimal("0.5"), best_answers=best)

    results = competency_results(course, {"kuis": done})

    assert results == {FIRST: Fraction(1, 4)}


def test_a_quiz_weighs_what_it_is_worth_beside_other_activities():
    course = course_with(
        quiz_with(role="exam", worth=8, points=8),
        activity_of({"points": 2, "competencies": ["T-PB-01.2"]}),
    )
    done = {
        "kuis": QuizProgress(1, 1, Decimal(8), Decimal(8), best_answers={"q3": RIGHT}),
    }

    assert competency_results(course, done) == {FIRST: Fraction(8, 10)}


@pytest.mark.parametrize(
    ("fields", "results"),
    [
        ({"required": True}, {FIRST: Fraction(0), SECOND: Fraction(0)}),
        ({"required": False}, {}),
        ({"required": True, "role": "pretest"}, {}),
    ],
)
def test_a_quiz_that_nobody_ran_shows_competence_only_where_it_is_needed(
    fields, results
):
    assert competency_results(course_with(quiz_with(**fields)), {}) == results


def test_a_pretest_never_shows_competence():
    done = QuizProgress(1, 1, Decimal(5), Decimal(5), best_answers={"q3": RIGHT})

    course = course_with(quiz_with(role="pretest"))

    assert competency_results(course, {"kuis": done}) == {}


def test_progress_of_another_kind_of_activity_is_none():
    question, scenario = activity_of({}), activity_of({"kind": "scenario"})
    quiz = activity_of({"kind": "quiz"})

    assert not standing(question, QuizProgress(runs=1, finished=1)).done
    assert not standing(scenario, RIGHT).done
    assert not standing(quiz, Submission(times=1)).done
    assert not standing(activity_of({"kind": "discussion"}), RIGHT).done
