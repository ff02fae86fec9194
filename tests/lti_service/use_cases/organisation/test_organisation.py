from lti_service.domain.import_run import ImportRun
from lti_service.use_cases.organisation.organisation import (
    import_positions,
    import_units,
)
from tests.lti_service.office import office, sheet


def codes(run: ImportRun) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in run.problems]


def test_units_may_stand_above_their_parent() -> None:
    storage, ports = office()
    run = import_units(
        sheet("code,name,parent\nSEKSI,Seksi,DINAS\nDINAS,Dinas,pemda"),
        dry_run=False,
        ports=ports,
    )
    assert (run.added, codes(run)) == (2, [])
    assert storage.tables.units["DINAS"].parent_code == "PEMDA"


def test_units_that_go_round_or_hang_in_the_air_are_refused() -> None:
    storage, ports = office()
    before = dict(storage.tables.units)
    run = import_units(
        sheet("code,name,parent\nA,A,B\nB,B,A\nC,C,ENTAH\nC,C,"),
        dry_run=False,
        ports=ports,
    )
    assert codes(run) == [
        (2, "row-contradicts"),
        (3, "row-contradicts"),
        (4, "unit-unknown"),
        (5, "row-repeated"),
    ]
    assert storage.tables.units == before


def test_positions_are_added_changed_and_left() -> None:
    storage, ports = office()
    text = "kode,nama jabatan,kelompok,jenjang\nSTAF,Pelaksana,fungsional,\nKASI,Kasi,pengawas,\nCAMAT,Camat,administrator,"
    run = import_positions(sheet(text), dry_run=False, ports=ports)
    assert (run.added, run.changed, run.unchanged) == (1, 1, 1)
    assert storage.tables.positions["KASI"].name == "Kasi"


def test_a_unit_names_where_it_lies_and_who_leads_it() -> None:
    storage, ports = office()
    text = "kode,nama,kecamatan,kepala\nKEC,Kecamatan Seruni,Seruni Utara,kasi"
    run = import_units(sheet(text), dry_run=False, ports=ports)
    assert codes(run) == []
    unit = storage.tables.units["KEC"]
    assert (unit.district, unit.head_code) == ("Seruni Utara", "KASI")


def test_what_a_file_of_units_does_not_tell_stays() -> None:
    storage, ports = office()
    before = storage.tables.units["KEC"]
    text = f"code,name\nKEC,{before.name}"
    run = import_units(sheet(text), dry_run=False, ports=ports)
    assert (run.unchanged, storage.tables.units["KEC"]) == (1, before)


def test_a_leading_position_must_be_known() -> None:
    _, ports = office()
    run = import_units(
        sheet("code,name,head\nKEC,Kecamatan,ENTAH"), dry_run=False, ports=ports
    )
    assert codes(run) == [(2, "position-unknown")]
