"""Check how much a course weighs before it is rendered."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from course_builder.errors import Finding
from course_builder.model.course import Course
from course_builder.model.link import Link
from course_builder.model.media import MEDIA_TYPES

HEAVIEST_COURSE = 100_000_000
"""Bytes of a whole course, from which on many LMSs refuse its package: our choice."""


class Weight:
    """The files that a course carries, pictures left out: they are made lighter."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bytes: dict[str, int] = {}

    def look_at(self, link: Link) -> None:
        """Weigh what a link leads to, once."""
        name = unquote(link.target.partition("#")[0].partition("?")[0])
        suffix = PurePosixPath(name).suffix[1:].lower()
        kind = MEDIA_TYPES.get(suffix, "image/").partition("/")[0]
        if kind == "image" and suffix != "svg":
            return
        path = normpath(link.where.path.parent / name)
        if path not in self._bytes and not path.startswith(("../", "/")):
            self._bytes[path] = self._size(path)

    def check(self, course: Course) -> Iterator[Finding]:
        """Yield whether all of them together are too heavy."""
        total = sum(self._bytes.values())
        if total > HEAVIEST_COURSE:
            heaviest = max(self._bytes, key=lambda path: self._bytes[path])
            values = {
                "size": str(round(total / 1_000_000)),
                "most": str(HEAVIEST_COURSE // 1_000_000),
                "heaviest": heaviest,
                "largest": str(round(self._bytes[heaviest] / 1_000_000)),
            }
            where = course.places.get("title", course.where)
            yield Finding("B760", where, len(course.title) or 1, values)

    def _size(self, path: str) -> int:
        try:
            return (self._folder / path).stat().st_size
        except (OSError, ValueError):  # no such file, a NUL in its name
            return 0
