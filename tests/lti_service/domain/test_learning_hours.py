from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.learning_hours import (
    Balance,
    CountedEntry,
    JpEntry,
    JpState,
    JpUse,
    Scope,
    YearOfHours,
    conversion_of,
    count_entries,
    hours_rule,
    year_of_hours,
)
from tests import service_factories as make
from tests.fakes.hours_rule import hours_parameters, jp_conversions

CONVERSIONS = jp_conversions()
RULE = hours_rule(hours_parameters())
MONDAY = date(2026, 3, 2)


def entry(identifier: str = "e", route: str = "C3", **changes: Any) -> JpEntry:
    fields: dict[str, Any] = {
        "id": identifier,
        "record": identifier,
        "route": route,
        "since": MONDAY,
        "until": MONDAY,
        "state": JpState.RECOGNISED,
    }
    return make.jp_entry(**(fields | changes))


def count(*entries: JpEntry) -> dict[str, CountedEntry]:
    return {one.entry.id: one for one in count_entries(entries, CONVERSIONS)}


def year(
    *entries: JpEntry, employment_type: str = "PNS", of: int = 2026
) -> YearOfHours:
    counted = count_entries(entries, CONVERSIONS)
    return year_of_hours(of, counted, employment_type, RULE)


@pytest.mark.parametrize(
    ("route", "amount", "scope", "jp"),
    [
        ("A1", "2", Scope.NATIONAL, "40"),
        ("B3", "12.5", Scope.NATIONAL, "12.5"),
        ("B3", "12.5", Scope.INTERNATIONAL, "12.5"),
        ("B6", "2", Scope.NATIONAL, "8"),
        ("B6", "2", Scope.INTERNATIONAL, "12"),
        ("B7", "3", Scope.NATIONAL, "15"),
        ("C1", "1", Scope.NATIONAL, "2"),
        ("C1", "3", Scope.NATIONAL, "4"),
        ("C3", "6", Scope.NATIONAL, "3"),
        ("C3", "6", Scope.INTERNATIONAL, "4"),
        ("C7", "1", Scope.NATIONAL, "10"),
        ("C9", "6", Scope.NATIONAL, "2"),
        ("B3", "1.239", Scope.NATIONAL, "1.23"),
    ],
)
def test_a_route_becomes_jp_as_its_conversion_says(
    route: str, amount: str, scope: Scope, jp: str
) -> None:
    (found,) = count(entry(route=route, amount=Decimal(amount), scope=scope)).values()
    assert found.after == Decimal(jp)


def test_courses_on_one_day_share_the_cap_of_the_day() -> None:
    found = count(
        entry("a", amount=Decimal(2), course_id="siaga"),
        entry("b", amount=Decimal(2), course_id="layanan"),
    )
    assert [found[i].before for i in "ab"] == [2, 2]
    assert [found[i].after for i in "ab"] == [2, 1]
    assert [found[i].use for i in "ab"] == [JpUse.WHOLE, JpUse.CAPPED]


def test_another_day_and_another_route_have_their_own_cap() -> None:
    found = count(
        entry("a", amount=Decimal(3)),
        entry("b", amount=Decimal(3), until=MONDAY + timedelta(days=1)),
        entry("c", "C9", amount=Decimal(2)),
    )
    assert [found[i].after for i in "abc"] == [3, 3, 2]


def test_an_activity_of_several_days_takes_what_each_day_has_left() -> None:
    wednesday = MONDAY + timedelta(days=2)
    found = count(
        entry("long", amount=Decimal(9), until=wednesday),
        entry("short", amount=Decimal(3)),
    )
    assert [found["short"].after, found["long"].after] == [3, 6]


def test_coaching_is_capped_by_the_month() -> None:
    until = date(2026, 4, 30)
    found = count(
        entry("a", "C1", amount=Decimal(2), since=date(2026, 3, 1)),
        entry("b", "C1", amount=Decimal(3), since=date(2026, 3, 1), until=until),
    )
    assert [found[i].after for i in "ab"] == [4, 4]


def test_what_is_only_submitted_takes_nothing_from_what_is_recognised() -> None:
    found = count(
        entry("claimed", amount=Decimal(3), state=JpState.SUBMITTED),
        entry("known", amount=Decimal(2), until=MONDAY, since=MONDAY),
    )
    assert [found["known"].after, found["claimed"].after] == [2, 1]


@pytest.mark.parametrize("state", [JpState.REFUSED, JpState.WITHDRAWN])
def test_what_was_refused_or_withdrawn_counts_nowhere(state: JpState) -> None:
    found = year(entry(amount=Decimal(3), state=state))
    assert [found.learned, found.recognised] == [0, 0]
    assert found.entries[0].use is JpUse.NOT_COUNTED


