"""Findings for people, each with the line it is about."""

import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import assert_never

from course_builder.codes import describe, shown
from course_builder.errors import Finding, Severity
from course_builder.locale import translator
from course_builder.report.order import in_order

TAB = 4
"""Columns between tab stops in a picture."""

WIDEST = 120
"""Columns of a line that a picture shows before it cuts the rest."""

_HERE = PurePosixPath()
_LEAD = 24
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def as_text(
    findings: Iterable[Finding],
    sources: Mapping[PurePosixPath, str],
    language: str,
    *,
    colour: bool = False,
    folder: PurePosixPath = _HERE,
) -> str:
    """Return findings in order of place, each with its line and a row of carets.

    Args:
        findings: Of one course.
        sources: Text of each file, by its path relative to the course folder.
        language: BCP 47 tag; English, or Indonesian for all others.
        colour: Whether to use a terminal's colours.
        folder: The course folder, relative to the working directory.
    """
    ordered = in_order(findings)
    paths = {finding.where.path for finding in ordered} & sources.keys()
    lines = {path: sources[path].split("\n") for path in paths}
    return "".join(
        _block(finding, lines, language, folder, colour=colour) for finding in ordered
    )


def _block(
    finding: Finding,
    lines: Mapping[PurePosixPath, list[str]],
    language: str,
    folder: PurePosixPath,
    *,
    colour: bool,
) -> str:
    words = describe(finding, language)
    where = finding.where
    paint = _COLOURS[words.severity] if colour else ""
    severity = severity_word(words.severity, language)
    place = f"{shown(str(folder / where.path))}:{where.line}:{where.column}:"
    head = f"{_painted(place, '1' if colour else '')} " + _painted(
        f"{severity} {finding.code}:", paint
    )
    source = lines.get(where.path, [])
    if where.line > len(source):
        return f"{head} {words.message}\n      | {words.hint}\n"
    line, pad, width = _picture(source[where.line - 1], where.column, finding.length)
    carets = _painted("^" * width, paint)
    return (
        f"{head} {words.message}\n"
        f"{where.line:>5} | {line}\n"
        f"      | {' ' * pad}{carets} {words.hint}\n"
    )


def severity_word(severity: Severity, language: str) -> str:
    """Return what a severity is called."""
    _ = translator(language)
    match severity:
        case Severity.ERROR:
            return _("galat")
        case Severity.WARNING:
            return _("peringatan")
        case Severity.INFO:
            return _("keterangan")
        case _:
            assert_never(severity)


def _painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if code else text


def _picture(line: str, column: int, length: int) -> tuple[str, int, int]:
    """Return what is shown of a line, the columns before its carets and their number."""
    start = min(column - 1, len(line))
    first = 0 if _fits(line, start + length) else max(0, start - _LEAD)
    parts = ["…"] if first else []
    at = len(parts)
    pad, width = at, 0
    for index in range(first, len(line)):
        cell = _cell(line[index], at)
        if at + len(cell) > WIDEST:
            parts.append("…")
            break
        columns = _columns(cell)
        if index < start:
            pad += columns
        elif index < start + length:
            width += columns
        parts.append(cell)
        at += columns
    if not width and pad and start < len(line):
        pad -= 1  # An accent is shown on the letter before it.
    return "".join(parts), pad, max(1, width)


def _fits(line: str, end: int) -> bool:
    """Tell whether a line need not be cut on the left to show it up to a character."""
    if end > WIDEST - _LEAD:
        return False
    at = 0
    for character in line[:end]:
        at += _columns(_cell(character, at))
    return at <= WIDEST - _LEAD


def _cell(character: str, at: int) -> str:
    """Return what a terminal is given for a character that begins at a column."""
    if character == "\t":
        return " " * (TAB - at % TAB)
    return shown(character)


def _columns(cell: str) -> int:
    """Return how many columns of a terminal a cell takes."""
    if cell.isascii():
        return len(cell)
    if unicodedata.category(cell) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(cell) in {"W", "F"} else 1
