from datetime import date

from lti_service.domain.framework import Framework, FrameworkStatus
from lti_service.domain.import_run import ImportRun
from lti_service.ports import Ports
from lti_service.use_cases.standard.framework import (
    LONGEST_CELL,
    import_framework,
)
from lti_service.use_cases.standard.standard import import_standards
from tests.lti_service.office import office, sheet

HEAD = "framework,code,parent,name,kind,level,level_name,indicators\n"
STANDARDS = "position,competency,level,necessity,valid_from,valid_to,legal_basis\n"


def framework(ports: Ports, text: str) -> ImportRun:
    return import_framework(sheet(HEAD + text), dry_run=False, ports=ports)


def standards(ports: Ports, text: str) -> ImportRun:
    return import_standards(sheet(STANDARDS + text), dry_run=False, ports=ports)


def codes(run: ImportRun) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in run.problems]


def test_a_competency_is_written_with_its_levels_and_indicators() -> None:
    storage, ports = office()
    run = framework(
        ports,
        "SKJ,T-DIG,,Digital,Teknis,,,\n"
        "SKJ,T-DIG-01,T-DIG,Literasi digital,teknis,1,Paham,Menyebut|Menjelaskan\n"
        "SKJ,T-DIG-01,T-DIG,Literasi digital,teknis,2,Mampu,Memakai\n",
    )
    assert (run.added, codes(run)) == (4, [])
    level = storage.tables.levels["T-DIG-01", 1]
    assert (level.name, level.indicators) == ("Paham", ("Menyebut", "Menjelaskan"))


def test_the_same_framework_again_changes_nothing() -> None:
    _, ports = office()
    text = "SKJ,T-DIG-01,,Literasi digital,teknis,1,Paham,Menyebut\n"
    framework(ports, text)
    run = framework(ports, text)
    assert (run.added, run.changed, run.unchanged) == (0, 0, 2)


def test_broken_framework_rows_are_all_told() -> None:
    storage, ports = office()
    before = dict(storage.tables.competencies)
    run = framework(
        ports,
        "SKJ,A,TIADA,Satu,teknis,1,,\n"
        "SKJ,B,,Dua,ajaib,1,,\n"
        "SKJ,C,,Tiga,teknis,6,,\n"
        "SKJ,D,,Empat,teknis,1,,\n"
        "SKJ,D,,Empat lain,teknis,2,,\n"
        "SKJ,D,,Empat,teknis,1,,\n",
    )
    assert codes(run) == [
        (2, "competency-unknown"),
        (3, "choice-unknown"),
        (4, "level-invalid"),
        (6, "row-contradicts"),
        (7, "row-repeated"),
    ]
    assert storage.tables.competencies == before


def test_a_newer_standard_ends_the_one_before_it() -> None:
    storage, ports = office()
    run = standards(ports, "KASI,M08,3,wajib,2026-07-01,,Keputusan 2/2026\n")
    assert codes(run) == []
    old = storage.tables.standards["KASI", "M08", date(2026, 1, 5)]
    new = storage.tables.standards["KASI", "M08", date(2026, 7, 1)]
    assert (old.level, old.valid_to) == (2, date(2026, 6, 30))
    assert (new.level, new.valid_to) == (3, None)


def test_both_standards_again_change_nothing() -> None:
    _, ports = office()
    text = (
        "KASI,M08,2,wajib,2026-01-05,,Keputusan 1/2026\n"
        "KASI,M08,3,wajib,2026-07-01,,Keputusan 2/2026\n"
    )
    standards(ports, text)
    run = standards(ports, text)
    assert (run.added, run.changed, run.unchanged) == (0, 0, 2)


