"""How work is marked: points, verdicts, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from course_builder.model.question import CompetencyRef
from lti_service.domain.assignment import (
    Mark,
    Verdict,
    are_levels,
    decisive,
    is_doubled,
    judge,
    marking_rule,
    next_turn,
    standing_marks,
    urgency,
)
from tests.contracts.test_storage_assignment import hand_in, mark
from tests.factories import rendered_assignment
from tests.fakes import MORNING
from tests.fakes.marking_rule import marking_parameters
from tests.fakes.tables import mastery_parameters

RULE = marking_rule([*mastery_parameters(), *marking_parameters()])
TASK = rendered_assignment(levels=("1", "2", "3", "4"))


def said(turn: int, given: str, *, passed: bool, **changes: Any) -> Mark:
    return mark(f"m-{turn}", turn=turn, given=Decimal(given), passed=passed, **changes)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=2))
def test_points_grow_with_levels_and_never_leave_their_range(levels: list[int]) -> None:
    judged = judge(levels, TASK, RULE)
    assert Decimal("2.5") <= judged.given <= 10
    for number, level in enumerate(levels):
        if level < 4:
            better = [*levels[:number], level + 1, *levels[number + 1 :]]
            assert judge(better, TASK, RULE).given > judged.given
            assert judge(better, TASK, RULE).passed >= judged.passed


@pytest.mark.parametrize(
    ("levels", "given", "passed"),
    [
        ((4, 4), "10", True),
        ((3, 3), "7.5", True),
        ((3, 2), "6.25", False),
        ((2, 4), "7.5", False),  # the first is required
        ((4, 2), "7.5", True),
    ],
)
def test_enough_is_the_pass_mark_and_each_required_criterion(
    levels: Sequence[int], given: str, *, passed: bool
) -> None:
    judged = judge(levels, TASK, RULE)
    assert (judged.given, judged.passed) == (Decimal(given), passed)


def test_levels_are_those_of_the_rubric() -> None:
    assert are_levels((1, 4), TASK)
    assert not are_levels((0, 4), TASK)
    assert not are_levels((1, 5), TASK)
    assert not are_levels((1,), TASK)
    assert are_levels((2,), rendered_assignment(levels=(), criteria=()))


def test_two_mark_high_levels_and_a_share_of_the_rest() -> None:
    low = replace(TASK, competencies=(CompetencyRef("T-PB-01", 2),))
    high = replace(TASK, competencies=(CompetencyRef("T-PB-01", 3),))
    assert is_doubled(hand_in(), high, replace(RULE, double_share=Decimal(0)))
    drawn = [
        is_doubled(hand_in(attempt_id=f"t-{number}"), low, RULE)
        for number in range(1000)
    ]
    assert 60 < sum(drawn) < 140
    again = hand_in(2, attempt_id="t-1")
    assert is_doubled(again, low, RULE) is drawn[1]


@pytest.mark.parametrize(
    ("marks", "doubled", "turn"),
    [
        ([], True, 1),
        ([said(1, "8", passed=True)], False, None),
        ([said(1, "8", passed=True)], True, 2),
        ([said(1, "8", passed=True), said(2, "6", passed=True)], True, None),
        ([said(1, "8", passed=True), said(2, "5.9", passed=True)], True, 3),
        ([said(1, "8", passed=True), said(2, "8", passed=False)], True, 3),
        (
            [
                said(1, "8", passed=True),
                said(2, "2", passed=False),
                said(3, "5", passed=False),
            ],
            True,
            None,
        ),
        ([said(1, "0", passed=False, verdict=Verdict.RETURNED)], True, None),
    ],
)
def test_whose_turn_it_is(
    marks: Sequence[Mark], turn: int | None, *, doubled: bool
) -> None:
    assert next_turn(marks, RULE, doubled=doubled) == turn


def test_a_mark_that_was_taken_back_does_not_stand() -> None:
    first, second = said(1, "8", passed=True), said(2, "8", passed=True)
    undoing = replace(second, id="m-9", verdict=Verdict.UNDONE, undoes="m-2")
    assert standing_marks([first, second, undoing]) == [first]


def test_the_first_stands_unless_a_third_decides() -> None:
    first, second = said(1, "8", passed=True), said(2, "7", passed=True)
    third = said(3, "6", passed=False)
    assert decisive([first, second]) == first
    assert decisive([first, second, third]) == third


def test_what_is_due_comes_before_what_has_waited() -> None:
    old = hand_in(1, id="a", handed_in_at=MORNING - timedelta(days=9))
    due = hand_in(1, id="b", due_at=MORNING - timedelta(days=1))
    late = hand_in(1, id="c", due_at=MORNING + timedelta(days=30))
    assert sorted([late, old, due], key=urgency) == [due, old, late]
