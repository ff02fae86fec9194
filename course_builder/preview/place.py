"""On which page, and in which activity, a line of a course file is shown."""

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from course_builder.errors import SourceLocation
from course_builder.model.course import Course
from course_builder.model.prose import Prose


class Place(NamedTuple):
    """Where something is shown.

    Attributes:
        page: Id of a page; empty where no page shows it.
        activity: Id of an activity; empty outside all.
    """

    page: str = ""
    activity: str = ""


class Places:
    """The places of a course, by file and line."""

    def __init__(self, course: Course | None) -> None:
        self._starts: dict[PurePosixPath, list[tuple[int, Place]]] = {}
        for where, place in _starts(course) if course is not None else ():
            self._starts.setdefault(where.path, []).append((where.line, place))
        for starts in self._starts.values():
            starts.sort(key=_line)

    def of(self, where: SourceLocation) -> Place:
        """Return the place of a line; that of a file's head is its first page."""
        starts = self._starts.get(where.path, [])
        at = bisect_right(starts, where.line, key=_line)
        if at:
            return starts[at - 1][1]
        return Place(starts[0][1].page) if starts else Place()


def _starts(course: Course) -> Iterator[tuple[SourceLocation, Place]]:
    for page in course.pages:
        yield page.where, Place(page.id)
        for block in page.blocks:
            if isinstance(block, Prose):
                yield block.where, Place(page.id)
            else:
                yield block.where, Place(page.id, block.id)


def _line(start: tuple[int, Place]) -> int:
    return start[0]
