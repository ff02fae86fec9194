"""Whether a platform is sent anything now: circuit breaker, asked-for pauses, rate.

One small row a platform, which all workers share. The circuit opens after several
failures in a row, of different messages: one that fails again and again does not hold up
the others. Once its pause is over a single message is sent to try.
"""

import math
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lti_service.domain.outbox import LEASE

FAILURES_TO_OPEN = 3
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=5)
_MOST_DOUBLINGS = 16

RATE_PER_SECOND = 600
"""Most sendings a second to one platform, of all workers together.

A platform that wants fewer says so with ``429`` and ``Retry-After``, which pauses it.
"""
BURST = 200
"""Sendings that may follow each other without a gap."""
_GAP = timedelta(seconds=1) / RATE_PER_SECOND


@dataclass(frozen=True, slots=True)
class Circuit:
    """What is known of a platform from the latest sendings.

    Attributes:
        failures: Failures in a row that may pass, each of another message than the last.
        failed_message: Id of the message that failed last; empty after a success.
        paused_until: Nothing is sent before; none where nothing holds sendings back.
        next_slot_at: The rate's clock: the sendings so far are paid for until then.
        error: What went wrong last; empty after a success.
    """

    platform_id: str
    failures: int = 0
    failed_message: str = ""
    paused_until: datetime | None = None
    next_slot_at: datetime | None = None
    error: str = ""

    @property
    def open(self) -> bool:
        """Whether so much failed that only a trial may follow."""
        return self.failures >= FAILURES_TO_OPEN

    def paused(self, now: datetime) -> bool:
        """Whether nothing may be sent now."""
        return self.paused_until is not None and now < self.paused_until


def room(circuit: Circuit, now: datetime) -> int:
    """Return how many messages may be sent to the platform now."""
    if circuit.paused(now):
        return 0
    if circuit.open:
        return 1
    return math.floor((now - _paid_until(circuit, now)) / _GAP)


def take(circuit: Circuit, now: datetime, count: int) -> Circuit:
    """Return the circuit after so many messages were leased; a trial lets none follow."""
    if count == 0:
        return circuit
    slot = _paid_until(circuit, now) + count * _GAP
    # A worker that dies with the trial in hand must not stop all sendings for ever.
    paused = now + LEASE if circuit.open else circuit.paused_until
    return replace(circuit, next_slot_at=slot, paused_until=paused)


def succeed(circuit: Circuit) -> Circuit:
    """Return the circuit after an answer, be it that the score is refused for good."""
    return replace(circuit, failures=0, failed_message="", paused_until=None, error="")


def fail(
    circuit: Circuit,
    message_id: str,
    error: str,
    retry_after: float | None,
    now: datetime,
    *,
    chance: random.Random,
) -> Circuit:
    """Return the circuit after a failure that may pass.

    Args:
        circuit: Before it.
        message_id: Which message failed.
        error: What went wrong.
        retry_after: Seconds the platform asked to wait; nothing is sent to it meanwhile.
        now: The time.
        chance: Source of jitter; a pause is 75 to 100 % of its step.
    """
    again = message_id == circuit.failed_message and not circuit.open
    failures = circuit.failures + (not again)
    pause = timedelta(seconds=retry_after or 0)
    if failures >= FAILURES_TO_OPEN:
        step = FIRST_PAUSE * 2 ** min(failures - FAILURES_TO_OPEN, _MOST_DOUBLINGS)
        share = 0.75 + chance.random() / 4
        pause = max(pause, min(step, LONGEST_PAUSE) * share)
    return replace(
        circuit,
        failures=failures,
        failed_message=message_id,
        paused_until=now + pause if pause else None,
        error=error,
    )


def _paid_until(circuit: Circuit, now: datetime) -> datetime:
    earliest = now - BURST * _GAP
    if circuit.next_slot_at is None:
        return earliest
    # A clock that was put back must not stop all sendings until it has caught up.
    return min(max(circuit.next_slot_at, earliest), now)
