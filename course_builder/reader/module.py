"""Read the text of a course file: pages made of prose and activities."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath

from course_builder.model.course import Activity, Block, Module, Page, PageHeading
from course_builder.model.slug import Slugs, plain, slug as slug_of
from course_builder.reader.assignment import read_assignment
from course_builder.reader.bank import Banks
from course_builder.reader.discussion import read_discussion
from course_builder.reader.front_matter import read_front_matter
from course_builder.reader.heading import Heading
from course_builder.reader.question import read_question
from course_builder.reader.quiz import read_quiz
from course_builder.reader.scenario import check_headings, read_scenario
from course_builder.reader.source import Source
from course_builder.reader.spelling import as_kebab_case
from course_builder.reader.structure import (
    Directive,
    Structure,
    read_structure,
)
from course_builder.reader.survey import read_survey

_KEYS = ("id", "minutes", "title", "competencies", "prerequisites", "optional")
NOTE = "note"
"""The kind of directive that learners never see."""

_MOST_MINUTES = 100_000
_PAGE_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a course file.

    Attributes:
        source: The file.
        structure: Its headings and directives.
        first: Line where it begins, counted from 0.
        title: The ``#`` heading; none where there is none before the first page.
        slugs: Id of each heading, by its line.
        language: BCP 47 tag of the course.
        banks: Banks that quizzes may draw from.
    """

    source: Source
    structure: Structure
    first: int
    language: str
    banks: Banks
    title: Heading | None = None
    slugs: dict[int, str] = field(default_factory=dict)

    @property
    def starts(self) -> tuple[Heading, ...]:
        """The headings that start a page."""
        return tuple(
            heading
            for heading in self.structure.headings
            if heading.level == _PAGE_LEVEL and not heading.is_inside
        )

    def slug(self) -> str:
        """Return the id of the title; empty where there is none."""
        return self.slugs[self.title.line] if self.title else ""

    def anchors(self) -> frozenset[str]:
        """Return the ids of all headings that are shown."""
        notes = [d for d in self.structure.directives if d.kind == NOTE]
        hidden = {line for note in notes for line in range(note.line, note.after)}
        return frozenset(s for line, s in self.slugs.items() if line not in hidden)

    def headings(self, start: int, end: int) -> tuple[PageHeading, ...]:
        """Return the headings of some lines, but the title and those in directives."""
        found = self.structure.headings
        at = bisect_left(found, start, key=_line)
        return tuple(
            PageHeading(heading.level, heading.text, self.source.place(heading.line))
            for heading in found[at : bisect_left(found, end, key=_line)]
            if not heading.is_inside and heading != self.title
        )

    def blocks(self, start: int, end: int) -> tuple[Block, ...]:
        """Return the prose and activities of some lines, counted from 0."""
        return tuple(self._blocks(start, end))

    def _blocks(self, start: int, end: int) -> Iterator[Block]:
        directives = self.structure.directives
        at = bisect_left(directives, start, key=_line)
        for directive in directives[at : bisect_left(directives, end, key=_line)]:
            yield from self._prose(start, directive.line)
            yield from self._activity(directive)
            start = directive.after
        yield from self._prose(start, end)

    def _prose(self, start: int, end: int) -> Iterator[Block]:
        title = self.title.line if self.title else -1
        if start <= title < end:
            yield from self._prose(start, title)
            start = title + 1
        prose = self.source.prose(start, end)
        if prose is not None:
            yield prose

    def _activity(self, directive: Directive) -> Iterator[Block]:
        activity = self._read(directive)
        if activity is not None:
            yield activity

    def _read(self, directive: Directive) -> Activity | None:
        source, structure = self.source, self.structure
        match directive.kind:
            case "question":
                return read_question(source, directive, structure, self.language)
            case "quiz":
                return read_quiz(
                    source, directive, structure, self.language, self.banks
                )
            case "scenario":
                return read_scenario(source, directive, structure)
            case "assignment":
                return read_assignment(source, directive, structure)
            case "survey":
                return read_survey(source, directive, structure)
            case "discussion":
                return read_discussion(source, directive, structure)
            case kind if kind == NOTE:
                directive.attributes.warn_of_unknown(directive.kind, ())
                return None
            case _:
                # The structure has noted why nothing can be made of it.
                return None


def _line(found: Directive | Heading) -> int:
    return found.line


def read_text(source: Source, first: int, language: str, banks: Banks) -> Text:
    """Find the structure of a file's text, which begins at a line counted from 0."""
    structure = read_structure(source, first)
    check_headings(source, structure)
    slugs = Slugs()
    texts = {heading.line: heading.text for heading in structure.headings}
    texts.update(structure.others)
    by_line = {line: slugs.take(texts[line]) for line in sorted(texts)}
    title = None
    for heading in structure.headings:
        if not heading.is_inside:
            title = heading if heading.level == 1 and heading.text else None
            break
    return Text(source, structure, first, language, banks, title, by_line)


def read_module(source: Source, language: str, banks: Banks) -> Module:
    """Read a module; what cannot be read is noted and left empty."""
    fields, first = read_front_matter(source)
    fields.warn_of_unknown(_KEYS)
    text = read_text(source, first, language, banks)
    identifier = fields.identifier("id")
    name = identifier.text if identifier else _name_of(source.path)
    title = fields.string("title")
    if not title and text.title:
        title = plain(text.title.text)
    if not title and fields.readable:
        source.report_line("B131", 0)
    pages = tuple(_pages(text, name, title))
    # An activity that cannot be read has been noted; the module is not empty.
    is_empty = all(d.kind == NOTE for d in text.structure.directives)
    if not pages and is_empty and fields.readable:
        source.report_line("B132", text.title.line if text.title else 0)
    return Module(
        id=name,
        title=title or name,
        minutes=fields.whole("minutes", 1, _MOST_MINUTES, required=True) or 0,
        pages=pages,
        competencies=tuple(item.text for item in fields.texts("competencies")),
        prerequisites=tuple(item.text for item in fields.texts("prerequisites")),
        optional=fields.switch("optional"),
        slug=text.slug(),
        where=fields.place("id") or source.place(0),
        places=fields.places(),
        anchors=text.anchors(),
    )


def _pages(text: Text, module: str, title: str) -> Iterator[Page]:
    starts = text.starts
    end = len(text.source.lines)
    intro_end = starts[0].line if starts else end
    intro = text.blocks(text.first, intro_end)
    if intro:
        slug = text.slug() or as_kebab_case(title) or module
        line = text.title.line if text.title else text.first
        where = text.source.place(line)
        headings = text.headings(text.first, intro_end)
        yield Page(f"{module}/{slug}", slug, title, intro, where, headings)
    edges = pairwise((*(heading.line for heading in starts), end))
    for heading, (line, stop) in zip(starts, edges, strict=True):
        slug = text.slugs[line]
        if not slug_of(heading.text).strip("-"):
            text.source.report_line("B133", line)
        blocks = text.blocks(line + 1, stop)
        where = text.source.place(line)
        name, headings = plain(heading.text), text.headings(line, stop)
        yield Page(f"{module}/{slug}", slug, name, blocks, where, headings)


def _name_of(path: PurePosixPath) -> str:
    """Return an id made from a file's name, for a module that names none."""
    return as_kebab_case(path.stem.lstrip("0123456789")) or "?"
