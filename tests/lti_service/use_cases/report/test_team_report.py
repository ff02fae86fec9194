"""R6, R7, R9 and R11 tell of one's people, tasks, profile and decisions."""

import io

import pytest

from lti_service.domain.objection import Objection
from lti_service.domain.report import Asked, Content, Row, Scope, Term
from lti_service.errors import ForbiddenError, InvalidInputError
from lti_service.locale import translator
from lti_service.ports import Ports
from lti_service.use_cases.evidence.summary import refresh_summaries
from lti_service.use_cases.report.my_report import build_decisions, build_profile
from lti_service.use_cases.report.report import Reader, export_report, open_report
from lti_service.use_cases.report.report_list import report_named
from lti_service.use_cases.report.team_report import (
    build_task_report,
    build_team_report,
)
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.office import (
    BOSS,
    LEARNER,
    TODAY,
    account_of,
    decision,
    keep,
    office,
)
from tests.lti_service.use_cases.overview.test_task import busy


def asked(person_id: str) -> Asked:
    return Asked(TODAY, Scope(frozenset(), person_id))


def lead(content: Content) -> str:
    return str(content.lead(list(content.rows)))


def plain(row: Row) -> list[object]:
    return [cell.code if isinstance(cell, Term) else cell for cell in row]


def decided() -> tuple[FakeStorage, Ports]:
    storage, ports = office()
    keep(storage, decision())
    while refresh_summaries(ports=ports):
        pass
    return storage, ports


def test_the_team_has_a_row_a_requirement_gaps_first() -> None:
    _, ports = decided()

    content = build_team_report(asked(BOSS.id), ports)

    rows = [plain(row) for row in content.rows]
    assert [row[2] for row in rows] == [
        "Kerja sama",
        "Pengambilan keputusan",
        "Penanggulangan bencana",
    ]
    assert rows[2][:6] == [
        LEARNER.name,
        "Kepala Seksi Ketenteraman",
        "Penanggulangan bencana",
        2,
        2,
        "achieved",
    ]
    assert rows[0][-1] == "plan"
    assert "1 anggota tim" in lead(content)


def test_who_supervises_nobody_has_an_empty_team() -> None:
    _, ports = decided()

    assert list(build_team_report(asked(LEARNER.id), ports).rows) == []


def test_the_tasks_are_those_of_the_person_alone() -> None:
    _, ports = busy()

    content = build_task_report(asked(BOSS.id), ports)

    (row,) = [plain(row) for row in content.rows]
    assert row[:3] == ["plan", LEARNER.name, 1]
    assert row[-1] == "/team/plans?year=2026"
    assert lead(content) == "<b>1 hal</b> menunggu Anda."
    assert list(build_task_report(asked(LEARNER.id), ports).rows) == []


def test_one_s_profile_tells_what_is_planned_for_each_requirement() -> None:
    _, ports = busy()

    rows = [plain(row) for row in build_profile(asked(LEARNER.id), ports).rows]

    (disaster,) = [row for row in rows if row[0] == "Penanggulangan bencana"]
    assert disaster[1] == 2
    assert disaster[4] == "Coaching dengan kepala seksi"


def test_decisions_tell_by_whom_why_and_what_became_of_an_objection() -> None:
    storage, ports = decided()
    storage.tables.objections["o-1"] = Objection(
        "o-1", "d-1", LEARNER.id, "Keliru", MORNING
    )

    (row,) = [plain(row) for row in build_decisions(asked(LEARNER.id), ports).rows]

    assert row[:4] == [1, "Penanggulangan bencana", 2, "achieved"]
    assert row[5] == "Pegawai 009"
    assert row[7] == "Sudah menunjukkan di lapangan."
    assert row[-1] == "open"


def test_reports_of_nobody_are_refused_and_of_another_day_too() -> None:
    _, ports = decided()

    for build in (build_profile, build_decisions):
        with pytest.raises(ForbiddenError):
            build(asked("p-nobody"), ports)
    for build in (build_team_report, build_task_report):
        with pytest.raises(InvalidInputError):
            build(Asked(TODAY.replace(day=1), Scope(frozenset(), BOSS.id)), ports)


@pytest.mark.parametrize(("name", "rows"), [("R6", 1), ("R9", 0)])
def test_an_export_that_names_others_is_in_the_trail(name: str, rows: int) -> None:
    storage, ports = decided()
    reader = Reader(account_of(BOSS).id, BOSS.id, ())
    opened = open_report(report_named(name), reader, ports=ports)

    export_report(
        opened,
        reader,
        "csv",
        io.BytesIO(),
        translator=translator("id"),
        language="id",
        ports=ports,
    )

    assert [e.action for e in storage.tables.audit] == ["report.exported"] * rows
