"""Questions in the profile that Common Cartridge has of QTI 1.2."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRange,
    NumberRule,
    OrderRule,
    Rule,
    TextRule,
)
from course_builder.targets.markup import QuestionTexts
from course_builder.targets.qti import (
    AskedQuestion,
    ascii_html,
    assessment,
    profile,
    question_bank,
    written_answers,
)
from tests.factories import rendered_question

Q = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
BOOLEAN = {"a": "Benar", "b": "Salah"}
FEEDBACK = {
    "explanation": "<p>Begini.</p>",
    "right": "<p>Tepat.</p>",
    "wrong": "<p>Belum.</p>",
    "hint": "<p>Ingat waktunya.</p>",
    ":a": "<p>Menunggu itu berbahaya.</p>",
}


def number(low: str, high: str = "", unit: str = "") -> NumberRule:
    return NumberRule((NumberRange(Decimal(low), Decimal(high or low)),), unit)


def asked(rule: Rule, **changes: Any) -> AskedQuestion:
    question = rendered_question(rule=rule, **changes)
    options = question.option_texts if isinstance(rule, ChoiceRule) else {}
    texts = QuestionTexts("<p>Apa yang Anda lakukan – sekarang?</p>", options)
    told = FEEDBACK if isinstance(rule, ChoiceRule) else {**FEEDBACK}
    told = {k: v for k, v in told.items() if options or not k.startswith(":")}
    return AskedQuestion(question, texts, {} if isinstance(rule, LongRule) else told)


EVERY_FORM = {
    "cc.multiple_choice.v0p1": asked(ChoiceRule(("a", "b", "c"), frozenset("b"))),
    "cc.multiple_response.v0p1": asked(
        ChoiceRule(("a", "b", "c"), frozenset("bc"), multiple=True)
    ),
    "cc.true_false.v0p1": asked(
        ChoiceRule(("a", "b"), frozenset("b"), boolean=True), option_texts=BOOLEAN
    ),
    "cc.fib.v0p1": asked(TextRule(("PVMBG", "Badan Geologi"))),
    "cc.essay.v0p1": asked(LongRule()),
}


@pytest.fixture(scope="module")
def schema(schemas_dir: Path) -> etree.XMLSchema:
    path = schemas_dir / "cc11" / "ccv1p1_qtiasiv1p2p1_v1p0.xsd"
    return etree.XMLSchema(etree.parse(path))


def conditions(document: bytes) -> list[tuple[list[str], bool, list[str]]]:
    """Return of each condition the answers, whether it scores, and what it shows."""
    return [
        (
            [str(one.text) for one in condition.iter(f"{Q}varequal")],
            condition.find(f"{Q}setvar") is not None,
            [one.get("linkrefid", "") for one in condition.iter(f"{Q}displayfeedback")],
        )
        for condition in etree.fromstring(document).iter(f"{Q}respcondition")
    ]


def one(name: str, language: str = "id") -> bytes:
    return assessment("k-akhir", "Kuis", [EVERY_FORM[name]], language)


@pytest.mark.parametrize("name", EVERY_FORM)
def test_each_form_is_known_and_valid(name: str, schema: etree.XMLSchema) -> None:
    assert profile(EVERY_FORM[name].question, "id") == name
    document = etree.fromstring(one(name))
    assert schema.validate(document), schema.error_log
    assert name in [entry.text for entry in document.iter(f"{Q}fieldentry")]
    broken = one(name).replace(b'title="Kuis"', b'name="Kuis"')
    assert not schema.validate(etree.fromstring(broken))


def test_a_bank_is_valid(schema: etree.XMLSchema) -> None:
    questions = [
        each._replace(question=rendered_question(f"q-{n}", rule=each.question.rule))
        for n, each in enumerate(EVERY_FORM.values())
        if each.question.type != "boolean"
    ]
    document = etree.fromstring(question_bank("bank", questions, "id"))
    assert schema.validate(document), schema.error_log
    assert len(list(document.iter(f"{Q}item"))) == 4


@pytest.mark.parametrize(
    "rule",
    [
        OrderRule(("b", "c", "a")),
        MatchRule(("b", "a")),
        GapRule((TextRule(("III",)), TextRule(("Siaga",)))),
        number("209", "215"),
        number("0"),
        TextRule((), ("[Ss]iaga",)),
    ],
    ids=["order", "match", "gaps", "range", "nought", "pattern alone"],
)
def test_some_questions_have_no_form(rule: Rule) -> None:
    assert profile(rendered_question(rule=rule), "id") == ""


def test_a_number_is_taken_in_each_way_of_writing_it() -> None:
    assert written_answers(number("1450000"), "id") == ("1450000", "1.450.000")
    assert written_answers(number("2.5", unit="m"), "id") == (
        *("2,5", "2.5"),
        *("2,5 m", "2.5 m"),
    )
    assert written_answers(number("-1200"), "en") == ("-1200", "-1,200")
    assert written_answers(GapRule((number("3"),)), "id") == ("3",)


def test_each_option_says_its_own_and_the_right_one_scores() -> None:
    assert conditions(one("cc.multiple_choice.v0p1")) == [
        ([], False, ["explanation"]),
        (["a"], False, ["option-a", "wrong", "hint"]),
        (["b"], True, ["right"]),
        (["c"], False, ["wrong", "hint"]),
    ]


def test_true_and_false_have_the_names_of_the_profile() -> None:
    scored = [
        answers
        for answers, scores, _ in conditions(one("cc.true_false.v0p1"))
        if scores
    ]
    assert scored == [["false"]]


def test_several_right_options_score_only_together() -> None:
    document = etree.fromstring(one("cc.multiple_response.v0p1"))
    (together,) = document.iter(f"{Q}and")
    assert [child.text for child in together.findall(f"{Q}varequal")] == ["b", "c"]
    assert [child[0].text for child in together.findall(f"{Q}not")] == ["a"]
    assert {child.get("case") for child in together.iter(f"{Q}varequal")} == {"Yes"}


def test_a_blank_takes_every_answer() -> None:
    assert (["PVMBG", "Badan Geologi"], True, ["right"]) in conditions(
        one("cc.fib.v0p1")
    )


def test_texts_are_ascii_because_moodle_takes_them_for_latin_1() -> None:
    (text, *_) = etree.fromstring(one("cc.fib.v0p1")).iter(f"{Q}mattext")
    assert text.text == "<p>Apa yang Anda lakukan &#8211; sekarang?</p>"
    assert ascii_html("5 × 2 🌋") == "5 &#215; 2 &#127755;"


def test_limits_are_told() -> None:
    document = assessment(
        "k", "Kuis", [EVERY_FORM["cc.essay.v0p1"]], "id", attempts=2, minutes=25
    )
    fields = {
        str(field[0].text): str(field[1].text)
        for field in etree.fromstring(document).iter(f"{Q}qtimetadatafield")
    }
    assert (fields["cc_maxattempts"], fields["qmd_timelimit"]) == ("2", "25")
    assert fields["qmd_feedbackpermitted"] == "No"
