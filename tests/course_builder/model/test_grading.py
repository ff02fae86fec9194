"""How answers are graded; the cases also run in JavaScript."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from course_builder.errors import AnswerFormatError
from course_builder.model import grading
from course_builder.model.rule_document import read_rule
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
    rule = read_rule(case["rule"])
    answer, language = answer_of(case["answer"]), case.get("language", "id")

    if "error" in case:
        with pytest.raises(AnswerFormatError):
            grading.share(rule, answer, language)
    else:
        earned = case.get("earned", [int(case.get("right", 0)), 1])
        assert grading.share(rule, answer, language) == tuple(earned)


@pytest.mark.parametrize("case", SHARED["points"], ids=str)
def test_points_are_rounded_once_and_half_up(case):
    rule = {"type": "text", "answers": ["x"], "patterns": [], "exact": False}
    question = question_of(
        {"points": case["points"], "hintCost": case["hintCost"]}, rule
    )

    numerator, denominator = case["share"]

    points = grading.points_for(question, (numerator, denominator), case["hints"])

    assert points == Decimal(str(case["given"]))


@pytest.mark.parametrize("case", SHARED["feedback"], ids=name_of)
def test_a_learner_is_told(case):
    key, expected = case["key"], case["told"]
    question = replace(
        question_of({}, key["rule"]),
        option_feedback=key["optionFeedback"],
        right=key["right"],
        wrong=key["wrong"],
        explanation=key["explanation"],
    )

    told = grading.feedback(
        question,
        answer_of(case["answer"]),
        tuple(case["earned"]),
        tuple(case.get("parts", ())),
        closed=case["closed"],
    )

    assert told == grading.Feedback(
        right=expected["right"],
        closed=case["closed"],
        options=expected["options"],
        text=expected["text"],
        explanation=expected["explanation"],
        key=answer_of(expected["key"]),
        share=tuple(case["earned"]),
        marked=expected.get("marked", True),
        parts=tuple(expected.get("parts", ())),
    )


@pytest.mark.parametrize("case", SHARED["right_answers"], ids=rule_name)
def test_a_right_answer_is_shown(case):
    rule = read_rule(case["rule"])

    assert grading.right_answer(rule) == answer_of(case["shown"])


@pytest.mark.parametrize(
    "case",
    # A pattern has no answer to show, and an open question none that is right.
    [c for c in SHARED["right_answers"] if c["shown"] and all(c["shown"])],
    ids=rule_name,
)
def test_what_is_shown_as_right_is_right(case):
    rule = read_rule(case["rule"])

    numerator, denominator = grading.share(rule, grading.right_answer(rule), "en")

    assert numerator == denominator


def test_the_parts_of_an_answer_are_told_apart():
    rule = read_rule({"type": "match", "partners": ["b", "a", "c"], "partial": False})

    parts = grading.right_parts(rule, ("b", "c", ""), "id")

    assert parts == (True, False, False)
    assert grading.right_parts(read_rule({"type": "long"}), "Bebas", "id") == ()


def test_a_unit_is_refused_where_none_is_asked_for():
    assert grading.read_number("5 km", "id") is None


def test_a_language_is_told_by_its_first_part():
    assert grading.read_number("5,950", "en-ID") == Decimal(5950)
