"""Hold what was found to the lines that it is about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from course_builder.errors import Finding


def within_lines(
    findings: Iterable[Finding], sources: Mapping[PurePosixPath, str]
) -> Iterator[Finding]:
    """Yield findings, none of which goes on beyond the end of its line.

    Who knows a place but not its line says that all the rest of the line is wrong.

    Args:
        findings: Of one course.
        sources: Text of each file by its path relative to the course folder.
    """
    lines: dict[PurePosixPath, list[str]] = {}
    for finding in findings:
        where = finding.where
        if finding.length == 1 or where.path not in sources:
            yield finding
            continue
        if where.path not in lines:
            lines[where.path] = sources[where.path].split("\n")
        rest = max(1, len(lines[where.path][where.line - 1]) - where.column + 1)
        yield replace(finding, length=rest) if finding.length > rest else finding
