"""Check that what a course links to and shows is there."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from course_builder.checks.medium import check_medium
from course_builder.codes import nearest
from course_builder.errors import Finding, SourceLocation
from course_builder.model.course import Course
from course_builder.model.link import Link, links
from course_builder.model.media import MEDIA_TYPES
from course_builder.model.texts import question_texts, texts

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_OUTSIDE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_LOCAL_SCHEMES = frozenset({"file", *"abcdefghijklmnopqrstuvwxyz"})
_MOST_NAMES = 500


def check_targets(course: Course, folder: Path) -> Iterator[Finding]:
    """Yield the links that lead nowhere and the pictures that are not there."""
    targets = _Targets(course, folder)
    for page in course.pages:
        for block in page.blocks:
            for prose in texts(block):
                for link in links(prose):
                    yield from targets.check(link)
    for bank in course.banks:
        for question in bank.questions:
            for prose in question_texts(question):
                for link in links(prose):
                    yield from targets.check(link)
    if course.cover and "cover" in course.places:
        yield from targets.check(
            Link(
                target=course.cover,
                where=course.places["cover"],
                length=len(course.cover),
                is_image=True,
                has_text=True,
            )
        )


class _Targets:
    """What a link may lead to."""

    def __init__(self, course: Course, folder: Path) -> None:
        self._folder = folder
        self._anchors = course.anchors
        self._is_file: dict[str, bool | None] = {}
        self._looked_at: set[str] = set()
        self._names: dict[str, list[str]] = {}

    def check(self, link: Link) -> Iterator[Finding]:
        """Yield what is wrong with a link."""
        if link.is_image and not link.has_text and not link.is_decorative:
            yield _finding("B304", link)
        if not link.target and link.is_image:
            return
        if scheme := _SCHEME.match(link.target):
            name = scheme[1].lower()
            if link.is_image and name in {"http", "https"}:
                yield _finding("B323", link)
            elif name in _LOCAL_SCHEMES:
                yield _finding("B305", link)
            elif name not in _OUTSIDE_SCHEMES:
                yield _finding("B307", link, scheme=name)
        elif link.target.startswith("/"):
            if not link.target.startswith("//"):
                yield _finding("B305", link)
            elif link.is_image:
                yield _finding("B323", link)
        else:
            yield from self._check_relative(link)

    def _check_relative(self, link: Link) -> Iterator[Finding]:
        address, _, anchor = link.target.partition("#")
        here = link.where.path
        name = unquote(address.partition("?")[0])
        path = normpath(here.parent / name) if name else str(here)
        if path == ".." or path.startswith("../"):
            yield _finding("B305", link)
            return
        file = PurePosixPath(path)
        if not link.is_image and file in self._anchors:
            known = self._anchors[file]
            anchor = unquote(anchor)
            if anchor and anchor not in known:
                near = nearest(anchor, known)
                yield _finding(
                    "B302", link, path=str(file), anchor=anchor, nearest=near
                )
            return
        if not link.is_image and file.suffix == ".md":
            yield self._unshown(link, file)
            return
        found = self._find(path)
        if found is None:
            yield _finding("B305", link)
        elif not found:
            code = "B303" if link.is_image or file.suffix else "B301"
            yield _finding(code, link, nearest=self._nearest_file(file))
        elif file.suffix[1:].lower() not in MEDIA_TYPES:
            yield _finding("B308", link, suffix=file.suffix)
        elif path not in self._looked_at:
            self._looked_at.add(path)
            yield from check_medium(link, file, self._folder)

    def _unshown(self, link: Link, file: PurePosixPath) -> Finding:
        if self._find(str(file)):
            return _finding("B306", link)
        near = nearest(str(file), map(str, self._anchors))
        return _finding("B301", link, nearest=near)

    def _find(self, path: str) -> bool | None:
        """Tell whether there is such a file; none where it leads out of the folder."""
        if path not in self._is_file:
            self._is_file[path] = self._look_up(path)
        return self._is_file[path]

    def _look_up(self, path: str) -> bool | None:
        try:
            real = (self._folder / path).resolve()
            if not real.is_relative_to(self._folder.resolve()):
                return None
            return real.is_file()
        except (OSError, RuntimeError, ValueError):  # a NUL, a loop of links
            return False

    def _nearest_file(self, file: PurePosixPath) -> str:
        parent = str(file.parent)
        if parent not in self._names:
            try:
                found = [entry.name for entry in (self._folder / parent).iterdir()]
            except (OSError, ValueError):
                found = []
            self._names[parent] = sorted(found)[:_MOST_NAMES]
        near = nearest(file.name, self._names[parent])
        return str(file.parent / near) if near else ""


def _finding(code: str, link: Link, **values: str) -> Finding:
    where: SourceLocation = link.where
    return Finding(code, where, link.length, {"target": link.target, **values})
