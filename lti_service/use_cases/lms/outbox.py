"""Deliver what waits. These functions know nothing of the loop that calls them."""

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from lti_service.domain.circuit import Circuit, fail, room, succeed, take
from lti_service.domain.launch import Platform
from lti_service.domain.moodle_push import MESSAGE
from lti_service.domain.outbox import (
    LONGEST_START,
    SCORE,
    UNREADABLE,
    OutboxMessage,
    OutboxState,
    retry_delay,
)
from lti_service.errors import (
    NotYetError,
    PlatformBusyError,
    PlatformRefusedError,
    SupersededError,
)
from lti_service.ports import Ports
from lti_service.use_cases.moodle.push_delivery import deliver_item

_JITTER = random.SystemRandom()
_SOON = timedelta(seconds=1)
"""How long answers are gathered before they are saved; troubles are saved at once."""


@dataclass(frozen=True, slots=True)
class _Sending:
    """What came of a message.

    Attributes:
        message: As it is to be settled.
        answered: Whether the platform took it or refused it for good.
        trouble: Why it is to be sent again; none where it is not.
    """

    message: OutboxMessage
    answered: bool = False
    trouble: PlatformBusyError | None = None


def deliver_due(*, ports: Ports, limit: int = 20, at_once: int = 1) -> int:
    """Send what is due; return how many messages were taken.

    Messages are leased in one transaction, sent, and settled in another, so that a
    worker killed in between loses nothing: the lease runs out and another sends the
    newest content with a later timestamp. A platform that is in trouble, or asked to
    wait, is left alone by all workers until its pause is over.

    Args:
        ports: Connections to the outside.
        limit: Most messages taken at once, shared among the platforms.
        at_once: Most messages sent to a platform at the same time. It begins with one
            and doubles, and begins anew where the platform is in trouble.
    """
    leased_at = ports.clock.now()
    leased = _lease(leased_at, limit, ports=ports)
    with ThreadPoolExecutor(at_once) as threads:
        for messages in leased:
            _deliver(messages, leased_at, at_once, threads, ports=ports)
    return sum(map(len, leased))


