"""The life of a signing key."""

from datetime import timedelta

from hypothesis import given, strategies as st

from lti_service.domain.key import DatedKey, KeyState, states
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
