"""What is said of courses on a terminal, and where nobody looks on."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, TypeVar

import click

from course_builder.errors import Severity

if TYPE_CHECKING:
    from course_builder.build import CheckedCourse

T = TypeVar("T")


def has_colour(stream: IO[str]) -> bool:
    """Tell whether a stream is a terminal that is to show colours."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def text_report(
    checked: "CheckedCourse",
    language: str | None,
    *,
    err: bool = False,
    verbose: bool = False,
) -> str:
    """Return a course's findings for people, those on request where it is verbose."""
    from course_builder.codes import DIAGNOSTICS
    from course_builder.report import as_text

    return as_text(
        [f for f in checked.findings if verbose or not DIAGNOSTICS[f.code].on_request],
        checked.sources,
        language or checked.language,
        colour=has_colour(sys.stderr if err else sys.stdout),
        folder=relative(checked.folder),
    )


def count(courses: Iterable["CheckedCourse"]) -> tuple[int, int]:
    """Return how many errors and warnings there are."""
    from course_builder.codes import DIAGNOSTICS

    severities = [DIAGNOSTICS[f.code].severity for c in courses for f in c.findings]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)


def relative(folder: Path) -> PurePosixPath:
    """Return a folder's path from the working directory."""
    try:
        return PurePosixPath(Path(os.path.relpath(folder)).as_posix())
    except ValueError:  # Another drive, on Windows.
        return PurePosixPath(folder.resolve().as_posix())


def with_progress(
    items: Iterable[T], total: int, *, label: str, quiet: bool
) -> Iterator[T]:
    """Yield items; on a terminal a bar on the error stream tells how many are done."""
    if quiet or total == 1 or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(
        items, length=total, label=label, file=sys.stderr, color=has_colour(sys.stderr)
    ) as bar:
        yield from bar
