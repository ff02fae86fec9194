"""Take in needs that were gathered in a table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lti_service.domain.framework import Competency
from lti_service.domain.import_run import ImportRun, RowState, Sheet, SheetRow, normal
from lti_service.domain.need_priority import PriorityRule, priority_rule
from lti_service.domain.needs import (
    CycleState,
    GapKind,
    NeedItem,
    NeedsCycle,
    NeedState,
    Priority,
    change_of,
)
from lti_service.domain.organisation import Person, Posting, check_nip
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE, today
from lti_service.use_cases.importing.intake import Intake
from lti_service.use_cases.needs.inventory import held_levels

IMPORT = "import"
"""The proposer of what a table says."""

NEEDS_COLUMNS = {
    "nip": ("nip pegawai",),
    "competency": ("kompetensi", "kode kompetensi"),
    "kind": ("jenis", "jenis gap", "jenis kesenjangan"),
    "priority": ("prioritas",),
    "reason": ("alasan",),
    "level": ("disyaratkan", "level disyaratkan"),
}
"""The fields of a table of needs, with other headings of each."""

_KINDS = {
    "kompetensi": "competency",
    "kinerja": "performance",
    "karier": "career",
    "karir": "career",
    "mandat": "mandate",
    **{str(kind): str(kind) for kind in GapKind},
}
_PRIORITIES = {
    "tinggi": "high",
    "sedang": "medium",
    "rendah": "low",
    **{str(priority): str(priority) for priority in Priority},
}
_PEOPLE = 1000
_KEPT = {NeedState.PROPOSED, NeedState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is there before the first row.

    Attributes:
        people: By NIP.
        held: Level by competency, by person.
        items: By person, kind and subject.
    """

    cycle: NeedsCycle
    people: Mapping[str, Person]
    postings: Mapping[str, Posting]
    competencies: Mapping[str, Competency]
    held: Mapping[str, Mapping[str, int]]
    items: dict[tuple[str, str, str], NeedItem]
    rule: PriorityRule


def import_needs(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take needs into the cycle whose inventory is open; the same row changes nothing.

    Args:
        sheet: Columns ``nip, competency, kind, priority, reason, level``; the last two
            and the priority may be left out.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake("needs", sheet, NEEDS_COLUMNS, ("nip", "competency", "kind"))
    with ports.storage.writing() as uow:
        cycle = next(
            (c for c in uow.needs.cycles() if c.state is CycleState.INVENTORY), None
        )
        if cycle is None:
            intake.problem(
                SheetRow(1, {}),
                "",
                "cycle-missing",
                Sentence("Tidak ada siklus kebutuhan yang sedang diinventarisasi."),
                Sentence("Buka siklusnya di /admin/needs, lalu impor lagi."),
            )
            return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)
        # Nobody else changes the cycle or its items before this ends.
        uow.needs.cycle(cycle.year)
        known = _read(cycle, sheet, uow, ports)
        seen: dict[tuple[str, str, str], int] = {}
        changed = []
        for row in intake.rows():
            before = len(intake.problems)
            item = _need(row, intake, known, ports)
            if item is None or len(intake.problems) > before:
                continue
            key = item.person_id, str(item.kind), item.subject
            if key in seen:
                intake.repeated(row, "competency", seen[key])
                continue
            seen[key] = row.number
            old = known.items.get(key)
            state = RowState.CHANGED if old else RowState.NEW
            if item == old:
                state = RowState.UNCHANGED
            else:
                changed.append(item)
            label = f"{known.competencies[normal(item.competency_code)].name}"
            intake.count(row, state, label)
        if not intake.problems and not dry_run:
            uow.needs.save(changed, [change_of(item) for item in changed])
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def _read(cycle: NeedsCycle, sheet: Sheet, uow: UnitOfWork, ports: Ports) -> _Known:
    """Read all that the rows may name, a thousand people at a time."""
    on = cycle.reference_date
    cells = {normal(cell) for row in sheet.rows for cell in row.cells.values()}
    people = {
        person.nip: person
        for person in uow.organisation.people()
        if person.nip and person.nip in cells
    }
    held: dict[str, Mapping[str, int]] = {}
    items: dict[tuple[str, str, str], NeedItem] = {}
    ids = [person.id for person in people.values()]
    for start in range(0, len(ids), _PEOPLE):
        some = ids[start : start + _PEOPLE]
        held.update(held_levels(some, on, uow, ports.time_zone))
        for item in uow.needs.of_people(cycle.year, some):
            items[item.person_id, str(item.kind), item.subject] = item
    return _Known(
        cycle=cycle,
        people=people,
        postings={p.person_id: p for p in uow.organisation.postings(on)},
        competencies={normal(c.code): c for c in uow.frameworks.competencies()},
        held=held,
        items=items,
        rule=priority_rule(uow.rules.parameters(on)),
    )


