"""What completes an enrolment, and the hours that this brings."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo

from course_builder.model.rendered import RenderedCourse
from lti_service.domain.attempt import Attempt
from lti_service.domain.learning_hours import JpEntry, JpState, Scope, conversion_of
from lti_service.domain.programme import (
    Batch,
    Enrolment,
    EnrolmentState,
    Programme,
    amount_for,
    state_on,
    stepped,
    undone,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.learning_hours.learning_hours import (
    append_entry,
)

BY_COURSE = "course"
"""Who recorded what a passed course completed."""


def complete_by_attempt(
    attempt: Attempt,
    course: RenderedCourse,
    person_id: str,
    *,
    uow: UnitOfWork,
    now: datetime,
    tz: tzinfo,
) -> int:
    """Complete what a passed course completes; return how many enrolments that were.

    The hours are those that the pass itself brings to the ledger: none are added here.
    A pass counts from the first day of the batch on, also once the batch is over.

    Args:
        attempt: An attempt; nothing happens where it was not passed or is no whole one.
        course: Its course.
        person_id: Whom the attempt's account belongs to.
        uow: The transaction of the pass; the caller commits.
        now: When this is recorded.
        tz: In which days are reckoned.
    """
    if attempt.passed_at is None or attempt.module_id or attempt.activity_id:
        return 0
    day = attempt.passed_at.astimezone(tz).date()
    done = 0
    for row in uow.programmes.enrolments_of(person_id):
        batch = uow.programmes.batch(row.batch_id)
        programme = uow.programmes.programme(batch.programme_code) if batch else None
        if (
            batch is None
            or programme is None
            or programme.course_id != course.id
            or day < batch.since
            or state_on(row, batch, day) is not EnrolmentState.ACTIVE
        ):
            continue
        completed = stepped(
            row,
            EnrolmentState.COMPLETED,
            by=BY_COURSE,
            at=now,
            completed_on=day,
            hours_learned=course.hours or programme.hours,
            source=f"attempt:{attempt.id}",
        )
        done += uow.programmes.append_enrolment(completed)
    return done


def complete_by_passes(person_id: str, *, uow: UnitOfWork, ports: Ports) -> int:
    """Complete what all passes of a person complete; the caller commits."""
    done = 0
    for account in uow.accounts.of_person(person_id):
        for attempt in reversed(uow.attempts.of_account(account.id)):
            if attempt.passed_at is not None:
                done += complete_by_attempt(
                    attempt,
                    ports.courses.get(attempt.release_id),
                    person_id,
                    uow=uow,
                    now=ports.clock.now(),
                    tz=ports.time_zone,
                )
    return done


def reopen_by_attempts(
    records: frozenset[str], person_id: str, *, uow: UnitOfWork, now: datetime
) -> None:
    """Take back what attempts completed that are no longer the person's."""
    for row in uow.programmes.enrolments_of(person_id):
        if row.source in records and row.state is EnrolmentState.COMPLETED:
            history = uow.programmes.history(row.id)
            uow.programmes.append_enrolment(
                undone(history, by=BY_COURSE, at=now, reason="")
            )


def record_enrolment_hours(
    row: Enrolment,
    batch: Batch,
    programme: Programme,
    verifier_id: str | None,
    *,
    uow: UnitOfWork,
    now: datetime,
    entry_id: str,
) -> bool:
    """Append the hours of what an administrator completed; return whether any were new.

    Args:
        row: A completed enrolment.
        batch: Its batch.
        programme: Its programme.
        verifier_id: Person who completed it; none for a command.
        uow: The transaction; the caller commits.
        now: When this is recorded.
        entry_id: A new opaque id.
    """
    if row.completed_on is None or row.source:
        return False
    hours = row.hours_learned or programme.hours
    conversion = conversion_of(
        programme.route, Scope.NATIONAL, row.completed_on, uow.hours.conversions()
    )
    entry = JpEntry(
        id=entry_id,
        person_id=row.person_id,
        activity=programme.title,
        organiser=programme.organiser,
        course_id="",
        route=programme.route,
        scope=Scope.NATIONAL,
        since=min(batch.since, row.completed_on),
        until=row.completed_on,
        amount=amount_for(hours, conversion),
        proof=f"{batch.name} ({batch.id})",
        state=JpState.RECOGNISED,
        reason="",
        verifier_id=verifier_id,
        record=hours_record(row),
        revision=1,
        recorded_at=now,
    )
    return append_entry(entry, uow=uow)


def withdraw_enrolment_hours(
    row: Enrolment, *, uow: UnitOfWork, now: datetime, entry_id: str
) -> None:
    """Withdraw by a new row what an enrolment brought; the caller commits."""
    for entry in uow.hours.of_person(row.person_id):
        if entry.record == hours_record(row) and entry.state is JpState.RECOGNISED:
            uow.hours.append(
                replace(
                    entry,
                    id=entry_id,
                    state=JpState.WITHDRAWN,
                    revision=entry.revision + 1,
                    recorded_at=now,
                )
            )


def hours_record(row: Enrolment) -> str:
    """Return what the ledger knows the hours of an enrolment by."""
    return f"enrolment:{row.id}"


def complete_enrolments(*, check: bool, ports: Ports) -> tuple[str, ...]:
    """Complete what passed courses complete, and hours of what is completed.

    Args:
        check: Only compare, write nothing.
        ports: Connections to the outside.

    Returns:
        Ids of the enrolments that lacked something.
    """
    with ports.storage.writing() as uow:
        uow.programmes.hold_still()
        before = {row.id: row for row in uow.programmes.enrolments()}
        for person_id in _learners_by_course(before.values(), uow):
            complete_by_passes(person_id, uow=uow, ports=ports)
        lacking = [
            row.id
            for row in uow.programmes.enrolments()
            if row != before[row.id] or _complete_hours(row, uow, ports)
        ]
        if lacking and not check:
            uow.commit()
    return tuple(lacking)


def _learners_by_course(rows: Iterable[Enrolment], uow: UnitOfWork) -> list[str]:
    """Return who has something live that a course of ours would complete."""
    by_course = {row.code for row in uow.programmes.programmes() if row.course_id}
    batches = {
        batch.id
        for batch in uow.programmes.batches()
        if batch.programme_code in by_course
    }
    return sorted(
        {row.person_id for row in rows if row.is_live and row.batch_id in batches}
    )


def _complete_hours(row: Enrolment, uow: UnitOfWork, ports: Ports) -> bool:
    if row.state is not EnrolmentState.COMPLETED or row.source:
        return False
    batch = uow.programmes.batch(row.batch_id)
    programme = uow.programmes.programme(batch.programme_code) if batch else None
    known = uow.hours.of_person(row.person_id)
    if (
        batch is None
        or programme is None
        or any(entry.record == hours_record(row) for entry in known)
    ):
        return False
    account = uow.accounts.get(row.recorded_by)
    return record_enrolment_hours(
        row,
        batch,
        programme,
        account.person_id if account else None,
        uow=uow,
        now=ports.clock.now(),
        entry_id=ports.new_id(),
    )
