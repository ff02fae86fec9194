"""``authoring.md``, Diagnostics: what is said of a problem, and that all are said."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from course_builder.build import courses_in
from course_builder.cli import main
from course_builder.codes import DIAGNOSTICS, describe
from course_builder.errors import Severity
from course_builder.report import as_json
from tests.course_builder.language.conftest import Write
from tests.course_builder.language.written import Written, question

NO_RIGHT = "Apa tanda bahaya?\n\n- ( ) Laut surut\n- ( ) Laut tenang"


def shown(written: Written, monkeypatch: pytest.MonkeyPatch, *options: str) -> str:
    """Return what ``check`` prints for a course, called beside its folder."""
    monkeypatch.chdir(written.folder.parent)
    return CliRunner().invoke(main, ["check", written.folder.name, *options]).output


def test_a_problem_is_shown_as_compilers_do(
    course: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = course("\n" + question(NO_RIGHT, "", "q-gempa"))
    output = shown(written, monkeypatch)
    problem = "pertanyaan `q-gempa` tidak punya jawaban benar"

    assert output.splitlines()[:3] == [
        f"kursus-0/01-modul.md:8:1: galat B203: {problem}",
        "    8 | ::: question {#q-gempa}",
        "      | ^^^^^^^^^^^^^^^^^^^^^^^ tandai satu pilihan dengan (x)",
    ]


def test_a_problem_is_told_in_the_author_s_language(
    course: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = course(question(NO_RIGHT), index={"language": "en"})

    assert ": error B203: " in shown(english, monkeypatch)
    assert "right answer" in shown(english, monkeypatch)
    assert ": galat B203: " in shown(english, monkeypatch, "--language", "id")


def test_codes_are_stable_and_have_a_severity() -> None:
    assert all(re.fullmatch(r"B[1-7][0-9]{2}", code) for code in DIAGNOSTICS)
    assert {d.severity for d in DIAGNOSTICS.values()} == set(Severity)


def test_columns_are_counted_from_1_in_characters(course: Write) -> None:
    text = "🌊🌊 é̄ [peta](tiada.md)\n"
    ((_, _, column, code),) = course(text).places

    assert (column, code) == (text.index("tiada") + 1, "B301")


def test_every_problem_has_one_sentence_on_what_and_one_on_how(course: Write) -> None:
    written = course(question(NO_RIGHT, "pionts=2") + ":::\n")

    assert len(written.findings) == 3
    for finding in written.findings:
        for language in ("id", "en"):
            words = describe(finding, language)
            assert words.message
            assert words.hint
    keys = {"code", "severity", "path", "line", "column", "message", "hint"}
    assert all(f.keys() == keys for f in as_json(written.findings, "id"))


def test_all_problems_of_a_course_are_reported_in_one_run(course: Write) -> None:
    written = course(
        question(NO_RIGHT) + "[a](tiada.md)\n\n$\\tiada{}$\n",
        {"02-dua.md": "tanpa kepala\n", "banks/a.md": question(NO_RIGHT, "", "q-2")},
        index={"version": "satu"},
    )
    found = {(path, code) for path, _, _, code in written.places}

    assert found >= {
        ("index.md", "B123"),
        ("01-modul.md", "B203"),
        ("01-modul.md", "B301"),
        ("01-modul.md", "B312"),
        ("02-dua.md", "B111"),
        ("banks/a.md", "B203"),
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0",
        b"---",
        b"---\n{{{{\n---\n",
        b"---\nid: [\n---\n::: \n::::\n:::\n",
        b"\xff\xfe\x00",
        b"---\n&a [*a]\n---\n",
        b":::" * 1000 + b"\n" + b"> " * 5000 + b"x\n",
        b"---\nid: x\nminutes: 1\n---\n# A\n" + b"[[" * 3000 + b"$" * 999,
        b"---\nid: x\nminutes: 99999999999999999999\n---\n# A\n",
    ],
)
def test_no_input_ends_in_a_traceback(
    course: Write, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("02-dua.md", "banks/a.md", "index.md"):
        written = course("Isi.\n", {name: data})
        assert written.checked is not None
        output = shown(written, monkeypatch)
        assert output
        assert "Traceback" not in output


def test_a_path_without_a_course_is_itself_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kosong").mkdir()
    for path in ("kosong", "tiada"):
        result = CliRunner().invoke(main, ["check", path])
        assert result.exit_code == 1
        assert "B101" in result.output


def test_a_folder_of_courses_is_all_its_courses(course: Write) -> None:
    one, two = course(), course()

    assert courses_in(one.folder.parent) == [one.folder, two.folder]
