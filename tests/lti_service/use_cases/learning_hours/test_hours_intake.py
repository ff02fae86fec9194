from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lti_service.domain.import_run import ImportRun
from lti_service.domain.learning_hours import Balance, JpState, Scope
from lti_service.domain.programme import EnrolmentState
from lti_service.ports import Ports
from lti_service.use_cases.learning_hours.hours_intake import import_hours
from lti_service.use_cases.report.hours_report import hours_report
from tests.lti_service.office import BOSS, LEARNER, NIP, TODAY, office, sheet
from tests.service_factories import batch, enrolment, jp_entry, programme

HEAD = "nip,activity,organiser,route,scope,from,until,amount,proof\n"
SEMINAR = f"{NIP},Seminar tsunami,BPBD,B6,,2026-03-02,2026-03-03,,Sertifikat 7\n"


def take(
    ports: Ports, rows: str, *, head: str = HEAD, dry_run: bool = False
) -> ImportRun:
    return import_hours(sheet(head + rows), dry_run=dry_run, ports=ports)


def codes(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in run.problems]


def test_an_activity_is_taken_in_and_waits_for_a_verifier() -> None:
    storage, ports = office()
    run = take(ports, SEMINAR)
    assert (run.added, run.written) == (1, True)
    (row,) = storage.tables.hours
    assert (row.person_id, row.route, row.scope, row.state) == (
        LEARNER.id,
        "B6",
        Scope.NATIONAL,
        JpState.SUBMITTED,
    )
    assert (row.since, row.until, row.amount) == (
        date(2026, 3, 2),
        date(2026, 3, 3),
        Decimal(2),
    )
    assert (row.organiser, row.proof) == ("BPBD", "Sertifikat 7")


def test_indonesian_headings_and_words_are_known() -> None:
    storage, ports = office()
    head = "NIP;Kegiatan;Penyelenggara;Jalur;Lingkup;Mulai;Selesai;Jumlah;Bukti\n"
    line = f"{NIP};Kelas;LAN;e-learning;Internasional;02-03-2026;02-03-2026;2,5;-\n"
    assert take(ports, line, head=head).written
    (row,) = storage.tables.hours
    assert (row.route, row.scope, row.amount) == (
        "C3",
        Scope.INTERNATIONAL,
        Decimal("2.5"),
    )


def test_a_trial_run_writes_nothing() -> None:
    storage, ports = office()
    run = take(ports, SEMINAR, dry_run=True)
    assert (run.added, run.written) == (1, False)
    assert storage.tables.hours == []


def test_the_same_again_changes_nothing_even_once_it_was_recognised() -> None:
    storage, ports = office()
    take(ports, SEMINAR)
    assert take(ports, SEMINAR).unchanged == 1
    (row,) = storage.tables.hours
    storage.tables.hours.append(
        replace(row, id="jp-2", revision=2, state=JpState.RECOGNISED)
    )
    assert take(ports, SEMINAR).unchanged == 1
    assert len(storage.tables.hours) == 2


