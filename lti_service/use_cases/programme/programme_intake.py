"""Take in programmes: from files, and one at a time from a form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from lti_service.domain.import_run import (
    ImportRun,
    RowState,
    Sheet,
    SheetRow,
    normal,
)
from lti_service.domain.programme import (
    Programme,
    ProgrammeOutcome,
    ProgrammeState,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE
from lti_service.use_cases.importing.intake import Intake
from lti_service.use_cases.learning_hours.hours_intake import (
    routes_by_word,
)

PROGRAMME_COLUMNS = {
    "code": ("kode", "kode program"),
    "title": ("judul", "nama", "nama program"),
    "outcomes": ("capaian", "kompetensi"),
    "hours": ("jp", "jumlah jp"),
    "route": ("jalur", "kode jalur"),
    "target_group": ("sasaran", "kelompok sasaran"),
    "organiser": ("penyelenggara",),
    "unit": ("unit pengelola", "pengelola"),
    "course": ("kursus", "kode kursus"),
    "lms": ("rujukan lms", "lms reference"),
    "from": ("mulai", "berlaku sejak"),
    "until": ("selesai", "berlaku sampai"),
    "state": ("keadaan", "status"),
}
_PROGRAMME_STATES = {state.value: state.value for state in ProgrammeState} | {
    "rancangan": "draft",
    "dibuka": "open",
    "ditutup": "closed",
}
# An address of ours ends in it.
_NOT_A_CODE = "new"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_OUTCOME = re.compile(r"(.+?)[\s:=]+([1-5])")
_MOST_HOURS = Decimal(10000)


@dataclass(frozen=True, slots=True)
class Known:
    """What a programme may name, by words as `normal` makes them."""

    competencies: Mapping[str, str]
    routes: Mapping[str, str]
    units: Mapping[str, str]
    courses: frozenset[str]


def what_is_known(uow: UnitOfWork) -> Known:
    """Return what a programme may name."""
    units: dict[str, str] = {}
    for unit in uow.organisation.units():
        units[normal(unit.code)] = unit.code
    return Known(
        {normal(c.code): c.code for c in uow.frameworks.competencies()},
        routes_by_word(uow.hours.conversions()),
        units,
        frozenset(release.course_id for release in uow.releases.all_current()),
    )


def import_programmes(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in programmes; what differs becomes a further version.

    Args:
        sheet: Columns ``code, title, outcomes, hours, route, target_group, organiser,
            unit, course, lms, from, until, state``.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake(
        "programmes", sheet, PROGRAMME_COLUMNS, ("code", "title", "hours", "route")
    )
    with ports.storage.writing() as uow:
        known = what_is_known(uow)
        seen: dict[str, int] = {}
        for row in intake.rows():
            old = uow.programmes.programme(intake.text(row, "code"))
            new = read_programme(row, intake, old, known, uow, ports)
            if new is None:
                continue
            if new.code in seen:
                intake.repeated(row, "code", seen[new.code])
                continue
            seen[new.code] = row.number
            if is_changed_programme(old, new):
                uow.programmes.append_programme(new)
            count_row(
                intake,
                row,
                new.title,
                is_new=old is None,
                is_changed=is_changed_programme(old, new),
            )
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def is_changed_programme(old: Programme | None, new: Programme) -> bool:
    """Whether a programme says something else than before."""
    return old is None or _told_programme(old) != _told_programme(new)


def read_programme(
    row: SheetRow,
    intake: Intake,
    old: Programme | None,
    known: Known,
    uow: UnitOfWork,
    ports: Ports,
) -> Programme | None:
    """Return the programme that a row tells of; none, noted, where it is broken."""
    before = intake.problems[:]
    code, title = read_code(row, intake), intake.needed(row, "title")
    outcomes = old.outcomes if old else ()
    if "outcomes" in intake.columns:
        outcomes = _outcomes(row, intake, known)
    hours = _hours(row, intake)
    route = intake.choice(row, "route", known.routes)
    unit = _unit(row, intake, known, old.owner_unit if old else "")
    course = intake.given(row, "course", old.course_id if old else "")
    _look_at_course(row, intake, course, known)
    since = intake.day(row, "from") or (
        old.since if old else date(ports.clock.now().year, 1, 1)
    )
    until = old.until if old else None
    if "until" in intake.columns:
        until = intake.day(row, "until")
    _check_days(row, intake, code, since, until, uow)
    state = intake.choice(
        row,
        "state",
        _PROGRAMME_STATES,
        old.state if old else ProgrammeState.DRAFT,
    )
    if intake.problems != before:
        return None
    return Programme(
        code=code,
        title=title,
        outcomes=outcomes,
        hours=hours,
        route=route,
        target_group=intake.given(row, "target_group", old.target_group if old else ""),
        organiser=intake.given(row, "organiser", old.organiser if old else ""),
        owner_unit=unit,
        course_id=course,
        lms_reference=intake.given(row, "lms", old.lms_reference if old else ""),
        since=since,
        until=until,
        state=ProgrammeState(state),
        version=old.version + 1 if old else 1,
        recorded_at=ports.clock.now(),
    )


def count_row(
    intake: Intake, row: SheetRow, label: str, *, is_new: bool, is_changed: bool
) -> None:
    """Count a row, and note what it comes to."""
    state = RowState.CHANGED if is_changed else RowState.UNCHANGED
    intake.count(row, RowState.NEW if is_new else state, label)


def _told_programme(row: Programme) -> tuple[object, ...]:
    return (
        *(row.title, row.outcomes, row.hours, row.route, row.target_group),
        *(row.organiser, row.owner_unit, row.course_id, row.lms_reference),
        *(row.since, row.until, row.state),
    )


def read_code(row: SheetRow, intake: Intake) -> str:
    """Return the code that a row bears; noted where it cannot be one."""
    code = intake.needed(row, "code")
    if code and (code == _NOT_A_CODE or not _CODE.fullmatch(code)):
        intake.problem(
            row,
            "code",
            "code-invalid",
            Sentence("{value} bukan kode yang dapat dipakai.", {"value": code}),
            Sentence(
                "Pakai paling banyak 40 huruf, angka, titik, garis bawah, atau tanda "
                "hubung, misalnya PB-01."
            ),
        )
    return code


def _outcomes(
    row: SheetRow, intake: Intake, known: Known
) -> tuple[ProgrammeOutcome, ...]:
    found: dict[str, int] = {}
    for part in re.split(r"[,;|\n]+", intake.text(row, "outcomes")):
        text = part.strip()
        if not text:
            continue
        read = _OUTCOME.fullmatch(text)
        if read is None:
            intake.problem(
                row,
                "outcomes",
                "level-invalid",
                Sentence("{value} tidak menyebut level.", {"value": text}),
                Sentence("Tulis kode kompetensi dan levelnya, misalnya M08:2."),
            )
        elif normal(read[1]) not in known.competencies:
            intake.unknown(row, "outcomes", read[1], "competency-unknown", "framework")
        else:
            code = known.competencies[normal(read[1])]
            found[code] = max(found.get(code, 0), int(read[2]))
    return tuple(ProgrammeOutcome(code, found[code]) for code in sorted(found))


def _hours(row: SheetRow, intake: Intake) -> Decimal:
    text = intake.needed(row, "hours")
    if not text:
        return Decimal(0)
    try:
        hours = Decimal(text.replace(",", "."))
    except InvalidOperation:
        hours = Decimal(0)
    if hours.is_finite() and 0 < hours <= _MOST_HOURS:
        return hours
    intake.problem(
        row,
        "hours",
        "number-invalid",
        Sentence("{value} bukan jumlah JP.", {"value": text}),
        Sentence(
            "Tulis bilangan di atas 0, paling banyak {most}.",
            {"most": int(_MOST_HOURS)},
        ),
    )
    return Decimal(0)


def _unit(row: SheetRow, intake: Intake, known: Known, before: str) -> str:
    text = intake.given(row, "unit", before)
    if text and normal(text) not in known.units:
        intake.unknown(row, "unit", text, "unit-unknown", "units")
    return known.units.get(normal(text), "")


def _look_at_course(row: SheetRow, intake: Intake, course: str, known: Known) -> None:
    if course and course not in known.courses:
        intake.problem(
            row,
            "course",
            "course-unknown",
            Sentence(
                "Kursus {value} belum diterbitkan, atau sudah ditarik.",
                {"value": course},
            ),
            Sentence(
                "Tawarkan kursusnya sebelum angkatan dimulai; tanpa itu "
                "kepesertaan tidak selesai dengan sendirinya."
            ),
            warning=True,
        )


def _check_days(
    row: SheetRow,
    intake: Intake,
    code: str,
    since: date,
    until: date | None,
    uow: UnitOfWork,
) -> None:
    if until is not None and until < since:
        intake.problem(
            row,
            "until",
            "order-invalid",
            Sentence("Hari terakhir program mendahului hari pertamanya."),
            Sentence("Perbaiki salah satu tanggalnya."),
        )
        return
    for batch in uow.programmes.batches(code) if code else ():
        if batch.since < since or (until is not None and until < batch.until):
            intake.problem(
                row,
                "until" if until is not None and until < batch.until else "from",
                "order-invalid",
                Sentence("{name} berada di luar tanggal ini.", {"name": batch.name}),
                Sentence("Perpanjang tanggal programnya, atau pindahkan angkatannya."),
            )
