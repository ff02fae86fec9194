"""Append to the ledger: what attempts show, and what files bring."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from decimal import ROUND_DOWN, Decimal

from course_builder.model.progress import EvidenceKind, competency_results
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.attempt import Attempt, part_of
from lti_service.domain.evidence import KINDS, Evidence, EvidenceState
from lti_service.domain.import_run import (
    ImportRun,
    RowState,
    Sheet,
    SheetRow,
    label_of,
    normal,
)
from lti_service.domain.organisation import check_nip
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE, today
from lti_service.use_cases.importing.intake import Intake

_RESULT_STEP = Decimal("0.0001")
EVIDENCE_COLUMNS = {
    "nip": ("nip pegawai",),
    "competency": ("kompetensi", "kode kompetensi"),
    "level": (),
    "kind": ("jenis", "jenis bukti"),
    "result": ("hasil",),
    "observed_on": ("tanggal", "tanggal pengamatan"),
    "valid_until": ("berlaku sampai",),
    "assessor_nip": ("nip asesor",),
    "activity": ("kegiatan",),
    "source": ("sumber",),
    "state": ("keadaan", "status"),
}
_KINDS = {normal(kind): kind for kind in KINDS} | {
    "tes": "quiz",
    "kuis": "quiz",
    "simulasi": "simulation",
    "tugas": "assignment",
    "pengamatan": "observation",
    "ujikompetensi": "assessment_centre",
    "sertifikat": "certificate",
    "penilaiandiri": "self",
}
_STATES = {state.value: state.value for state in EvidenceState} | {
    "diajukan": "submitted",
    "diterima": "accepted",
    "ditolak": "rejected",
    "ditarik": "withdrawn",
}
_LONGEST_SOURCE = 120
_OWN_KINDS: tuple[EvidenceKind, ...] = ("quiz", "simulation")


def record_attempt_evidence(
    attempt: Attempt,
    course: RenderedCourse,
    person_id: str,
    *,
    uow: UnitOfWork,
    now: datetime,
    tz: tzinfo,
    new_id: Callable[[], str],
) -> int:
    """Append what a passed attempt shows, once; return how many rows that were.

    Args:
        attempt: A passed attempt.
        course: Its course, whole or cut down to what the attempt is about.
        person_id: Whom the attempt's account belongs to.
        uow: The transaction of the pass; the caller commits.
        now: When this is recorded; the evidence bears the date of the pass.
        tz: In which days are reckoned.
        new_id: Makes an opaque id.
    """
    if attempt.passed_at is None:
        return 0
    part = part_of(course, attempt.module_id, attempt.activity_id)
    day = attempt.passed_at.astimezone(tz).date()
    version = uow.rules.mastery(day).version
    about = attempt.activity_id or attempt.module_id
    activity = f"{course.id}/{about}" if about else course.id
    shown = [
        (kind, ref, share)
        for kind in _OWN_KINDS
        for ref, share in competency_results(part, attempt.activities, kind).items()
    ]
    added = 0
    for kind, ref, share in shown:
        exact = Decimal(share.numerator) / Decimal(share.denominator)
        source = f"attempt:{attempt.id}"
        row = Evidence(
            id=new_id(),
            person_id=person_id,
            competency_code=ref.code,
            level=ref.level,
            kind=kind,
            # Rounded down, so that rounding alone never reaches a pass mark.
            result=exact.quantize(_RESULT_STEP, ROUND_DOWN),
            observed_on=day,
            valid_until=None,
            assessor_id=None,
            activity=activity,
            source=source if kind == "quiz" else f"{source}:{kind}",
            state=EvidenceState.ACCEPTED,
            rule_version=version,
            recorded_at=now,
        )
        added += append_revision(row, uow=uow)
    return added


def append_revision(row: Evidence, *, uow: UnitOfWork) -> bool:
    """Append a row unless the newest of its record says the same already."""
    known = [
        old
        for old in uow.evidence.of_person(row.person_id)
        if (old.record, old.competency_code, old.level)
        == (row.record, row.competency_code, row.level)
    ]
    newest = max(known, key=lambda old: old.revision, default=None)
    if newest is not None:
        if _says(newest) == _says(row):
            return False
        row = replace(row, source=f"{row.record}@{newest.revision + 1}")
    return uow.evidence.append(row)


def _says(row: Evidence) -> tuple[object, ...]:
    return (
        row.result,
        row.valid_until,
        row.state,
        row.observed_on,
        row.assessor_id,
    )


def import_evidence(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in evidence; the same row again changes nothing, a changed one is appended.

    Several NIPs of assessors in one cell are a panel: each gets a row of its own about
    the same activity, which counts once.

    Args:
        sheet: Columns ``nip, competency, level, kind, result, observed_on,
            valid_until, assessor_nip, activity, source, state``.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake(
        "evidence",
        sheet,
        EVIDENCE_COLUMNS,
        ("nip", "competency", "level", "kind", "result", "observed_on"),
    )
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        known = {normal(c.code): c.code for c in uow.frameworks.competencies()}
        version = uow.rules.mastery(today(ports)).version
        for row in intake.rows():
            person_id = person_of_row(row, "nip", intake, uow, ports)
            judges = _assessors(row, person_id, intake, uow, ports)
            read = _read_evidence(row, person_id, known, intake, ports)
            if read is None:
                continue
            evidence = replace(read, rule_version=version, recorded_at=now)
            before = intake.problems[:]
            panel = len(judges) > 1
            rows = [
                _judged(evidence, judge or None, ports, panel=panel)
                for judge in judges or [""]
            ]
            if intake.problems == before:
                _count(row, rows, intake, uow)
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def _count(
    row: SheetRow, rows: list[Evidence], intake: Intake, uow: UnitOfWork
) -> None:
    records = {old.record for old in uow.evidence.of_person(rows[0].person_id)}
    new = any(one.record not in records for one in rows)
    appended = [append_revision(one, uow=uow) for one in rows]
    state = RowState.CHANGED if any(appended) else RowState.UNCHANGED
    label = f"{label_of(rows[0])} {rows[0].level}"
    intake.count(row, RowState.NEW if new else state, label)


def person_of_row(
    row: SheetRow, field: str, intake: Intake, uow: UnitOfWork, ports: Ports
) -> str:
    """Return the id of a person; empty, noted, where the NIP is wrong or unknown."""
    text = intake.needed(row, field)
    if not text:
        return ""
    return _by_nip(text, row, field, intake, uow, ports)


def _by_nip(
    text: str,
    row: SheetRow,
    field: str,
    intake: Intake,
    uow: UnitOfWork,
    ports: Ports,
) -> str:
    check = check_nip(text, employment_type="", on=today(ports), synthetic=True)
    for error in check.errors:
        remedy = Sentence("Perbaiki sel ini, lalu impor lagi seluruh berkas.")
        intake.problem(row, field, "nip-invalid", error, remedy)
    person = uow.organisation.person_by_nip(check.nip) if check.nip else None
    if check.nip and person is None:
        intake.problem(
            row,
            field,
            "person-unknown",
            Sentence("Tidak ada pegawai dengan NIP ini."),
            Sentence("Perbaiki NIP-nya, atau impor data pegawai lebih dulu."),
        )
    return person.id if person else ""


def _assessors(
    row: SheetRow, person_id: str, intake: Intake, uow: UnitOfWork, ports: Ports
) -> list[str]:
    cell = intake.text(row, "assessor_nip")
    nips = [nip for nip in re.split(r"[;,/|\n]+", cell) if nip.strip()]
    found = [_by_nip(nip, row, "assessor_nip", intake, uow, ports) for nip in nips]
    if person_id and person_id in found:
        intake.problem(
            row,
            "assessor_nip",
            "self-named",
            Sentence("Seorang pegawai tidak dapat menilai dirinya sendiri."),
            Sentence("Perbaiki NIP asesor."),
        )
    return list(dict.fromkeys(found))


def _read_evidence(
    row: SheetRow, person_id: str, known: dict[str, str], intake: Intake, ports: Ports
) -> Evidence | None:
    """Return a row without assessor, version and time; none where it is broken."""
    competency = intake.find(
        row, "competency", known, "competency-unknown", "framework"
    )
    level, result = intake.level(row, "level"), intake.share(row, "result")
    kind = intake.choice(row, "kind", _KINDS)
    state = intake.choice(row, "state", _STATES, EvidenceState.SUBMITTED)
    observed = intake.needed_day(row, "observed_on")
    until = intake.day(row, "valid_until")
    on = today(ports)
    if observed and observed > on:
        intake.problem(
            row,
            "observed_on",
            "order-invalid",
            Sentence("Tanggal ini belum tiba."),
            Sentence("Tulis tanggal ketika bukti diamati."),
        )
    elif observed and until and until < observed:
        intake.problem(
            row,
            "valid_until",
            "order-invalid",
            Sentence("Hari terakhir mendahului hari pengamatan."),
            Sentence("Perbaiki salah satu tanggalnya."),
        )
    if result is None or not (
        person_id and competency and level and kind and state and observed
    ):
        return None
    return Evidence(
        id="",
        person_id=person_id,
        competency_code=competency,
        level=level,
        kind=kind,
        result=result.quantize(_RESULT_STEP, ROUND_DOWN),
        observed_on=observed,
        valid_until=until,
        assessor_id=None,
        activity=intake.text(row, "activity"),
        source=intake.text(row, "source")[:_LONGEST_SOURCE],
        state=EvidenceState(state),
        rule_version=0,
        recorded_at=ports.clock.now(),
    )


def _judged(
    row: Evidence, assessor_id: str | None, ports: Ports, *, panel: bool
) -> Evidence:
    """Return the row as one assessor's, with the source that makes it known again."""
    told = row.source
    identity = (
        row.person_id,
        row.competency_code,
        str(row.level),
        row.kind,
        row.observed_on.isoformat(),
        row.activity,
        told,
    )
    thing = hashlib.sha256("\x1f".join(identity).encode()).hexdigest()
    by = hashlib.sha256(f"{thing}\x1f{assessor_id or ''}".encode()).hexdigest()
    # A panel's rows must be known as one activity, or they would count twice.
    activity = row.activity or (f"import:{thing[:16]}" if panel else "")
    return replace(
        row,
        id=ports.new_id(),
        assessor_id=assessor_id,
        activity=activity,
        source=f"import:{told}#{by[:16]}",
    )