def test_another_proof_is_a_new_revision_that_waits_again() -> None:
    storage, ports = office()
    take(ports, SEMINAR)
    (row,) = storage.tables.hours
    storage.tables.hours.append(
        replace(row, id="jp-2", revision=2, state=JpState.REFUSED, reason="Buram")
    )
    assert take(ports, SEMINAR.replace("Sertifikat 7", "Sertifikat 8")).changed == 1
    last = storage.tables.hours[-1]
    assert (last.revision, last.state, last.reason) == (3, JpState.SUBMITTED, "")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1234,A,,B6,,2026-03-02,,,", ("nip", "nip-invalid")),
        (
            "196001011980011099,A,,B6,,2026-03-02,,,",
            ("nip", "person-unknown"),
        ),
        (f"{NIP},,,B6,,2026-03-02,,,", ("activity", "value-missing")),
        (f"{NIP},A,,Z9,,2026-03-02,,,", ("route", "choice-unknown")),
        (f"{NIP},A,,B6,,2018-03-02,,,", ("route", "choice-unknown")),
        (f"{NIP},A,,B6,lokal,2026-03-02,,,", ("scope", "choice-unknown")),
        (f"{NIP},A,,B6,,kemarin,,,", ("from", "date-invalid")),
        (f"{NIP},A,,B6,,2026-03-02,2026-03-01,,", ("until", "order-invalid")),
        (f"{NIP},A,,B6,,2026-11-24,2026-11-25,,", ("until", "order-invalid")),
        (f"{NIP},A,,B6,,2026-03-02,,2,", ("amount", "number-invalid")),
        (f"{NIP},A,,B3,,2026-03-02,,,", ("amount", "value-missing")),
        (f"{NIP},A,,B3,,2026-03-02,,0,", ("amount", "number-invalid")),
        (f"{NIP},A,,B3,,2026-03-02,,NaN,", ("amount", "number-invalid")),
        (f"{NIP},A,,B3,,2026-03-02,,1e9,", ("amount", "number-invalid")),
    ],
)
def test_what_is_wrong_is_told_by_column_and_nothing_is_written(
    row: str, problem: tuple[str, str]
) -> None:
    storage, ports = office()
    run = take(ports, SEMINAR + row + "\n")
    assert codes(run) == [(3, *problem)]
    assert storage.tables.hours == []


def test_a_row_that_repeats_another_is_told() -> None:
    _, ports = office()
    assert codes(take(ports, SEMINAR * 2)) == [(3, "activity", "row-repeated")]


def test_the_report_has_a_row_for_everybody_who_is_active() -> None:
    storage, ports = office()
    storage.tables.people[BOSS.id] = replace(BOSS, active=False)
    recognised = jp_entry(
        person_id=LEARNER.id, amount=Decimal(2), state=JpState.RECOGNISED
    )
    later = replace(recognised, id="jp-2", record="r-2", until=date(2026, 12, 1))
    storage.tables.hours.extend([recognised, later])
    rows = {row.person.id: row for row in hours_report(TODAY, ports=ports)}
    assert BOSS.id not in rows
    mine = rows[LEARNER.id]
    assert [mine.year.learned, mine.year.recognised, mine.year.difference] == [8, 8, 12]
    assert (mine.unit, mine.route, mine.year.balance, mine.version) == (
        "Kecamatan Seruni",
        "Seminar, konferensi, sarasehan",
        Balance.SHORT,
        1,
    )


def test_what_is_agreed_for_the_rest_of_the_year_is_told_with_its_hours() -> None:
    storage, ports = office()
    tables = storage.tables
    tables.programmes["PB-01", 1] = programme(title="Dasar PB", hours=Decimal(12))
    ends = {
        "a": date(2026, 12, 20),  # agreed, and within the year
        "b": date(2027, 1, 4),  # ends next year
        "c": date(2026, 12, 21),  # only proposed
        "d": date(2026, 11, 20),  # over by the day of the report
    }
    for key, until in ends.items():
        state = EnrolmentState.PROPOSED if key == "c" else EnrolmentState.APPROVED
        since = date(2026, 11, 2)
        tables.batches[f"PB-{key}", 1] = batch(id=f"PB-{key}", since=since, until=until)
        tables.enrolments[f"en-{key}", 1] = enrolment(
            id=f"en-{key}", batch_id=f"PB-{key}", person_id=LEARNER.id, state=state
        )
    rows = {row.person.id: row.planned for row in hours_report(TODAY, ports=ports)}
    assert rows[LEARNER.id] == "Dasar PB (12 JP)"
    assert rows[BOSS.id] == ""


def test_before_there_was_a_rule_the_report_knows_no_limit() -> None:
    _, ports = office()
    rows = list(hours_report(date(2015, 6, 1), ports=ports))
    assert {row.year.balance for row in rows} == {Balance.NO_LIMIT}
