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
    newest_first = sorted(keys, key=lambda key: (key.created_at, key.kid), reverse=True)
    found: dict[str, KeyState] = {}
    signing_since: datetime | None = None
    for key in newest_first:
        last = key is newest_first[-1]
        usable_at = key.created_at + PUBLISHED_BEFORE_USE
        if signing_since is not None:
            over = now >= signing_since + PUBLISHED_AFTER_USE
            found[key.kid] = KeyState.OVER if over else KeyState.KEPT
        elif usable_at <= now or last:
            found[key.kid] = KeyState.SIGNING
            signing_since = usable_at
        else:
            found[key.kid] = KeyState.NEXT
    return found
