from datetime import date
from decimal import Decimal

import pytest

from lti_service.domain.import_run import ImportRun
from lti_service.domain.programme import (
    EnrolmentState,
    Mode,
    ProgrammeOutcome,
    ProgrammeState,
)
from lti_service.ports import Ports
from lti_service.use_cases.programme.batch_intake import import_batches
from lti_service.use_cases.programme.enrolment_intake import import_enrolments
from lti_service.use_cases.programme.programme_intake import import_programmes
from tests import service_factories as make
from tests.lti_service.office import BOSS, LEARNER, NIP, TODAY, office, sheet
from tests.lti_service.use_cases.programme.test_enrolment import put, training

PROGRAMMES = (
    "code,title,outcomes,hours,route,target_group,organiser,unit,course,lms,from,"
    "until,state\n"
)
FULL = (
    'PB-01,Bencana dasar,"T-PB-01:2; m08 3","7,5",Pelatihan teknis,Pengawas,BPSDM,KEC,,'
    "https://lms.example/course/7,2026-01-01,2026-12-31,dibuka\n"
)
BATCHES = "code,programme,name,from,until,mode,places,facilitator,context\n"
BATCH = "PB-01-A,PB-01,Angkatan I,2026-11-16,2026-11-27,Nonklasikal,30,,\n"
ENROLMENTS = "nip,batch,state,plan_item,completed_on,reason\n"


def programmes(ports: Ports, rows: str, head: str = PROGRAMMES) -> ImportRun:
    return import_programmes(sheet(head + rows), dry_run=False, ports=ports)


def batches(ports: Ports, rows: str) -> ImportRun:
    return import_batches(sheet(BATCHES + rows), dry_run=False, ports=ports)


def enrolments(ports: Ports, rows: str, actor: str = "cli") -> ImportRun:
    return import_enrolments(
        sheet(ENROLMENTS + rows), dry_run=False, actor=actor, ports=ports
    )


def codes(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in run.problems]


def test_a_programme_is_taken_in_whole() -> None:
    storage, ports = office()
    assert programmes(ports, FULL).written
    (row,) = storage.tables.programmes.values()
    assert row.outcomes == (ProgrammeOutcome("M08", 3), ProgrammeOutcome("T-PB-01", 2))
    assert (row.hours, row.route, row.owner_unit, row.state) == (
        Decimal("7.5"),
        "B3",
        "KEC",
        ProgrammeState.OPEN,
    )
    assert (row.since, row.until) == (date(2026, 1, 1), date(2026, 12, 31))


def test_indonesian_headings_are_known_and_what_is_left_out_has_a_default() -> None:
    storage, ports = office()
    head = "Kode;Nama Program;JP;Jalur\n"
    assert programmes(ports, "A-1;Seminar;4;B6\n", head).written
    (row,) = storage.tables.programmes.values()
    assert (row.state, row.since, row.outcomes) == (
        ProgrammeState.DRAFT,
        date(2026, 1, 1),
        (),
    )


def test_the_same_again_changes_nothing_and_another_title_is_a_version() -> None:
    storage, ports = office()
    programmes(ports, FULL)
    assert programmes(ports, FULL).unchanged == 1
    assert len(storage.tables.programmes) == 1
    assert programmes(ports, FULL.replace("dasar", "lanjutan")).changed == 1
    assert sorted(storage.tables.programmes) == [("PB-01", 1), ("PB-01", 2)]


