"""What positions require, by date: what fits between what is there, and what does not."""

from datetime import date

from lti_service.domain.import_run import ImportRun, RowState
from lti_service.ports import Ports
from lti_service.use_cases.standard.standard import import_standards
from tests.lti_service.office import office, sheet

HEAD = "position,competency,level,necessity,valid_from,valid_to,legal_basis\n"


def standards(ports: Ports, *rows: str) -> ImportRun:
    return import_standards(sheet(HEAD + "\n".join(rows)), dry_run=False, ports=ports)


def test_a_newer_standard_ends_the_one_before_it() -> None:
    storage, ports = office()
    run = standards(ports, "KASI,M08,3,wajib,2026-07-01,,Keputusan 2/2026")
    assert (run.added, run.problems) == (1, ())
    old = storage.tables.standards["KASI", "M08", date(2026, 1, 5)]
    assert old.valid_to == date(2026, 6, 30)


def test_an_earlier_standard_ends_where_the_next_begins() -> None:
    storage, ports = office()
    standards(ports, "KASI,M08,1,wajib,2025-01-01,,Keputusan 1/2025")
    earlier = storage.tables.standards["KASI", "M08", date(2025, 1, 1)]
    assert earlier.valid_to == date(2026, 1, 4)


def test_standards_that_overlap_are_refused_by_row_with_which_and_nothing_is_written() -> (
    None
):
    storage, ports = office()
    before = dict(storage.tables.standards)
    run = standards(
        ports,
        "STAF,M08,1,wajib,2026-01-01,2026-12-31,Keputusan 1",
        "STAF,M08,2,wajib,2026-06-01,,Keputusan 2",
    )
    assert [(p.row, p.code, p.column) for p in run.problems] == [
        (3, "days-overlap", "valid_from")
    ]
    assert "31 Desember 2026" in str(run.problems[0].reason)
    assert [o.state for o in run.outcomes] == [RowState.NEW, RowState.REFUSED]
    assert storage.tables.standards == before


def test_a_standard_that_is_there_already_is_in_the_way_too() -> None:
    _, ports = office()
    run = standards(ports, "KASI,M08,3,wajib,2025-01-01,2026-12-31,Keputusan 2/2026")
    assert [p.code for p in run.problems] == ["days-overlap"]


def test_the_same_standards_again_change_nothing() -> None:
    storage, ports = office()
    rows = (
        "STAF,M08,1,wajib,2026-01-01,,Keputusan 1",
        "STAF,M08,2,wajib,2026-06-01,,Keputusan 2",
    )
    standards(ports, *rows)
    before = dict(storage.tables.standards)
    run = standards(ports, *rows)
    assert (run.unchanged, storage.tables.standards) == (2, before)
