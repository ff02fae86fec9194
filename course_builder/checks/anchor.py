"""The headings that a link may name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from course_builder.model.course import Course, Page
from course_builder.model.fence import fenced_lines
from course_builder.model.scenario import Scenario
from course_builder.model.slug import Slugs
from course_builder.model.texts import texts

_ANY = re.compile(r"^ {0,3}(?:#|[=-]+[ \t]*$)", re.MULTILINE)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_NO_PARAGRAPH = re.compile(r"[ \t]*(?:$|[>#|+*-]|[0-9]+[.)])")


def anchors_by_file(course: Course) -> Mapping[PurePosixPath, frozenset[str]]:
    """Return the ids of all headings by course file.

    Source: Git hosts count repeated headings through a whole file.
    """
    found = {}
    if course.overview is not None:
        overview = course.overview
        found[overview.where.path] = _anchors([overview], overview.slug)
    for module in course.modules:
        found[module.where.path] = _anchors(module.pages, module.slug)
    return found


def _anchors(pages: Iterable[Page], first: str) -> frozenset[str]:
    slugs = Slugs()
    found = set()
    if first:
        found.add(slugs.take(first))
    for page in pages:
        if page.slug != first:
            slugs.take(page.title)
            found.add(page.slug)
        for block in page.blocks:
            for prose in texts(block):
                found.update(slugs.take(heading) for heading in _headings(prose.text))
            if isinstance(block, Scenario):
                found.update(slugs.take(title) for title in _titles(block))
    return frozenset(found)


def _titles(scenario: Scenario) -> Iterator[str]:
    """Yield the headings of nodes, and what stands above them."""
    if scenario.title:
        yield scenario.title
    for node in scenario.texts.values():
        yield node.title
    if scenario.debrief is not None:
        yield scenario.debrief.title


def _headings(text: str) -> Iterator[str]:
    if not _ANY.search(text):
        return
    lines = text.split("\n")
    fenced = fenced_lines(lines)
    before = ""
    for line, is_code in zip(lines, fenced, strict=True):
        if is_code:
            before = ""
        elif heading := _HEADING.match(line):
            yield heading[1].rstrip().rstrip("#").rstrip()
            before = ""
        elif before and _UNDERLINE.fullmatch(line):
            yield before
            before = ""
        else:
            before = "" if _NO_PARAGRAPH.match(line) else line.strip()
