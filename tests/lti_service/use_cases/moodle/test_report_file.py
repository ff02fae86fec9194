"""A Moodle without a token: its reports taken in, again, renamed, tried, and undone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.learning_hours import JpState
from lti_service.domain.moodle_file import FILE_IDS
from lti_service.domain.moodle_ledger import MatchBasis, MatchDoubt, RunState
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.moodle.connection import (
    add_file_moodle,
    check_moodle,
    connect_moodle,
    end_moodle,
)
from lti_service.use_cases.moodle.mapping import read_courses
from lti_service.use_cases.moodle.pull import pull
from lti_service.use_cases.moodle.push import request_push
from lti_service.use_cases.moodle.queue import request_run, work_on_moodles
from lti_service.use_cases.moodle.report_file import (
    AskedFile,
    FileReading,
    read_report_file,
)
from lti_service.use_cases.moodle.run import undo_run
from tests.fakes import FakeStorage
from tests.lti_service.office import BOSS, LEARNER
from tests.lti_service.use_cases.moodle.test_pull import (
    GIVES_HOURS,
    a_moodle,
    counts,
    service,
)

COURSE = "Kearsipan Dasar"
DAY = "2026-11-20 10:00:00"


def progress(
    *people: tuple[Any, str], activity: str = "Bacaan", number: bool = True
) -> bytes:
    """Return an activity report: who, and when they completed the activity."""
    headings = ["", "Alamat surel", *(["Nomor ID"] if number else []), activity, ""]
    rows = [headings]
    for person, at in people:
        told = [person.nip] if number else []
        state = "Selesai" if at else "Tidak selesai"
        rows.append([person.name, f"{person.id}@example.test", *told, state, at])
    return "\n".join(",".join(f'"{one}"' for one in row) for row in rows).encode()


def completion(*people: tuple[Any, str]) -> bytes:
    rows = [f"9{n};{one.name};{one.nip};{at}" for n, (one, at) in enumerate(people)]
    return "\r\n".join(["ID;Name;ID number;Course complete", *rows]).encode("utf-8-sig")


def grades(person: Any, share: str) -> bytes:
    return (
        "First name\tLast name\tID number\tEmail address\tQuiz: Bacaan (Percentage)\n"
        f"{person.name}\t\t{person.nip}\t{person.id}@example.test\t{share}\n"
    ).encode("cp1252")


def agency(**changes: Any) -> tuple[FakeStorage, Ports]:
    """A Moodle without a token, of whose one course 6 JP come."""
    mapping = replace(GIVES_HOURS, course_id=FILE_IDS)
    return service(a_moodle(), mapping, **({"token": ""} | changes))


def take(ports: Ports, content: bytes, **changes: Any) -> FileReading:
    renamed: Mapping[str, str] = changes.pop("renamed", {})
    course = changes.pop("course", COURSE)
    asked = AskedFile(content, "laporan/progress.csv", course, renamed)
    given: dict[str, Any] = {"actor": "cli", "is_trial": False} | changes
    return read_report_file("m-1", asked, ports=ports, **given)


def hours(ports: Ports, person: Any = LEARNER) -> list[tuple[Decimal, JpState]]:
    with ports.storage.reading() as uow:
        return [(one.amount, one.state) for one in uow.hours.of_person(person.id)]


def left(storage: FakeStorage) -> tuple[int, ...]:
    tables = storage.tables
    return (
        len(tables.moodle_observations),
        len(tables.moodle_accounts),
        len(tables.moodle_file_users),
        len(tables.moodle_file_places),
        len(tables.moodle_courses),
        len(tables.hours),
    )


def test_a_completed_course_gives_hours_at_its_day() -> None:
    storage, ports = agency()

    reading = take(ports, completion((LEARNER, DAY), (BOSS, "")))

    assert reading.run.state is RunState.DONE
    assert reading.run.source == "progress.csv"
    assert counts(reading.run) == {"courses": 1, "people": 2, "new": 1, "hours": 1}
    assert hours(ports) == [(Decimal(6), JpState.RECOGNISED)]
    account = storage.tables.moodle_accounts["m-1", FILE_IDS]
    assert (account.person_id, account.basis) == (LEARNER.id, MatchBasis.NIP)


def test_a_trial_keeps_nothing_but_itself() -> None:
    storage, ports = agency()
    before = left(storage)

    tried = take(ports, completion((LEARNER, DAY)), is_trial=True)

    assert counts(tried.run)["hours"] == 1
    assert left(storage) == before
    assert storage.tables.moodle_runs[tried.run.id].is_trial


def test_the_same_file_twice_changes_nothing() -> None:
    storage, ports = agency()
    take(ports, completion((LEARNER, DAY)))
    before = left(storage)

    again = take(ports, completion((LEARNER, DAY)))

    assert counts(again.run) == {"courses": 1, "people": 1}
    assert left(storage) == before


def test_the_same_day_without_its_hour_is_no_news() -> None:
    _, ports = agency()
    take(ports, completion((LEARNER, DAY)))
    again = take(ports, completion((LEARNER, "20/11/2026")))
    assert "changed" not in counts(again.run)


def test_undone_it_gives_nothing_and_read_again_it_gives_again() -> None:
    _, ports = agency()
    run = take(ports, completion((LEARNER, DAY))).run

    undo_run(run.id, actor="cli", ports=ports)
    assert hours(ports)[-1][1] is JpState.WITHDRAWN

    again = take(ports, completion((LEARNER, DAY)))
    assert counts(again.run)["hours"] == 1


def test_grades_and_completion_of_two_files_come_together() -> None:
    storage, ports = agency()
    take(ports, progress((LEARNER, DAY), number=False))
    take(ports, grades(LEARNER, "85,678 %"))

    (_, row) = storage.tables.moodle_observations
    assert (row.share, row.completed_at) == (
        Decimal("0.8567"),
        datetime(2026, 11, 20, 1, tzinfo=UTC),
    )
    assert {one.user_id for one in storage.tables.moodle_observations} == {FILE_IDS}
    account = storage.tables.moodle_accounts["m-1", FILE_IDS]
    assert account.person_id == LEARNER.id  # Told its number by the second file.


def test_who_has_no_number_waits_for_an_administrator() -> None:
    storage, ports = agency()
    reading = take(ports, progress((LEARNER, DAY), number=False))
    assert counts(reading.run)["unmatched"] == 1
    (account,) = storage.tables.moodle_accounts.values()
    assert account.doubt is MatchDoubt.NO_NUMBER


def test_an_address_of_two_people_stays_with_each_one_s_number() -> None:
    storage, ports = agency()
    told = progress((LEARNER, DAY), (BOSS, DAY)).replace(
        f"{BOSS.id}@".encode(), f"{LEARNER.id}@".encode()
    )
    take(ports, told)
    take(ports, told)
    owners = {one.person_id for one in storage.tables.moodle_accounts.values()}
    assert owners == {LEARNER.id, BOSS.id}


def test_a_renamed_activity_is_suggested_and_stays_the_same_once_confirmed() -> None:
    storage, ports = agency()
    take(ports, progress((LEARNER, DAY), (BOSS, DAY)))
    now = progress((LEARNER, DAY), (BOSS, DAY), activity="Bacaan wajib")

    tried = take(ports, now, is_trial=True)
    assert (tried.new, tried.missing) == (("Bacaan wajib",), ("Bacaan",))
    assert tried.renamed == {"Bacaan": "Bacaan wajib"}

    done = take(ports, now, renamed=tried.renamed)
    assert (done.new, done.missing) == ((), ())
    assert "new" not in counts(done.run)
    names = {one.name for _, one in storage.tables.moodle_activities.values()}
    assert names == {"Bacaan wajib"}


@pytest.mark.parametrize("renamed", [{"Lain": "Bacaan"}, {"Bacaan": "Lain"}])
def test_a_rename_that_does_not_fit_is_refused(renamed: dict[str, str]) -> None:
    storage, ports = agency()
    take(ports, progress((LEARNER, DAY)))
    before = left(storage)
    with pytest.raises(InvalidInputError, match="moodle-file-rename"):
        take(ports, progress((LEARNER, DAY)), renamed=renamed)
    assert left(storage) == before


def test_what_is_refused_is_told_row_by_row_and_the_rest_is_taken() -> None:
    _, ports = agency()
    told = progress((LEARNER, DAY), (BOSS, DAY)).replace(BOSS.nip.encode(), b"1.98E+17")

    reading = take(ports, told)

    assert [(one.code, one.row) for one in reading.problems] == [("moodle-file-nip", 3)]
    assert counts(reading.run) == {
        "courses": 1,
        "people": 1,
        "new": 1,
        "refused": 1,
    }


@pytest.mark.parametrize(
    ("content", "course", "code"),
    [
        pytest.param(b"a,b\n1,2\n", COURSE, "moodle-file-unknown", id="another-table"),
        pytest.param(b"", COURSE, "file-empty", id="empty"),
        pytest.param(b"\x00\x01", COURSE, "file-unreadable", id="binary"),
        pytest.param(progress(), "  ", "moodle-course-missing", id="no-course"),
    ],
)
def test_what_cannot_be_read_leaves_nothing(
    content: bytes, course: str, code: str
) -> None:
    storage, ports = agency()
    with pytest.raises(InvalidInputError, match=code):
        take(ports, content, course=course)
    assert not storage.tables.moodle_runs


def test_many_people_are_told_apart() -> None:
    storage, ports = agency()
    rows = "".join(
        f'"Orang {n}","o{n}@example.test","{n}","Completed","{DAY}"\n'
        for n in range(450)
    )
    content = f'"","Email address","ID number","Bacaan",""\n{rows}'.encode()

    take(ports, content)
    reading = take(ports, content)

    assert counts(reading.run)["people"] == 450
    assert len(storage.tables.moodle_accounts) == 450
    assert len(storage.tables.moodle_observations) == 450


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda ports: check_moodle("m-1", ports=ports), id="check"),
        pytest.param(lambda ports: read_courses("m-1", ports=ports), id="courses"),
        pytest.param(
            lambda ports: request_run(
                "m-1", is_trial=False, is_full=False, actor="a", ports=ports
            ),
            id="run",
        ),
        pytest.param(
            lambda ports: request_push("m-1", is_trial=True, actor="a", ports=ports),
            id="push",
        ),
    ],
)
def test_what_needs_a_token_says_that_there_is_none(act: Any) -> None:
    _, ports = agency()
    with pytest.raises(ConflictError, match="moodle-without-token"):
        act(ports)


def test_the_worker_leaves_it_alone() -> None:
    _, ports = agency(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert not work_on_moodles(ports=ports)


def test_a_moodle_with_a_token_needs_no_file() -> None:
    _, ports = agency(token="rahasia")
    with pytest.raises(ConflictError, match="moodle-has-token"):
        take(ports, completion((LEARNER, DAY)))
    with pytest.raises(ConflictError, match="moodle-has-token"):
        add_file_moodle("https://moodle.example", name="M", actor="a", ports=ports)


def test_no_such_moodle() -> None:
    _, ports = agency(ended_at=datetime(2026, 11, 1, tzinfo=UTC))
    with pytest.raises(NotFoundError, match="unknown-moodle"):
        take(ports, completion((LEARNER, DAY)))


def test_it_is_added_with_a_name_ended_and_opened_again() -> None:
    storage, ports = agency()
    url = "https://belajar.example/"
    moodle = add_file_moodle(url, name="Dinas", actor="a", ports=ports)
    assert moodle.reads_files
    end_moodle(moodle.id, actor="a", ports=ports)
    assert not storage.tables.moodles[moodle.id].reads_files
    again = add_file_moodle(url, name="Dinas", actor="a", ports=ports)
    assert (again.id, again.reads_files) == (moodle.id, True)
    for bad in ("", "belajar.example"):
        with pytest.raises(InvalidInputError, match="moodle-unnamed"):
            add_file_moodle(bad, name="Dinas", actor="a", ports=ports)


def test_a_token_waits_until_its_files_are_undone_so_that_nothing_counts_twice() -> (
    None
):
    _, ports = agency()
    run = take(ports, completion((LEARNER, DAY))).run
    url = "https://moodle.example"
    with pytest.raises(ConflictError, match="moodle-has-files"):
        connect_moodle(url, "t", actor="a", ports=ports)
    undo_run(run.id, actor="a", ports=ports)
    assert not connect_moodle(url, "t", actor="a", ports=ports).moodle.reads_files


def test_whom_a_token_told_of_before_is_known_by_number() -> None:
    storage, ports = agency(token="rahasia")
    pull("m-1", actor="cli", ports=ports)
    end_moodle("m-1", actor="a", ports=ports)
    add_file_moodle("https://moodle.example", name="M", actor="a", ports=ports)

    take(ports, completion((LEARNER, DAY)))

    assert {user for _, user in storage.tables.moodle_accounts} == {3, 4, 11}
    assert {course for _, course in storage.tables.moodle_courses} == {2, 5}
