"""Moodle's reports, as they are downloaded, in both languages."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from lti_service.domain.moodle_file import (
    COURSE_ITSELF,
    FileCell,
    FileKind,
    MoodleFile,
    completion_said,
    lost_names,
    read_moodle_file,
)
from lti_service.domain.moodle_sync import Completion
from lti_service.errors import InvalidInputError
from lti_service.files.table import read_rows

CASES = Path(__file__).parents[2] / "cases" / "moodle"
WIB = timezone(timedelta(hours=7))
# As Moodle wrote it, in the time of its server; here it is read as if that were in Jakarta.
DONE_AT = datetime(2026, 11, 24, 21, 31, 43, tzinfo=UTC)
HALIMAH = "190103121922012001"


def recorded(name: str) -> MoodleFile:
    return read_moodle_file(
        read_rows((CASES / name).read_bytes()), zone=WIB, known=["Bacaan"]
    )


def told(*rows: Sequence[str], known: Sequence[str] = ()) -> MoodleFile:
    return read_moodle_file(list(enumerate(rows, 1)), zone=WIB, known=known)


def codes(file: MoodleFile) -> list[tuple[str, int]]:
    return [(one.code, one.row) for one in file.problems]


@pytest.mark.parametrize(
    "name",
    ["report-progress.csv", "report-progress-excel.csv"],
    ids=["utf-8", "utf-16"],
)
def test_an_activity_report_tells_who_completed_what_and_when(name: str) -> None:
    file = recorded(name)

    assert (file.kind, file.activities) == (FileKind.PROGRESS, ("Bacaan",))
    first, second = file.rows
    assert (first.name, first.idnumber) == ("Halimah Rekaan", HALIMAH)
    assert first.cells == (FileCell("Bacaan", Completion.COMPLETE, DONE_AT),)
    assert second.cells == ()
    assert file.problems == ()


def test_a_course_report_tells_of_the_course_too() -> None:
    file = recorded("report-completion.csv")

    assert (file.kind, file.activities) == (FileKind.COMPLETION, ("Bacaan",))
    assert file.rows[0].user_id == "4"
    assert file.rows[0].cells == (
        FileCell("Bacaan", Completion.COMPLETE, DONE_AT),
        FileCell(COURSE_ITSELF, Completion.COMPLETE, DONE_AT),
    )


@pytest.mark.parametrize("name", ["report-grades.csv", "report-grades.xlsx"])
def test_grades_without_their_range_are_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="moodle-file-range"):
        recorded(name)


GRADES_EN = ("First name", "Last name", "ID number", "Email address")
GRADES_ID = ("Nama depan", "Nama belakang", "Nomor ID", "Alamat surel")


@pytest.mark.parametrize(
    ("headings", "percentage", "total", "quiz"),
    [
        pytest.param(GRADES_EN, "Percentage", "Course total", "Quiz: Ujian", id="en"),
        pytest.param(GRADES_ID, "Persentase", "Total kursus", "Kuis: Ujian", id="id"),
    ],
)
@pytest.mark.parametrize("share", ["85.67 %", "85,67 %"])
def test_a_percentage_is_a_share(
    headings: Sequence[str], percentage: str, total: str, quiz: str, share: str
) -> None:
    file = told(
        (
            *headings,
            f"{quiz} (Real)",
            f"{quiz} ({percentage})",
            f"{total} ({percentage})",
        ),
        ("Halimah", "Rekaan", HALIMAH, "", "17,13", share, "-"),
    )

    assert file.rows[0].name == "Halimah Rekaan"
    assert file.rows[0].cells == (FileCell("Ujian", share=Decimal("0.8567")),)
    assert file.problems == ()


@pytest.mark.parametrize("share", ["0.8567", "85.67", "85.67 % (B)", "Error"])
def test_what_a_spreadsheet_made_of_a_percentage_is_no_share(share: str) -> None:
    file = told(
        (*GRADES_EN, "Quiz: Ujian (Percentage)"),
        ("Halimah", "Rekaan", HALIMAH, "", share),
    )

    assert [one.cells for one in file.rows] == [()]
    assert [one.code for one in file.problems] == ["moodle-file-grade"]


def test_a_column_without_range_beside_others_is_named() -> None:
    file = told(
        (*GRADES_EN, "Quiz: A (Percentage)", "Quiz: B (Real)"),
        ("Halimah", "Rekaan", HALIMAH, "", "50.00 %", "7"),
    )

    assert [(one.code, one.what) for one in file.problems] == [
        ("moodle-file-range", "Quiz: B")
    ]


def test_a_name_with_a_colon_stays_whole_where_it_is_known() -> None:
    file = told(
        (*GRADES_EN, "Bab 1: Arsip (Percentage)"),
        ("Halimah", "Rekaan", HALIMAH, "", "50.00 %"),
        known=["Bab 1: Arsip"],
    )
    assert file.activities == ("Bab 1: Arsip",)


def progress(*cells: str, headings: Sequence[str] = ("Bacaan", "")) -> MoodleFile:
    return told(("", "ID number", *headings), ("Halimah", HALIMAH, *cells))


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-24 10:05:09",
        "2026-11-24T10:05:09",
        "24/11/2026 10:05:09",
        "24-11-2026 10.05.09",
        "24 November 2026, 10:05:09",
        "Tuesday, 24 November 2026, 10:05:09 AM",
        "Selasa, 24 November 2026, 10:05:09",
    ],
)
def test_a_moment_is_read_however_it_is_written(written: str) -> None:
    file = progress("Selesai", written)
    at = file.rows[0].cells[0].completed_at
    assert at == datetime(2026, 11, 24, 3, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "hour"), [("12:05 AM", 0), ("12:05 PM", 12), ("1:05 PM", 13)]
)
def test_half_days_are_told_apart(written: str, hour: int) -> None:
    cell = progress("Completed", f"24 November 2026, {written}").rows[0].cells[0]
    assert cell.completed_at is not None
    assert cell.completed_at.astimezone(WIB).hour == hour


@pytest.mark.parametrize("written", ["03/04/2026 10:00", "kemarin", "2026-11-24 25:00"])
def test_a_date_that_may_be_another_is_refused_with_its_row(written: str) -> None:
    file = progress("Completed", written)
    assert codes(file) == [("moodle-file-date", 2)]
    assert file.rows[0].cells == ()


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Completed", Completion.COMPLETE),
        ("Selesai", Completion.COMPLETE),
        ("Completed (set by Ibu Guru)", Completion.COMPLETE),
        ("Selesai (ditetapkan oleh Ibu Guru)", Completion.COMPLETE),
        ("Completed (achieved pass grade)", Completion.PASSED),
        ("Selesai (mencapai nilai kelulusan)", Completion.PASSED),
        ("Completed (did not achieve pass grade)", Completion.FAILED),
        ("Selesai (tidak mencapai nilai kelulusan)", Completion.FAILED),
        ("Not completed (set by Ibu Guru)", Completion.INCOMPLETE),
        ("Tidak selesai", Completion.INCOMPLETE),
        ("Belum selesai (ditetapkan oleh Ibu Guru)", Completion.INCOMPLETE),
        ("Terminé", None),
    ],
)
def test_what_a_cell_says_is_known_in_both_languages(
    words: str, state: Completion | None
) -> None:
    assert completion_said(words) is state


def test_words_of_another_language_are_refused() -> None:
    assert codes(progress("Terminé", "")) == [("moodle-file-state", 2)]


@pytest.mark.parametrize(
    "number", ["1.90103E+17", "1,90103E+17", "1.90E+17", "190103121922012000"]
)
def test_a_nip_turned_into_a_number_is_refused_with_its_row(number: str) -> None:
    file = told(
        ("", "ID number", "Email address", "Bacaan", ""),
        ("Halimah", number, "halimah@example.test", "Completed", "2026-11-24 10:00:00"),
    )
    assert codes(file) == [("moodle-file-nip", 2)]
    assert file.rows == ()


def test_a_row_of_nobody_and_one_that_repeats_are_refused() -> None:
    file = told(
        ("", "Nomor ID", "Bacaan", ""),
        ("Halimah", f"'{HALIMAH}", "Selesai", ""),
        ("Yusuf", "-", "Selesai", ""),
        ("Halimah", HALIMAH, "Selesai", ""),
    )
    assert codes(file) == [("moodle-file-person", 3), ("moodle-file-repeated", 4)]


def test_two_activities_of_one_name_are_not_told_apart() -> None:
    file = progress("Selesai", "", "Selesai", "", headings=("Bacaan", "", "bacaan", ""))
    assert (file.activities, file.rows[0].cells) == ((), ())
    assert codes(file) == [("moodle-file-twice", 0), ("moodle-file-twice", 0)]


def test_above_a_time_may_stand_when_it_is_expected() -> None:
    headings = ("Bacaan", "2026-12-01 00:00:00", "Kuis", "")
    file = progress("Selesai", "", "Selesai", "", headings=headings)
    assert file.activities == ("Bacaan", "Kuis")


def test_other_criteria_of_a_course_are_no_activities() -> None:
    file = told(
        ("ID", "Name", "ID number", "Date", "Manual completion", "Course complete"),
        ("4", "Halimah", HALIMAH, "2026-11-01 00:00:00", "", "2026-11-24 10:00:00"),
    )
    assert (file.activities, file.problems) == ((), ())
    assert [cell.activity for cell in file.rows[0].cells] == [COURSE_ITSELF]


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        pytest.param(("", "Bacaan", ""), "moodle-file-nobody", id="names-alone"),
        pytest.param(("NIP", "Nama", "JP"), "moodle-file-unknown", id="another-table"),
        pytest.param(("NIP",), "moodle-file-unknown", id="one-column"),
    ],
)
def test_what_is_no_report_is_refused(headings: Sequence[str], code: str) -> None:
    with pytest.raises(InvalidInputError, match=code):
        told(headings, tuple("x" for _ in headings))


def test_an_activity_has_another_name_where_all_completed_it_at_the_same_time() -> None:
    at, later = DONE_AT, DONE_AT + timedelta(hours=1)
    come = {"Bacaan 1": {4: at, 5: later}, "Kuis": {4: later}}
    assert lost_names({"Bacaan": {4: at, 5: later}}, come) == {"Bacaan": "Bacaan 1"}
    assert lost_names({"Bacaan": {4: at, 6: at}}, come) == {}
    assert lost_names({"Bacaan": {}}, come) == {}
