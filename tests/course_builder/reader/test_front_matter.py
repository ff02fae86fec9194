from decimal import Decimal

import pytest

from course_builder.errors import SourceLocation
from course_builder.model.course import Course, DeclaredCompetency
from course_builder.reader import read_course
from tests.course_builder.course_folder import INDEX, MODULE, problems, write_course

FULL = """\
---
id: 2026-01
title: "no"
language: id-ID
version: 1.10
hours: 1.00
summary: Ringkas.
audience: ASN
authors: [Badan Diklat, Tim]
license: CC-BY-4.0
forum: https://lms.example/forum
competencies:
  - {code: T-PB-01, level: 2, evidence: [quiz, scenario]}
completion: {pages: all, activities: required, pass: 80}
glossary:
  JP: Jam pelajaran
---
"""


def read(folder, index: str) -> Course:
    course = read_course(write_course(folder, index=index)).course
    assert course is not None
    return course


def codes_of(folder, index: str) -> list[tuple[int, int, str]]:
    return [
        (line, column, code)
        for path, line, column, code in problems(write_course(folder, index=index))
        if path == "index.md"
    ]


def test_values_are_read_as_written(tmp_path):
    course = read(tmp_path, FULL)

    assert problems(tmp_path) == []
    assert (course.id, course.title, course.version) == ("2026-01", "no", "1.10")
    assert (course.language, course.hours) == ("id-ID", Decimal(1))
    assert course.authors == ("Badan Diklat", "Tim")
    assert course.pass_mark == 80
    assert course.glossary == (("JP", "Jam pelajaran"),)
    assert course.competencies == (
        DeclaredCompetency("T-PB-01", 2, ("quiz", "scenario")),
    )
    assert (course.summary, course.audience) == ("Ringkas.", "ASN")
    assert (course.license, course.forum) == ("CC-BY-4.0", "https://lms.example/forum")


def test_values_know_their_place(tmp_path):
    course = read(tmp_path, FULL)

    path = course.where.path
    assert course.where == SourceLocation(path, 2, 5)
    assert course.places["hours"] == SourceLocation(path, 6, 8)
    assert course.competencies[0].where == SourceLocation(path, 13, 12)


def test_the_pass_mark_may_be_left_out(tmp_path):
    assert read(tmp_path, INDEX).pass_mark == 75


@pytest.mark.parametrize("key", ["id", "title", "language", "version", "hours"])
def test_a_required_key_that_is_missing_or_empty_is_named(tmp_path, key):
    lines = INDEX.splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))

    without = codes_of(tmp_path, "".join(lines[:number] + lines[number + 1 :]))
    lines[number] = f"{key}:\n"
    empty = codes_of(tmp_path, "".join(lines))

    assert without == [(1, 1, "B115")]
    assert empty == [(number + 1, 1, "B115")]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("id: contoh", "id: Contoh", (2, 5, "B121")),
        ("id: contoh", "id: a--b", (2, 5, "B121")),
        ("title: Contoh", "title: [a]", (3, 8, "B118")),
        ("title: Contoh", "titel: a\ntitle: Contoh", (3, 1, "B116")),
        ("title: Contoh", "title: Contoh\ntitle: dua", (4, 1, "B117")),
        ("language: id", "language: indonesia", (4, 11, "B122")),
        ("version: 1.0", "version: 1", (5, 10, "B123")),
        ("version: 1.0", "version: 1.0.0", (5, 10, "B123")),
        ("hours: 1", "hours: 0", (6, 8, "B124")),
        ("hours: 1", "hours: 1,5", (6, 8, "B124")),
        ("hours: 1", "hours: satu", (6, 8, "B124")),
        ("level: 2", "level: 6", (8, 28, "B136")),
        ("[observation]", "[ujian]", (8, 42, "B125")),
        ("hours: 1", "hours: 1\nauthors: {a: b}", (7, 10, "B119")),
        ("hours: 1", "hours: 1\nglossary: [a]", (7, 11, "B120")),
        ("hours: 1", "hours: 1\ncompletion: {pass: 101}", (7, 20, "B136")),
        ("hours: 1", "hours: 1\ncompletion: {pages: some}", (7, 21, "B125")),
        ("title: Contoh", "title: a: b", (3, 9, "B113")),
        ("title: Contoh", "title: &a b", (3, 8, "B113")),
        ("title: Contoh", "title: *a", (3, 8, "B113")),
        ("title: Contoh", "title: [[[[[[[[[[a]]]]]]]]]]", (3, 15, "B114")),
        ("title: Contoh", "? [a]\n: b", (3, 3, "B113")),
        ("title: Contoh", "\ttitle: Contoh", (3, 1, "B113")),
        ("---\nid: contoh", "id: contoh", (1, 1, "B111")),
    ],
)
def test_a_wrong_value_is_found_where_it_stands(tmp_path, old, new, finding):
    assert old in INDEX

    assert codes_of(tmp_path, INDEX.replace(old, new, 1))[0] == finding


def test_front_matter_that_is_a_list_or_empty_is_a_finding(tmp_path):
    assert codes_of(tmp_path, "---\n- a\n---\n") == [(2, 1, "B113")]
    assert {code for *_, code in codes_of(tmp_path, "---\n---\n")} == {"B115"}


def test_front_matter_that_is_not_closed_is_a_finding(tmp_path):
    assert codes_of(tmp_path, "---\nid: contoh\n") == [(1, 1, "B112")]


def test_a_competency_is_declared_once(tmp_path):
    index = INDEX.removesuffix("---\n") + "  - {code: T-PB-01, level: 2}\n---\n"

    assert codes_of(tmp_path, index) == [(9, 12, "B126")]


def test_a_module_names_its_minutes_in_whole_numbers(tmp_path):
    module = MODULE.replace("modul", "lagi", 1).replace("45", "4.5\noptional: yes")

    folder = write_course(tmp_path, files={"02-lagi.md": module + "Isi."})

    assert problems(folder) == [("02-lagi.md", 3, 10, "B136")]
