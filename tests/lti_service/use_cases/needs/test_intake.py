from dataclasses import replace

from lti_service.domain.import_run import ImportRun
from lti_service.domain.needs import CycleState, GapKind, NeedState, Priority
from lti_service.ports import Ports
from lti_service.use_cases.needs.intake import import_needs
from tests.lti_service.needs_office import (
    items,
    make_inventory,
    move,
    needs_office,
)
from tests.lti_service.office import NIP, OTHER_NIP, sheet

HEAD = "nip,competency,kind,priority,reason\n"
ROW = f"{NIP},M02,kinerja,tinggi,Target tidak tercapai\n"


def take(
    ports: Ports, rows: str, *, head: str = HEAD, dry_run: bool = False
) -> ImportRun:
    return import_needs(sheet(head + rows), dry_run=dry_run, ports=ports)


def codes(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in run.problems]


def test_a_row_becomes_a_need_once() -> None:
    storage, ports = needs_office()
    assert take(ports, ROW, dry_run=True).added == 1
    assert not storage.tables.need_items
    assert take(ports, ROW).added == 1
    (item,) = items(storage).values()
    assert (item.kind, item.priority, item.priority_by, item.reason) == (
        GapKind.PERFORMANCE,
        Priority.HIGH,
        "import",
        "Target tidak tercapai",
    )
    again = take(ports, ROW)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    changed = take(ports, ROW.replace("tinggi", "rendah"))
    assert changed.changed == 1
    assert items(storage)["M02"].priority is Priority.LOW
    assert [entry.action for entry in storage.tables.audit] == ["import.needs"] * 3


def test_indonesian_headings_and_levels_are_known() -> None:
    storage, ports = needs_office()
    head = "NIP;Kompetensi;Jenis gap;Prioritas;Alasan;Level disyaratkan\n"
    assert take(ports, f"'{NIP};m08;Karir;;;3\n", head=head).written
    (item,) = items(storage).values()
    assert (item.kind, item.required, item.priority) == (
        GapKind.CAREER,
        3,
        Priority.HIGH,
    )


def test_an_inventory_leaves_what_a_table_said() -> None:
    storage, ports = needs_office()
    make_inventory(ports)
    row = f"{NIP},M02,kompetensi,rendah,Sudah dilatih atasan\n"
    assert take(ports, row).changed == 1
    make_inventory(ports)
    item = items(storage, kind=GapKind.COMPETENCY)["M02"]
    assert (item.priority, item.required) == (Priority.LOW, 2)
    assert item.reason == "Sudah dilatih atasan"


def test_everything_wrong_is_told_at_once_and_nothing_is_written() -> None:
    storage, ports = needs_office()
    storage.tables.postings = {
        key: posting
        for key, posting in storage.tables.postings.items()
        if key[0] != "p-assessor"
    }
    rows = (
        ROW
        + ROW
        + "123,M02,kinerja,,\n"
        + "192901011949011009,M02,kinerja,,\n"
        + f"{NIP},XX,mimpi,segera,\n"
        + f"{OTHER_NIP},M02,mandat,,\n"
        + ",,,,\n"
    )
    run = take(ports, rows)
    assert codes(run) == [
        (3, "competency", "row-repeated"),
        (4, "nip", "nip-invalid"),
        (5, "nip", "person-unknown"),
        (6, "competency", "competency-unknown"),
        (6, "kind", "choice-unknown"),
        (6, "priority", "choice-unknown"),
        (7, "nip", "posting-missing"),
    ]
    assert not run.written
    assert not storage.tables.need_items


def test_what_was_judged_is_not_changed_by_a_table() -> None:
    storage, ports = needs_office()
    take(ports, ROW)
    item = items(storage)["M02"]
    storage.tables.need_items[item.id] = replace(item, state=NeedState.VERIFIED)
    run = take(ports, ROW.replace("tinggi", "rendah"))
    assert codes(run) == [(2, "competency", "row-contradicts")]


def test_without_a_cycle_in_inventory_nothing_is_taken() -> None:
    storage, ports = needs_office()
    move(ports, CycleState.VERIFICATION)
    assert codes(take(ports, ROW)) == [(1, "", "cycle-missing")]
    assert not storage.tables.need_items
