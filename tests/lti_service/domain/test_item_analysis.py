"""Held to the reference data of the evaluation design: 8 people, 6 items."""

from datetime import date
from decimal import Decimal

import pytest

from lti_service.domain.item_analysis import (
    FirstTry,
    Person,
    correlation,
    item_figures,
    item_rule,
    reliability,
    total,
)
from lti_service.domain.rule import RuleParameter

ROWS = ("111111", "111110", "111101", "111010", "110100", "101000", "110001", "000000")
TABLE = [[float(x) for x in row] for row in ROWS]
PEOPLE: list[Person] = [
    {f"i{n}": FirstTry(Decimal(x)) for n, x in enumerate(row)} for row in ROWS
]
FIGURES = [item_figures(f"i{n}", PEOPLE) for n in range(6)]


def test_difficulty_is_the_share_of_right_first_tries() -> None:
    assert [f.difficulty for f in FIGURES] == [0.875, 0.75, 0.625, 0.5, 0.375, 0.375]
    assert {f.n for f in FIGURES} == {8}


def test_the_item_is_taken_out_of_the_total_it_is_compared_with() -> None:
    assert [f.corrected for f in FIGURES] == pytest.approx(
        [0.6295, 0.6831, 0.4413, 0.5000, 0.4413, 0.2597], abs=5e-5
    )


def test_with_itself_in_the_total_an_item_looks_better() -> None:
    totals = [total(person) for person in PEOPLE]
    found = [correlation([row[n] for row in TABLE], totals) for n in range(6)]
    assert found == pytest.approx(
        [0.7338, 0.8006, 0.6445, 0.6934, 0.6445, 0.5013], abs=5e-5
    )


def test_upper_and_lower_groups_are_told_apart_by_a_stable_order() -> None:
    assert [f.discrimination for f in FIGURES] == [0.5, 1, 0.5, 1, 1, 0.5]


def test_alpha_of_zeros_and_ones_is_kr_20() -> None:
    assert reliability(TABLE) == pytest.approx(0.7385, abs=5e-5)
    p = [f.difficulty or 0 for f in FIGURES]
    kr20 = 6 / 5 * (1 - sum(x * (1 - x) for x in p) / 3.25)
    assert reliability(TABLE) == pytest.approx(kr20)
    assert reliability(TABLE[:1]) is None
    assert reliability([[1.0, 0.0], [1.0, 0.0]]) is None
    assert (reliability([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]) or 0) < 0


def test_what_does_not_vary_has_no_correlation() -> None:
    people: list[Person] = [{"a": FirstTry(Decimal(1)), "b": p["i1"]} for p in PEOPLE]
    assert item_figures("a", people).corrected is None
    assert item_figures("tiada", people).n == 0
    assert item_figures("a", people[:1]).discrimination is None


def test_an_item_that_was_not_shown_is_missing_and_a_skipped_one_is_wrong() -> None:
    people: list[Person] = [*PEOPLE, {"i1": FirstTry(Decimal(1))}]
    assert item_figures("i0", people).n == 8
    skipped: list[Person] = [*PEOPLE, {"i0": FirstTry(Decimal(0))}]
    assert item_figures("i0", skipped).difficulty == pytest.approx(7 / 9)


def test_options_that_nobody_takes_and_those_the_best_take_are_named() -> None:
    def person(score: int, chosen: str, rest: int) -> Person:
        return {
            "q": FirstTry(Decimal(score), (chosen,)),
            "rest": FirstTry(Decimal(rest)),
        }

    people = [
        *(person(0, "c", 9) for _ in range(6)),
        *(person(1, "a", 5) for _ in range(8)),
        *(person(0, "b", 1) for _ in range(6)),
    ]
    found = item_figures("q", people, ("a", "b", "c", "d"), frozenset("a"))
    assert found.not_working == ("d",)
    assert found.suspect == ("c",)
    assert found.discrimination is not None
    assert found.discrimination <= 0


def test_the_rule_is_dated_numbers() -> None:
    values = {"difficulty": 10, "discrimination": 15, "sure": 30}
    rows = [
        RuleParameter(f"item.{c}", Decimal(v), "people", 2, date(2000, 1, 1), None, "x")
        for c, v in values.items()
    ]
    rule = item_rule(rows)
    assert (rule.difficulty, rule.discrimination, rule.sure, rule.version) == (
        10,
        15,
        30,
        2,
    )
    with pytest.raises(KeyError):
        item_rule(rows[1:])
