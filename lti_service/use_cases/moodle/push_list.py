"""What a Moodle mirrors at a glance, and what an administrator says of differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lti_service.domain.audit import AuditEntry
from lti_service.domain.moodle_ledger import PUSHES, MoodleConnection, SyncRun
from lti_service.domain.moodle_push import (
    ASKING,
    MESSAGE,
    MirrorItem,
    MirrorState,
    differences,
    keep_theirs,
    take_ours,
)
from lti_service.domain.outbox import OutboxState
from lti_service.errors import ConflictError, NotFoundError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.moodle.push import message_key, queue_item
from lti_service.use_cases.moodle.run import found_moodle

PAGE_SIZE = 50
_SHOWN = (
    MirrorState.CREATE,
    MirrorState.CHANGE,
    MirrorState.SENDING,
    MirrorState.REFUSED,
    MirrorState.KEPT,
)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item that differs.

    Attributes:
        person: Name of whom it is about; empty where it is about nobody.
    """

    item: MirrorItem
    person: str
    differences: Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class PushOverview:
    """What a Moodle mirrors.

    Attributes:
        latest: The latest comparison or push; none where there was none.
        is_alive: Whether a process is at it.
        counts: How many items are in each state.
        asking: Items that wait for an administrator, the first of them.
        others: A page of the others that are not the same.
        found: How many of those there are.
    """

    moodle: MoodleConnection
    latest: SyncRun | None
    is_alive: bool
    counts: Mapping[MirrorState, int]
    asking: Sequence[ShownItem]
    others: Sequence[ShownItem]
    found: int


def push_overview(moodle_id: str, page: int = 1, *, ports: Ports) -> PushOverview:
    """Return what a Moodle mirrors, and a page of what differs.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    with ports.storage.reading() as uow:
        moodle = found_moodle(moodle_id, uow)
        if moodle is None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        runs = uow.moodle.runs(moodle_id)
        latest = next((run for run in runs if run.state in PUSHES), None)
        counts = uow.mirrors.counts(moodle_id)
        start = (max(page, 1) - 1) * PAGE_SIZE
        asking = uow.mirrors.list(moodle_id, tuple(ASKING), PAGE_SIZE)
        others = uow.mirrors.list(moodle_id, _SHOWN, PAGE_SIZE, start)
        return PushOverview(
            moodle,
            latest,
            latest is not None and latest.is_alive(ports.clock.now()),
            counts,
            [_shown(item, uow) for item in asking],
            [_shown(item, uow) for item in others],
            sum(counts.get(state, 0) for state in _SHOWN),
        )


def answer_difference(
    moodle_id: str, key: str, *, ours: bool, actor: str, ports: Ports
) -> MirrorItem:
    """Say whether Moodle keeps what it has, or gets what stands here.

    Args:
        moodle_id: Which Moodle.
        key: Which item.
        ours: Write ours over it; else let it stand until one of the two changes again.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such Moodle, or no such item in it: ``unknown-moodle``.
        ConflictError: It does not wait for anybody: ``mirror-answered``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        moodle, before = found_moodle(moodle_id, uow), uow.mirrors.get(moodle_id, key)
        if moodle is None or moodle.ended_at is not None or before is None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        if before.state not in ASKING:
            raise ConflictError("mirror-answered", item=key)
        after = take_ours(before, now) if ours else keep_theirs(before, now)
        uow.mirrors.save([after])
        if ours:
            queue_item(after, ports.new_id(), now, uow)
        else:
            _forget_message(after, uow, ports)
        action = "moodle.ours-taken" if ours else "moodle.theirs-kept"
        uow.audit.add(AuditEntry(now, actor, action, f"moodle-item:{moodle_id}|{key}"))
        uow.commit()
    return after


def _forget_message(item: MirrorItem, uow: UnitOfWork, ports: Ports) -> None:
    """Give up the message of an item that stays as it is there."""
    message = uow.outbox.find(MESSAGE, message_key(item))
    if message is not None and message.state is OutboxState.FAILED:
        reason = "Dibiarkan seperti di Moodle."
        dropped = replace(
            message,
            state=OutboxState.DROPPED,
            error=reason,
            updated_at=ports.clock.now(),
        )
        uow.outbox.settle(dropped)


def _shown(item: MirrorItem, uow: UnitOfWork) -> ShownItem:
    person = uow.organisation.person(item.person_id) if item.person_id else None
    return ShownItem(item, person.name if person else "", differences(item))
