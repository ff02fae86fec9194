"""Work out again what was observed gives, since a mapping or a match changed."""

from dataclasses import replace

from lti_service.domain.moodle_ledger import (
    SILENCE,
    MoodleConnection,
    RunCount,
    RunState,
    SyncRun,
)
from lti_service.errors import NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.moodle.run import affected_users, found_moodle, settle_users

AT_ONCE = 200
"""People whose ledgers are settled while an administrator waits."""

_BATCH = 50
"""People of one transaction: on SQLite others wait to write meanwhile."""


def go_on_giving(run_id: str, *, most: int | None = None, ports: Ports) -> SyncRun:
    """Settle the ledgers of people of whom something was observed in a course.

    Another process that is at it already is left alone.

    Args:
        run_id: A run in the state ``giving``.
        most: How many people before it is left to the next that comes; none for all.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such run: ``unknown-run``.
    """
    taken = _take(run_id, ports)
    if taken is None:
        with ports.storage.reading() as uow:
            known = uow.moodle.run(run_id)
        if known is None:
            raise NotFoundError("unknown-run", run=run_id)
        return known
    moodle, run = taken
    with ports.storage.reading() as uow:
        users = [
            user_id
            for user_id in affected_users(moodle.id, run.next_course, uow)
            if user_id >= run.next_user
        ]
    now_done = users if most is None else users[:most]
    for start in range(0, len(now_done), _BATCH):
        some = now_done[start : start + _BATCH]
        with ports.storage.writing() as uow:
            uow.moodle.hold_still()
            counts = settle_users(moodle, some, uow=uow, ports=ports)
            run = replace(
                run, seen_at=ports.clock.now(), next_user=some[-1] + 1
            ).counted({**counts, RunCount.PEOPLE: len(some)})
            uow.moodle.save_run(run)
            uow.commit()
    now = ports.clock.now()
    if len(now_done) == len(users):
        run = replace(run, state=RunState.GIVEN, seen_at=now, finished_at=now)
    else:
        run = replace(run, seen_at=now - SILENCE)
    with ports.storage.writing() as uow:
        uow.moodle.save_run(run)
        uow.commit()
    return run


def _take(run_id: str, ports: Ports) -> tuple[MoodleConnection, SyncRun] | None:
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        run = uow.moodle.run(run_id)
        if run is None or run.state is not RunState.GIVING or run.is_alive(now):
            return None
        moodle = found_moodle(run.moodle_id, uow)
        if moodle is None:
            return None
        run = replace(run, seen_at=now)
        uow.moodle.save_run(run)
        uow.commit()
    return moodle, run
