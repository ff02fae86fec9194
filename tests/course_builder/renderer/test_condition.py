"""A gate is a sentence that says what is needed."""

from decimal import Decimal

import pytest

from course_builder.locale import translator
from course_builder.model.scenario import (
    And,
    Comparison,
    Condition,
    Not,
    Or,
    Variable,
    Visited,
)
from course_builder.renderer.condition import in_words
from tests.factories import scenario_graph

TITLES = {"siaga": "Status Siaga"}
TRUST = Comparison("percaya", ">=", Decimal(50))
TIME = Comparison("waktu", "<", Decimal(3))
SEEN = Visited("siaga")


def said(condition: Condition, language: str = "id") -> str:
    return in_words(condition, scenario_graph(), TITLES, translator(language), language)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("<", "Waktu kurang dari 3 jam"),
        ("<=", "Waktu paling banyak 3 jam"),
        ("=", "Waktu sama dengan 3 jam"),
        ("!=", "Waktu tidak sama dengan 3 jam"),
        (">=", "Waktu paling sedikit 3 jam"),
        (">", "Waktu lebih dari 3 jam"),
    ],
)
def test_a_comparison_names_label_number_and_unit(operator: str, expected: str) -> None:
    assert said(Comparison("waktu", operator, Decimal(3))) == expected


@pytest.mark.parametrize(
    ("operator", "turned"),
    [("<", ">"), ("<=", ">="), ("=", "="), ("!=", "!="), (">=", "<="), (">", "<")],
)
def test_a_number_before_the_variable_is_turned_round(
    operator: str, turned: str
) -> None:
    number = Decimal(3)
    before = said(Comparison(number, operator, "waktu"))
    assert before == said(Comparison("waktu", turned, number))


@pytest.mark.parametrize(
    ("operator", "denied"),
    [("<", ">="), ("<=", ">"), ("=", "!="), ("!=", "="), (">=", "<"), (">", "<=")],
)
def test_what_must_not_hold_is_said_the_other_way(operator: str, denied: str) -> None:
    number = Decimal(3)
    assert said(Not(Comparison("waktu", operator, number))) == said(
        Comparison("waktu", denied, number)
    )


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (SEEN, "Sudah melewati “Status Siaga”"),
        (Not(SEEN), "Belum melewati “Status Siaga”"),
        (Not(Not(SEEN)), "Sudah melewati “Status Siaga”"),
        (Visited("lain"), "Sudah melewati “lain”"),
        (
            And((TRUST, TIME)),
            "Kepercayaan paling sedikit 50 % dan Waktu kurang dari 3 jam",
        ),
        (
            Not(And((TRUST, SEEN))),
            "Kepercayaan kurang dari 50 % atau belum melewati “Status Siaga”",
        ),
        (
            And((TRUST, Or((TIME, SEEN)))),
            (
                "Kepercayaan paling sedikit 50 % dan "
                "(Waktu kurang dari 3 jam atau sudah melewati “Status Siaga”)"
            ),
        ),
        (
            Or((Not(Or((TIME, SEEN))), TRUST)),
            (
                "(Waktu paling sedikit 3 jam dan belum melewati “Status Siaga”) atau "
                "Kepercayaan paling sedikit 50 %"
            ),
        ),
        (
            And((And((TRUST, TIME)), SEEN)),
            (
                "Kepercayaan paling sedikit 50 % dan Waktu kurang dari 3 jam dan "
                "sudah melewati “Status Siaga”"
            ),
        ),
        (Comparison("waktu", "<", "percaya"), "Waktu kurang dari Kepercayaan"),
        (Comparison(Decimal(1), "<", Decimal(2)), "1 kurang dari 2"),
        (Comparison("lain", ">", Decimal("-2400.5")), "Lain lebih dari −2.400,5"),
    ],
)
def test_conditions_are_sentences(condition: Condition, expected: str) -> None:
    assert said(condition) == expected


def test_english_writes_numbers_its_own_way() -> None:
    assert said(TRUST, "en") == "Kepercayaan at least 50%"
    many = Comparison("waktu", "<", Decimal("2400.5"))
    assert said(Or((many, Not(SEEN))), "en-GB") == (
        "Waktu below 2,400.5 jam or you have not been at “Status Siaga”"
    )


def test_a_variable_without_a_unit_has_none() -> None:
    graph = scenario_graph(variables=(Variable("waktu", "Waktu", Decimal(1)),))
    words = translator("id")
    assert in_words(TIME, graph, TITLES, words, "id") == "Waktu kurang dari 3"
