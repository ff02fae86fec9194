"""Find what cannot be shown as its author meant it, before anything is rendered.

What is costly to try (a formula, a diagram, a picture) is tried here once: rendering
takes the result from the same memory.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

from course_builder.codes import nearest
from course_builder.errors import Finding, SourceLocation
from course_builder.model.course import Course
from course_builder.model.fence import Fence, fences
from course_builder.model.link import Link, links
from course_builder.model.paragraph import paragraphs, without_code
from course_builder.model.prose import Prose
from course_builder.model.texts import question_texts, texts
from course_builder.renderer.code import is_known, languages_like
from course_builder.renderer.diagram import (
    PROGRAMS,
    DiagramError,
    drawn,
    is_diagram,
    is_installed,
)
from course_builder.renderer.formula import (
    FORMULA,
    FormulaError,
    commands_like,
    mathml,
)
from course_builder.renderer.media import MediaShelf, StoredMedia

HEAVIEST_PICTURE = 300_000
HEAVIEST_PAGE = 1_000_000
"""Bytes of pictures, as they are carried, that a learner on a bad link can wait for."""

_PICTURE = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"[\w#.+-]*")
_MATH = "math"


def problems(course: Course, folder: Path) -> Iterator[Finding]:
    """Yield what rendering a course would stumble over.

    Args:
        course: As it was read, possibly with errors.
        folder: The course folder, for its pictures.
    """
    pictures = _Pictures(MediaShelf(folder))
    for page in course.pages:
        on_page = [prose for block in page.blocks for prose in texts(block)]
        yield from _problems_of(on_page)
        weight = yield from pictures.problems(on_page)
        if weight > HEAVIEST_PAGE:
            length = len(page.title) + 3
            yield Finding("B318", page.where, length, {"size": _kilobytes(weight)})
    for bank in course.banks:
        in_bank = [p for question in bank.questions for p in question_texts(question)]
        yield from _problems_of(in_bank)
        yield from pictures.problems(in_bank)


class _Pictures:
    """The pictures of a course; what is wrong with one is told where it first is."""

    def __init__(self, shelf: MediaShelf) -> None:
        self._shelf = shelf
        self._told: set[str] = set()

    def problems(self, prose: Iterable[Prose]) -> Generator[Finding, None, int]:
        """Yield what is wrong with the pictures of a page; return their bytes."""
        weights: dict[str, int] = {}
        for text in prose:
            if not _PICTURE.search(text.text):
                continue
            for link in links(text):
                if not _PICTURE.search(link.target):
                    continue
                stored = self._shelf.put(link.target, link.where.path)
                if stored is None:
                    yield from self._fault(link)
                elif stored.kind == "image":
                    weights[stored.address] = stored.bytes
                    yield from self._heavy(link, stored)
        return sum(weights.values())

    def _fault(self, link: Link) -> Iterator[Finding]:
        if code := self._shelf.fault(link.target, link.where.path):
            yield Finding(code, link.where, link.length, {"target": link.target})

    def _heavy(self, link: Link, stored: StoredMedia) -> Iterator[Finding]:
        if stored.bytes > HEAVIEST_PICTURE and stored.address not in self._told:
            self._told.add(stored.address)
            values = {"target": link.target, "size": _kilobytes(stored.bytes)}
            yield Finding("B317", link.where, link.length, values)


def _problems_of(prose: Iterable[Prose]) -> Iterator[Finding]:
    for text in prose:
        if "```" in text.text or "~~~" in text.text:
            for fence in fences(text.text.split("\n")):
                yield from _fence_problems(text, fence)
        if "$" in text.text:
            yield from _formula_problems(text)


def _fence_problems(prose: Prose, fence: Fence) -> Iterator[Finding]:
    found = _LANGUAGE.match(fence.info)
    word = found[0] if found else ""
    language = word.lower()
    shift = prose.indent if fence.first else prose.where.column - 1
    where = SourceLocation(
        prose.where.path,
        prose.where.line + fence.first,
        shift + fence.column + 1,
    )
    length = max(1, len(word))
    if language == _MATH:
        yield from _unread(fence.code, where, length, displayed=True)
    elif not is_diagram(language):
        if not is_known(language):
            near = nearest(language, languages_like(language))
            values = {"language": word, "nearest": near}
            yield Finding("B310", where, length, values)
    elif not is_installed(language):
        yield Finding("B313", where, length, {"tool": PROGRAMS[language]})
    else:
        try:
            drawn(fence.code, language)
        except DiagramError as error:
            values = {"language": word, "reason": str(error)}
            yield Finding("B314", where, length, values)


def _formula_problems(prose: Prose) -> Iterator[Finding]:
    for paragraph in paragraphs(prose):
        if "$" not in paragraph.text:
            continue
        read = without_code(paragraph.text)
        for found in FORMULA.finditer(paragraph.text):
            if read[found.start()] != "$":
                continue
            displayed = found[1] is not None
            tex = found[1] if displayed else found[2]
            length = len(found[0].partition("\n")[0])
            where = paragraph.place(found.start())
            yield from _unread(tex, where, length, displayed=displayed)


def _unread(
    tex: str, where: SourceLocation, length: int, *, displayed: bool
) -> Iterator[Finding]:
    try:
        mathml(tex, displayed=displayed)
    except FormulaError as error:
        if error.command:
            near = nearest(error.command, commands_like(error.command))
            values = {"command": error.command, "nearest": near}
            yield Finding("B312", where, length, values)
        else:
            formula = " ".join(tex.split())
            yield Finding("B311", where, length, {"formula": formula})


def _kilobytes(size: int) -> str:
    return str(round(size / 1000))
