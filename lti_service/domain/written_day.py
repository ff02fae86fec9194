"""Days as people and spreadsheets write them."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum


class DayOrder(StrEnum):
    """What the first of two small numbers between slashes is."""

    UNKNOWN = ""
    DAY_FIRST = "day"
    MONTH_FIRST = "month"


_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agt agu aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        1,
    )
    for word in words.split()
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})([T ].*)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})[-.](\d{1,2})[-.](\d{4})( .*)?")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})( .*)?")
_WORDS = re.compile(r"(\d{1,2})[ -]([A-Za-z]+)\.?,?[ -](\d{4})")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
# Day 1 of a spreadsheet is 1 January 1900, and it counts a 29 February 1900 as well.
_SERIAL_ZERO = date(1899, 12, 30)
_MONTHS_A_YEAR = 12


def order_of(texts: Iterable[str]) -> DayOrder:
    """Return the order in which a column writes dates with slashes, where it is sure.

    One date such as 24/11/2026 says it for all; two that contradict each other, or none,
    leave it open.
    """
    seen = {
        DayOrder.DAY_FIRST if first > _MONTHS_A_YEAR else DayOrder.MONTH_FIRST
        for text in texts
        if (match := _SLASHES.fullmatch(text))
        for first, second in [(int(match[1]), int(match[2]))]
        if (first > _MONTHS_A_YEAR) is not (second > _MONTHS_A_YEAR)
    }
    return seen.pop() if len(seen) == 1 else DayOrder.UNKNOWN


def read_day(text: str, order: DayOrder = DayOrder.UNKNOWN) -> date | None:
    """Return the day that a text means; none where it is none, or may be two.

    Year first (2026-11-24, 20261124), day first (24-11-2026, 24.11.2026), with the
    month's name (24 November 2026), with slashes (24/11/2026) and a spreadsheet's number
    (46350) are read.
    """
    if _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(days=int(text[:5]))
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return _day(match[3], match[2], match[1])
    if match := _WORDS.fullmatch(text):
        return _day(match[3], str(_MONTHS.get(match[2].casefold(), 0)), match[1])
    if (match := _SLASHES.fullmatch(text)) and not may_be_two_days(text, order):
        month_first = order is DayOrder.MONTH_FIRST or (
            order is DayOrder.UNKNOWN and int(match[2]) > _MONTHS_A_YEAR
        )
        day, month = match.group(2, 1) if month_first else match.group(1, 2)
        return _day(match[3], month, day)
    return None


def may_be_two_days(text: str, order: DayOrder = DayOrder.UNKNOWN) -> bool:
    """Whether a text such as 03/04/2026 may be a day in March or in April."""
    match = _SLASHES.fullmatch(text)
    if match is None or order is not DayOrder.UNKNOWN:
        return False
    first, second = int(match[1]), int(match[2])
    return first != second and max(first, second) <= _MONTHS_A_YEAR


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
