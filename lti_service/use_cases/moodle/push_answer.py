"""What an administrator says of differences: of one, or of all of a kind at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from lti_service.domain.audit import AuditEntry
from lti_service.domain.moodle_ledger import MoodleConnection
from lti_service.domain.moodle_push import (
    ASKING,
    MESSAGE,
    ItemKind,
    MirrorItem,
    MirrorState,
    keep_theirs,
    take_ours,
)
from lti_service.domain.outbox import OutboxState
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.moodle.push import message_key, queue_item
from lti_service.use_cases.moodle.push_list import PAGE_SIZE, ShownItem, shown_item
from lti_service.use_cases.moodle.run import found_moodle

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class AskedGroup:
    """Items of one kind that wait for the same answer.

    Attributes:
        state: Changed there, or deleted there.
        n: How many.
        seen: Stands for what exactly they say on both sides: an answer holds for that.
        shown: The first of them.
    """

    moodle: MoodleConnection
    kind: ItemKind
    state: MirrorState
    n: int
    seen: str
    shown: Sequence[ShownItem]


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
    with ports.storage.writing() as uow:
        moodle, before = found_moodle(moodle_id, uow), uow.mirrors.get(moodle_id, key)
        if moodle is None or moodle.ended_at is not None or before is None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        if before.state not in ASKING:
            raise ConflictError("mirror-answered", item=key)
        (after,) = _answer([before], ours=ours, actor=actor, uow=uow, ports=ports)
        uow.commit()
    return after


def asked_group(
    moodle_id: str, kind: ItemKind, state: MirrorState, *, ports: Ports
) -> AskedGroup:
    """Return all of a kind that wait for the same answer, to be looked at.

    Raises:
        NotFoundError: No such Moodle, or it is read no more: ``unknown-moodle``.
        ConflictError: None of them waits: ``mirror-answered``.
    """
    with ports.storage.reading() as uow:
        moodle, items = _group(moodle_id, kind, state, uow)
        shown = [shown_item(item, uow) for item in items[:PAGE_SIZE]]
    return AskedGroup(moodle, kind, state, len(items), _seen(items), shown)


def answer_group(
    moodle_id: str,
    kind: ItemKind,
    state: MirrorState,
    *,
    ours: bool,
    seen: str,
    actor: str,
    ports: Ports,
) -> int:
    """Answer all of a kind at once; each is in the trail, as if answered alone.

    Args:
        moodle_id: Which Moodle.
        kind: Which kind.
        state: Changed there, or deleted there.
        ours: Write ours over them; else let them stand; see `answer_difference`.
        seen: Of the group that was looked at.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Returns:
        How many were answered.

    Raises:
        NotFoundError: No such Moodle, or it is read no more: ``unknown-moodle``.
        ConflictError: None of them waits: ``mirror-answered``; or they are not what was
            looked at any more: ``mirror-changed``.
    """
    with ports.storage.writing() as uow:
        _, items = _group(moodle_id, kind, state, uow)
        if _seen(items) != seen:
            raise ConflictError("mirror-changed", moodle=moodle_id)
        _answer(items, ours=ours, actor=actor, uow=uow, ports=ports)
        uow.commit()
    return len(items)


def _group(
    moodle_id: str, kind: ItemKind, state: MirrorState, uow: UnitOfWork
) -> tuple[MoodleConnection, Sequence[MirrorItem]]:
    moodle = found_moodle(moodle_id, uow)
    if moodle is None or moodle.ended_at is not None:
        raise NotFoundError("unknown-moodle", moodle=moodle_id)
    items = uow.mirrors.list(moodle_id, (state,), _ALL, kinds=(kind,))
    if state not in ASKING or not items:
        raise ConflictError("mirror-answered", item=kind)
    return moodle, items


def _seen(items: Sequence[MirrorItem]) -> str:
    told = sha256()
    for item in items:
        theirs = None if item.theirs is None else sorted(item.theirs.items())
        told.update(repr((item.key, sorted(item.wanted.items()), theirs)).encode())
    return told.hexdigest()


def _answer(
    items: Sequence[MirrorItem],
    *,
    ours: bool,
    actor: str,
    uow: UnitOfWork,
    ports: Ports,
) -> list[MirrorItem]:
    now = ports.clock.now()
    answered = [
        take_ours(item, now) if ours else keep_theirs(item, now) for item in items
    ]
    uow.mirrors.save(answered)
    action = "moodle.ours-taken" if ours else "moodle.theirs-kept"
    for item in answered:
        if ours:
            queue_item(item, ports.new_id(), now, uow)
        else:
            _forget_message(item, uow, ports)
        about = f"moodle-item:{item.moodle_id}|{item.key}"
        uow.audit.add(AuditEntry(now, actor, action, about))
    return answered


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
