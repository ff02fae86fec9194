"""Verify and validate needs, many at once, and take it back while the stage lasts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Grant
from lti_service.domain.needs import (
    JUDGED,
    CycleState,
    NeedFilter,
    NeedItem,
    Priority,
    Verdict,
    change_of,
    judged,
)
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, identify, today
from lti_service.use_cases.needs.inventory import cycle_in
from lti_service.use_cases.needs.needs import covered_units
from lti_service.use_cases.needs.queue import (
    NeedsQuery,
    both,
    judging_grants,
    open_needs,
    wanted_needs,
)

MOST_AT_ONCE = 5000
"""Items that one act judges: on SQLite others wait to write meanwhile."""

_LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Judged:
    """What one act did; its time undoes it."""

    at: datetime
    items: int


def judge_needs(
    year: int,
    stage: CycleState,
    verdict: Verdict,
    item_ids: Collection[str],
    note: str,
    account_id: str,
    *,
    ports: Ports,
) -> Judged:
    """Verify or validate some needs, or refuse them with a reason, all or none.

    Args:
        year: Of the cycle.
        stage: Verification or validation, as the judge saw it.
        verdict: Granted or refused.
        item_ids: Which.
        note: Why they are refused, read by whom it is about; else a remark.
        account_id: Who judges.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: None is chosen (``need-chosen-none``), or there is no reason
            (``need-note-missing``).
        ForbiddenError: One is the judge's own (``need-own``) or of another unit, or the
            judge has no name (``verifier-unlinked``).
        NotFoundError: One is not there.
        ConflictError: One does not wait any more (``need-meanwhile``), or the stage is
            over (``needs-stage-closed``).
    """
    note = note.strip()[:_LONGEST_NOTE]
    if verdict is Verdict.REFUSED and not note:
        raise InvalidInputError("need-note-missing")
    with ports.storage.writing() as uow:
        judge, _ = _judge(year, stage, account_id, uow, ports)
        items = _chosen(year, stage, item_ids, judge, uow)
        if any(item.state is not JUDGED[stage][Verdict.UNDONE] for item in items):
            raise ConflictError("need-meanwhile")
        return _judge_all(items, stage, verdict, note, judge, account_id, uow, ports)


def judge_matching(
    year: int, stage: CycleState, query: NeedsQuery, account_id: str, *, ports: Ports
) -> Judged:
    """Verify or validate all needs that wait and match, but never the judge's own.

    At most `MOST_AT_ONCE`; the rest goes on waiting.

    Raises:
        ForbiddenError: The account does not judge there.
        InvalidInputError: None matches: ``need-chosen-none``.
        ConflictError: The stage is over: ``needs-stage-closed``.
    """
    with ports.storage.writing() as uow:
        judge, held = _judge(year, stage, account_id, uow, ports)
        cycle = cycle_in(year, stage, uow)
        wanted = wanted_needs(judge, cycle, held, query, uow)
        meant = both(wanted, open_needs(stage, held, judge.person, uow))
        items = uow.needs.find(year, meant, most=MOST_AT_ONCE) if meant else []
        if not items:
            raise InvalidInputError("need-chosen-none")
        return _judge_all(
            items, stage, Verdict.GRANTED, "", judge, account_id, uow, ports
        )


def undo_judgement(
    year: int, stage: CycleState, at: datetime, account_id: str, *, ports: Ports
) -> Judged:
    """Take back one act of the judge, while its stage lasts.

    Args:
        year: Of the cycle.
        stage: The stage it was done in.
        at: When it was done, as `Judged` says.
        account_id: Who did it.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account does not judge there, or did not do it.
        ConflictError: All of it was changed since (``need-meanwhile``), or the stage is
            over (``needs-stage-closed``).
    """
    with ports.storage.writing() as uow:
        judge, held = _judge(year, stage, account_id, uow, ports)
        act = NeedFilter(
            unit_codes=covered_units(held, uow),
            changed_by=judge.person.id if judge.person else "",
            changed_at=at,
        )
        states = JUDGED[stage]
        done = {states[Verdict.GRANTED], states[Verdict.REFUSED]}
        items = [item for item in uow.needs.find(year, act) if item.state in done]
        if not items and uow.needs.number(year, NeedFilter(changed_at=at)):
            raise ForbiddenError("forbidden", needs=str(year))
        if not items:
            raise ConflictError("need-meanwhile")
        return _judge_all(
            items, stage, Verdict.UNDONE, "", judge, account_id, uow, ports
        )


def prioritise_needs(
    year: int,
    stage: CycleState,
    priority: Priority,
    item_ids: Collection[str],
    account_id: str,
    *,
    ports: Ports,
) -> Judged:
    """Say how pressing some needs are, whatever the rule reckons.

    Raises:
        As `judge_needs`.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        judge, _ = _judge(year, stage, account_id, uow, ports)
        by = judge.person.id if judge.person else ""
        changed = [
            replace(
                item, priority=priority, priority_by=by, changed_by=by, changed_at=now
            )
            for item in _chosen(year, stage, item_ids, judge, uow)
        ]
        _save(changed, "", f"needs.priority.{priority}", account_id, now, uow)
    return Judged(now, len(changed))


def _judge(
    year: int, stage: CycleState, account_id: str, uow: UnitOfWork, ports: Ports
) -> tuple[Identity, tuple[Grant, ...]]:
    """Return who judges in a stage that lasts, and by which grants."""
    judge = identify(account_id, uow=uow, on=today(ports))
    held = judging_grants(judge, stage)
    if not held:
        raise ForbiddenError("forbidden", stage=stage)
    if judge.person is None:
        raise ForbiddenError("verifier-unlinked")
    cycle_in(year, stage, uow)
    return judge, held


def _chosen(
    year: int,
    stage: CycleState,
    item_ids: Collection[str],
    judge: Identity,
    uow: UnitOfWork,
) -> Sequence[NeedItem]:
    """Return the items with these ids, if the judge may judge every one of them."""
    wanted = frozenset(item_ids)
    if not wanted:
        raise InvalidInputError("need-chosen-none")
    items = uow.needs.of_ids(wanted)
    if len(items) < len(wanted) or any(item.year != year for item in items):
        raise NotFoundError("not-found", needs=str(year))
    if judge.person and any(item.person_id == judge.person.id for item in items):
        raise ForbiddenError("need-own")
    seen = covered_units(judging_grants(judge, stage), uow)
    if seen is not None and any(item.unit_code not in seen for item in items):
        raise ForbiddenError("forbidden", needs=str(year))
    return items


def _judge_all(
    items: Sequence[NeedItem],
    stage: CycleState,
    verdict: Verdict,
    note: str,
    judge: Identity,
    account_id: str,
    uow: UnitOfWork,
    ports: Ports,
) -> Judged:
    now = ports.clock.now()
    by = judge.person.id if judge.person else ""
    changed = [judged(item, stage, verdict, note, by, now) for item in items]
    _save(changed, note, f"needs.{stage}.{verdict}", account_id, now, uow)
    return Judged(now, len(changed))


def _save(
    items: Sequence[NeedItem],
    note: str,
    action: str,
    account_id: str,
    now: datetime,
    uow: UnitOfWork,
) -> None:
    uow.needs.save(items, [change_of(item, note) for item in items])
    year = items[0].year
    about = f"need:{items[0].id}" if len(items) == 1 else f"needs:{year}"
    entry = AuditEntry(
        now, account_id, action, about, after=f"{len(items)}", reason=note
    )
    uow.audit.add(entry)
    uow.commit()
