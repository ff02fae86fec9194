"""The JSON documents that player, packages and releases share."""

import json
from decimal import Decimal

import pytest

from course_builder.model import document
from course_builder.model.activity_document import read_competency
from course_builder.model.question import (
    ChoiceRule,
    CompetencyRef,
    NumberRange,
    NumberRule,
    Rule,
    TextRule,
)
from course_builder.model.rendered import short_key
from course_builder.model.rule_document import read_rule
from tests.course_builder.model.cases import cases
from tests.factories import rendered_course, rendered_question

RULES: dict[str, Rule] = {
    "choice": ChoiceRule(("a", "b"), frozenset({"a"})),
    "multiple": ChoiceRule(("a", "b", "o37"), frozenset({"a", "o37"}), multiple=True),
    "boolean": ChoiceRule(("a", "b"), frozenset({"b"}), boolean=True),
    "number": NumberRule((NumberRange(Decimal("-0.50"), Decimal("1E+3")),), "km"),
    "text": TextRule(("BMKG",), ("a|b",), exact=True),
}


@pytest.mark.parametrize("kind", RULES)
def test_a_question_comes_back_as_it_was(kind):
    question = rendered_question(
        rule=RULES[kind],
        points=Decimal("2.5"),
        hint_cost=Decimal("0.25"),
        competencies=(CompetencyRef("T-PB-01", 2),),
        option_feedback={"a": "<p>Bukan</p>"},
        hints=("<p>Satu</p>", "<p>Dua</p>"),
        right="<p>Ya</p>",
        wrong="<p>Tidak</p>",
        explanation="<p>Sebab</p>",
    )
    course = rendered_course(activities={question.id: question})
    outline, key = document.outline(course), document.answer_key(course)

    read = document.read_questions(
        json.loads(json.dumps(outline)), json.loads(json.dumps(key))
    )

    assert read == {question.id: question}
    assert outline["activities"][question.id]["type"] == kind


def test_modules_come_back_as_they_were():
    course = rendered_course()
    html = {page.id: page.html for page in course.pages}

    assert document.read_modules(document.outline(course), html) == course.modules


@pytest.mark.parametrize("kind", RULES)
def test_the_outline_holds_no_answers(kind):
    question = rendered_question(
        rule=RULES[kind],
        option_texts={},
        option_feedback={"a": "rahasia"},
        hints=("rahasia",),
        right="rahasia",
        wrong="rahasia",
        explanation="rahasia",
    )
    outline = document.outline(rendered_course(activities={question.id: question}))

    text = json.dumps(outline)
    assert "rahasia" not in text
    assert "BMKG" not in text
    assert "rule" not in text
    assert outline["activities"][question.id]["hints"] == 1


def test_the_outline_of_one_module_holds_that_module_only():
    outline = document.outline(rendered_course().only("m1"))

    assert [module["id"] for module in outline["modules"]] == ["m1"]
    assert list(outline["activities"]) == ["q-siaga"]


def test_numbers_of_a_rule_are_written_without_exponents():
    question = rendered_question(rule=RULES["number"])
    key = document.answer_key(rendered_course(activities={question.id: question}))

    assert key[question.id]["rule"]["accepted"] == [["-0.50", "1000"]]


@pytest.mark.parametrize("text", ["T-PB-01", ".2", "T-PB-01.", "T-PB-01.dua"])
def test_what_is_no_competency_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        read_competency(text)


def test_a_competency_ends_with_its_level():
    assert read_competency("T.PB.01.2") == CompetencyRef("T.PB.01", 2)


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="essay"):
        read_rule({"type": "essay"})


@pytest.mark.parametrize("case", cases("state")["keys"], ids=lambda c: str(c["id"]))
def test_a_key_stands_for_an_id_as_in_the_shared_cases(case):
    assert short_key(case["id"]) == case["key"]
