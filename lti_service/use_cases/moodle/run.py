"""Runs of reading a Moodle: how they begin, go on, and are undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from lti_service.domain.audit import AuditEntry
from lti_service.domain.moodle_ledger import (
    READS_NOTHING,
    SILENCE,
    MoodleConnection,
    RunCount,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_plan import COMPETENCIES
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.moodle.effect import apply_effects

_BROKEN_OFF = frozenset({RunState.RUNNING, RunState.STOPPED})
"""A run that says it runs, and is silent: its process was killed."""

_CANNOT_BE_UNDONE = frozenset({RunState.UNDONE, RunState.QUEUED}) | READS_NOTHING
WHOLE_MOODLE = 0
"""Instead of a course: everything that was observed in a Moodle."""

_MOST_AT_ONCE = 500
"""Accounts that are settled while somebody waits; the worker settles more."""


def undo_run(run_id: str, *, actor: str, ports: Ports) -> SyncRun:
    """Take back what a run observed, and what that gave.

    Raises:
        NotFoundError: No such run: ``unknown-run``.
        ConflictError: It goes on, or was undone, or was a trial: ``run-not-ended``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        run = uow.moodle.run(run_id)
        moodle = found_moodle(run.moodle_id, uow) if run else None
        if run is None or moodle is None:
            raise NotFoundError("unknown-run", run=run_id)
        if run.is_trial or run.state in _CANNOT_BE_UNDONE or run.is_alive(now):
            raise ConflictError("run-not-ended", run=run_id)
        undone = replace(run, state=RunState.UNDONE)
        uow.moodle.save_run(undone)
        places = {*uow.moodle.read_in(run_id), *uow.moodle_attempts.read_in(run_id)}
        planned = uow.moodle_plans.read_in(run_id)
        users = {*(user_id for user_id, _ in places), *planned}
        if len(users) > _MOST_AT_ONCE:
            begin_giving(moodle.id, WHOLE_MOODLE, actor=actor, uow=uow, ports=ports)
        else:
            settle_users(moodle, users, uow=uow, ports=ports)
        uow.moodle.forget_reads(moodle.id, places)
        uow.moodle_plans.forget_reads(moodle.id, planned)
        uow.audit.add(
            AuditEntry(now, actor, "moodle.run-undone", f"moodle-run:{run_id}")
        )
        uow.commit()
    return undone


def begin_run(
    moodle_id: str, *, actor: str, is_trial: bool, is_full: bool, ports: Ports
) -> tuple[MoodleConnection, SyncRun]:
    """Return the run that goes on, or a new one; see `moodle_pull.pull`."""
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        moodle = found_moodle(moodle_id, uow)
        if moodle is None or moodle.ended_at is not None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        if moodle.reads_files:
            raise ConflictError("moodle-without-token", moodle=moodle_id)
        for last in uow.moodle.runs(moodle_id):
            if last.state is RunState.QUEUED and last.is_trial is is_trial:
                run = _begun(last, now)
                uow.moodle.save_run(run)
                uow.commit()
                return moodle, run
            if last.is_trial or last.state in _CANNOT_BE_UNDONE:
                continue
            if last.is_alive(now):
                raise ConflictError("run-under-way", run=last.id)
            if last.state in _BROKEN_OFF and not is_trial:
                run = replace(
                    last, state=RunState.RUNNING, seen_at=now, finished_at=None
                )
                uow.moodle.save_run(run)
                uow.commit()
                return moodle, run
            break
        run = new_run(
            moodle_id,
            RunState.RUNNING,
            actor=actor,
            is_trial=is_trial,
            is_full=is_full,
            ports=ports,
        )
        uow.moodle.save_run(run)
        if not is_trial:
            uow.audit.add(AuditEntry(now, actor, "moodle.read", f"moodle:{moodle_id}"))
        uow.commit()
    return moodle, run


def new_run(
    moodle_id: str,
    state: RunState,
    *,
    actor: str,
    is_trial: bool = False,
    is_full: bool = False,
    next_course: int = 0,
    source: str = "",
    ports: Ports,
) -> SyncRun:
    """Return a run that has not begun yet."""
    now = ports.clock.now()
    return SyncRun(
        id=ports.new_id(),
        moodle_id=moodle_id,
        state=state,
        is_trial=is_trial,
        is_full=is_full,
        actor=actor,
        started_at=now,
        seen_at=now,
        finished_at=None,
        next_course=next_course,
        next_user=0,
        counts=MappingProxyType({}),
        refusals=(),
        source=source,
    )


def _begun(run: SyncRun, now: datetime) -> SyncRun:
    """Let a run begin that was asked for; one that was broken off keeps its time."""
    is_new = not run.next_course and not run.counts
    return replace(
        run,
        state=RunState.RUNNING,
        started_at=now if is_new else run.started_at,
        seen_at=now,
        finished_at=None,
    )


def begin_giving(
    moodle_id: str, course_id: int, *, actor: str, uow: UnitOfWork, ports: Ports
) -> SyncRun:
    """Have the worker work out again what was observed in a course.

    The caller commits; see `moodle_giving.go_on_giving`.
    """
    run = new_run(
        moodle_id,
        RunState.GIVING,
        actor=actor,
        next_course=course_id,
        ports=ports,
    )
    # Nobody is at it yet: the first worker that comes may begin.
    run = replace(run, seen_at=run.started_at - SILENCE)
    uow.moodle.save_run(run)
    return run


def found_moodle(moodle_id: str, uow: UnitOfWork) -> MoodleConnection | None:
    """Return a Moodle by its id."""
    known = uow.moodle.connections()
    return next((one for one in known if one.id == moodle_id), None)


def affected_users(moodle_id: str, course_id: int, uow: UnitOfWork) -> Sequence[int]:
    """Return of whom anything was read in a course, or as ratings, or at all."""
    if course_id == COMPETENCIES:
        return uow.moodle_plans.rated_users(moodle_id)
    seen = uow.moodle.observed_users(moodle_id, course_id)
    if course_id != WHOLE_MOODLE:
        return seen
    return sorted({*seen, *uow.moodle_plans.rated_users(moodle_id)})


def settle_users(
    moodle: MoodleConnection,
    user_ids: Iterable[int],
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> Mapping[RunCount, int]:
    """Bring the ledgers of these accounts' people in line."""
    accounts = uow.moodle.accounts(moodle.id, list(user_ids))
    people = sorted({one.person_id for one in accounts if one.person_id})
    return apply_effects(moodle, people, uow=uow, ports=ports)
