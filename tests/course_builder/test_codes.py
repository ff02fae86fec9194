import re
import string
from pathlib import Path, PurePosixPath

import pytest

from course_builder.codes import DIAGNOSTICS, LONGEST_VALUE, describe, nearest, shown
from course_builder.errors import Finding, Severity, SourceLocation

TESTS = Path(__file__).parent
HERE = SourceLocation(PurePosixPath("a.md"), 1)


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_occurs_in_a_test():
    texts = [path.read_text("utf-8") for path in TESTS.rglob("test_*.py")]

    tested = set(re.findall(r"\bB[0-9]{3}\b", "\n".join(texts)))

    assert set(DIAGNOSTICS) - tested == set()


def test_every_code_is_given_somewhere_and_every_given_code_is_in_the_table():
    package = TESTS.parents[1] / "course_builder"
    modules = [path for path in package.rglob("*.py") if path.parent.name != "codes"]
    texts = [path.read_text("utf-8") for path in modules]

    given = set(re.findall(r"\"(B[0-9]{3})\"", "\n".join(texts)))

    assert given == set(DIAGNOSTICS)


def test_a_finding_is_put_into_words():
    finding = Finding("B203", HERE, 3, {"id": "q-gempa", "mark": "(x)"})

    indonesian = describe(finding, "id")
    english = describe(finding, "en-GB")

    assert indonesian.severity is Severity.ERROR
    assert indonesian.message == "pertanyaan `q-gempa` tidak punya jawaban benar"
    assert indonesian.hint == "tandai satu pilihan dengan (x)"
    assert english.message == "the question `q-gempa` has no right answer"
    assert english.hint == "mark one option with (x)"


def test_the_nearest_name_is_said_where_there_is_one():
    values = {"kind": "questoin", "known": "question, note"}

    far = describe(Finding("B401", HERE, values={**values, "nearest": ""}), "id")
    near = describe(
        Finding("B401", HERE, values={**values, "nearest": "question"}), "id"
    )

    assert far.hint == "yang dikenal: question, note"
    assert near.hint == "mungkin maksud Anda `question`"


def test_a_list_of_what_is_known_is_never_left_blank():
    finding = Finding("B502", HERE, values={"name": "waktu", "known": ""})

    assert describe(finding, "id").hint.endswith("yang ada: (belum ada)")
    assert describe(finding, "en").hint.endswith("there are: (none yet)")


def test_what_an_author_wrote_cannot_steer_a_terminal_nor_fill_it():
    evil = "\x1b[31m{id}\u202e" + "x" * 200
    words = describe(Finding("B121", HERE, values={"id": evil, "nearest": "x"}), "id")

    assert "\x1b" not in words.message
    assert "\u202e" not in words.message
    assert "{id}" in words.message
    assert len(words.message) < LONGEST_VALUE + 60


def test_letters_of_all_scripts_are_shown():
    assert shown("é 日本 ☺ a\u0301") == "é 日本 ☺ a\u0301"


@pytest.mark.parametrize(
    ("word", "found"),
    [("questoin", "question"), ("xyz", ""), ("q" * 10_000, ""), ("", "")],
)
def test_the_nearest_of_known_words_is_found(word, found):
    assert nearest(word, ["question", "note"]) == found


def test_sentences_have_no_final_stop_and_no_exclamation():
    for diagnostic in DIAGNOSTICS.values():
        for sentence in (diagnostic.problem, diagnostic.remedy, diagnostic.nearest):
            assert not sentence.endswith((".", "!"))
            assert not sentence[:1].isupper()


def test_the_nearest_sentence_fills_the_same_blanks():
    for diagnostic in DIAGNOSTICS.values():
        assert blanks(diagnostic.nearest) <= blanks(diagnostic.remedy) | {"nearest"}
