"""Readings of Moodles, and pushes, that are asked for or due each night."""

from dataclasses import dataclass, replace

from lti_service.domain.audit import AuditEntry
from lti_service.domain.moodle_ledger import (
    READS_NOTHING,
    MoodleConnection,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_schedule import due_push, due_run
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.moodle.giving import go_on_giving
from lti_service.use_cases.moodle.pull import pull
from lti_service.use_cases.moodle.push import work_on_push
from lti_service.use_cases.moodle.run import found_moodle, new_run

BY_WORKER = "worker"
_BROKEN_OFF = frozenset({RunState.RUNNING, RunState.STOPPED})


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run, of which Moodle, and what courses are called there.

    Attributes:
        names: Of its courses, by id.
        people: Names of the accounts that were refused, by user id.
        is_alive: Whether a process is at it.
    """

    moodle: MoodleConnection
    run: SyncRun
    names: dict[int, str]
    people: dict[int, str]
    is_alive: bool


def request_run(
    moodle_id: str, *, is_trial: bool, is_full: bool, actor: str, ports: Ports
) -> SyncRun:
    """Ask for a reading; the worker does it. One that was broken off goes on.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
        ConflictError: It is being read, or that was asked for: ``run-under-way``; or
            it gives no token: ``moodle-without-token``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        moodle = found_moodle(moodle_id, uow)
        if moodle is None or moodle.ended_at is not None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        if moodle.reads_files:
            raise ConflictError("moodle-without-token", moodle=moodle_id)
        runs = [
            run for run in uow.moodle.runs(moodle_id) if run.state not in READS_NOTHING
        ]
        for run in runs:
            if run.is_alive(now) or run.state is RunState.QUEUED:
                raise ConflictError("run-under-way", run=run.id)
        last = next((run for run in runs if not run.is_trial), None)
        if last is not None and last.state in _BROKEN_OFF and not is_trial:
            asked = replace(last, state=RunState.QUEUED, seen_at=now, finished_at=None)
        else:
            asked = new_run(
                moodle_id,
                RunState.QUEUED,
                actor=actor,
                is_trial=is_trial,
                is_full=is_full,
                ports=ports,
            )
        uow.moodle.save_run(asked)
        if not is_trial:
            uow.audit.add(AuditEntry(now, actor, "moodle.read", f"moodle:{moodle_id}"))
        uow.commit()
    return asked


def shown_run(run_id: str, *, moodle_id: str, ports: Ports) -> ShownRun:
    """Return a run as its page tells it.

    Raises:
        NotFoundError: No such run: ``unknown-run``.
    """
    with ports.storage.reading() as uow:
        run = uow.moodle.run(run_id)
        moodle = found_moodle(run.moodle_id, uow) if run else None
        if run is None or moodle is None or run.moodle_id != moodle_id:
            raise NotFoundError("unknown-run", run=run_id)
        names = {one.id: one.name for one in uow.moodle.courses(moodle.id)}
        users = {one.user_id for one in run.refusals if one.user_id}
        people = {
            one.user_id: one.name for one in uow.moodle.accounts(moodle.id, users)
        }
    return ShownRun(moodle, run, names, people, run.is_alive(ports.clock.now()))


def work_on_moodles(*, ports: Ports) -> bool:
    """Do what is due at one Moodle; return whether there was something."""
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        moodles = uow.moodle.connections()
        known = {moodle.id: uow.moodle.runs(moodle.id) for moodle in moodles}
    for moodle in moodles:
        runs = known[moodle.id]
        giving = [run for run in runs if run.state is RunState.GIVING]
        for run in reversed(giving):
            if not run.is_alive(now):
                go_on_giving(run.id, ports=ports)
                return True
        push = due_push(moodle, runs, now=now, zone=ports.time_zone)
        if push and push.run and work_on_push(moodle.id, by=BY_WORKER, ports=ports):
            return True
        due = due_run(moodle, runs, by=BY_WORKER, now=now, zone=ports.time_zone)
        if due is not None:
            try:
                pull(
                    moodle.id,
                    actor=due.actor,
                    is_trial=due.is_trial,
                    is_full=due.is_full,
                    ports=ports,
                )
            except (ConflictError, NotFoundError):
                # Another process was faster, or it was ended meanwhile.
                continue
            return True
        # Of a night the reading comes first: it says whose account is whose.
        if push and work_on_push(moodle.id, by=BY_WORKER, ports=ports):
            return True
    return False
