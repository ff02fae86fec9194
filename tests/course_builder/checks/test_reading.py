import time
from decimal import Decimal
from pathlib import Path

import pytest

from course_builder.checks.reading import check_reading
from course_builder.codes import describe
from course_builder.model.course import Course, Module, Page
from course_builder.model.prose import Prose
from tests.course_builder.checks.content import content_findings, told


def words(number: int, end: str = ".") -> str:
    return " ".join(["Kata", *["kata"] * (number - 1)]) + end


def reading(folder: Path, text: str) -> tuple[str, ...]:
    """Return mean, share and longest; nothing where nothing is told."""
    found = [f for f in content_findings(folder, text) if f.code == "B750"]
    return (
        tuple(found[0].values[n] for n in ("mean", "share", "longest")) if found else ()
    )


def test_sentences_of_twenty_words_are_not_told_of(tmp_path: Path) -> None:
    assert reading(tmp_path, f"{words(20)} {words(20)}\n") == ()


def test_lengths_are_told_at_the_longest_sentence(tmp_path: Path) -> None:
    text = f"{words(9)} {words(21)}\n\n> {words(4, '!')} {words(26, '?')}\n"

    (found,) = content_findings(tmp_path, text)

    assert told([found]) == [(3, 24, "B750")]
    assert {n: found.values[n] for n in ("mean", "share", "longest", "most")} == {
        "mean": "15",
        "share": "50",
        "longest": "26",
        "most": "20",
    }
    assert "di sini, 26 kata" in describe(found, "id").message


@pytest.mark.parametrize(
    "parts",
    [
        "- {}\n- {}\n",
        "1. {}\n2. {}\n",
        "{}\n\n{}\n",
        "| {} | {} |\n|---|---|\n| a | b |\n",
        "### {}\n\n{}\n",
        "```\n{} {}\n```\n",
        "~~~\n{}\n{}\n~~~\n",
        "<!-- {}\n{} -->\n",
        "Isi.[^1]\n\n[^1]: {} {}\n",
        "::: question {{#q-a}}\n{}\n\n- ( ) {}\n- (x) a\n\n:::\n",
        "::: note\n{} {}\n\n:::\n",
    ],
)
def test_what_does_not_belong_together_is_no_sentence(
    tmp_path: Path, parts: str
) -> None:
    text = parts.format(words(15, ""), words(15, ""))

    assert reading(tmp_path, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        f"{words(11, '')} **[{words(11, '')}](https://contoh.go.id/a)**.",
        f"{words(11, '')}\n{words(11)}",
        f"> {words(11, '')}\n> {words(11)}",
        f"- {words(11, '')}\n  {words(11)}",
        f"{words(11, '')} No. {words(10)}",
        f"{words(11, '')} 05.40 {words(10)}",
        f"{words(11, '')} 1.500 {words(10)}",
        f"::: question {{#q-a}}\n{words(22, '?')}\n\n- = a\n\n:::",
    ],
)
def test_a_sentence_is_read_to_its_end(tmp_path: Path, text: str) -> None:
    assert reading(tmp_path, f"{text}\n")[2] == "22"


def test_links_pictures_and_tags_are_no_words(tmp_path: Path) -> None:
    text = (
        f'<span class="a b c d e">{words(12, "")}</span> '
        f"[satu dua](https://contoh.go.id/a-b-c/d/e/f) {words(6)}\n"
    )

    assert reading(tmp_path, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        *("(" * 200_000, "[" * 200_000, "<" * 200_000, "![" * 100_000, "](" * 100_000),
        *(
            "> " * 100_000,
            "- " * 100_000,
            "1. " * 70_000,
            ". (" * 70_000,
            "`a " * 70_000,
        ),
        *("." + " " * 200_000, "\n " * 100_000, '."' * 100_000, "<!--" * 50_000),
    ],
)
def test_time_grows_with_the_text_alone(text: str) -> None:
    page = Page("m/a", "a", "A", (Prose(text), Prose(f"Isi. {text} {words(21)}")))
    course = Course("a", "A", "id", "1.0", Decimal(1), (Module("m", "M", 45, (page,)),))
    begun = time.perf_counter()

    found = list(check_reading(course))

    # Work that grows with the square would take minutes.
    assert time.perf_counter() - begun < 5
    assert {finding.code for finding in found} <= {"B750"}
