"""Which of our signing keys signs, and which are only still published.

Platforms keep copies of our key set: a new key is published before it signs, and an old
one stays for a while after it last did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PUBLISHED_BEFORE_USE = timedelta(days=1)
PUBLISHED_AFTER_USE = timedelta(days=14)
ROTATE_AFTER = timedelta(days=90)
"""How old the newest key may grow before the worker's clock makes the next.

A quarter: short enough that a copied key is worth little, and that the change is nothing
new on the day somebody needs it in a hurry; long enough that platforms, which fetch key
sets rarely, hardly notice, and that there are never more than two or three keys in one.
"""


class KeyState(StrEnum):
    """Where a key stands in its life."""

    NEXT = "next"
    SIGNING = "signing"
    KEPT = "kept"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class DatedKey:
    """A signing key's name and age."""

    kid: str
    created_at: datetime


def states(keys: Sequence[DatedKey], now: datetime) -> dict[str, KeyState]:
    """Return the state of each key by its kid; exactly one signs where there is any."""
    newest_first = sorted(keys, key=_age, reverse=True)
    found: dict[str, KeyState] = {}
    signing = False
    for key in newest_first:
        over_at = last_published_at(key, keys)
        if signing:
            over = over_at is not None and now >= over_at
            found[key.kid] = KeyState.OVER if over else KeyState.KEPT
        elif signs_from(key, keys) <= now or key is newest_first[-1]:
            found[key.kid] = KeyState.SIGNING
            signing = True
        else:
            found[key.kid] = KeyState.NEXT
    return found


def rotation_due(keys: Sequence[DatedKey], now: datetime) -> bool:
    """Whether the newest key has grown old; the first is made when it is needed."""
    newest = max((key.created_at for key in keys), default=now)
    return now - newest >= ROTATE_AFTER


def signs_from(key: DatedKey, keys: Sequence[DatedKey]) -> datetime:
    """Return when a key began or will begin to sign; the first does so at once."""
    first = min(keys, key=_age)
    return key.created_at + (timedelta(0) if key == first else PUBLISHED_BEFORE_USE)


def last_published_at(key: DatedKey, keys: Sequence[DatedKey]) -> datetime | None:
    """Return when a key leaves the key set; none while no key follows it."""
    later = [one for one in keys if _age(one) > _age(key)]
    if not later:
        return None
    follower = min(later, key=_age)
    return follower.created_at + PUBLISHED_BEFORE_USE + PUBLISHED_AFTER_USE


def _age(key: DatedKey) -> tuple[datetime, str]:
    return key.created_at, key.kid
