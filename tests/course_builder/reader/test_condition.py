from decimal import Decimal
from pathlib import PurePosixPath

import pytest
from hypothesis import given, strategies as st

from course_builder.model.graph_document import (
    _condition_document,
    _formula_document,
    number_text,
)
from course_builder.reader.condition import (
    Names,
    Text,
    read_condition,
    read_formula,
    read_settings,
)
from course_builder.reader.source import Source

NAMES = Names(("waktu", "kepercayaan", "x"), ("pos-komando", "mulai", "tanah-airé"))


def source() -> Source:
    return Source(PurePosixPath("01-modul.md"), ("",))


def condition(text: str) -> object:
    where = source()
    found = read_condition(Text(where, 0, 0, text), NAMES)
    assert where.findings == []
    assert found is not None
    return _condition_document(found)


def settings(text: str) -> list[tuple[str, str, str]]:
    where = source()
    found = read_settings(Text(where, 0, 0, text), NAMES)
    assert where.findings == []
    assert found is not None
    return [(s.variable, s.operator, number_text(s.value)) for s in found]


def formula(text: str) -> object:
    where = source()
    found = read_formula(Text(where, 0, 0, text), NAMES)
    assert where.findings == []
    assert found is not None
    return _formula_document(found)


def problem(read, text: str) -> tuple[str, int, int]:
    """Return code, column from 1 and length of the one problem of an expression."""
    where = source()
    assert read(Text(where, 0, 10, text), NAMES) is None
    (found,) = where.findings
    return found.code, found.where.column - 10, found.length


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("waktu <= 0", ["<=", "waktu", "0"]),
        ("waktu<=0", ["<=", "waktu", "0"]),
        ("waktu < 1", ["<", "waktu", "1"]),
        ("waktu = 1", ["=", "waktu", "1"]),
        ("waktu != 1", ["!=", "waktu", "1"]),
        ("waktu >= 1", [">=", "waktu", "1"]),
        ("waktu > 1", [">", "waktu", "1"]),
        ("0 < waktu", ["<", "0", "waktu"]),
        ("waktu < kepercayaan", ["<", "waktu", "kepercayaan"]),
        ("waktu > -2.5", [">", "waktu", "-2.5"]),
        ("waktu > - 2.5", [">", "waktu", "-2.5"]),
        ("visited(pos-komando)", ["visited", "pos-komando"]),
        ("visited( pos-komando )", ["visited", "pos-komando"]),
        ("visited (tanah-airé)", ["visited", "tanah-airé"]),
        ("not x = 1", ["not", ["=", "x", "1"]]),
        ("not not x = 1", ["not", ["not", ["=", "x", "1"]]]),
        ("x = 1 and x = 2", ["and", ["=", "x", "1"], ["=", "x", "2"]]),
        (
            "x = 1 and x = 2 and x = 3",
            ["and", ["=", "x", "1"], ["=", "x", "2"], ["=", "x", "3"]],
        ),
        (
            "x = 1 or x = 2 and x = 3",
            ["or", ["=", "x", "1"], ["and", ["=", "x", "2"], ["=", "x", "3"]]],
        ),
        (
            "(x = 1 or x = 2) and x = 3",
            ["and", ["or", ["=", "x", "1"], ["=", "x", "2"]], ["=", "x", "3"]],
        ),
        (
            "not x = 1 and x = 2",
            ["and", ["not", ["=", "x", "1"]], ["=", "x", "2"]],
        ),
        ("not (x = 1 or x = 2)", ["not", ["or", ["=", "x", "1"], ["=", "x", "2"]]]),
        ("((x = 1))", ["=", "x", "1"]),
    ],
)
def test_a_condition_is_read(text, read):
    assert condition(text) == read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ("B503", 1, 1)),
        ("waktu", ("B503", 6, 1)),
        ("waktu >", ("B503", 8, 1)),
        ("waktu == 1", ("B503", 7, 2)),
        ("waktu => 1", ("B503", 7, 2)),
        ("waktu =< 1", ("B503", 7, 2)),
        ("waktu > 1 and", ("B503", 14, 1)),
        ("waktu > 1 x > 2", ("B503", 11, 1)),
        ("0 < x < 5", ("B503", 7, 1)),
        ("waktu > 1 && x > 2", ("B503", 11, 1)),
        ("(waktu > 1", ("B503", 11, 1)),
        ("waktu > 1)", ("B503", 10, 1)),
        ("waktu - 1 > 2", ("B503", 7, 1)),
        ("and > 1", ("B503", 1, 3)),
        ("visited", ("B503", 8, 1)),
        ("visited()", ("B503", 9, 1)),
        ("waktu > 1 and wakru > 2", ("B502", 15, 5)),
        ("visited(pos-komand)", ("B501", 9, 10)),
        ("waktu > 2,5", ("B506", 9, 3)),
        ("waktu > 2.400.000", ("B507", 9, 9)),
        ("waktu > 1234567890", ("B507", 9, 10)),
        ("(" * 41 + "x = 1" + ")" * 41, ("B535", 42, 1)),
        ("not " * 50 + "x = 1", ("B535", 165, 3)),
    ],
)
def test_what_is_wrong_with_a_condition_is_told_at_its_column(text, found):
    assert problem(read_condition, text) == found


