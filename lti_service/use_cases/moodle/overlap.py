"""Hours of a programme that a person has otherwise than by a Moodle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lti_service.domain.learning_hours import JpState
from lti_service.domain.moodle_ledger import MoodleConnection, MoodleMapping
from lti_service.domain.programme import Batch, EnrolmentState
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.programme.enrolment_completion import hours_record


@dataclass(frozen=True, slots=True)
class Counted:
    """A programme that was completed, whose hours stand in the ledger."""

    batch: Batch
    completed_on: date


def counted_elsewhere(
    person_id: str, moodle: MoodleConnection, *, uow: UnitOfWork
) -> Sequence[Counted]:
    """Return what a person completed, and has hours of, otherwise than by a Moodle."""
    standing = {
        entry.record
        for entry in uow.hours.of_person(person_id)
        if entry.state is JpState.RECOGNISED
    }
    return [
        Counted(batch, row.completed_on)
        for row in uow.programmes.enrolments_of(person_id)
        if row.state is EnrolmentState.COMPLETED
        and row.completed_on is not None
        and not row.source.startswith(prefix_of(moodle))
        and (row.source or hours_record(row)) in standing
        and (batch := uow.programmes.batch(row.batch_id)) is not None
    ]


def is_counted(mapping: MoodleMapping, day: date, counted: Iterable[Counted]) -> bool:
    """Whether a completion in Moodle is one whose hours stand already.

    It is where both are of one programme and one year, or where its day is one of that
    batch: a programme that is taken again another year gives its hours again.
    """
    return any(
        one.batch.programme_code == mapping.programme_code
        and (
            one.completed_on.year == day.year
            or one.batch.since <= day <= max(one.batch.until, one.completed_on)
        )
        for one in counted
    )


def prefix_of(moodle: MoodleConnection) -> str:
    """Return what all records of a Moodle begin with."""
    return f"moodle:{moodle.id}:"
