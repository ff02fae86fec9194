"""What a reading changes, and when the next one is due."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.roster import (
    EVERY,
    FIRST_RETRY,
    FRESH,
    Listed,
    Member,
    MemberRole,
    MemberState,
    read_badly,
    read_well,
    reconcile,
)
from tests.fakes import MORNING
from tests.service_factories import TODAY, member, roster

TOMORROW = TODAY + timedelta(days=1)
SITI = Listed("1", "Siti", MemberRole.LEARNER)
KNOWN = member(subject="1", name="Siti")
HOUR = timedelta(hours=1)


def after(known: Sequence[Member], listed: Sequence[Listed]) -> list[Member]:
    """Return all members after a reading the next day."""
    changes = reconcile("roster-1", known, listed, TOMORROW)
    changed = {one.subject: one for one in changes.members}
    kept = [changed.pop(one.subject, one) for one in known]
    return [*kept, *changed.values()]


def test_who_is_new_joins_today() -> None:
    changes = reconcile("roster-1", [], [SITI], TODAY)

    assert changes.members == [KNOWN]
    assert (changes.there, changes.new) == (1, 1)


def test_who_is_missing_has_left_and_stays_with_the_day() -> None:
    changes = reconcile("roster-1", [KNOWN], [], TOMORROW)

    assert changes.members == [replace(KNOWN, state=MemberState.LEFT, left_on=TOMORROW)]
    assert (changes.there, changes.left) == (0, 1)


def test_who_left_before_keeps_the_day() -> None:
    left = replace(KNOWN, state=MemberState.LEFT, left_on=TODAY)

    assert reconcile("roster-1", [left], [], TOMORROW).members == []


def test_who_comes_back_is_there_again_since_the_first_day() -> None:
    left = replace(KNOWN, state=MemberState.LEFT, left_on=TODAY)

    changes = reconcile("roster-1", [left], [SITI], TOMORROW)

    assert changes.members == [KNOWN]
    assert (changes.new, changes.changed, changes.returned) == (0, 0, 1)


@pytest.mark.parametrize(
    "told",
    [
        replace(SITI, name="Siti Aminah"),
        replace(SITI, name=""),
        replace(SITI, role=MemberRole.INSTRUCTOR),
        replace(SITI, active=False),
    ],
)
def test_what_the_platform_tells_anew_is_a_change(told: Listed) -> None:
    changes = reconcile("roster-1", [KNOWN], [told], TOMORROW)

    (changed,) = changes.members
    assert (changed.name, changed.role) == (told.name, told.role)
    assert (changed.state is MemberState.INACTIVE) is not told.active
    assert changes.changed == 1


def test_a_claimed_nip_is_no_part_of_a_member() -> None:
    told = replace(SITI, claimed_nip="1" * 18)

    assert reconcile("roster-1", [KNOWN], [told], TOMORROW).members == []


_listed = st.lists(
    st.builds(
        Listed,
        st.sampled_from("abcdef"),
        st.sampled_from(["", "Siti", "Budi"]),
        st.sampled_from(MemberRole),
        active=st.booleans(),
    ),
    unique_by=lambda one: one.subject,
)


@given(st.lists(_listed, max_size=5))
def test_nobody_is_ever_lost_and_the_same_reading_again_changes_nothing(
    readings: list[list[Listed]],
) -> None:
    known: list[Member] = []
    for listed in readings:
        before = {one.subject for one in known}
        known = after(known, listed)

        ids = [one.subject for one in known]
        assert len(ids) == len(set(ids))
        assert before <= set(ids)
        there = {one.subject for one in known if one.state is not MemberState.LEFT}
        assert there == {one.subject for one in listed}
        assert all(
            (one.left_on is not None) is (one.state is MemberState.LEFT)
            for one in known
        )
        assert reconcile("roster-1", known, listed, TOMORROW).members == []


# ---- when it is read ---------------------------------------------------------------


def test_a_roster_is_read_again_the_next_day() -> None:
    read = read_well(roster(failures=3, error="roster-slow"), MORNING, 2)

    assert read.due_at - MORNING == EVERY
    assert (read.read_at, read.failures, read.error, read.ignored) == (
        MORNING,
        0,
        "",
        2,
    )


def test_a_failure_keeps_what_was_read_and_is_tried_again_ever_later() -> None:
    failing, pauses = read_well(roster(), MORNING, 0), []
    for _ in range(12):
        failing = read_badly(failing, "roster-slow", MORNING, None)
        pauses.append(failing.due_at - MORNING)

    assert pauses[0] == FIRST_RETRY
    assert pauses == sorted(pauses)
    assert pauses[-1] == EVERY
    assert (failing.read_at, failing.error) == (MORNING, "roster-slow")


@pytest.mark.parametrize(
    ("asked", "pause"),
    [(None, FIRST_RETRY), (60.0, FIRST_RETRY), (7200.0, 2 * HOUR)],
)
def test_a_platform_that_asks_to_wait_is_waited_for(
    asked: float | None, pause: timedelta
) -> None:
    read = read_badly(roster(), "roster-busy", MORNING, asked)

    assert read.due_at - MORNING == pause


def test_a_teacher_wants_an_old_roster_read_and_a_fresh_one_left() -> None:
    read = read_well(roster(), MORNING, 0)
    failed = read_badly(read, "roster-slow", MORNING, None)

    assert not read.worth_asking(MORNING + FRESH)
    assert read.worth_asking(MORNING + FRESH + timedelta(seconds=1))
    assert not read.worth_asking(MORNING + EVERY)  # it is due already
    assert not failed.worth_asking(MORNING + FRESH + HOUR)
