"""Take in units and positions; none is ever deleted."""

from collections.abc import Mapping
from dataclasses import replace

from lti_service.domain.import_run import ImportRun, Sheet, SheetRow, normal
from lti_service.domain.organisation import Position, Unit
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import COMMAND_LINE
from lti_service.use_cases.importing.intake import Intake

# Indonesian headings, and those of SIASN (``… ID``, ``… NAMA``).
UNIT_COLUMNS = {
    "code": ("kode", "unor id"),
    "name": ("nama", "nama unit", "unor nama"),
    "kind": ("jenis",),
    "parent": ("induk", "kode induk"),
    "island": ("pulau",),
    "district": ("kabupaten", "kota", "kecamatan", "wilayah"),
    "head": ("kepala", "jabatan kepala", "kode jabatan kepala"),
}
POSITION_COLUMNS = {
    "code": ("kode", "jabatan id"),
    "name": ("nama", "nama jabatan", "jabatan nama"),
    "group": ("kelompok", "kelompok jabatan"),
    "grade": ("jenjang",),
}


def import_units(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in work units; a unit may stand above its parent in the file.

    Args:
        sheet: Columns ``code, name, kind, parent, island, district, head``; what a
            file has no column for stays as it is. ``head`` is the code of the position
            that leads the unit.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake("units", sheet, UNIT_COLUMNS, ("code", "name"))
    with ports.storage.writing() as uow:
        known = {normal(unit.code): unit for unit in uow.organisation.units()}
        old = dict(known)
        positions = {normal(p.code): p.code for p in uow.organisation.positions()}
        read: dict[str, tuple[SheetRow, Unit]] = {}
        for row in intake.rows():
            code, name = intake.needed(row, "code"), intake.needed(row, "name")
            if normal(code) in read:
                intake.repeated(row, "code", read[normal(code)][0].number)
            elif code and name:
                before = old.get(normal(code), Unit(code, name, "", "", ""))
                unit = _read_unit(row, before, name, positions, intake)
                read[normal(code)] = (row, unit)
                known[normal(code)] = unit
        for key, (row, unit) in _parents_first(read).items():
            above = known.get(normal(unit.parent_code))
            if unit.parent_code and above is None:
                intake.unknown(row, "parent", unit.parent_code, "unit-unknown", "units")
            elif _goes_round(unit, known):
                intake.problem(
                    row,
                    "parent",
                    "row-contradicts",
                    Sentence(
                        "Unit {unit} berada di bawah dirinya sendiri.",
                        {"unit": unit.code},
                    ),
                    Sentence("Perbaiki kolom induk supaya unit membentuk pohon."),
                )
            else:
                kept = replace(unit, parent_code=above.code if above else "")
                intake.save(old.get(key), kept, uow.organisation.save_unit, row)
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def _read_unit(
    row: SheetRow,
    before: Unit,
    name: str,
    positions: Mapping[str, str],
    intake: Intake,
) -> Unit:
    head = intake.given(row, "head", before.head_code)
    if head and normal(head) not in positions:
        intake.unknown(row, "head", head, "position-unknown", "positions")
    return Unit(
        code=before.code,
        name=name,
        kind=intake.given(row, "kind", before.kind),
        parent_code=intake.given(row, "parent", before.parent_code),
        island=intake.given(row, "island", before.island),
        district=intake.given(row, "district", before.district),
        head_code=positions.get(normal(head), "") if head else "",
        closed_on=before.closed_on,
    )


def import_positions(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in positions: columns ``code, name, group, grade``.

    Args:
        sheet: The table.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake("positions", sheet, POSITION_COLUMNS, ("code", "name"))
    with ports.storage.writing() as uow:
        old = {normal(p.code): p for p in uow.organisation.positions()}
        first: dict[str, int] = {}
        for row in intake.rows():
            code, name = intake.needed(row, "code"), intake.needed(row, "name")
            if normal(code) in first:
                intake.repeated(row, "code", first[normal(code)])
            elif code and name:
                first[normal(code)] = row.number
                before = old.get(normal(code))
                position = Position(
                    before.code if before else code,
                    name,
                    intake.given(row, "group", before.group if before else ""),
                    intake.given(row, "grade", before.grade if before else ""),
                )
                intake.save(before, position, uow.organisation.save_position)
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def _parents_first(
    read: Mapping[str, tuple[SheetRow, Unit]],
) -> Mapping[str, tuple[SheetRow, Unit]]:
    """Return the rows in an order in which a unit comes after the one above it."""
    ordered: dict[str, tuple[SheetRow, Unit]] = {}

    def place(key: str, below: frozenset[str]) -> None:
        if key in ordered or key not in read or key in below:
            return
        place(normal(read[key][1].parent_code), below | {key})
        ordered[key] = read[key]

    for key in read:
        place(key, frozenset())
    return ordered


def _goes_round(unit: Unit, known: Mapping[str, Unit]) -> bool:
    seen = {normal(unit.code)}
    above = known.get(normal(unit.parent_code))
    while above is not None:
        if normal(above.code) in seen:
            return True
        seen.add(normal(above.code))
        above = known.get(normal(above.parent_code))
    return False
