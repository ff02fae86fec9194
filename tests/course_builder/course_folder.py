"""Small courses on disk, and what is found in them."""

from pathlib import Path

from course_builder.checks import check_course
from course_builder.errors import Finding
from course_builder.model.course import Course
from course_builder.model.question import Question
from course_builder.reader import ReadResult, read_course

INDEX = """\
---
id: contoh
title: Contoh
language: id
version: 1.0
hours: 1
competencies:
  - {code: T-PB-01, level: 2, evidence: [observation]}
---
"""
MODULE = """\
---
id: modul
minutes: 45
---
# Modul

"""
FIRST_LINE = MODULE.count("\n") + 1
"""Line of a module's file where the text given to `write_course` begins."""


def write_course(
    folder: Path,
    text: str = "Isi.\n",
    *,
    index: str | None = INDEX,
    files: dict[str, str | bytes] | None = None,
) -> Path:
    """Write a course with one module, ``01-modul.md``, that has the given text."""
    contents: dict[str, str | bytes] = {"01-modul.md": MODULE + text, **(files or {})}
    if index is not None:
        contents["index.md"] = index
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def all_findings(folder: Path) -> tuple[ReadResult, list[Finding]]:
    """Read and check a course."""
    result = read_course(folder)
    found = list(result.findings)
    if result.course is not None:
        found += check_course(result.course, folder)
    return result, found


def problems(folder: Path) -> list[tuple[str, int, int, str]]:
    """Return file, line, column and code of all findings, in order of place."""
    places = [(finding.where, finding.code) for finding in all_findings(folder)[1]]
    return [
        (str(where.path), where.line, where.column, code)
        for where, code in sorted(places)
    ]


def problems_of(folder: Path, text: str) -> list[tuple[int, int, str]]:
    """Return line, column and code of the findings in a module's text.

    Lines count from the text's first.
    """
    found = problems(write_course(folder, text))
    assert {path for path, *_ in found} <= {"01-modul.md"}, found
    return [(line - FIRST_LINE + 1, column, code) for _, line, column, code in found]


def course_of(folder: Path, text: str) -> Course:
    """Return a course with one module that has the given text and no problems."""
    result, found = all_findings(write_course(folder, text))
    assert found == []
    assert result.course is not None
    return result.course


def question_of(folder: Path, text: str) -> Question:
    """Return the one question of a text without problems."""
    (page,) = course_of(folder, text).pages
    (question,) = page.questions
    return question
