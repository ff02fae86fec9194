"""Take in people and their postings; nobody is ever deleted."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.import_run import ImportRun, Sheet, SheetRow, normal
from lti_service.domain.organisation import (
    Person,
    Position,
    Posting,
    Unit,
    check_nip,
    position_group,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.organisation import Organisation
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.grant import COMMAND_LINE, today
from lti_service.use_cases.intake import Intake

# Indonesian headings, and those of SIASN (``… ID``, ``… NAMA``).
_PEOPLE = {
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
    intake = Intake("people", sheet, _PEOPLE, ("nip", "name"))
    on = today(ports)
    with ports.storage.writing() as uow:
        places = _Places(intake, uow.organisation)
        read: dict[str, tuple[SheetRow, Person]] = {}
        for row in intake.rows():
            person = _read_person(
                row, intake, uow.organisation, on, complete=complete, ports=ports
            )
            if person is not None and person.nip in read:
                intake.repeated(row, "nip", read[person.nip][0].number)
            elif person is not None:
                read[person.nip] = (row, person)
        before = {nip: uow.organisation.person_by_nip(nip) for nip in read}
        for nip, (_, person) in read.items():
            if before[nip] != person:
                uow.organisation.save_person(person, on)
        for nip, (row, person) in read.items():
            posting = _read_posting(row, person, places, read, uow, on)
            moved = posting is not None and _post(posting, uow.organisation, on)
            if before[nip] is None:
                intake.added += 1
            elif before[nip] != person or moved:
                intake.changed += 1
            else:
                intake.unchanged += 1
        places.remark()
        if complete and read:
            _count_absences(read, intake, uow.organisation, on)
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
    present: Container[str], intake: Intake, organisation: Organisation, on: date
) -> None:
    """Count those whom a complete list leaves out; nobody becomes inactive by it."""
    missed = [p for p in organisation.people() if p.active and p.nip not in present]
    for person in missed:
        absent = replace(person, absences=person.absences + 1)
        organisation.save_person(absent, on)
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


@dataclass(frozen=True, slots=True)
class _Places:
    """Units and positions, found by code or by a name that only one bears."""

    intake: Intake
    organisation: Organisation
    units: dict[str, str] = field(default_factory=dict)
    positions: dict[str, str] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        units, positions = self.organisation.units(), self.organisation.positions()
        self.units.update(_by_code_or_name((u.code, u.name) for u in units))
        self.positions.update(_by_code_or_name((p.code, p.name) for p in positions))

    def find(
        self, row: SheetRow, fields: tuple[str, str], code: str, command: str
    ) -> str:
        """Return the code of a unit or position; empty, noted, where it is unknown."""
        known = self.units if command == "units" else self.positions
        named, name = (self.intake.text(row, f) for f in fields)
        for text in (named, name):
            if normal(text) in known:
                return known[normal(text)]
        if named and name:
            self._add(row, named, name, command)
            return named
        if named or name:
            self.intake.unknown(row, fields[0], named or name, code, command)
        return ""

    def remark(self) -> None:
        """Say what was added, and what is left to do with it."""
        if self.added["units"]:
            self.intake.remarks.append(
                Sentence(
                    "{n} unit baru dicatat dari berkas ini, belum di bawah unit mana "
                    "pun. Lengkapi dengan: lti-service import units BERKAS.",
                    {"n": self.added["units"]},
                )
            )
        if self.added["positions"]:
            self.intake.remarks.append(
                Sentence(
                    "{n} jabatan baru dicatat dari berkas ini; kelompoknya menurut "
                    "jenis jabatan dan eselon. Periksa, dan perbaiki dengan: "
                    "lti-service import positions BERKAS.",
                    {"n": self.added["positions"]},
                )
            )

    def _add(self, row: SheetRow, code: str, name: str, command: str) -> None:
        if command == "units":
            self.organisation.save_unit(Unit(code, name, "", "", ""))
            self.units[normal(code)] = code
        else:
            kind = self.intake.text(row, "position_kind")
            group = position_group(kind, self.intake.text(row, "echelon"))
            self.organisation.save_position(Position(code, name, group, ""))
            self.positions[normal(code)] = code
        self.added[command] += 1


def _by_code_or_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    pairs = list(pairs)
    names = Counter(normal(name) for _, name in pairs)
    found = {normal(name): code for code, name in pairs if names[normal(name)] == 1}
    return found | {normal(code): code for code, _ in pairs}


def _read_person(
    row: SheetRow,
    intake: Intake,
    organisation: Organisation,
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
    old = organisation.person_by_nip(check.nip)
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


def _read_posting(
    row: SheetRow,
    person: Person,
    places: _Places,
    read: Mapping[str, tuple[SheetRow, Person]],
    uow: UnitOfWork,
    on: date,
) -> Posting | None:
    """Return the posting of a row; none where it has none or, noted, a broken one."""
    intake = places.intake
    since = intake.day(row, "from")
    unit = places.find(row, ("unit", "unit_name"), "unit-unknown", "units")
    position = places.find(
        row, ("position", "position_name"), "position-unknown", "positions"
    )
    supervisor = _supervisor(row, person, intake, read, uow.organisation, on)
    if not unit or not position:
        half = "position" if unit and not position else "unit"
        others = intake.text(row, half), intake.text(row, f"{half}_name")
        if (unit or position) and not any(others):
            intake.needed(row, half)
        return None
    current = uow.organisation.posting(person.id, on)
    if since is None and current is not None:
        here = (current.position_code, current.unit_code) == (position, unit)
        same = here and current.supervisor_id in {None, supervisor}
        since = current.since if same or (here and supervisor is None) else None
    if supervisor is None and current is not None and current.since == since:
        # A file without supervisors, such as SIASN's, does not take one away.
        supervisor = current.supervisor_id
    return Posting(person.id, position, unit, supervisor, since or on)


def _supervisor(
    row: SheetRow,
    person: Person,
    intake: Intake,
    read: Mapping[str, tuple[SheetRow, Person]],
    organisation: Organisation,
    on: date,
) -> str | None:
    text = intake.text(row, "supervisor_nip")
    if not text:
        return None
    nip = check_nip(text, employment_type="", on=on, synthetic=True).nip
    found = read[nip][1] if nip in read else organisation.person_by_nip(nip)
    if found is None:
        intake.problem(
            row,
            "supervisor_nip",
            "person-unknown",
            Sentence("Atasan dengan NIP ini tidak dikenal."),
            Sentence("Sertakan atasannya dalam berkas ini, atau perbaiki NIP-nya."),
        )
    elif found.id == person.id:
        intake.problem(
            row,
            "supervisor_nip",
            "self-named",
            Sentence("Seorang pegawai tidak dapat menjadi atasannya sendiri."),
            Sentence("Perbaiki NIP atasan, atau kosongkan selnya."),
        )
    return found.id if found else None


def _post(posting: Posting, organisation: Organisation, on: date) -> bool:
    """Save a posting where it is new or differs; end the one before it."""
    before = organisation.posting(posting.person_id, posting.since)
    if before is not None and before.since == posting.since:
        if replace(posting, until=before.until) == before:
            return False
        organisation.save_posting(replace(posting, until=before.until))
        return True
    if before is not None:
        last = posting.since - timedelta(days=1)
        organisation.save_posting(replace(before, until=last))
        posting = replace(posting, until=before.until)
    later = organisation.posting(posting.person_id, on)
    if later is not None and later.since > posting.since:
        posting = replace(posting, until=later.since - timedelta(days=1))
    organisation.save_posting(posting)
    return True
