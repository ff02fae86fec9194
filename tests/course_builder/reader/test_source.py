import os

import pytest

from course_builder.model.prose import Prose
from course_builder.reader import read_course
from course_builder.reader.source import LARGEST_MIB
from tests.course_builder.course_folder import (
    FIRST_LINE,
    INDEX,
    MODULE,
    problems,
    write_course,
)


def test_a_byte_order_mark_and_crlf_change_nothing(tmp_path):
    text = (MODULE + "Satu.\n\nDua.\n").replace("\n", "\r\n")
    folder = write_course(
        tmp_path, files={"01-modul.md": b"\xef\xbb\xbf" + text.encode()}
    )

    result = read_course(folder)

    assert result.findings == ()
    assert result.course is not None
    (page,) = result.course.pages
    assert [b.text for b in page.blocks if isinstance(b, Prose)] == ["Satu.\n\nDua."]
    assert all("\r" not in text for text in result.sources.values())


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (b"Satu.\ncaf\xe9 dua", (1, 4), "B103"),
        (b"Satu.\nDua\rTiga", (1, 4), "B105"),
        (b"Satu.\nDua \x00", (1, 5), "B104"),
        (b"Satu.\n\x1b[31m", (1, 1), "B104"),
        ("Satu.\n\ufffe".encode(), (1, 1), "B104"),
    ],
)
def test_text_that_is_no_text_names_its_line(tmp_path, data, place, code):
    folder = write_course(tmp_path, files={"01-modul.md": MODULE.encode() + data})

    line, column = FIRST_LINE + place[0], place[1]
    assert problems(folder) == [("01-modul.md", line, column, code)]


def test_a_wrong_byte_after_a_lone_cr_is_placed_on_its_line(tmp_path):
    text = MODULE.encode() + b"Satu.\rDua \xe9"
    found = problems(write_course(tmp_path, files={"01-modul.md": text}))

    assert ("01-modul.md", FIRST_LINE + 1, 5, "B103") in found


def test_a_folder_without_index_is_a_finding(tmp_path):
    assert problems(write_course(tmp_path, index=None)) == [("index.md", 1, 1, "B101")]
    assert problems(tmp_path / "tidak-ada") == [("index.md", 1, 1, "B101")]
    assert problems(tmp_path / "01-modul.md") == [("index.md", 1, 1, "B101")]


def test_a_course_without_modules_is_a_finding(tmp_path):
    (tmp_path / "index.md").write_text(INDEX, "utf-8")

    assert problems(tmp_path) == [("index.md", 1, 1, "B108")]


def test_an_index_that_cannot_be_read_leaves_the_modules_read(tmp_path):
    folder = write_course(tmp_path, "::: question\n", index=None)
    (folder / "index.md").mkdir()

    codes = [code for *_, code in problems(folder)]

    assert read_course(folder).course is None
    assert codes[-1] == "B102"
    assert "B402" in codes


def test_a_named_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(write_course(tmp_path) / "02-pipa.md")

    assert problems(tmp_path) == [("02-pipa.md", 1, 1, "B102")]


def test_a_link_on_disk_that_leads_out_of_the_folder_is_refused(tmp_path):
    outside = tmp_path / "rahasia.md"
    outside.write_text(MODULE + "Rahasia.", "utf-8")
    folder = write_course(tmp_path / "kursus")
    (folder / "02-luar.md").symlink_to(outside)
    (folder / "03-lingkar.md").symlink_to(folder / "03-lingkar.md")
    (folder / "04-dalam.md").symlink_to(folder / "01-modul.md")

    result = read_course(folder)

    assert [finding.code for finding in result.findings] == ["B106", "B102"]
    assert "Rahasia" not in "".join(result.sources.values())


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    folder = write_course(tmp_path)
    with (folder / "02-besar.md").open("wb") as file:
        file.truncate(LARGEST_MIB * 1024 * 1024 + 1)

    assert problems(folder) == [("02-besar.md", 1, 1, "B107")]


def test_a_file_name_that_is_no_text_can_be_reported(tmp_path):
    folder = write_course(tmp_path)
    with open(os.fsencode(folder) + b"/02-\xff.md", "wb") as file:  # noqa: PTH123
        file.write(b"")

    assert [code for *_, code in problems(folder)] == ["B111"]
