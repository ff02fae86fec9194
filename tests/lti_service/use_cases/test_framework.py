from datetime import date

from lti_service.domain.import_run import ImportRun
from lti_service.ports import Ports
from lti_service.use_cases.framework import import_framework, import_standards
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
