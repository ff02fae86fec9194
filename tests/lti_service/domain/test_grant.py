from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.grant import (
    Grant,
    Role,
    code_hash,
    covers,
    may_give,
    new_code,
)
from tests.fakes import MORNING

PARENTS = {"PEMDA": "", "KEC": "PEMDA", "SEKSI": "KEC", "DINAS": "PEMDA"}


def grant(unit_code: str) -> Grant:
    return Grant("g", Role.ASSESSOR, "p", None, unit_code, None, "cli", MORNING)


def test_a_code_has_eighty_bits_in_four_groups() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert code != new_code()


@pytest.mark.parametrize(
    "typed", ["AB01-CDEF", "ab01cdef", " ab o1 cdef ", "ABOI-CDEF", "ab0l–cdef"]
)
def test_a_code_may_be_typed_carelessly(typed: str) -> None:
    assert code_hash(typed) == code_hash("AB01-CDEF")


def test_another_code_has_another_hash() -> None:
    assert code_hash("AB01-CDEF") != code_hash("AB01-CDEG")


@pytest.mark.parametrize(
    ("where", "unit", "expected"),
    [
        ("", "SEKSI", True),
        ("", "", True),
        ("KEC", "KEC", True),
        ("KEC", "SEKSI", True),
        ("PEMDA", "SEKSI", True),
        ("KEC", "DINAS", False),
        ("SEKSI", "KEC", False),
        ("KEC", "", False),
    ],
)
def test_a_grant_holds_in_its_unit_and_below(
    where: str, unit: str, *, expected: bool
) -> None:
    assert covers([grant(where)], unit, PARENTS) is expected


def test_units_that_go_round_end() -> None:
    assert not covers([grant("X")], "A", {"A": "B", "B": "A"})


TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
DAYS = st.none() | st.integers(-3, 3).map(lambda days: TODAY + days * DAY)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"since": TODAY}, True),
        ({"since": TODAY + DAY}, False),
        ({"until": TODAY}, True),
        ({"until": TODAY - DAY}, False),
        ({"ended_at": MORNING, "ended_by": "cli"}, False),
    ],
)
def test_a_grant_holds_between_its_days_until_it_is_taken_away(
    changes: dict[str, object], *, expected: bool
) -> None:
    assert replace(grant(""), **changes).holds(TODAY) is expected  # type: ignore[arg-type]


@given(DAYS, DAYS)
def test_a_grant_that_is_over_never_holds_again(since: date, until: date) -> None:
    given_to = replace(grant(""), since=since, until=until)
    later = [TODAY + n * DAY for n in range(5)]

    if given_to.over(TODAY):
        assert not any(map(given_to.holds, later))


@given(st.sampled_from(["", *PARENTS]), DAYS, st.sampled_from(["", *PARENTS]), DAYS)
def test_nobody_gives_what_reaches_further_or_lasts_longer_than_their_own(
    own_unit: str, own_until: date | None, unit: str, until: date | None
) -> None:
    own = replace(grant(own_unit), until=own_until)
    allowed = may_give([own], unit, until, PARENTS)

    longer = own_until is not None and (until is None or until > own_until)
    assert allowed is (covers([own], unit, PARENTS) and not longer)
    # Whoever got it can give no more than whoever gave it.
    if allowed:
        passed_on = replace(grant(unit), until=until)
        for place in ["", *PARENTS]:
            if may_give([passed_on], place, until, PARENTS):
                assert may_give([own], place, until, PARENTS)


def test_two_grants_do_not_add_up_to_one_that_is_wide_and_long() -> None:
    wide_but_short = replace(grant(""), until=TODAY)
    narrow_but_long = grant("KEC")
    both = [wide_but_short, narrow_but_long]

    assert may_give(both, "SEKSI", None, PARENTS)
    assert may_give(both, "DINAS", TODAY, PARENTS)
    assert not may_give(both, "DINAS", None, PARENTS)
