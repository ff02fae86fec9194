"""What every activity may have: an id, a title, competencies."""

from bisect import bisect
from dataclasses import dataclass

from course_builder.model.question import CompetencyRef
from course_builder.model.slug import plain
from course_builder.reader.attribute import Attributes
from course_builder.reader.competency import read_competency_ref
from course_builder.reader.heading import Heading
from course_builder.reader.source import Source
from course_builder.reader.spelling import as_kebab_case, is_kebab_case
from course_builder.reader.structure import Directive, Structure

COMMON = ("points", "required", "competency")
"""Attributes that all activities may have."""


@dataclass(frozen=True, slots=True)
class Title:
    """The first heading of an activity.

    Attributes:
        text: Plain text; empty where there is no heading.
        line: Counted from 0; -1 where there is no heading.
    """

    text: str = ""
    line: int = -1


def read_id(source: Source, directive: Directive) -> str | None:
    """Return the id of an activity; none where it has none, which is noted."""
    identifier = directive.attributes.id
    if identifier is None:
        source.report_line("B201", directive.line, kind=directive.kind)
        return None
    if not is_kebab_case(identifier.value):
        source.report(
            "B202",
            directive.line,
            identifier.column,
            identifier.length,
            id=identifier.value,
            nearest=as_kebab_case(identifier.value),
        )
    return identifier.value


def read_competencies(
    source: Source, attributes: Attributes
) -> tuple[CompetencyRef, ...]:
    """Return the competencies that an activity gives evidence for."""
    found = []
    for word, column in attributes.split("competency"):
        ref = read_competency_ref(word, source.place(attributes.line, column))
        if ref is None:
            source.report("B221", attributes.line, column, len(word), value=word)
        else:
            found.append(ref)
    return tuple(dict.fromkeys(found))


def read_title(structure: Structure, start: int, end: int) -> Title:
    """Return the first heading of some lines, counted from 0."""
    at = bisect(structure.headings, start - 1, key=_line)
    for heading in structure.headings[at : at + 1]:
        if heading.line < end:
            return Title(plain(heading.text), heading.line)
    return Title()


def _line(heading: Heading) -> int:
    return heading.line