def test_learned_and_recognised_are_two_sums() -> None:
    found = year(
        entry("a", amount=Decimal(5)),
        entry("b", "B3", amount=Decimal("1.5"), state=JpState.SUBMITTED),
    )
    assert [found.learned, found.recognised] == [Decimal("6.5"), 3]


def test_a_course_counts_once_a_year() -> None:
    again = MONDAY + timedelta(days=30)
    later = MONDAY + timedelta(days=365)
    found = count(
        entry("b", course_id="siaga", since=again, until=again, amount=Decimal(2)),
        entry("a", course_id="siaga", amount=Decimal(2)),
        entry("c", course_id="siaga", since=later, until=later, amount=Decimal(2)),
    )
    assert [found[i].after for i in "abc"] == [2, 0, 2]
    assert found["b"].use is JpUse.REPEAT


def test_the_year_is_that_of_the_last_day() -> None:
    across = entry(
        "a", "B3", since=date(2026, 12, 28), until=date(2027, 1, 3), amount=Decimal(9)
    )
    assert year(across).recognised == 0
    assert year(across, of=2027).recognised == 9


@pytest.mark.parametrize(
    ("employment_type", "jp", "balance", "difference"),
    [
        ("PNS", "19.99", Balance.SHORT, 1),
        ("PNS", "20", Balance.WITHIN, 0),
        ("PNS", "90", Balance.WITHIN, 0),
        ("PPPK", "0", Balance.WITHIN, 0),
        ("PPPK", "24.99", Balance.WITHIN, 0),
        ("PPPK", "25", Balance.OVER, 1),
        ("CPNS", "0", Balance.NO_LIMIT, 0),
        ("OTHER", "90", Balance.NO_LIMIT, 0),
    ],
)
def test_a_pns_has_a_minimum_a_pppk_a_maximum_a_cpns_none(
    employment_type: str, jp: str, balance: Balance, difference: int
) -> None:
    row = entry(route="B3", amount=Decimal(jp))
    found = year(row, employment_type=employment_type)
    assert (found.balance, found.difference) == (balance, difference)
    assert found.recognised == Decimal(jp)


def test_a_newer_conversion_holds_from_its_first_day_on() -> None:
    old = next(row for row in CONVERSIONS if row.code == "B6")
    new = replace(old, valid_from=date(2027, 1, 1), value=Decimal(8))
    both = [new, old]
    before = conversion_of("B6", Scope.NATIONAL, date(2026, 12, 31), both)
    assert (before, conversion_of("B6", Scope.NATIONAL, new.valid_from, both)) == (
        old,
        new,
    )


def test_a_day_without_conversion_brings_no_jp() -> None:
    long_ago = date(2018, 12, 31)
    (found,) = count(entry(since=long_ago, until=long_ago)).values()
    assert found.conversion is None
    assert [found.before, found.after] == [0, 0]


def test_the_most_used_route_is_the_one_that_brought_most() -> None:
    found = year(
        entry("a", "B3", amount=Decimal(5)),
        entry("b", "B6", amount=Decimal(2)),
        entry("c", "B7", amount=Decimal(9), state=JpState.SUBMITTED),
    )
    assert found.most_used_route == "B6"
    assert year().most_used_route == ""


@st.composite
def ledgers(draw: st.DrawFn) -> list[JpEntry]:
    found = []
    for number in range(draw(st.integers(0, 7))):
        since = MONDAY + timedelta(days=draw(st.integers(0, 5)))
        hundredths = draw(st.integers(1, 900))
        found.append(
            entry(
                str(number),
                draw(st.sampled_from(("C3", "C9", "C1", "B3"))),
                since=since,
                until=since + timedelta(days=draw(st.integers(0, 3))),
                amount=Decimal(hundredths) / 100,
                state=draw(st.sampled_from(JpState)),
                course_id=draw(st.sampled_from(("", "", "siaga"))),
                scope=draw(st.sampled_from(Scope)),
            )
        )
    return found


@given(ledgers().flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_no_order_of_entries_changes_anything(
    orders: tuple[Sequence[JpEntry], Sequence[JpEntry]],
) -> None:
    known, shuffled = orders
    assert count_entries(known, CONVERSIONS) == count_entries(shuffled, CONVERSIONS)


@given(ledgers())
def test_caps_only_take_and_a_day_never_brings_more_than_its_cap(
    rows: list[JpEntry],
) -> None:
    counted = count_entries(rows, CONVERSIONS)
    for one in counted:
        assert 0 <= one.after <= one.before
        assert one.after == one.after.quantize(Decimal("0.01"))
    at_home = [o for o in counted if o.entry.route == "C9"]
    days = {
        o.entry.since + timedelta(days=n)
        for o in at_home
        for n in range((o.entry.until - o.entry.since).days + 1)
    }
    assert sum(o.after for o in at_home) <= 2 * len(days)
