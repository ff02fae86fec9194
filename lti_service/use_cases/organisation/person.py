"""Take in people and their postings; nobody is ever deleted."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import date

from lti_service.domain.audit import AuditEntry
from lti_service.domain.import_run import (
    ImportRun,
    RowState,
    Sheet,
    SheetRow,
    differences,
    normal,
)
from lti_service.domain.organisation import Person, check_nip
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import COMMAND_LINE, today
from lti_service.use_cases.importing.intake import Intake
from lti_service.use_cases.organisation.posting_intake import (
    Places,
    Postings,
    read_posting,
)

# Indonesian headings, and those of SIASN (``… ID``, ``… NAMA``).
PEOPLE_COLUMNS = {
    "nip": ("nip baru", "nomor induk pegawai"),
    "name": ("nama", "nama pegawai"),
    "front_title": ("gelar depan",),
    "back_title": ("gelar belakang",),
    "employment_type": ("jenis pegawai", "jenis pegawai nama"),
    "employment_status": ("status cpns pns",),
    "legal_status": ("kedudukan hukum", "kedudukan hukum nama"),
    "email": ("surel", "email gov"),
    "unit": ("kode unit", "unor id"),
    "unit_name": ("nama unit", "unor nama"),
    "position": ("kode jabatan", "jabatan id"),
    "position_name": ("nama jabatan", "jabatan nama"),
    "position_kind": ("jenis jabatan", "jenis jabatan nama"),
    "echelon": ("eselon", "eselon nama"),
    "supervisor_nip": ("nip atasan",),
    "from": ("sejak", "tmt jabatan"),
    "synthetic": ("data buatan",),
}
_TYPES = {
    "pns": "PNS",
    "p": "PNS",
    "cpns": "CPNS",
    "c": "CPNS",
    "pppk": "PPPK",
    "pppkparuhwaktu": "PPPK_PARUH_WAKTU",
    "other": "OTHER",
    "lainnya": "OTHER",
}
ABSENCES = 2
"""How many complete lists in a row must leave somebody out: one may be a mistake."""

_YES = {"ya": "yes", "yes": "yes", "1": "yes", "tidak": "no", "no": "no", "0": "no"}


def import_people(
    sheet: Sheet,
    *,
    dry_run: bool,
    complete: bool = False,
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> ImportRun:
    """Take in people and their postings; SIASN's export is known by its headings.

    Columns that are not needed are not looked at. A person is known by NIP; a posting
    that ends is given its last day, never removed. Units and positions that are not
    known yet are added where the file gives code and name of them, as SIASN's does.

    Args:
        sheet: Columns ``nip, name, employment_type, email, unit, position,
            supervisor_nip, from``, or SIASN's.
        dry_run: Only say what would happen.
        complete: Whether the file lists everybody: who is not in it is counted as
            absent, and who is in it is active.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake("people", sheet, PEOPLE_COLUMNS, ("nip", "name"))
    on = today(ports)
    with ports.storage.writing() as uow:
        organisation = uow.organisation
        everybody = organisation.people()
        known = {person.nip: person for person in everybody if person.nip}
        places = Places(intake, organisation)
        held = Postings(organisation.every_posting())
        read: dict[str, tuple[SheetRow, Person]] = {}
        for row in intake.rows():
            person = _read_person(
                row, intake, known, on, complete=complete, ports=ports
            )
            if person is not None and person.nip in read:
                intake.repeated(row, "nip", read[person.nip][0].number)
            elif person is not None:
                read[person.nip] = (row, person)
        for nip, (row, person) in read.items():
            posting = read_posting(row, person, places, read, known, held, on)
            moved = held.post(posting, on) if posting is not None else None
            before = known.get(nip)
            if before is None:
                intake.count(row, RowState.NEW, person.name)
                continue
            changes = differences(before, person)
            if moved is not None:
                changes += differences(moved[0], moved[1]) if moved[0] else ()
            changed = bool(moved) or before != person
            state = RowState.CHANGED if changed else RowState.UNCHANGED
            intake.count(row, state, person.name, changes)
        places.remark()
        changed_people = [p for nip, (_, p) in read.items() if known.get(nip) != p]
        if complete and read:
            changed_people += _count_absences(read, intake, everybody)
        if not (dry_run or intake.problems):
            organisation.save_people(changed_people, on)
            organisation.save_postings(held.changed())
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def deactivate_absent(
    *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> Sequence[Person]:
    """Make inactive whom the last two complete lists left out; return them, by name.

    Nothing else about them changes, and another list that names them makes them active
    again.

    Args:
        dry_run: Only say who it would be.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    on, now = today(ports), ports.clock.now()
    with ports.storage.writing() as uow:
        gone = [
            person
            for person in uow.organisation.people()
            if person.active and person.absences >= ABSENCES
        ]
        for person in gone:
            uow.organisation.save_person(replace(person, active=False), on)
            entry = AuditEntry(now, actor, "person.deactivated", f"person:{person.id}")
            uow.audit.add(entry)
        if not dry_run:
            uow.commit()
    return gone


def _count_absences(
    present: Container[str], intake: Intake, everybody: Sequence[Person]
) -> list[Person]:
    """Count those whom a complete list leaves out; nobody becomes inactive by it."""
    missed = [p for p in everybody if p.active and p.nip not in present]
    if missed:
        again = sum(1 for person in missed if person.absences)
        intake.remarks.append(
            Sentence(
                "{n} pegawai aktif tidak ada dalam berkas ini, {again} di antaranya "
                "untuk kedua kali atau lebih. Tidak ada yang dihapus. Periksa, lalu "
                "nonaktifkan yang tidak ada dua kali berturut-turut: "
                "lti-service plan deactivate.",
                {"n": len(missed), "again": again},
            )
        )
    return [replace(person, absences=person.absences + 1) for person in missed]


def _read_person(
    row: SheetRow,
    intake: Intake,
    known: Mapping[str, Person],
    on: date,
    *,
    complete: bool,
    ports: Ports,
) -> Person | None:
    text, name = intake.needed(row, "nip"), intake.needed(row, "name")
    kind = _employment_type(row, intake)
    if not text:
        return None
    synthetic = intake.choice(row, "synthetic", _YES, "no") == "yes"
    check = check_nip(text, employment_type=kind, on=on, synthetic=synthetic)
    look = Sentence("Periksa; baris ini tetap diterima.")
    for warning in check.warnings:
        intake.problem(row, "nip", "nip-doubtful", warning, look, warning=True)
    for error in check.errors:
        remedy = Sentence("Perbaiki sel ini, lalu impor lagi seluruh berkas.")
        intake.problem(row, "nip", "nip-invalid", error, remedy)
    status = intake.text(row, "legal_status")
    if status and not status.casefold().startswith("aktif"):
        doubt = Sentence("Kedudukan hukum: {status}.", {"status": status})
        remark = Sentence("Pegawai tetap dicatat aktif. Periksa apakah ini benar.")
        intake.problem(
            row, "legal_status", "status-doubtful", doubt, remark, warning=True
        )
    if check.errors or not name:
        return None
    old = known.get(check.nip)
    return Person(
        id=old.id if old else ports.new_id(),
        name=_full_name(row, name, intake),
        nip=check.nip,
        employment_type=kind or (old.employment_type if old else "OTHER"),
        email=intake.text(row, "email") or (old.email if old else ""),
        active=old.active or complete if old else True,
    )


def _employment_type(row: SheetRow, intake: Intake) -> str:
    """Return the type of employment; empty where the file does not say it."""
    kind = normal(intake.text(row, "employment_type"))
    status = normal(intake.text(row, "employment_status"))
    if "pppk" in kind:
        return "PPPK_PARUH_WAKTU" if "paruh" in kind else "PPPK"
    if status in {"c", "cpns"}:
        return "CPNS"
    if kind in _TYPES:
        return _TYPES[kind]
    if status:
        return _TYPES.get(status, "")
    if kind and "employment_status" not in intake.columns:
        return intake.choice(row, "employment_type", _TYPES)
    return ""


def _full_name(row: SheetRow, name: str, intake: Intake) -> str:
    front, back = intake.text(row, "front_title"), intake.text(row, "back_title")
    before = f"{front} {name}" if front else name
    return f"{before}, {back}" if back else before
