"""Mend the files of a course."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from course_builder.codes import DIAGNOSTICS
from course_builder.errors import Severity, SourceLocation
from course_builder.fixes.edit import Edit, split
from course_builder.fixes.fence import blank_lines, longer_fences, matching_closers
from course_builder.fixes.file import RefusedError, read_file, write_file
from course_builder.fixes.identifier import Ids, ids_in, new_ids
from course_builder.fixes.spelling import (
    front_matter_spaces,
    spaces_for_tabs,
    straight_quotes,
)
from course_builder.reader.bank import Banks, read_bank
from course_builder.reader.course import BANKS, read_course
from course_builder.reader.front_matter import read_front_matter
from course_builder.reader.module import read_module
from course_builder.reader.source import Source
from course_builder.reader.structure import Structure, read_structure
from course_builder.report.change import Change

_LONE_CR = re.compile(r"\r(?!\n)")
_MOST_ROUNDS = 8


class FixedCourse(NamedTuple):
    """What was mended.

    Attributes:
        language: BCP 47 tag of the course, as far as is known.
        refused: Files that could not be mended, each with an Indonesian sentence.
    """

    language: str
    changes: tuple[Change, ...]
    refused: tuple[tuple[PurePosixPath, str], ...]


class _Read(NamedTuple):
    """A file read so far as mending needs it; `errors` is how many it has."""

    source: Source
    structure: Structure
    first: int
    errors: int


_Step = Callable[[_Read], list[Edit]]


def fix_course(folder: Path) -> FixedCourse:
    """Mend what is wrong with a course where that is safe; its files are written."""
    result = read_course(folder)
    language = result.course.language if result.course is not None else "id"
    texts = {path: tuple(text.split("\n")) for path, text in result.sources.items()}
    ids = Ids(
        identifier
        for path, lines in texts.items()
        for identifier in ids_in(_read(path, lines, language).structure)
    )
    changes: list[Change] = []
    refused: list[tuple[PurePosixPath, str]] = []
    for path in texts:
        try:
            changes += _fix_file(folder, path, language, ids)
        except RefusedError as error:
            refused.append((path, str(error)))
    return FixedCourse(language, tuple(changes), tuple(refused))


def fix_text(
    text: str, path: PurePosixPath, language: str, ids: Ids
) -> tuple[str, list[Change]]:
    """Return a mended text and what was changed in it.

    Args:
        text: Of a whole file.
        path: The file, relative to the course folder.
        language: BCP 47 tag of the course.
        ids: Those of the course; grow by those that are written in.
    """
    text, changes = _ended(text, path)
    parts = split(text)
    steps = _steps(ids, language)
    read = _read(path, parts.lines, language)
    for _ in range(_MOST_ROUNDS):
        before = parts
        for step in steps:
            edits = step(read)
            if not edits:
                continue
            edited = parts.edited(edits)
            again = _read(path, edited.lines, language)
            # What seems safe line by line may still mean something else as a whole.
            if again.errors > read.errors:
                continue
            parts, read = edited, again
            changes = _noted(changes, edits, path)
        if parts is before:
            break
    return parts.whole, changes


def _steps(ids: Ids, language: str) -> tuple[_Step, ...]:
    return (
        lambda read: front_matter_spaces(read.source, read.first),
        lambda read: straight_quotes(read.source, read.structure),
        lambda read: spaces_for_tabs(read.source, read.structure, read.first),
        lambda read: longer_fences(read.source, read.structure),
        lambda read: matching_closers(read.source, read.structure),
        lambda read: blank_lines(read.source),
        lambda read: new_ids(read.source, read.structure, ids, language),
    )


def _fix_file(
    folder: Path, path: PurePosixPath, language: str, ids: Ids
) -> list[Change]:
    file = read_file(folder, path)
    text, changes = fix_text(file.text, path, language, ids)
    if changes:
        write_file(file, text)
    return changes


def _ended(text: str, path: PurePosixPath) -> tuple[str, list[Change]]:
    """Return a text whose lines all end in LF or CRLF."""
    lone = _LONE_CR.search(text)
    if lone is None:
        return text, []
    end = "\r\n" if "\r\n" in text else "\n"
    line = len(split(text[: lone.start()]).lines)
    what = "mengganti akhir baris CR"
    return _LONE_CR.sub(end, text), [Change(SourceLocation(path, line), what)]


def _read(path: PurePosixPath, lines: tuple[str, ...], language: str) -> _Read:
    source = Source(path, lines)
    first = 0
    if lines[0].rstrip() == "---":
        _, first = read_front_matter(source)
    structure = read_structure(Source(path, lines), first)
    whole = Source(path, lines)
    if path.parts[0] == BANKS:
        read_bank(whole, language)
    else:
        read_module(whole, language, Banks())
    errors = sum(
        DIAGNOSTICS[finding.code].severity is Severity.ERROR
        for finding in whole.findings
    )
    return _Read(whole, structure, first, errors)


def _noted(
    changes: list[Change], edits: list[Edit], path: PurePosixPath
) -> list[Change]:
    """Return the changes with those of edits, all at their lines in the new text."""
    inserted = [edit.line for edit in edits if edit.is_new]
    moved = [_moved(change, inserted) for change in changes] if inserted else changes
    return [*moved, *_changes(edits, path)]


def _moved(change: Change, inserted: list[int]) -> Change:
    line = change.where.line
    where = replace(change.where, line=line + bisect_left(inserted, line))
    return replace(change, where=where)


def _changes(edits: list[Edit], path: PurePosixPath) -> Iterator[Change]:
    down = 0
    for edit in edits:
        where = SourceLocation(path, edit.line + down + 1)
        yield Change(where, edit.what, edit.values)
        down += edit.is_new