def test_every_unknown_name_of_a_condition_is_told():
    where = source()

    read = read_condition(Text(where, 0, 0, "wakru > 1 or dana > 2"), NAMES)

    assert read is None
    assert [finding.values["name"] for finding in where.findings] == ["wakru", "dana"]
    assert [finding.values["nearest"] for finding in where.findings] == ["waktu", ""]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("waktu -2", [("waktu", "-", "2")]),
        ("waktu - 2", [("waktu", "-", "2")]),
        ("waktu-2", [("waktu", "-", "2")]),
        ("waktu +2.50", [("waktu", "+", "2.5")]),
        ("waktu =0", [("waktu", "=", "0")]),
        ("waktu = -3", [("waktu", "=", "-3")]),
        ("waktu -2, kepercayaan +5", [("waktu", "-", "2"), ("kepercayaan", "+", "5")]),
        ("waktu -2,x +5", [("waktu", "-", "2"), ("x", "+", "5")]),
        ("x =1, x +1", [("x", "=", "1"), ("x", "+", "1")]),
    ],
)
def test_changes_are_read_from_left_to_right(text, read):
    assert settings(text) == read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ("B504", 1, 1)),
        ("waktu", ("B504", 6, 1)),
        ("waktu 2", ("B504", 7, 1)),
        ("waktu *2", ("B504", 7, 1)),
        ("waktu +-2", ("B504", 8, 1)),
        ("waktu -2,", ("B504", 10, 1)),
        ("waktu -2 x +1", ("B504", 10, 1)),
        ("waktu -2,5", ("B506", 8, 3)),
        ("waktu +x", ("B504", 8, 1)),
        ("wakru -2", ("B502", 1, 5)),
    ],
)
def test_what_is_wrong_with_a_change_is_told_at_its_column(text, found):
    assert problem(read_settings, text) == found


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("42", "42"),
        ("-4.50", "-4.5"),
        ("x", "x"),
        ("-x", ["-", "0", "x"]),
        ("100 - x", ["-", "100", "x"]),
        ("1 - 2 - 3", ["-", ["-", "1", "2"], "3"]),
        ("1 / 2 / 3", ["/", ["/", "1", "2"], "3"]),
        ("1 + 2 * x", ["+", "1", ["*", "2", "x"]]),
        ("(1 + 2) * x", ["*", ["+", "1", "2"], "x"]),
        ("100 - x / 24", ["-", "100", ["/", "x", "24"]]),
        ("2 * -x", ["*", "2", ["-", "0", "x"]]),
    ],
)
def test_a_formula_is_read(text, read):
    assert formula(text) == read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ("B505", 1, 1)),
        ("100 -", ("B505", 6, 1)),
        ("100 x", ("B505", 5, 1)),
        ("2 ^ x", ("B505", 3, 1)),
        ("(1 + 2", ("B505", 7, 1)),
        ("1,5 * x", ("B506", 1, 3)),
        ("jam * 2", ("B502", 1, 3)),
        ("visited(mulai)", ("B505", 1, 7)),
        ("1" + " + 1" * 101, ("B535", 403, 1)),
        ("-" * 60 + "x", ("B535", 42, 1)),
    ],
)
def test_what_is_wrong_with_a_formula_is_told_at_its_column(text, found):
    assert problem(read_formula, text) == found


PIECES = 'waktu x and or not visited ( ) < <= = + - * / , 1 2.5 2,5 pos-komando é { "'
WORDS = st.lists(st.sampled_from([*PIECES.split(), " ", "\t"]), max_size=30).map(
    "".join
)


@given(WORDS | st.text(max_size=60))
def test_what_cannot_be_read_is_always_told(text):
    for read in (read_condition, read_settings, read_formula):
        where = source()
        found = read(Text(where, 0, 0, text), NAMES)
        assert (found is None) == bool(where.findings)


def test_a_condition_of_many_parts_is_read():
    text = " and ".join(["x < 1"] * 20_000)

    assert len(condition(text)) == 20_001  # type: ignore[arg-type]


def test_numbers_are_exact():
    where = source()

    (setting,) = read_settings(Text(where, 0, 0, "x +0.1"), NAMES) or ()

    assert setting.value == Decimal("0.1")
