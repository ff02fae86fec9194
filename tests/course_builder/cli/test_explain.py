"""``course-builder explain``."""

import pytest

from course_builder.codes import DIAGNOSTICS
from course_builder.codes.example import DESCRIBED, examples
from tests.course_builder.cli.program import run


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("code", sorted(DIAGNOSTICS))
def test_every_code_is_explained(code: str, language: str) -> None:
    result = run("explain", code.lower(), "--language", language)
    assert result.exit_code == 0
    assert code in result.stdout.splitlines()[0]
    assert "{{" not in result.stdout.partition("Salah")[0].partition("Wrong")[0]


def test_an_explanation_shows_the_wrong_and_the_right_example() -> None:
    code, example = next(iter(examples().items()))
    said = run("explain", code).stdout
    wrong, right = said.index("\nSalah"), said.index("\nBenar")
    assert wrong < right
    for files, part in (
        (example.wrong, said[wrong:right]),
        (example.right, said[right:]),
    ):
        for text in files.values():
            for line in text.splitlines():
                assert f"    {line}".rstrip() in part


def test_an_example_that_cannot_be_shown_is_told_in_words() -> None:
    said = run("explain", "B103").stdout
    assert DESCRIBED in examples()["B103"].wrong
    assert f"({DESCRIBED})" not in said
    assert examples()["B103"].wrong[DESCRIBED].strip() in said


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    result = run("explain", "B2003")
    assert result.exit_code == 2
    assert "Mungkin maksud Anda `B203`" in result.stderr
    assert run("explain", "apa\x1b[31m?").exit_code == 2
