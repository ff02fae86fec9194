"""Read who holds which post where from a file of people, and keep what is new."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from lti_service.domain.import_run import SheetRow, normal
from lti_service.domain.organisation import (
    Person,
    Position,
    Posting,
    Unit,
    check_nip,
    position_group,
)
from lti_service.locale import Sentence
from lti_service.ports.organisation import Organisation
from lti_service.use_cases.importing.intake import Intake

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Places:
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


def read_posting(
    row: SheetRow,
    person: Person,
    places: Places,
    read: Mapping[str, tuple[SheetRow, Person]],
    known: Mapping[str, Person],
    held: "Postings",
    on: date,
) -> Posting | None:
    """Return the posting of a row; none where it has none or, noted, a broken one.

    Args:
        row: The row.
        person: Whose row it is.
        places: Units and positions.
        read: The people of the file, by NIP.
        known: The people that were there before, by NIP.
        held: All postings.
        on: Today.
    """
    intake = places.intake
    since = intake.day(row, "from")
    unit = places.find(row, ("unit", "unit_name"), "unit-unknown", "units")
    position = places.find(
        row, ("position", "position_name"), "position-unknown", "positions"
    )
    supervisor = _supervisor(row, person, intake, read, known, on)
    if not unit or not position:
        half = "position" if unit and not position else "unit"
        others = intake.text(row, half), intake.text(row, f"{half}_name")
        if (unit or position) and not any(others):
            intake.needed(row, half)
        return None
    current = held.at(person.id, on)
    if since is None and current is not None:
        here = (current.position_code, current.unit_code) == (position, unit)
        same = here and current.supervisor_id in {None, supervisor}
        since = current.since if same or (here and supervisor is None) else None
    if supervisor is None and current is not None and current.since == since:
        # A file without supervisors, such as SIASN's, does not take one away.
        supervisor = current.supervisor_id
    if held.stands_in_from(person.id, since or on):
        intake.problem(
            row,
            "from",
            "row-contradicts",
            Sentence(
                "Pada hari yang sama pegawai ini mulai sebagai Plt di jabatan lain."
            ),
            Sentence("Perbaiki tanggalnya di berkas atau di halaman pegawai itu."),
        )
        return None
    return Posting(person.id, position, unit, supervisor, since or on)


def _supervisor(
    row: SheetRow,
    person: Person,
    intake: Intake,
    read: Mapping[str, tuple[SheetRow, Person]],
    known: Mapping[str, Person],
    on: date,
) -> str | None:
    text = intake.text(row, "supervisor_nip")
    if not text:
        return None
    nip = check_nip(text, employment_type="", on=on, synthetic=True).nip
    found = read[nip][1] if nip in read else known.get(nip)
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


class Postings:
    """All postings, and those of them that change."""

    def __init__(self, postings: Iterable[Posting]) -> None:
        self._held: dict[str, dict[date, Posting]] = {}
        for posting in postings:
            self._held.setdefault(posting.person_id, {})[posting.since] = posting
        self._changed: dict[tuple[str, date], Posting] = {}

    def at(self, person_id: str, on: date) -> Posting | None:
        """Return somebody's own posting on a day; of several the latest begun."""
        own = [
            posting
            for posting in self._held.get(person_id, {}).values()
            if posting.kind == "definitif" and posting.holds(on)
        ]
        return max(own, key=lambda posting: posting.since, default=None)

    def stands_in_from(self, person_id: str, since: date) -> bool:
        """Whether somebody began that day to stand in for another post."""
        posting = self._held.get(person_id, {}).get(since)
        return posting is not None and posting.kind != "definitif"

    def post(self, posting: Posting, on: date) -> tuple[Posting | None, Posting] | None:
        """Take a posting that is new or differs; end the one before it.

        Returns:
            What held before and what holds now; none where nothing changes.
        """
        before = self.at(posting.person_id, posting.since)
        if before is not None and before.since == posting.since:
            posting = replace(posting, until=before.until)
            if posting == before:
                return None
            self._save(posting)
            return before, posting
        if before is not None:
            self._save(replace(before, until=posting.since - _DAY))
            posting = replace(posting, until=before.until)
        later = self.at(posting.person_id, on)
        if later is not None and later.since > posting.since:
            posting = replace(posting, until=later.since - _DAY)
        self._save(posting)
        return before, posting

    def changed(self) -> list[Posting]:
        """Return what is to be kept."""
        return list(self._changed.values())

    def _save(self, posting: Posting) -> None:
        self._held.setdefault(posting.person_id, {})[posting.since] = posting
        self._changed[posting.person_id, posting.since] = posting