def _need(
    row: SheetRow, intake: Intake, known: _Known, ports: Ports
) -> NeedItem | None:
    """Return what a row says; none, noted, where it cannot be taken."""
    person = _person(row, intake, known, ports)
    competency = intake.find(
        row, "competency", known.competencies, "competency-unknown", "framework"
    )
    kind = intake.choice(row, "kind", _KINDS)
    told = bool(intake.text(row, "priority"))
    priority = intake.choice(row, "priority", _PRIORITIES) if told else ""
    level = intake.level(row, "level") if intake.text(row, "level") else 0
    if not (person and competency and kind) or level is None or (told and not priority):
        return None
    posting = known.postings.get(person.id)
    if posting is None:
        intake.problem(
            row,
            "nip",
            "posting-missing",
            Sentence("Pegawai ini tidak memegang jabatan pada tanggal acuan siklus."),
            Sentence("Periksa riwayat jabatannya, atau hapus barisnya."),
        )
        return None
    old = known.items.get((person.id, kind, competency.code))
    if old is not None and old.state not in _KEPT:
        intake.problem(
            row,
            "competency",
            "row-contradicts",
            Sentence("Kebutuhan ini sudah diverifikasi atau divalidasi."),
            Sentence("Hapus barisnya; yang sudah diputuskan tidak diubah berkas."),
        )
        return None
    return _told(
        old, person, posting, competency, GapKind(kind), priority, level, row, intake,
        known, ports,
    )  # fmt: skip


def _told(
    old: NeedItem | None,
    person: Person,
    posting: Posting,
    competency: Competency,
    kind: GapKind,
    priority: str,
    level: int,
    row: SheetRow,
    intake: Intake,
    known: _Known,
    ports: Ports,
) -> NeedItem:
    """Return the item as the row has it; the old one where it says nothing new."""
    now = ports.clock.now()
    held = known.held.get(person.id, {}).get(competency.code, 0)
    if old is None:
        reckoned = known.rule.priority(
            kind, max(0, level - held), "", posting.position_code
        )
        return NeedItem(
            id=ports.new_id(),
            year=known.cycle.year,
            person_id=person.id,
            unit_code=posting.unit_code,
            position_code=posting.position_code,
            kind=kind,
            subject=competency.code,
            competency_code=competency.code,
            title="",
            held=held,
            required=level,
            provisional=False,
            necessity="",
            target_code="",
            reason=intake.text(row, "reason"),
            priority=Priority(priority) if priority else reckoned,
            priority_by=IMPORT if priority else "",
            state=NeedState.PROPOSED,
            proposed_by=IMPORT,
            proposed_at=now,
            changed_by=IMPORT,
            changed_at=now,
        )
    told = replace(
        old,
        state=NeedState.PROPOSED,
        reason=intake.given(row, "reason", old.reason) or old.reason,
        required=level or old.required,
        priority=Priority(priority) if priority else old.priority,
        priority_by=IMPORT if priority else old.priority_by,
    )
    if told == old or replace(told, priority_by=old.priority_by) == old:
        return old
    return replace(told, changed_by=IMPORT, changed_at=now)


def _person(
    row: SheetRow, intake: Intake, known: _Known, ports: Ports
) -> Person | None:
    text = intake.needed(row, "nip")
    if not text:
        return None
    check = check_nip(text, employment_type="", on=today(ports), synthetic=True)
    for error in check.errors:
        remedy = Sentence("Perbaiki sel ini, lalu impor lagi seluruh berkas.")
        intake.problem(row, "nip", "nip-invalid", error, remedy)
    found = known.people.get(check.nip) if check.nip else None
    if found is None and not check.errors:
        intake.problem(
            row,
            "nip",
            "person-unknown",
            Sentence("Pegawai dengan NIP ini tidak dikenal."),
            Sentence("Impor dulu pegawainya, atau perbaiki NIP-nya."),
        )
    return found
