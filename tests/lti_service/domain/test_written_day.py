"""Dates as people and spreadsheets write them."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.written_day import (
    DayOrder,
    may_be_two_days,
    order_of,
    read_day,
)

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24",
        "2026-11-24 00:00:00",
        "20261124",
        "24-11-2026",
        "24.11.2026",
        "24/11/2026",
        "11/24/2026",
        "24 November 2026",
        "24 Nov 2026",
        "24-Nov-2026",
        "46350",
    ],
)
def test_what_can_only_be_one_day_is_read(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize(
    "text", ["31-02-2026", "besok", "24/11/26", "2026", "24 Nopember", "2026-13-01", ""]
)
def test_what_is_no_whole_day_is_none(text: str) -> None:
    assert read_day(text) is None


def test_two_small_numbers_between_slashes_may_be_two_days() -> None:
    assert may_be_two_days("03/04/2026")
    assert read_day("03/04/2026") is None
    assert read_day("03/03/2026") == date(2026, 3, 3)


def test_one_sure_date_says_the_order_of_its_column() -> None:
    assert order_of(["03/04/2026", "24/11/2026"]) is DayOrder.DAY_FIRST
    assert order_of(["03/04/2026", "11/24/2026"]) is DayOrder.MONTH_FIRST
    assert order_of(["24/11/2026", "11/24/2026"]) is DayOrder.UNKNOWN
    assert order_of(["03/04/2026", "2026-01-05"]) is DayOrder.UNKNOWN
    assert read_day("03/04/2026", DayOrder.DAY_FIRST) == date(2026, 4, 3)
    assert read_day("03/04/2026", DayOrder.MONTH_FIRST) == date(2026, 3, 4)


@given(st.dates(min_value=date(1901, 1, 1), max_value=date(2999, 12, 31)))
def test_every_day_is_read_back_in_each_form_that_is_sure(day: date) -> None:
    forms = (day.isoformat(), f"{day:%d-%m-%Y}", f"{day.day}.{day.month}.{day.year}")
    assert {read_day(form) for form in forms} == {day}