def test_broken_standards_are_all_told_and_nothing_is_written() -> None:
    storage, ports = office()
    before = dict(storage.tables.standards)
    run = standards(
        ports,
        "TIADA,M08,2,wajib,2026-07-01,,\n"
        "KASI,TIADA,2,wajib,2026-07-01,,\n"
        "KASI,M08,dua,wajib,2026-07-01,,\n"
        "KASI,M08,2,wajib,besok,,\n"
        "KASI,M08,2,wajib,2026-07-01,2026-06-01,\n"
        "KASI,M08,2,wajib,,,\n"
        "KASI,M08,2,wajib,2026-08-01,,\n"
        "KASI,M08,3,wajib,2026-08-01,,\n",
    )
    assert codes(run) == [
        (2, "position-unknown"),
        (3, "competency-unknown"),
        (4, "level-invalid"),
        (5, "date-invalid"),
        (6, "order-invalid"),
        (7, "value-missing"),
        (9, "row-repeated"),
    ]
    assert storage.tables.standards == before


FULL = (
    "framework,title,version,status,source_uri,legal_basis,"
    "code,parent,name,kind,definition,level,level_name,indicators\n"
)


def whole(ports: Ports, text: str) -> ImportRun:
    return import_framework(sheet(FULL + text), dry_run=False, ports=ports)


def test_a_framework_is_written_with_what_is_known_of_it() -> None:
    storage, ports = office()
    run = whole(
        ports,
        "SKJ,Standar,2,Adopted,https://a.b,SK 1,M01,,Integritas,manajerial,Jujur,,,\n",
    )
    assert codes(run) == []
    assert storage.tables.frameworks["SKJ"] == Framework(
        "SKJ", "Standar", "2", FrameworkStatus.ADOPTED, "https://a.b", "SK 1"
    )
    assert storage.tables.competencies["M01"].definition == "Jujur"


def test_a_file_without_these_columns_leaves_them_as_they_are() -> None:
    storage, ports = office()
    whole(ports, "SKJ,Standar,2,,,,M01,,Integritas,manajerial,Jujur,,,\n")
    run = framework(ports, "SKJ,M01,,Integritas,manajerial,,,\n")
    assert (run.changed, run.unchanged) == (0, 1)
    assert storage.tables.frameworks["SKJ"].version == "2"
    assert storage.tables.competencies["M01"].definition == "Jujur"


def test_a_new_title_of_a_framework_counts_as_a_change() -> None:
    _, ports = office()
    whole(ports, "SKJ,Standar,2,,,,M01,,Integritas,manajerial,,,,\n")
    run = whole(ports, "SKJ,Standar baru,2,,,,M01,,Integritas,manajerial,,,,\n")
    assert (run.changed, run.unchanged) == (1, 1)


def test_a_framework_told_in_two_ways_and_an_unknown_status_are_refused() -> None:
    _, ports = office()
    run = whole(
        ports,
        "SKJ,Satu,,,,,M01,,Integritas,manajerial,,,,\n"
        "SKJ,Dua,,,,,M02,,Kerja sama,manajerial,,,,\n"
        "SKJ,Satu,,ajaib,,,M03,,Komunikasi,manajerial,,,,\n",
    )
    assert codes(run) == [(3, "row-contradicts"), (4, "choice-unknown")]


def test_competencies_above_themselves_are_refused() -> None:
    _, ports = office()
    run = framework(
        ports,
        "SKJ,A,B,Satu,teknis,,,\nSKJ,B,A,Dua,teknis,,,\nSKJ,C,A,Tiga,teknis,,,\n",
    )
    assert codes(run) == [(2, "row-contradicts"), (3, "row-contradicts")]


def test_a_cell_that_no_workbook_could_hold_is_refused() -> None:
    _, ports = office()
    assert not framework(ports, f"SKJ,A,,{'a' * LONGEST_CELL},teknis,,,\n").problems
    run = framework(ports, f"SKJ,A,,{'a' * (LONGEST_CELL + 1)},teknis,,,\n")
    assert codes(run) == [(2, "value-too-long")]


def test_a_code_spelt_another_way_is_the_one_that_is_there() -> None:
    storage, ports = office()
    framework(ports, "SKJ,M-01,,Integritas,manajerial,,,\n")
    run = framework(ports, "skj,m 01,,Kejujuran,manajerial,,,\n")
    assert (run.added, run.changed) == (0, 1)
    assert storage.tables.competencies["M-01"].name == "Kejujuran"
    assert "m 01" not in storage.tables.competencies
