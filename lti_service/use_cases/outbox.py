"""Deliver what waits. These functions know nothing of the loop that calls them."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.outbox import OutboxMessage, OutboxState, retry_delay
from lti_service.errors import (
    NotFoundError,
    PlatformBusyError,
    PlatformRefusedError,
    SupersededError,
)
from lti_service.ports import Ports

_JITTER = random.SystemRandom()


def deliver_due(*, ports: Ports, limit: int = 20) -> int:
    """Send what is due; return how many messages were taken.

    Each message is leased in one transaction, sent, and settled in another, so that a
    worker killed in between loses nothing: the lease runs out and another sends the
    newest content with a later timestamp.
    """
    with ports.storage.writing() as uow:
        messages = uow.outbox.lease(ports.clock.now(), limit)
        uow.commit()
    for message in messages:
        settled = _send(message, ports=ports)
        with ports.storage.writing() as uow:
            uow.outbox.settle(settled)
            uow.commit()
    return len(messages)


def retry_message(message_id: str, actor: str, *, ports: Ports) -> OutboxMessage:
    """Make a failed or waiting message due at once.

    Raises:
        NotFoundError: No such message.
    """
    return _set_by_hand(message_id, OutboxState.WAITING, actor, "", ports=ports)


def drop_message(
    message_id: str, actor: str, reason: str, *, ports: Ports
) -> OutboxMessage:
    """Give a message up, with a reason that is kept.

    Raises:
        NotFoundError: No such message.
    """
    return _set_by_hand(message_id, OutboxState.DROPPED, actor, reason, ports=ports)


def list_messages(states: Sequence[str], *, ports: Ports) -> Sequence[OutboxMessage]:
    """Return messages in these states, oldest first."""
    with ports.storage.reading() as uow:
        return uow.outbox.list(states)


def _set_by_hand(
    message_id: str, state: OutboxState, actor: str, reason: str, *, ports: Ports
) -> OutboxMessage:
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        before = uow.outbox.get(message_id)
        if before is None:
            raise NotFoundError("not-found", message=message_id)
        error = reason or before.error
        after = replace(before, state=state, due_at=now, error=error, updated_at=now)
        uow.outbox.settle(after)
        uow.audit.add(
            AuditEntry(
                now,
                actor,
                f"outbox.{state}",
                f"outbox:{message_id}",
                before.state,
                state,
                reason,
            )
        )
        uow.commit()
    return after


def _send(message: OutboxMessage, *, ports: Ports) -> OutboxMessage:
    """Send one message and return it as it is to be settled."""
    payload, timestamp = message.payload, message.timestamp
    with ports.storage.reading() as uow:
        platform = uow.platforms.get(str(payload["platform_id"]))
    if platform is None:
        return _failed(message, "the platform is no longer registered", ports=ports)
    if timestamp is None:
        return _failed(message, "the message was never leased", ports=ports)
    url, subject = str(payload["line_item_url"]), str(payload["subject"])
    wanted = int(payload["hundredths"])
    try:
        ports.gradebook.publish(platform, url, subject, wanted, timestamp)
    except SupersededError as error:
        return _superseded(message, wanted, str(error), ports=ports)
    except PlatformRefusedError as error:
        return _failed(message, str(error), ports=ports)
    except PlatformBusyError as error:
        return _later(message, str(error), error.retry_after, ports=ports)
    now = ports.clock.now()
    return replace(message, state=OutboxState.SENT, error="", updated_at=now)


def _superseded(
    message: OutboxMessage, wanted: int, reason: str, *, ports: Ports
) -> OutboxMessage:
    """The platform holds something newer: done where it is ours, else send again."""
    payload = message.payload
    with ports.storage.reading() as uow:
        platform = uow.platforms.get(str(payload["platform_id"]))
    try:
        held = platform and ports.gradebook.result(
            platform, str(payload["line_item_url"]), str(payload["subject"])
        )
    except (PlatformBusyError, PlatformRefusedError) as error:
        return _later(message, f"{reason}; {error}", None, ports=ports)
    now = ports.clock.now()
    if held == wanted:
        return replace(message, state=OutboxState.SENT, error="", updated_at=now)
    return _later(message, reason, None, ports=ports)


def _later(
    message: OutboxMessage, reason: str, retry_after: float | None, *, ports: Ports
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


def _failed(message: OutboxMessage, reason: str, *, ports: Ports) -> OutboxMessage:
    now = ports.clock.now()
    return replace(message, state=OutboxState.FAILED, error=reason, updated_at=now)