def test_a_file_with_fewer_columns_keeps_what_it_does_not_tell() -> None:
    storage, ports = office()
    programmes(ports, FULL)
    head = "code,title,hours,route\n"
    programmes(ports, "PB-01,Judul baru,8,B3\n", head)
    row = storage.tables.programmes["PB-01", 2]
    assert (row.title, row.organiser, row.state, row.until) == (
        "Judul baru",
        "BPSDM",
        ProgrammeState.OPEN,
        date(2026, 12, 31),
    )
    assert len(row.outcomes) == 2


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("b 1,A,,4,B3,,,,,,,,", ("code", "code-invalid")),
        ("new,A,,4,B3,,,,,,,,", ("code", "code-invalid")),
        (",A,,4,B3,,,,,,,,", ("code", "value-missing")),
        ("A,,,4,B3,,,,,,,,", ("title", "value-missing")),
        ("A,A,M08,4,B3,,,,,,,,", ("outcomes", "level-invalid")),
        ("A,A,M08:6,4,B3,,,,,,,,", ("outcomes", "level-invalid")),
        ("A,A,Z1:2,4,B3,,,,,,,,", ("outcomes", "competency-unknown")),
        ("A,A,,banyak,B3,,,,,,,,", ("hours", "number-invalid")),
        ("A,A,,0,B3,,,,,,,,", ("hours", "number-invalid")),
        ("A,A,,NaN,B3,,,,,,,,", ("hours", "number-invalid")),
        ("A,A,,4,Z9,,,,,,,,", ("route", "choice-unknown")),
        ("A,A,,4,B3,,,LAIN,,,,,", ("unit", "unit-unknown")),
        ("A,A,,4,B3,,,,,,kemarin,,", ("from", "date-invalid")),
        ("A,A,,4,B3,,,,,,2026-05-01,2026-04-01,", ("until", "order-invalid")),
        ("A,A,,4,B3,,,,,,,,ramai", ("state", "choice-unknown")),
    ],
)
def test_what_is_wrong_is_told_by_column_and_nothing_is_written(
    row: str, problem: tuple[str, str]
) -> None:
    storage, ports = office()
    run = programmes(ports, FULL + row + "\n")
    assert codes(run) == [(3, *problem)]
    assert storage.tables.programmes == {}


def test_a_course_that_is_not_published_is_a_warning() -> None:
    _, ports = office()
    run = programmes(ports, "A,A,,4,C3,,,,belum-ada,,,,\n")
    assert (run.written, [w.code for w in run.warnings]) == (True, ["course-unknown"])


def test_a_row_that_repeats_another_is_told() -> None:
    _, ports = office()
    assert codes(programmes(ports, FULL + FULL)) == [(3, "code", "row-repeated")]


def test_the_term_of_a_programme_holds_its_batches() -> None:
    storage, ports = training()
    short = FULL.replace("2026-12-31", "2026-11-20")
    assert codes(programmes(ports, short)) == [(2, "until", "order-invalid")]
    assert len(storage.tables.programmes) == 1


def test_a_batch_is_taken_in_and_the_same_again_changes_nothing() -> None:
    storage, ports = office()
    programmes(ports, FULL)
    assert batches(ports, BATCH).written
    (row,) = storage.tables.batches.values()
    assert (row.mode, row.places, row.name) == (Mode.NON_CLASSICAL, 30, "Angkatan I")
    assert batches(ports, BATCH).unchanged == 1
    assert batches(ports, BATCH.replace(",30,", ",,")).changed == 1
    assert storage.tables.batches["PB-01-A", 2].places is None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("B,TIADA,,2026-11-16,2026-11-17,,,,", ("programme", "programme-unknown")),
        ("B,PB-01,,,2026-11-17,,,,", ("from", "value-missing")),
        ("B,PB-01,,2026-11-16,2026-11-15,,,,", ("until", "order-invalid")),
        ("B,PB-01,,2025-12-30,2026-01-02,,,,", ("from", "order-invalid")),
        ("B,PB-01,,2026-12-30,2027-01-02,,,,", ("until", "order-invalid")),
        ("B,PB-01,,2026-11-16,2026-11-17,daring,,,", ("mode", "choice-unknown")),
        ("B,PB-01,,2026-11-16,2026-11-17,,0,,", ("places", "number-invalid")),
        ("B,PB-01,,2026-11-16,2026-11-17,,1.5,,", ("places", "number-invalid")),
        ("PB-02-A,PB-01,,2026-11-16,2026-11-17,,,,", ("code", "row-contradicts")),
    ],
)
def test_what_is_wrong_with_a_batch_is_told(row: str, problem: tuple[str, str]) -> None:
    storage, ports = office()
    programmes(ports, FULL)
    other = make.batch(id="PB-02-A", programme_code="PB-02")
    storage.tables.batches[other.id, 1] = other
    assert codes(batches(ports, BATCH + row + "\n")) == [(3, *problem)]
    assert len(storage.tables.batches) == 1


