from pathlib import Path

import pytest

from course_builder.codes import describe
from tests.course_builder.checks.content import content_findings, told

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
FILES: dict[str, str | bytes] = {
    "media/peta-1.svg": DRAWING,
    "media/peta.svg": DRAWING,
}
END = "\n\n## Bawah\n\nIsi.\n"


@pytest.mark.parametrize(
    ("alternative", "code"),
    [
        ("peta-1.svg", "B701"),
        ("IMG_2031.JPG", "B701"),
        ("peta-1", "B701"),
        ("a" * 251, "B702"),
        ("Gambar kawah", "B703"),
        ("gambar: kawah", "B703"),
        ("Image of a crater", "B703"),
        ("a picture of a crater", "B703"),
        ("Foto dari udara", "B703"),
    ],
)
def test_an_alternative_text_could_be_better(
    tmp_path: Path, alternative: str, code: str
) -> None:
    text = f"![{alternative}](media/peta-1.svg)\n"

    assert told(content_findings(tmp_path, text, files=FILES)) == [
        (1, len(alternative) + 5, code)
    ]


@pytest.mark.parametrize(
    "alternative",
    ["Kawah Gamalama", "Gambaran umum pulau", "Peta 1", "a" * 250, "Foto udara pantai"],
)
def test_an_alternative_text_is_good(tmp_path: Path, alternative: str) -> None:
    text = f"![{alternative}](media/peta-1.svg)\n"

    assert content_findings(tmp_path, text, files=FILES) == []


def test_one_word_that_is_also_a_file_s_name_is_a_text(tmp_path: Path) -> None:
    text = "![peta](media/peta.svg)\n"

    assert content_findings(tmp_path, text, files=FILES) == []


@pytest.mark.parametrize(
    "words",
    [
        *("klik di sini", "Klik disini.", "di sini", "sini", "**Klik di sini**"),
        *("selengkapnya", "baca selengkapnya", "tautan ini", "link", "lihat"),
        *("here", "click here", "Read more", "learn more", "this link", "unduh »"),
    ],
)
def test_a_link_s_words_say_nothing(tmp_path: Path, words: str) -> None:
    found = content_findings(tmp_path, f"[{words}](#bawah){END}")

    assert [finding.code for finding in found] == ["B704"]


@pytest.mark.parametrize(
    "words",
    ["jalur evakuasi", "Lihat jalur", "klik", "berita di sini", "herein", "1", "…"],
)
def test_a_link_s_words_say_something(tmp_path: Path, words: str) -> None:
    found = content_findings(tmp_path, f"[{words}](#bawah){END}")

    assert [f.code for f in found] == (["B704"] if words == "klik" else [])


def test_words_that_say_nothing_are_told_of_once_with_their_number(
    tmp_path: Path,
) -> None:
    text = f"[di sini](#bawah)\n\n[sini](#bawah) [klik](#bawah){END}"

    (found,) = content_findings(tmp_path, text)

    assert (found.where.column, found.values["count"]) == (11, "3")
    assert "ada 3 tautan" in describe(found, "id").hint


def test_a_link_without_words_is_a_warning_each_time(tmp_path: Path) -> None:
    text = f"[](#bawah) [ ](#bawah){END}"

    assert told(content_findings(tmp_path, text)) == [
        (1, 4, "B705"),
        (1, 16, "B705"),
    ]


def test_a_picture_is_words_enough_for_a_link(tmp_path: Path) -> None:
    text = f"[![Kawah](media/peta.svg)](#bawah){END}"

    assert content_findings(tmp_path, text, files=FILES) == []
