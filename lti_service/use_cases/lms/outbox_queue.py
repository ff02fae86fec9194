"""What waits for platforms, what failed and why, and what a person does about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.circuit import Circuit
from lti_service.domain.launch import Account, Platform
from lti_service.domain.moodle_push import MESSAGE, MirrorItem, recipient
from lti_service.domain.outbox import ALARM_AFTER, OutboxMessage, OutboxState
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whether scores arrive.

    Attributes:
        counts: How many messages are in each state.
        since: Since when the oldest waiting message waits; none where none does.
        late: Whether that is longer than `ALARM_AFTER`.
    """

    counts: Mapping[str, int]
    since: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class MirroringMoodle:
    """A Moodle that is sent what it mirrors, as where messages go."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message with whom it concerns and where it goes.

    Attributes:
        platform: None where it is no longer registered or connected.
        account: Whose score it is; none where the payload does not lead to one.
        course: Title of the course, empty where that cannot be found.
        item: What a Moodle is to mirror; none for a score.
        person: Name of whom that is about; empty where it is about nobody.
    """

    message: OutboxMessage
    platform: Platform | MirroringMoodle | None
    account: Account | None
    course: str
    item: MirrorItem | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of messages.

    Attributes:
        found: How many messages fit, on all pages.
        page: Counted from 1.
        pages: At least 1.
        platforms: All that are registered, and Moodles, to choose from.
        troubled: Platforms that are not sent anything now, with their circuits.
    """

    messages: tuple[QueuedMessage, ...]
    found: int
    page: int
    pages: int
    platforms: tuple[Platform | MirroringMoodle, ...]
    troubled: tuple[tuple[Platform | MirroringMoodle, Circuit], ...]
    waiting: Waiting


def waiting(*, ports: Ports) -> Waiting:
    """Return whether scores arrive."""
    with ports.storage.reading() as uow:
        return _waiting(uow, ports.clock.now())


def queue(
    states: Sequence[str], platform_id: str | None, page: int, *, ports: Ports
) -> Queue:
    """Return a page of the messages in these states, longest waiting first.

    Args:
        states: Of `OutboxState`.
        platform_id: Only those to this platform; none for all.
        page: Counted from 1; one that is too high gives the last.
        ports: Connections to the outside.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        counts = uow.outbox.counts(platform_id)
        found = sum(counts.get(state, 0) for state in states)
        pages = max(-(-found // PAGE_SIZE), 1)
        page = min(max(page, 1), pages)
        messages = uow.outbox.list(
            states, PAGE_SIZE, platform_id=platform_id, offset=(page - 1) * PAGE_SIZE
        )
        platforms: dict[str, Platform | MirroringMoodle] = {
            platform.id: platform for platform in uow.platforms.all()
        }
        platforms |= {one.id: one for one in _moodles(uow)}
        return Queue(
            messages=tuple(_queued(message, uow) for message in messages),
            found=found,
            page=page,
            pages=pages,
            platforms=tuple(platforms.values()),
            troubled=tuple(
                (platforms[circuit.platform_id], circuit)
                for circuit in uow.circuits.all()
                if circuit.platform_id in platforms
                and (circuit.open or circuit.paused(now))
            ),
            waiting=_waiting(uow, now),
        )


def queued_message(message_id: str, *, ports: Ports) -> QueuedMessage:
    """Return one message.

    Raises:
        NotFoundError: No such message.
    """
    with ports.storage.reading() as uow:
        return _queued(_require(message_id, uow), uow)


def retry_message(message_id: str, actor: str, *, ports: Ports) -> OutboxMessage:
    """Make a message due at once, and let its platform be tried at once.

    One that a worker holds is being sent already: it keeps its lease.

    Raises:
        NotFoundError: No such message.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        platform_id = _require(message_id, uow).platform_id
    with ports.storage.writing() as uow:
        # The circuit first, as workers do: otherwise both could wait for each other.
        circuit = uow.circuits.get(platform_id)
        before = after = _require(message_id, uow)
        if before.leased_until is None or before.leased_until <= now:
            after = replace(
                before,
                state=OutboxState.WAITING,
                tries=0,
                due_at=now,
                error="",
                updated_at=now,
            )
            uow.outbox.settle(after)
        if circuit.paused_until is not None:
            uow.circuits.save(replace(circuit, paused_until=None))
        uow.audit.add(_entry(actor, "outbox.retried", before, after, now))
        uow.commit()
    return after


def drop_message(
    message_id: str, actor: str, reason: str, *, ports: Ports
) -> OutboxMessage:
    """Give a message up, with a reason that is kept.

    Raises:
        InvalidInputError: There is no reason.
        ConflictError: It was sent already.
        NotFoundError: No such message.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInputError("drop-reason-missing", message=message_id)
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        before = _require(message_id, uow)
        if before.state is OutboxState.SENT:
            raise ConflictError("message-sent", message=message_id)
        after = replace(before, state=OutboxState.DROPPED, error=reason, updated_at=now)
        uow.outbox.settle(after)
        uow.audit.add(_entry(actor, "outbox.dropped", before, after, now, reason))
        uow.commit()
    return after


def _waiting(uow: UnitOfWork, now: datetime) -> Waiting:
    since = uow.outbox.waiting_since()
    waited = now - since if since else timedelta(0)
    return Waiting(uow.outbox.counts(), since, waited > ALARM_AFTER)


def _moodles(uow: UnitOfWork) -> list[MirroringMoodle]:
    return [
        MirroringMoodle(recipient(one.id), one.name)
        for one in uow.moodle.connections()
        if one.ended_at is None and not one.reads_files
    ]


def _mirrored(message: OutboxMessage, uow: UnitOfWork) -> QueuedMessage:
    moodles = {one.id: one for one in _moodles(uow)}
    payload = message.payload
    item = uow.mirrors.get(
        str(payload.get("moodle_id", "")), str(payload.get("key", ""))
    )
    person_id = item.person_id if item else None
    person = uow.organisation.person(person_id) if person_id else None
    return QueuedMessage(
        message,
        moodles.get(message.platform_id),
        None,
        "",
        item,
        person.name if person else "",
    )


def _queued(message: OutboxMessage, uow: UnitOfWork) -> QueuedMessage:
    if message.kind == MESSAGE:
        return _mirrored(message, uow)
    subject = str(message.payload.get("subject", ""))
    attempt = uow.attempts.get(str(message.payload.get("attempt_id", "")))
    release = uow.releases.get(attempt.release_id) if attempt else None
    return QueuedMessage(
        message,
        uow.platforms.get(message.platform_id),
        uow.accounts.find(message.platform_id, subject),
        release.title if release else "",
    )


def _require(message_id: str, uow: UnitOfWork) -> OutboxMessage:
    message = uow.outbox.get(message_id)
    if message is None:
        raise NotFoundError("not-found", message=message_id)
    return message


def _entry(
    actor: str,
    action: str,
    before: OutboxMessage,
    after: OutboxMessage,
    at: datetime,
    reason: str = "",
) -> AuditEntry:
    return AuditEntry(
        at, actor, action, f"outbox:{before.id}", before.state, after.state, reason
    )
