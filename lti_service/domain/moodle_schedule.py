"""When a Moodle is read and pushed to by itself: each night, and again after a failure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from lti_service.domain.moodle_ledger import (
    PUSHES,
    READS_NOTHING,
    MoodleConnection,
    RunState,
    SyncRun,
)
from lti_service.errors import MoodleError

DAILY_AT = time(1, 0)
"""Of the service's time zone: few learn in Moodle then."""

FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueRun:
    """A reading that should begin, or go on."""

    is_trial: bool
    is_full: bool
    actor: str


def due_run(
    moodle: MoodleConnection,
    runs: Sequence[SyncRun],
    *,
    by: str,
    now: datetime,
    zone: tzinfo,
) -> DueRun | None:
    """Return what should be read now; none while nothing is due.

    Args:
        moodle: Which Moodle.
        runs: Its runs, newest first.
        by: Who reads where nobody asked.
        now: Now.
        zone: The service's time zone.
    """
    readings = [run for run in runs if run.state not in READS_NOTHING]
    is_read = moodle.ended_at is None and not moodle.reads_files
    if not is_read or any(run.is_alive(now) for run in readings):
        return None
    for run in readings:
        if run.state is RunState.QUEUED:
            return DueRun(run.is_trial, run.is_full, run.actor)
    last = next((run for run in readings if not run.is_trial), None)
    if last is not None and last.state is RunState.RUNNING:
        # Its process was killed: it goes on where it was.
        return DueRun(is_trial=False, is_full=last.is_full, actor=last.actor)
    if last is not None and last.state is RunState.STOPPED:
        if now < last.seen_at + pause_after(last):
            return None
        return DueRun(is_trial=False, is_full=last.is_full, actor=last.actor)
    since = moodle.created_at if last is None else last.started_at
    if since < _last_night(now, zone):
        return DueRun(is_trial=False, is_full=False, actor=by)
    return None


@dataclass(frozen=True, slots=True)
class DuePush:
    """A push that should begin, or go on.

    Attributes:
        run: Which one goes on, or was asked for; none where a new one begins.
    """

    run: SyncRun | None


def due_push(
    moodle: MoodleConnection,
    runs: Sequence[SyncRun],
    *,
    now: datetime,
    zone: tzinfo,
) -> DuePush | None:
    """Return what should be pushed now; none while nothing is due.

    What was asked for is; what goes each night by itself, once a night, after the reading
    of that night, whose people it is about.

    Args:
        moodle: Which Moodle.
        runs: Its runs, newest first.
        now: Now.
        zone: The service's time zone.
    """
    pushes = [run for run in runs if run.state in PUSHES]
    if moodle.ended_at is not None or any(run.is_alive(now) for run in pushes):
        return None
    queued = [run for run in pushes if run.state is RunState.PUSH_QUEUED]
    if queued:
        return DuePush(queued[-1])
    last = next((run for run in pushes if not run.is_trial), None)
    if last is not None and last.state is RunState.PUSHING:
        # Its process was killed: it goes on where it was.
        return DuePush(last)
    if moodle.pushes_since is None or any(run.is_alive(now) for run in runs):
        return None
    since = moodle.pushes_since
    if last is not None:
        since = max(since, last.started_at)
    stopped = last if last and last.state is RunState.PUSH_STOPPED else None
    if stopped is not None and now < stopped.seen_at + pause_after(stopped):
        return None
    if since < _last_night(now, zone):
        return DuePush(None)
    return DuePush(stopped) if stopped else None


def pause_after(run: SyncRun) -> timedelta:
    """Return how long to wait after a run was broken off; longer each time."""
    times = sum(
        not one.user_id and MoodleError(one.code).is_general for one in run.refusals
    )
    # Past ten doublings it is a day anyway.
    doubled: int = 2 ** min(max(times - 1, 0), 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _last_night(now: datetime, zone: tzinfo) -> datetime:
    local = now.astimezone(zone)
    tonight = datetime.combine(local.date(), DAILY_AT, zone)
    return tonight if tonight <= local else tonight - timedelta(days=1)
