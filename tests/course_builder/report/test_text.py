import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given, strategies as st

from course_builder.errors import Finding, SourceLocation
from course_builder.report import as_json, as_text

PATH = PurePosixPath("02-ancaman.md")
FOLDER = PurePosixPath("courses/x")
NO_ANSWER = {"id": "q-gempa", "mark": "(x)"}


def finding(line: int, column: int = 1, length: int = 1, code: str = "B217") -> Finding:
    return Finding(code, SourceLocation(PATH, line, column), length)


def picture(line: str, column: int, length: int) -> tuple[str, str]:
    """Return the two lines shown of a finding, without the margin and the hint."""
    text = as_text([finding(1, column, length)], {PATH: line}, "id")
    _, source, carets = text.splitlines()
    return source[8:], carets[8:].rpartition("^")[0] + "^"


def visible(text: str) -> str:
    """Return as many characters as a text takes columns of a terminal."""
    return "".join(
        letter * (1 + (unicodedata.east_asian_width(letter) == "W"))
        for letter in text
        if not unicodedata.combining(letter)
    )


def test_a_finding_looks_as_the_authors_were_promised():
    where = SourceLocation(PATH, 41, 1)
    source = "\n" * 40 + "::: question {#q-gempa}\n"

    text = as_text(
        [Finding("B203", where, 23, NO_ANSWER)], {PATH: source}, "id", folder=FOLDER
    )

    assert text == (
        "courses/x/02-ancaman.md:41:1: galat B203: pertanyaan `q-gempa` tidak punya"
        " jawaban benar\n"
        "   41 | ::: question {#q-gempa}\n"
        "      | ^^^^^^^^^^^^^^^^^^^^^^^ tandai satu pilihan dengan (x)\n"
    )


def test_findings_come_in_order_of_place():
    text = as_text([finding(2), finding(1, 2), finding(1)], {PATH: "ab\nc"}, "en")

    heads = [line for line in text.splitlines() if line.startswith("02")]
    assert [head.partition(": ")[0] for head in heads] == [
        "02-ancaman.md:1:1",
        "02-ancaman.md:1:2",
        "02-ancaman.md:2:1",
    ]
    assert "error B217: this item is empty" in text


def test_carets_stand_below_tabs_wide_and_combining_characters():
    assert picture("\tab", 2, 2) == ("    ab", "    ^^")
    assert picture("日本語 x", 2, 2) == ("日本語 x", "  ^^^^")
    assert picture("cafe\u0301 x", 7, 1) == ("cafe\u0301 x", "     ^")
    assert picture("cafe\u0301", 5, 1) == ("cafe\u0301", "   ^")
    assert picture("a\x1bb", 3, 1) == ("a\N{REPLACEMENT CHARACTER}b", "  ^")


def test_carets_stay_within_the_line():
    assert picture("abc", 2, 10_000) == ("abc", " ^^")
    assert picture("abc", 9, 5) == ("abc", "   ^")


def test_a_long_line_is_cut_around_its_carets():
    line = "a" * 300 + "salah" + "b" * 10_000_000

    shown, carets = picture(line, 301, 5)

    assert len(shown) <= 123
    assert shown[carets.index("^") : len(carets)] == "salah"
    assert shown[0] == shown[-1] == "…"


@pytest.mark.parametrize("before", ["日" * 80, "\t" * 40, "a" * 150, "e\u0301" * 90])
def test_what_is_marked_is_shown_however_wide_the_letters_before_it(before: str):
    shown, carets = picture(f"{before}salah{'b' * 200}", len(before) + 1, 5)

    line = visible(shown)
    assert line[carets.index("^") : len(carets)] == "salah"
    assert len(line) <= 121


@given(
    st.text("ab \t日\u0301", max_size=300),
    st.integers(1, 310),
    st.integers(1, 10_000),
)
def test_carets_are_never_longer_than_the_line_above_them(line, column, length):
    shown, carets = picture(line, column, length)

    is_past_the_end = column > len(line)
    assert len(carets) <= max(1, len(visible(shown)) + is_past_the_end)


def test_a_finding_without_a_line_has_no_picture():
    where = SourceLocation(PurePosixPath("index.md"), 1)

    text = as_text([Finding("B101", where)], {}, "id", folder=FOLDER)

    assert text.splitlines()[0].startswith(
        "courses/x/index.md:1:1: galat B101: di sini"
    )
    assert text.splitlines()[1].startswith("      | sebutkan folder kursus")


def test_colours_are_used_where_they_are_wanted():
    plain = as_text([finding(1)], {PATH: "a"}, "id")
    coloured = as_text([finding(1, code="B406")], {PATH: "a"}, "id", colour=True)

    assert "\x1b" not in plain
    assert "\x1b[33mperingatan B406:\x1b[0m" in coloured
    assert "\x1b[33m^\x1b[0m" in coloured


def test_programs_get_one_object_a_finding():
    where = SourceLocation(PATH, 41, 3)

    (entry,) = as_json([Finding("B203", where, 23, NO_ANSWER)], "en", folder=FOLDER)

    assert entry == {
        "code": "B203",
        "severity": "error",
        "path": "courses/x/02-ancaman.md",
        "line": 41,
        "column": 3,
        "message": "the question `q-gempa` has no right answer",
        "hint": "mark one option with (x)",
    }
