"""What is said of a course's content, apart from all else."""

from pathlib import Path

from course_builder.build import check
from course_builder.errors import Finding
from tests.course_builder.course_folder import FIRST_LINE, INDEX, write_course


def content_findings(
    folder: Path,
    text: str,
    *,
    index: str = INDEX,
    files: dict[str, str | bytes] | None = None,
) -> list[Finding]:
    """Return the findings of B7 on a course with one module of that text."""
    write_course(folder, text, index=index, files=files)
    return [found for found in check(folder).findings if found.code[:2] == "B7"]


def told(found: list[Finding]) -> list[tuple[int, int, str]]:
    """Return line, column and code; lines count from the first of the module's text."""
    places = [(f.where.line - FIRST_LINE + 1, f.where.column, f.code) for f in found]
    return sorted(places)