def _lease(
    now: datetime, limit: int, *, ports: Ports
) -> Sequence[Sequence[OutboxMessage]]:
    """Take the due messages of each platform that may be sent something now."""
    leased = []
    with ports.storage.reading() as uow:
        platforms = uow.outbox.waiting_platforms()
        pauses = {circuit.platform_id: circuit for circuit in uow.circuits.all()}
    ready = [
        id_ for id_ in platforms if id_ not in pauses or not pauses[id_].paused(now)
    ]
    if not ready:
        return []
    share = max(limit // len(ready), 1)
    with ports.storage.writing() as uow:
        # In order, so that two workers never wait for each other.
        for platform_id in ready:
            circuit = uow.circuits.get(platform_id)
            if not (most := min(room(circuit, now), share)):
                continue
            if taken := uow.outbox.lease(platform_id, now, most):
                uow.circuits.save(take(circuit, now, len(taken)))
                leased.append(taken)
        uow.commit()
    return leased


def _deliver(
    messages: Sequence[OutboxMessage],
    leased_at: datetime,
    at_once: int,
    threads: ThreadPoolExecutor,
    *,
    ports: Ports,
) -> None:
    """Send the messages of one platform until it is in trouble or the lease grows old."""
    platform_id = messages[0].platform_id
    with ports.storage.reading() as uow:
        platform = uow.platforms.get(platform_id)
    handlers: Mapping[str, Handler] = {
        SCORE: partial(deliver_score, platform),
        MESSAGE: deliver_item,
    }
    send = partial(_send, handlers=handlers, ports=ports)
    sendings: list[_Sending] = []
    stopped, saved_at, width = False, leased_at, 1
    while messages:
        now = ports.clock.now()
        # The clock may also have been put back.
        if stopped or abs(now - leased_at) > LONGEST_START:
            sendings += [_Sending(_untouched(message)) for message in messages]
            break
        together, messages = messages[:width], messages[width:]
        done = list((threads.map if width > 1 else map)(send, together))
        sendings += done
        troubled = any(sending.trouble for sending in done)
        width = 1 if troubled else min(width * 2, at_once)
        if troubled or now - saved_at > _SOON:
            circuit = _settle(platform_id, sendings, ports=ports)
            sendings, saved_at = [], now
            stopped = circuit.paused(ports.clock.now()) or circuit.open
    _settle(platform_id, sendings, ports=ports)


def _settle(platform_id: str, sendings: Sequence[_Sending], *, ports: Ports) -> Circuit:
    """Save what came of sendings, and what they say of the platform."""
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        before = circuit = uow.circuits.get(platform_id)
        free = uow.outbox.free([sending.message.id for sending in sendings])
        for sending in sendings:
            if sending.message.id in free:
                uow.outbox.settle(sending.message)
            if sending.answered:
                circuit = succeed(circuit)
            elif sending.trouble is not None:
                circuit = fail(
                    circuit,
                    sending.message.id,
                    str(sending.trouble),
                    sending.trouble.retry_after,
                    now,
                    chance=_JITTER,
                )
        if circuit != before:
            uow.circuits.save(circuit)
        uow.commit()
    for sending in sendings:
        _count(platform_id, sending, ports=ports)
        if sending.message.id not in free:
            # Newer content is being queued: wait for it, holding nothing else.
            with ports.storage.writing() as uow:
                uow.outbox.settle(sending.message)
                uow.commit()
    return circuit


def _count(platform_id: str, sending: _Sending, *, ports: Ports) -> None:
    state = sending.message.state
    if state is not OutboxState.WAITING:
        ports.metrics.delivered(platform_id, state)
    elif sending.trouble or sending.answered:
        ports.metrics.delivered(platform_id, "later")


class Handler(Protocol):
    """Sends one message of its kind, and knows nothing of the loop that calls it.

    Raises:
        NotYetError: To be sent again later, though the platform is in no trouble.
        PlatformBusyError: To be sent again, once the platform is out of trouble.
        PlatformRefusedError: A person has to look.
    """

    def __call__(self, message: OutboxMessage, /, *, ports: Ports) -> None:
        """Send it."""


def deliver_score(
    platform: Platform | None, message: OutboxMessage, *, ports: Ports
) -> None:
    """Publish a score; see `Handler`."""
    if platform is None:
        raise PlatformRefusedError("LMS ini tidak lagi terdaftar.")
    try:
        url = str(message.payload["line_item_url"])
        subject = str(message.payload["subject"])
        wanted = int(message.payload["hundredths"])
    except (KeyError, TypeError, ValueError) as error:
        raise PlatformRefusedError(UNREADABLE) from error
    if message.timestamp is None:
        raise ValueError("only a leased message can be sent")
    try:
        ports.gradebook.publish(platform, url, subject, wanted, message.timestamp)
    except SupersededError as error:
        # The platform holds something newer: done where it is ours.
        if ports.gradebook.result(platform, url, subject) != wanted:
            raise NotYetError(str(error), answered=True) from error


def _send(
    message: OutboxMessage, *, handlers: Mapping[str, Handler], ports: Ports
) -> _Sending:
    """Send one message; return what came of it."""
    try:
        handlers.get(message.kind, _unknown)(message, ports=ports)
    except NotYetError as error:
        again = _later(message, str(error), ports=ports)
        return _Sending(again, answered=error.answered)
    except PlatformRefusedError as error:
        return _Sending(_given_up(message, str(error), ports=ports), answered=True)
    except PlatformBusyError as error:
        again = _later(message, str(error), error.retry_after, ports=ports)
        return _Sending(again, trouble=error)
    now = ports.clock.now()
    sent = replace(message, state=OutboxState.SENT, error="", updated_at=now)
    return _Sending(sent, answered=True)


def _unknown(message: OutboxMessage, *, ports: Ports) -> None:
    del message, ports
    raise PlatformRefusedError(UNREADABLE)


def _untouched(message: OutboxMessage) -> OutboxMessage:
    """Give a message back as if it had not been taken; its timestamp is spent."""
    return replace(message, tries=message.tries - 1)


def _later(
    message: OutboxMessage,
    reason: str,
    retry_after: float | None = None,
    *,
    ports: Ports,
) -> OutboxMessage:
    now = ports.clock.now()
    delay = retry_delay(message.tries, retry_after=retry_after, chance=_JITTER)
    return replace(
        message,
        state=OutboxState.WAITING,
        due_at=now + max(delay, timedelta(seconds=1)),
        error=reason,
        updated_at=now,
    )


def _given_up(message: OutboxMessage, reason: str, *, ports: Ports) -> OutboxMessage:
    now = ports.clock.now()
    return replace(message, state=OutboxState.FAILED, error=reason, updated_at=now)
