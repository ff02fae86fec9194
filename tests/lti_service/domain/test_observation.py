"""What an observation comes to, and what counts as one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.assignment import MarkingRule
from lti_service.domain.observation import (
    SheetCriterion,
    are_levels,
    clamped,
    judge,
    least_level,
    newest,
    record_of,
)
from tests.service_factories import observation, observation_sheet

RULE = MarkingRule(
    version=3,
    pass_mark=Decimal("0.75"),
    least=Decimal("0.5"),
    two_from=3,
    double_share=Decimal("0.1"),
    difference=Decimal("0.25"),
    undo_hours=Decimal(24),
)
DAY = date(2026, 11, 24)
ZONE = ZoneInfo("Asia/Jayapura")


@pytest.mark.parametrize(
    ("levels", "result", "passed", "low"),
    [
        ((4, 4), "1", True, ()),
        ((4, 2), "0.75", True, ()),
        ((2, 3), "0.625", False, ()),
        # The first must be met: what would pass stays just below the mark.
        ((1, 4), "0.625", False, (0,)),
        ((1, 1), "0.25", False, (0,)),
    ],
)
def test_the_result_is_the_share_of_the_points(
    levels: tuple[int, ...],
    result: str,
    passed: bool,  # noqa: FBT001
    low: tuple[int, ...],
) -> None:
    found = judge(levels, observation_sheet(), RULE)
    assert (found.result, found.passed, found.low) == (Decimal(result), passed, low)


def test_a_required_criterion_holds_a_good_result_below_the_mark() -> None:
    words = ("a", "b", "c", "d")
    four = tuple(SheetCriterion(f"K{n}", words, required=n == 0) for n in range(4))
    found = judge((1, 4, 4, 4), observation_sheet(criteria=four), RULE)
    assert (found.result, found.passed, found.low) == (Decimal("0.7499"), False, (0,))


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=2),
    st.decimals(Decimal("0.1"), 1, places=2),
)
def test_it_passes_exactly_where_the_mastery_rule_lets_the_result_count(
    levels: list[int], mark: Decimal
) -> None:
    found = judge(levels, observation_sheet(), replace(RULE, pass_mark=mark))
    assert found.passed is (found.result >= mark)
    assert 0 <= found.result <= 1
    assert not (found.low and found.passed)


def test_a_level_must_exist_for_each_criterion() -> None:
    sheet = observation_sheet()
    assert are_levels((1, 4), sheet)
    for wrong in ((), (1,), (0, 1), (1, 5), (1, 2, 3), (-1, 2)):
        assert not are_levels(wrong, sheet)
    assert least_level(sheet, RULE) == 2


def test_a_device_says_when_within_what_is_possible() -> None:
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    start = datetime(2026, 11, 23, 15, tzinfo=UTC)  # midnight of the 24th there
    assert clamped(None, DAY, now, ZONE) == now
    assert clamped(now + timedelta(days=400), DAY, now, ZONE) == now
    assert clamped(now - timedelta(days=400), DAY, now, ZONE) == start
    assert clamped(now - timedelta(hours=1), DAY, now, ZONE) == now - timedelta(hours=1)


def test_an_observer_says_one_thing_of_each_person_in_a_drill() -> None:
    one = record_of("d", "s", "p", "o", DAY)
    assert one == record_of("d", "other", "p", "o", date(2026, 11, 25))
    others = {
        record_of("d", "s", "p", "another", DAY),
        record_of("d", "s", "another", "o", DAY),
        record_of("e", "s", "p", "o", DAY),
        record_of("", "s", "p", "o", DAY),
        record_of("", "s", "p", "o", date(2026, 11, 25)),
        record_of("", "t", "p", "o", DAY),
    }
    assert len(others | {one}) == 7


def test_the_newest_row_of_a_record_holds() -> None:
    def row(identifier: str, **changes: Any) -> Any:
        return observation(id=identifier, **changes)

    first, other = row("1"), row("2", record="r-2")
    second = row("3", revision=2)
    assert newest([first, other, second]) == [second, other]


def test_what_counts_once_is_sheet_and_drill() -> None:
    at_work = observation(drill_id="")
    assert observation(drill_id="d-1").activity == "lembar/sheet-1/latihan/d-1"
    assert at_work.activity == "lembar/sheet-1"
