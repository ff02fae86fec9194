"""The life of a signing key."""

from datetime import datetime, timedelta

from hypothesis import given, settings, strategies as st

from lti_service.domain.key import (
    PUBLISHED_BEFORE_USE,
    ROTATE_AFTER,
    DatedKey,
    KeyState,
    last_published_at,
    rotation_due,
    signs_from,
    states,
)
from tests.fakes import MORNING


def test_without_keys_none_signs() -> None:
    assert states([], MORNING) == {}


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6), st.integers(100, 200))
def test_exactly_one_key_signs_and_every_newer_one_waits(
    days: list[int], now: int
) -> None:
    keys = [
        DatedKey(f"key-{number}", MORNING + timedelta(days=day))
        for number, day in enumerate(days)
    ]

    found = list(states(keys, MORNING + timedelta(days=now)).values())

    signing = found.index(KeyState.SIGNING)
    assert set(found[:signing]) <= {KeyState.NEXT}
    assert set(found[signing + 1 :]) <= {KeyState.KEPT, KeyState.OVER}


HOUR = timedelta(hours=1)
READ_AGAIN = timedelta(minutes=1)
"""How old a process's own list of keys may be: see `lti.key`."""


def test_a_new_key_is_due_a_quarter_after_the_newest() -> None:
    keys = [DatedKey("old", MORNING - ROTATE_AFTER), DatedKey("new", MORNING)]

    assert not rotation_due([], MORNING)
    assert not rotation_due(keys, MORNING + ROTATE_AFTER - HOUR)
    assert rotation_due(keys, MORNING + ROTATE_AFTER)


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 24 * 100), min_size=1, max_size=3),
    st.lists(st.integers(8, 23), min_size=1, max_size=6),
    st.integers(0, 60),
)
def test_whoever_fetches_our_keys_daily_verifies_all_that_is_signed(
    pauses: list[int], fetches: list[int], seconds: int
) -> None:
    """Over any run of changes, scheduled or by hand, however the platform fetches.

    The platform's copy is up to a day old less an hour, and what signs may have read the
    keys up to a minute ago.
    """
    made, at = [DatedKey("key-0", MORNING)], MORNING
    for number, hours in enumerate(pauses, 1):
        at += hours * HOUR
        made.append(DatedKey(f"key-{number}", at))
    end = at + timedelta(days=20)

    fetched_at = MORNING
    for step in range(400):
        held = published(made, fetched_at)
        after = fetched_at + fetches[step % len(fetches)] * HOUR
        # All that can change while this copy is held: keys made, and those that sign.
        moments = {fetched_at, after, *(key.created_at for key in made)}
        moments |= {signs_from(key, made) + READ_AGAIN for key in made}
        for moment in moments:
            if fetched_at <= moment <= after:
                assert signing(made, moment - timedelta(seconds=seconds)) in held
                assert signing(made, moment) in held
        fetched_at = after
        if fetched_at > end:
            break


@given(st.lists(st.integers(1, 24 * 120), min_size=1, max_size=5))
def test_the_days_that_are_told_are_those_that_come(pauses: list[int]) -> None:
    keys, at = [DatedKey("key-0", MORNING)], MORNING
    for number, hours in enumerate(pauses, 1):
        at += hours * HOUR
        keys.append(DatedKey(f"key-{number}", at))

    for key in keys:
        start, end = signs_from(key, keys), last_published_at(key, keys)
        assert start - key.created_at in {timedelta(0), PUBLISHED_BEFORE_USE}
        if end is not None and end > at:
            assert states(keys, end - HOUR)[key.kid] is not KeyState.OVER
            assert states(keys, end)[key.kid] is KeyState.OVER


def known(made: list[DatedKey], at: datetime) -> list[DatedKey]:
    return [key for key in made if key.created_at <= at] or made[:1]


def published(made: list[DatedKey], at: datetime) -> set[str]:
    found = states(known(made, at), at)
    return {kid for kid, state in found.items() if state is not KeyState.OVER}


def signing(made: list[DatedKey], at: datetime) -> str:
    found = states(known(made, at), at)
    return next(kid for kid, state in found.items() if state is KeyState.SIGNING)