def test_whoever_has_no_state_is_approved_and_once_only() -> None:
    storage, ports = training()
    row = f"{NIP},PB-01-A,,butir-7,,\n"
    assert enrolments(ports, row).added == 1
    (kept,) = storage.tables.enrolments.values()
    assert (kept.person_id, kept.state, kept.plan_item_id) == (
        LEARNER.id,
        EnrolmentState.APPROVED,
        "butir-7",
    )
    assert enrolments(ports, row).unchanged == 1
    assert len(storage.tables.enrolments) == 1


def test_a_file_carries_on_and_never_back() -> None:
    storage, ports = training()
    for state, counted in (
        ("diusulkan", "added"),
        ("aktif", "changed"),
        ("disetujui", "unchanged"),
        ("selesai", "changed"),
        ("selesai", "unchanged"),
    ):
        run = enrolments(ports, f"{NIP},PB-01-A,{state},,2026-11-20,\n")
        assert getattr(run, counted) == 1, state
    last = list(storage.tables.enrolments.values())[-1]
    assert (last.state, last.completed_on) == (
        EnrolmentState.COMPLETED,
        date(2026, 11, 20),
    )
    (entry,) = storage.tables.hours
    assert (entry.amount, entry.verifier_id) == (Decimal(8), None)


def test_what_was_dropped_stays_so_and_another_plan_item_is_kept() -> None:
    storage, ports = training()
    assert enrolments(ports, f"{NIP},PB-01-A,gugur,,,Pindah\n").added == 1
    assert enrolments(ports, f"{NIP},PB-01-A,aktif,,,\n").unchanged == 1
    assert enrolments(ports, f"{NIP},PB-01-A,aktif,butir-9,,\n").changed == 1
    last = list(storage.tables.enrolments.values())[-1]
    assert (last.state, last.reason, last.plan_item_id) == (
        EnrolmentState.DROPPED,
        "Pindah",
        "butir-9",
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"{BOSS.nip},TIADA,,,,", ("batch", "batch-unknown")),
        (f"{BOSS.nip},PB-01-A,ramai,,,", ("state", "choice-unknown")),
        (f"{BOSS.nip},PB-01-A,gugur,,,", ("reason", "value-missing")),
        (
            f"{BOSS.nip},PB-01-A,selesai,,2026-11-25,",
            ("completed_on", "order-invalid"),
        ),
        (
            f"{BOSS.nip},PB-01-A,selesai,,2026-11-15,",
            ("completed_on", "order-invalid"),
        ),
        (f"{BOSS.nip},PB-01-A,,,,", ("batch", "places-full")),
        (f"{BOSS.nip},KURSUS-A,selesai,,,", ("state", "step-impossible")),
        ("196001011980011099,PB-01-A,,,,", ("nip", "person-unknown")),
        (f"{NIP},PB-01-B,,,,", ("nip", "enrolled-twice")),
        (f"{NIP},PB-01-A,,,,", ("nip", "row-repeated")),
    ],
)
def test_what_is_wrong_with_an_enrolment_is_told_and_nothing_is_written(
    row: str, problem: tuple[str, str]
) -> None:
    storage, ports = training(places=1)
    tables = storage.tables
    tables.batches["PB-01-B", 1] = make.batch(id="PB-01-B")
    tables.programmes["KURSUS", 1] = make.programme(code="KURSUS", course_id="siaga")
    tables.batches["KURSUS-A", 1] = make.batch(id="KURSUS-A", programme_code="KURSUS")
    run = enrolments(ports, f"{NIP},PB-01-A,,,,\n{row}\n")
    assert codes(run) == [(3, *problem)]
    assert tables.enrolments == {}


def test_what_is_completed_is_not_dropped_by_a_file() -> None:
    storage, ports = training()
    put(storage, state=EnrolmentState.COMPLETED, completed_on=TODAY)
    run = enrolments(ports, f"{NIP},PB-01-A,gugur,,,Salah\n")
    assert codes(run) == [(2, "state", "step-impossible")]


def test_nobody_enrols_themselves_by_a_file() -> None:
    _, ports = training()
    run = enrolments(ports, f"{NIP},PB-01-A,,,,\n", actor="a-learner")
    assert codes(run) == [(2, "nip", "self-named")]
