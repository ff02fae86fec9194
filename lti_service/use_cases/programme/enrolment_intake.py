"""Take in who takes part in which batch."""

from dataclasses import replace
from datetime import date

from lti_service.domain.import_run import (
    ImportRun,
    RowState,
    Sheet,
    SheetRow,
)
from lti_service.domain.programme import (
    ADVANCE,
    Batch,
    Enrolment,
    EnrolmentState,
    Programme,
    places_left,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE, answers_for, today
from lti_service.use_cases.evidence.evidence import person_of_row
from lti_service.use_cases.importing.intake import Intake
from lti_service.use_cases.moodle.effect import settle_moodles
from lti_service.use_cases.programme.enrolment import (
    enrolment_of,
    live_elsewhere,
    planned_item,
)
from lti_service.use_cases.programme.enrolment_completion import (
    complete_by_passes,
    record_enrolment_hours,
)

ENROLMENT_COLUMNS = {
    "nip": ("nip pegawai",),
    "batch": ("angkatan", "kode angkatan"),
    "state": ("keadaan", "status"),
    "plan_item": ("butir rencana",),
    "completed_on": ("tanggal selesai", "selesai"),
    "reason": ("alasan",),
}
_STATES = {state.value: state.value for state in EnrolmentState} | {
    "diusulkan": "proposed",
    "disetujui": "approved",
    "aktif": "active",
    "selesai": "completed",
    "gugur": "dropped",
}


def import_enrolments(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in enrolments; a file carries a state on, never back.

    Args:
        sheet: Columns ``nip, batch, state, plan_item, completed_on, reason``; who has
            no state is approved.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake("enrolments", sheet, ENROLMENT_COLUMNS, ("nip", "batch"))
    with ports.storage.writing() as uow:
        uow.programmes.hold_still()
        seen: dict[tuple[str, str], int] = {}
        for row in intake.rows():
            before = intake.problems[:]
            read = _read(row, intake, actor, uow, ports)
            if read is None or intake.problems != before:
                continue
            enrolment, batch, programme, old = read
            key = enrolment.person_id, batch.id
            if key in seen:
                intake.repeated(row, "nip", seen[key])
                continue
            seen[key] = row.number
            _check(row, intake, enrolment, batch, programme, old, uow)
            if intake.problems == before:
                _save(row, intake, enrolment, batch, programme, old, uow, ports)
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def _read(
    row: SheetRow, intake: Intake, actor: str, uow: UnitOfWork, ports: Ports
) -> tuple[Enrolment, Batch, Programme, Enrolment | None] | None:
    """Return what a row tells, and what is there; none, noted, where it is broken."""
    person_id = person_of_row(row, "nip", intake, uow, ports)
    named = intake.needed(row, "batch")
    batch = uow.programmes.batch(named) if named else None
    if named and batch is None:
        intake.unknown(row, "batch", named, "batch-unknown", "batches")
    programme = uow.programmes.programme(batch.programme_code) if batch else None
    told = intake.choice(row, "state", _STATES, EnrolmentState.APPROVED)
    completed_on = intake.day(row, "completed_on")
    if not (person_id and batch and programme and told):
        return None
    if person_id == _person_of(actor, uow):
        intake.problem(
            row,
            "nip",
            "self-named",
            Sentence("Anda tidak dapat memutuskan kepesertaan Anda sendiri."),
            Sentence("Serahkan kepada administrator lain."),
        )
    state = EnrolmentState(told)
    reason = intake.text(row, "reason")
    if state is EnrolmentState.DROPPED:
        intake.needed(row, "reason")
    if state is EnrolmentState.COMPLETED:
        completed_on = _completed_on(row, intake, batch, programme, today(ports))
    old = enrolment_of(person_id, batch, uow)
    plan_item = intake.text(row, "plan_item") or (
        old.plan_item_id if old else planned_item(person_id, batch, uow, today(ports))
    )
    completed = state is EnrolmentState.COMPLETED
    new = Enrolment(
        id=old.id if old else ports.new_id(),
        person_id=person_id,
        batch_id=batch.id,
        plan_item_id=plan_item,
        state=state,
        reason=reason if state is EnrolmentState.DROPPED else "",
        completed_on=completed_on if completed else None,
        hours_learned=programme.hours if completed else None,
        source="",
        revision=old.revision + 1 if old else 1,
        before=old.revision if old else 0,
        recorded_by=actor,
        recorded_at=ports.clock.now(),
    )
    return new, batch, programme, old


def _completed_on(
    row: SheetRow, intake: Intake, batch: Batch, programme: Programme, on: date
) -> date | None:
    if programme.course_id:
        intake.problem(
            row,
            "state",
            "step-impossible",
            Sentence("Program ini selesai dengan sendirinya begitu kursusnya lulus."),
            Sentence("Tulis aktif; kelulusan kursusnya yang menyelesaikannya."),
        )
        return None
    day = intake.day(row, "completed_on") or min(batch.until, on)
    if not batch.since <= day <= on:
        intake.problem(
            row,
            "completed_on",
            "order-invalid",
            Sentence("Tanggal selesai harus di antara hari mulai dan hari ini."),
            Sentence("Perbaiki tanggal selesainya."),
        )
    return day


def _check(
    row: SheetRow,
    intake: Intake,
    new: Enrolment,
    batch: Batch,
    programme: Programme,
    old: Enrolment | None,
    uow: UnitOfWork,
) -> None:
    """Note what hinders a row that is understood."""
    if old is not None and old.state is EnrolmentState.COMPLETED:
        if new.state is EnrolmentState.DROPPED:
            intake.problem(
                row,
                "state",
                "step-impossible",
                Sentence("Kepesertaan ini sudah selesai."),
                Sentence("Batalkan dulu penyelesaiannya di halaman angkatannya."),
            )
        return
    if old is not None and old.state is EnrolmentState.DROPPED:
        return
    other = live_elsewhere(new.person_id, programme, uow, new.id)
    if new.is_live and other is not None:
        intake.problem(
            row,
            "nip",
            "enrolled-twice",
            Sentence(
                "Masih mengikuti program ini di {batch}.", {"batch": other.batch_id}
            ),
            Sentence("Selesaikan atau gugurkan dulu kepesertaan itu."),
        )
    left = places_left(batch, uow.programmes.enrolments_in(batch.id))
    taken = old is not None and old.takes_place
    if left is not None and left <= 0 and new.takes_place and not taken:
        intake.problem(
            row,
            "batch",
            "places-full",
            Sentence(
                "Semua {places} tempat sudah terisi.", {"places": batch.places or 0}
            ),
            Sentence("Tulis diusulkan, tambah tempatnya, atau pilih angkatan lain."),
        )


def _save(
    row: SheetRow,
    intake: Intake,
    new: Enrolment,
    batch: Batch,
    programme: Programme,
    old: Enrolment | None,
    uow: UnitOfWork,
    ports: Ports,
) -> None:
    if old is not None and not _goes_on(old, new):
        if new.plan_item_id == old.plan_item_id:
            intake.count(row, RowState.UNCHANGED, batch.name)
            return
        # Another item of the plan, in whatever state it is by now.
        new = replace(
            old,
            plan_item_id=new.plan_item_id,
            revision=new.revision,
            recorded_by=new.recorded_by,
            recorded_at=new.recorded_at,
        )
    uow.programmes.append_enrolment(new)
    intake.count(row, RowState.CHANGED if old else RowState.NEW, batch.name)
    if new.state is EnrolmentState.COMPLETED:
        record_enrolment_hours(
            new,
            batch,
            programme,
            _person_of(new.recorded_by, uow),
            uow=uow,
            now=ports.clock.now(),
            entry_id=ports.new_id(),
        )
        settle_moodles([new.person_id], uow=uow, ports=ports)
    elif new.takes_place and programme.course_id:
        complete_by_passes(new.person_id, uow=uow, ports=ports)


def _person_of(actor: str, uow: UnitOfWork) -> str | None:
    """Return whose account answers for what is taken in; none for a command."""
    account = uow.accounts.get(answers_for(actor, uow))
    return account.person_id if account else None


def _goes_on(old: Enrolment, new: Enrolment) -> bool:
    """Whether a file carries a state on: what was dropped stays so, as what is done."""
    if not old.is_live:
        return False
    if new.state is EnrolmentState.DROPPED:
        return True
    return ADVANCE.index(new.state) > ADVANCE.index(old.state)
