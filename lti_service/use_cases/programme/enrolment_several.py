"""Approve, complete, drop or undo several enrolments at once."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

from lti_service.domain.programme import (
    Enrolment,
    EnrolmentState,
    may_step,
    stepped,
    undone,
)
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.moodle.effect import settle_moodles
from lti_service.use_cases.programme.enrolment import (
    ADDED_BY_MISTAKE,
    LONGEST_REASON,
)
from lti_service.use_cases.programme.enrolment_completion import (
    record_enrolment_hours,
    withdraw_enrolment_hours,
)
from lti_service.use_cases.programme.enrolment_job import (
    OWN,
    OWN_REMEDY,
    Enrolled,
    EnrolmentJob,
)
from lti_service.use_cases.programme.programme import (
    administrator,
    found_batch,
)


class EnrolmentAct(StrEnum):
    """What an administrator does to several at once."""

    APPROVE = "approve"
    COMPLETE = "complete"
    DROP = "drop"
    UNDO = "undo"


def change_enrolments(
    batch_id: str,
    chosen: Sequence[str],
    act: EnrolmentAct,
    account_id: str,
    *,
    everybody: bool = False,
    reason: str = "",
    completed_on: date | None = None,
    ports: Ports,
) -> Enrolled:
    """Approve, complete, drop or undo several at once: all of them, or none.

    Args:
        batch_id: The batch.
        chosen: ``<id>@<revision>`` of those that were ticked, as they were seen.
        act: What is done.
        account_id: An administrator of their units.
        everybody: All of one's units whose state allows it, whoever was ticked.
        reason: Why they are dropped; read by whom it is about.
        completed_on: When they completed it; none for the last day of the batch, or
            today where that is still to come.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account is no administrator, or nobody's.
        NotFoundError: No such batch.
        InvalidInputError: Nobody is ticked (``nobody-ticked``), nobody's state allows
            it (``nobody-ready``), or a reason is missing.
    """
    reason = reason.strip()[:LONGEST_REASON]
    if act is EnrolmentAct.DROP and not reason:
        raise InvalidInputError("enrolment-reason-missing")
    on = today(ports)
    with ports.storage.writing() as uow:
        uow.programmes.hold_still()
        identity = administrator(account_id, uow, on)
        batch = found_batch(batch_id, uow)
        job = EnrolmentJob(
            batch, identity, account_id, reason, completed_on, uow, ports
        )
        rows = _everybody(job, act) if everybody else _chosen(job, chosen)
        if not rows and not job.problems:
            raise InvalidInputError("nobody-ready" if everybody else "nobody-ticked")
        for row in rows:
            _do(job, row, act)
        if job.problems:
            return Enrolled((), tuple(job.problems))
        uow.commit()
    return Enrolled(tuple(job.done))


def _chosen(job: EnrolmentJob, chosen: Sequence[str]) -> list[Enrolment]:
    """Return those that were ticked, where they still are as they were seen."""
    found = []
    for word in dict.fromkeys(chosen):
        id_, _, revision = word.rpartition("@")
        row = job.uow.programmes.enrolment(id_)
        if row is None or row.batch_id != job.batch.id or not job.keeps(row):
            raise NotFoundError("unknown-enrolment", enrolment=id_)
        if str(row.revision) == revision:
            found.append(row)
        else:
            job.refuse(
                job.name(row.person_id),
                Sentence("Sudah diubah orang lain sejak halaman ini dibuka."),
                Sentence("Lihat keadaannya sekarang, lalu ulangi bila perlu."),
            )
    return found


def _everybody(job: EnrolmentJob, act: EnrolmentAct) -> list[Enrolment]:
    """Return all of one's units whose state allows an act; never one's own."""
    to = {
        EnrolmentAct.APPROVE: EnrolmentState.APPROVED,
        EnrolmentAct.COMPLETE: EnrolmentState.COMPLETED,
    }.get(act)
    if to is None:
        raise InvalidInputError("bad-form")
    return [
        row
        for row in job.uow.programmes.enrolments_in(job.batch.id)
        if may_step(row, job.batch, to, job.on)
        and job.keeps(row)
        and not job.is_own(row.person_id)
    ]


def _do(job: EnrolmentJob, row: Enrolment, act: EnrolmentAct) -> None:
    """Do it to one."""
    acts: dict[EnrolmentAct, Callable[[EnrolmentJob, Enrolment], None]] = {
        EnrolmentAct.APPROVE: _approve,
        EnrolmentAct.COMPLETE: _complete,
        EnrolmentAct.DROP: _drop,
        EnrolmentAct.UNDO: _undo,
    }
    acts[act](job, row)


def _approve(job: EnrolmentJob, row: Enrolment) -> None:
    if job.is_own(row.person_id):
        job.refuse(job.name(row.person_id), OWN, OWN_REMEDY)
    elif job.allows(row, EnrolmentState.APPROVED) and not job.is_full(row.person_id):
        approved = stepped(row, EnrolmentState.APPROVED, by=job.account_id, at=job.now)
        job.keep(approved, "approved", row)
        job.finish_approval(approved)


def _complete(job: EnrolmentJob, row: Enrolment) -> None:
    name, person = job.name(row.person_id), job.identity.person
    if person is None:
        raise ForbiddenError("approver-unlinked")
    if job.is_own(row.person_id):
        job.refuse(name, OWN, OWN_REMEDY)
    elif job.programme.course_id:
        job.refuse(
            name,
            Sentence("Program ini selesai dengan sendirinya begitu kursusnya lulus."),
            Sentence("Minta pesertanya menyelesaikan kursus itu."),
        )
    elif not job.batch.since <= job.completed_on <= job.on:
        job.refuse(
            name,
            Sentence("Tanggal selesai harus di antara hari mulai dan hari ini."),
            Sentence("Perbaiki tanggal selesainya."),
        )
    elif job.allows(row, EnrolmentState.COMPLETED):
        completed = stepped(
            row,
            EnrolmentState.COMPLETED,
            by=job.account_id,
            at=job.now,
            completed_on=job.completed_on,
            hours_learned=job.programme.hours,
        )
        job.keep(completed, "completed", row)
        record_enrolment_hours(
            completed,
            job.batch,
            job.programme,
            person.id,
            uow=job.uow,
            now=job.now,
            entry_id=job.ports.new_id(),
        )
        settle_moodles([row.person_id], uow=job.uow, ports=job.ports)
        job.done.append(completed)


def _drop(job: EnrolmentJob, row: Enrolment) -> None:
    if job.allows(row, EnrolmentState.DROPPED):
        dropped = stepped(
            row,
            EnrolmentState.DROPPED,
            by=job.account_id,
            at=job.now,
            reason=job.reason,
        )
        job.keep(dropped, "dropped", row)
        job.done.append(dropped)


def _undo(job: EnrolmentJob, row: Enrolment) -> None:
    name = job.name(row.person_id)
    if job.is_own(row.person_id):
        job.refuse(name, OWN, OWN_REMEDY)
        return
    if row.source:
        job.refuse(
            name,
            Sentence("Kepesertaan ini selesai karena kursusnya lulus."),
            Sentence("Kelulusan dibatalkan di kursusnya, bukan di sini."),
        )
        return
    history = job.uow.programmes.history(row.id)
    back = undone(history, by=job.account_id, at=job.now, reason=ADDED_BY_MISTAKE)
    if back.state is row.state:
        job.refuse_step(row)
        return
    if back.is_live and not row.is_live and job.is_twice(row.person_id, row.id):
        return
    if back.takes_place and not row.takes_place and job.is_full(row.person_id):
        return
    job.keep(back, "undone", row)
    if row.state is EnrolmentState.COMPLETED:
        withdraw_enrolment_hours(
            row,
            uow=job.uow,
            now=job.now,
            entry_id=job.ports.new_id(),
        )
        settle_moodles([row.person_id], uow=job.uow, ports=job.ports)
    job.done.append(back)
