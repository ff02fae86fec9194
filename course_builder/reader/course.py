"""Read a course folder."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path, PurePosixPath

from course_builder.errors import Finding, SourceLocation
from course_builder.model.course import Course, DeclaredCompetency, Page
from course_builder.model.slug import plain
from course_builder.reader.bank import Banks, read_bank
from course_builder.reader.front_matter import Fields, read_front_matter
from course_builder.reader.module import Text, read_module, read_text
from course_builder.reader.source import Source, read_source

INDEX = PurePosixPath("index.md")
"""The file that makes a folder a course."""

BANKS = "banks"
"""The folder of question banks."""

OVERVIEW = "index"
"""Id of the overview, as a page and as a module."""

EVIDENCE = ("quiz", "scenario", "assignment", "observation")
"""Kinds of evidence that a course may give."""

_KEYS = (
    "id",
    "title",
    "language",
    "version",
    "hours",
    "summary",
    "audience",
    "authors",
    "license",
    "cover",
    "forum",
    "competencies",
    "completion",
    "glossary",
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_VERSION = re.compile(r"(?:0|[1-9][0-9]{0,5})\.(?:0|[1-9][0-9]{0,5})")
_MODULE = re.compile(r"[0-9].*\.md", re.DOTALL)
_PASS_MARK = 75
_HIGHEST_LEVEL = 5


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What was read.

    Attributes:
        course: The course as far as it could be read; none where its index.md could
            not. Build nothing from it while a finding is an error.
        findings: Everything that is wrong with the files, in no order.
        sources: Text of each file by its path relative to the course folder, with LF.
    """

    course: Course | None
    findings: tuple[Finding, ...]
    sources: Mapping[PurePosixPath, str]


def read_course(folder: Path) -> ReadResult:
    """Read a course; whatever an author wrote, it never raises."""
    names = _names(folder)
    if INDEX.name not in names:
        return ReadResult(None, (Finding("B101", SourceLocation(INDEX, 1)),), {})
    index, is_readable = read_source(folder, INDEX)
    fields, first = read_front_matter(index) if is_readable else (None, 0)
    course = _read_index(index, fields) if fields else None
    language = course.language if course else ""
    shelf, banks = _read_banks(folder, language)
    anchors = {}
    if course:
        text = read_text(index, first, language, banks)
        course = replace(course, overview=_overview(text, course.title))
        if course.overview:
            anchors[INDEX] = text.anchors()
    sources = [index]
    modules = []
    for name in names:
        if _MODULE.fullmatch(name):
            source, is_readable = read_source(folder, PurePosixPath(name))
            sources.append(source)
            if is_readable:
                modules.append(read_module(source, language, banks))
    if len(sources) == 1 and course:
        index.report_line("B108", 0)
    for source in shelf:
        bank = banks.by_path.get(str(source.path))
        if bank and bank.questions and str(source.path) not in banks.used:
            source.report_line("B610", 0)
    sources += shelf
    if course:
        found = tuple(banks.by_path.values())
        anchors |= {module.where.path: module.anchors for module in modules}
        course = replace(course, modules=tuple(modules), banks=found, anchors=anchors)
    return ReadResult(
        course,
        tuple(finding for source in sources for finding in source.findings),
        {source.path: source.text for source in sources},
    )


def _read_banks(folder: Path, language: str) -> tuple[list[Source], Banks]:
    """Return the files below ``banks/`` and what they hold."""
    sources = []
    found = {}
    whole = set()
    for name in _names(folder / BANKS):
        if name.endswith(".md"):
            source, is_readable = read_source(folder, PurePosixPath(BANKS, name))
            sources.append(source)
            if is_readable:
                path = str(source.path)
                found[path], is_whole = read_bank(source, language)
                if is_whole:
                    whole.add(path)
    return sources, Banks(found, frozenset(whole))


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except (OSError, ValueError):
        return []


def _read_index(source: Source, fields: Fields) -> Course:
    """Return what the front matter says; what cannot be read is left empty."""
    fields.warn_of_unknown(_KEYS)
    identifier = fields.identifier("id")
    title = fields.text("title", required=True)
    language = fields.check("language", "B122", _LANGUAGE.fullmatch)
    version = fields.check("version", "B123", _VERSION.fullmatch)
    hours = fields.hours("hours")
    return Course(
        id=identifier.text if identifier else "",
        title=title.text.strip() if title else "",
        language=language.text if language else "",
        version=version.text if version else "",
        hours=hours or Decimal(0),
        modules=(),
        summary=fields.string("summary"),
        audience=fields.string("audience"),
        authors=tuple(author.text.strip() for author in fields.texts("authors")),
        license=fields.string("license"),
        cover=fields.string("cover"),
        forum=fields.address("forum"),
        competencies=_competencies(fields),
        pass_mark=_pass_mark(fields),
        glossary=_glossary(fields),
        where=fields.place("id") or source.place(0),
        places=fields.places(),
    )


def _overview(text: Text, title: str) -> Page | None:
    blocks = text.blocks(text.first, len(text.source.lines))
    if not blocks:
        return None
    if text.title:
        title = plain(text.title.text)
    where = text.source.place(text.title.line if text.title else text.first)
    headings = text.headings(text.first, len(text.source.lines))
    return Page(OVERVIEW, text.slug(), title, blocks, where, headings)


def _competencies(fields: Fields) -> tuple[DeclaredCompetency, ...]:
    found: dict[tuple[str, int], DeclaredCompetency] = {}
    for item in fields.tables("competencies"):
        item.warn_of_unknown(("code", "level", "evidence"))
        code = item.text("code", required=True)
        level = item.whole("level", 1, _HIGHEST_LEVEL, required=True)
        evidence = item.choices("evidence", EVIDENCE)
        if code is None or level is None:
            continue
        where = fields.source.place(code.line, code.column)
        first = found.setdefault(
            (code.text, level), DeclaredCompetency(code.text, level, evidence, where)
        )
        if first.where != where:
            fields.source.report(
                "B126",
                code.line,
                code.column,
                code.length,
                code=code.text,
                level=str(level),
                line=str(first.where.line),
            )
    return tuple(found.values())


def _pass_mark(fields: Fields) -> int:
    completion = fields.table("completion")
    if completion is None:
        return _PASS_MARK
    completion.warn_of_unknown(("pages", "activities", "pass"))
    completion.choice("pages", ("all",))
    completion.choice("activities", ("required",))
    mark = completion.whole("pass", 0, 100)
    return _PASS_MARK if mark is None else mark


def _glossary(fields: Fields) -> tuple[tuple[str, str], ...]:
    glossary = fields.table("glossary")
    if glossary is None:
        return ()
    return tuple((term, glossary.string(term)) for term in glossary.entries)
