"""Read a discussion: a prompt."""

from decimal import Decimal

from course_builder.model.discussion import Discussion
from course_builder.model.prose import Prose
from course_builder.reader.activity import (
    COMMON,
    read_competencies,
    read_id,
    read_title,
)
from course_builder.reader.source import Source
from course_builder.reader.structure import Directive, Structure

KIND = "discussion"


def read_discussion(
    source: Source, directive: Directive, structure: Structure
) -> Discussion | None:
    """Read a discussion; none where it has no id."""
    attributes = directive.attributes
    attributes.warn_of_unknown(KIND, COMMON)
    identifier = read_id(source, directive)
    start, end = directive.line + 1, directive.end
    title = read_title(structure, start, end)
    prompt = source.prose(start, end, {title.line})
    if prompt is None and directive.is_closed:
        source.report_line("B620", directive.line, kind=KIND, id=identifier or "?")
    discussion = Discussion(
        id=identifier or "?",
        prompt=prompt or Prose("", source.place(directive.line)),
        title=title.text,
        points=attributes.decimal("points", above_zero=False) or Decimal(0),
        required=attributes.switch("required", default=False),
        competencies=read_competencies(source, attributes),
        where=source.place(directive.line),
    )
    return discussion if identifier else None
