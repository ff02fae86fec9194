"""Moodles at a glance: what their latest readings came to, and who waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.moodle_ledger import (
    READS_NOTHING,
    MoodleConnection,
    SyncRun,
    in_force,
)
from lti_service.domain.moodle_plan import COMPETENCIES
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.moodle.connection import one_moodle

_MOST_RUNS = 30


@dataclass(frozen=True, slots=True)
class MoodleOverview:
    """A Moodle, and what is known of it.

    Attributes:
        latest: Its latest reading or trial; none where there was none.
        runs: Its latest runs, newest first.
        courses: How many courses are known.
        mapped: How many courses and activities stand for something.
        competencies: How many of its competencies were met.
        waiting: How many accounts wait.
        names: Of whoever asked for the runs, by account id.
    """

    moodle: MoodleConnection
    latest: SyncRun | None
    runs: Sequence[SyncRun]
    courses: int
    mapped: int
    competencies: int
    waiting: int
    names: dict[str, str]


def moodle_overviews(*, ports: Ports) -> Sequence[MoodleOverview]:
    """Return all Moodles, by name, those that ended too."""
    with ports.storage.reading() as uow:
        return [_overview(moodle, uow) for moodle in uow.moodle.connections()]


def moodle_overview(moodle_id: str, *, ports: Ports) -> MoodleOverview:
    """Return one Moodle.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    moodle = one_moodle(moodle_id, ports=ports)
    with ports.storage.reading() as uow:
        return _overview(moodle, uow)


def _overview(moodle: MoodleConnection, uow: UnitOfWork) -> MoodleOverview:
    runs = uow.moodle.runs(moodle.id)
    readings = (run for run in runs if run.state not in READS_NOTHING)
    shown = runs[:_MOST_RUNS]
    asked = (uow.accounts.get(actor) for actor in {run.actor for run in shown})
    mapped = in_force(uow.moodle.mappings(moodle.id))
    return MoodleOverview(
        moodle,
        next(readings, None),
        shown,
        len(uow.moodle.courses(moodle.id)),
        sum(one.course_id != COMPETENCIES for one in mapped.values()),
        len(uow.moodle_plans.competencies(moodle.id)),
        len(uow.moodle.doubted_accounts(moodle.id)),
        {one.id: one.name for one in asked if one is not None},
    )
