"""What other systems must learn, saved in the same transaction as the fact."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lti_service.domain.launch import Account, ResourceLink

LEASE = timedelta(seconds=60)
"""How long a worker may hold a message before another takes it over."""

LONGEST_START = timedelta(seconds=20)
"""How long after it was leased a message may still be sent.

A sending lasts up to 30 s (a token and a score, each 5 s to connect and 10 s to answer):
it is over before another worker may take the message, so that an older score never
arrives after a newer one.
"""

ALARM_AFTER = timedelta(minutes=30)
"""How long the oldest message may wait before administrators are alarmed."""


SCORE = "score"
"""The kind of message that carries a score."""


UNREADABLE = "Isi pesan ini tidak terbaca."
"""Why a message that nothing can be made of is given up."""


class OutboxState(StrEnum):
    """Where a message stands; ``failed`` waits for a person."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One row a natural key; the newest content wins.

    Attributes:
        kind: ``score``, or ``moodle`` for an item that a Moodle mirrors.
        natural_key: ``<line item>|<subject>`` for a score, ``<Moodle>|<key>`` for an item.
        payload: Of a score: ``platform_id, line_item_url, subject, hundredths`` (per
            cent in hundredths, 0 to 10000)``, attempt_id``; of an item ``platform_id,
            moodle_id, key, asked``: what it says is read when it is sent.
        revision: Raised each time the content changes; a settled older revision leaves
            the message waiting.
        tries: Sendings of this revision so far.
        due_at: Not before this.
        leased_until: A worker holds it until then; none while nobody does.
        timestamp: Of the latest sending, whole seconds; strictly rises per natural key.
        error: Why the latest sending failed, or why it was dropped; empty for none.
        queued_at: Since when this content waits, or waited.
    """

    id: str
    kind: str
    natural_key: str
    payload: Mapping[str, Any]
    revision: int
    state: OutboxState
    tries: int
    due_at: datetime
    leased_until: datetime | None
    timestamp: datetime | None
    error: str
    created_at: datetime
    updated_at: datetime
    queued_at: datetime

    @property
    def platform_id(self) -> str:
        """To whom it goes; empty where the payload does not say."""
        return str(self.payload.get("platform_id", ""))


def score_key(link: ResourceLink, account: Account) -> str:
    """Return the natural key of somebody's score in a link's column."""
    return f"{link.line_item_url}|{account.subject}"


def score_payload(
    link: ResourceLink, account: Account, attempt_id: str, hundredths: int
) -> Mapping[str, object]:
    """Return what a score carries."""
    return {
        "platform_id": link.platform_id,
        "line_item_url": link.line_item_url,
        "subject": account.subject,
        "hundredths": hundredths,
        "attempt_id": attempt_id,
    }


def next_timestamp(now: datetime, last: datetime | None) -> datetime:
    """Return the timestamp of a sending: now in whole seconds, but later than the last.

    Moodle answers 409 to a score whose timestamp is not later by whole seconds.
    """
    whole = now.replace(microsecond=0)
    if last is None or whole > last:
        return whole
    return last + timedelta(seconds=1)


def retry_delay(
    tries: int, *, retry_after: float | None, chance: random.Random
) -> timedelta:
    """Return how long to wait after failure number `tries`: 2 s doubling to 15 min, jittered.

    Args:
        tries: Sendings so far, >= 1.
        retry_after: Seconds the platform asked for; they are a lower bound.
        chance: Source of jitter; the delay is 50 to 100 % of the step.
    """
    step = min(2.0 * 2 ** min(tries - 1, 9), 900.0)
    delay = step * (0.5 + chance.random() / 2)
    return timedelta(seconds=max(delay, retry_after or 0.0))
