"""How answers are graded; the cases also run in JavaScript."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from course_builder.errors import AnswerFormatError
from course_builder.model import document, grading
from tests.course_builder.model.cases import answer_of, cases, question_of

SHARED = cases("grading")


def name_of(case: Any) -> str:
    return str(case["name"])


def number_name(case: Any) -> str:
    return f"{case['text']!a} in {case['language']}, unit {case.get('unit')}"


def rule_name(case: Any) -> str:
    return f"{case['shown']} of {case['rule']}"


@pytest.mark.parametrize("case", SHARED["numbers"], ids=number_name)
def test_a_learners_number_is_read(case):
    read = grading.read_number(case["text"], case["language"], case.get("unit", ""))

    expected = case["number"]
    assert read == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize("case", SHARED["texts"], ids=lambda c: ascii(c["text"]))
def test_a_text_is_collapsed_and_folded(case):
    assert grading.collapse(case["text"]) == case["collapsed"]
    assert grading.fold(case["text"]) == case["folded"]


@pytest.mark.parametrize("case", SHARED["shares"], ids=name_of)
def test_an_answer_earns_its_share(case):
    rule = document._read_rule(case["rule"])
    answer, language = answer_of(case["answer"]), case.get("language", "id")

    if "error" in case:
        with pytest.raises(AnswerFormatError):
            grading.share(rule, answer, language)
    else:
        assert grading.share(rule, answer, language) == Fraction(case["right"])


@pytest.mark.parametrize("case", SHARED["points"], ids=str)
def test_points_are_rounded_once_and_half_up(case):
    rule = {"type": "text", "answers": ["x"], "patterns": [], "exact": False}
    question = question_of(
        {"points": case["points"], "hintCost": case["hintCost"]}, rule
    )

    points = grading.points_for(question, Fraction(*case["share"]), case["hints"])

    assert points == Decimal(str(case["given"]))


@pytest.mark.parametrize("case", SHARED["feedback"], ids=name_of)
def test_a_learner_is_told(case):
    outline = {
        "title": "",
        "points": 1,
        "hintCost": 0,
        "attempts": 3,
        "required": True,
        "competencies": [],
        "options": [],
    }
    questions = document.read_questions(
        {"activities": {"q": outline}}, {"q": case["key"]}
    )

    told = grading.feedback(
        questions["q"],
        answer_of(case["answer"]),
        right=case["right"],
        closed=case["closed"],
    )

    assert (told.right, told.closed) == (case["right"], case["closed"])
    assert told.options == case["told"]["options"]
    assert told.text == case["told"]["text"]
    assert told.explanation == case["told"]["explanation"]
    assert told.key == answer_of(case["told"]["key"])


@pytest.mark.parametrize("case", SHARED["right_answers"], ids=rule_name)
def test_a_right_answer_is_shown(case):
    rule = document._read_rule(case["rule"])

    assert grading.right_answer(rule) == answer_of(case["shown"])


def test_a_unit_is_refused_where_none_is_asked_for():
    assert grading.read_number("5 km", "id") is None


def test_a_language_is_told_by_its_first_part():
    assert grading.read_number("5,950", "en-ID") == Decimal(5950)
