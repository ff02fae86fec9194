"""Read an assignment: the task, its rubric, and how it is handed in."""

import re
from decimal import Decimal

from course_builder.model.assignment import Assignment
from course_builder.model.prose import Prose
from course_builder.reader.activity import (
    COMMON,
    read_competencies,
    read_id,
    read_title,
)
from course_builder.reader.attribute import Attributes
from course_builder.reader.rubric import read_rubric
from course_builder.reader.source import Source
from course_builder.reader.structure import Directive, Structure

KIND = "assignment"
SUBMIT = ("file", "text", "link")
"""Ways to hand in."""

ASSESSORS = ("supervisor", "assessor")
"""Who may mark."""

_KNOWN = ("submit", "accept", "max-mb", "assessor", "due-days", *COMMON)
_SUFFIX = re.compile(r"(?:\*?\.)?([a-z0-9]{1,10})")
_LARGEST_MB = 1024
_LONGEST_DAYS = 3650


def read_assignment(
    source: Source, directive: Directive, structure: Structure
) -> Assignment | None:
    """Read an assignment; none where it has no id."""
    attributes = directive.attributes
    attributes.warn_of_unknown(KIND, _KNOWN)
    identifier = read_id(source, directive)
    start, end = directive.line + 1, directive.end
    title = read_title(structure, start, end)
    rubric, rows = read_rubric(source, start, end, structure.fenced)
    task = source.prose(start, end, {title.line, *rows})
    if task is None and directive.is_closed:
        source.report_line("B620", directive.line, kind=KIND, id=identifier or "?")
    submit = attributes.choices("submit", SUBMIT, ("text",))
    if "file" not in submit:
        for name in ("accept", "max-mb"):
            if name in attributes.values:
                attributes.report("B626", name, key=name, needed="submit=file")
    assignment = Assignment(
        id=identifier or "?",
        task=task or Prose("", source.place(directive.line)),
        title=title.text,
        rubric=rubric,
        submit=submit,
        accept=_read_suffixes(source, attributes),
        largest_mb=attributes.whole("max-mb", 1, _LARGEST_MB) or 10,
        assessor=attributes.choice("assessor", ASSESSORS, "assessor"),
        due_days=attributes.whole("due-days", 1, _LONGEST_DAYS),
        points=attributes.decimal("points", above_zero=True) or Decimal(10),
        required=attributes.switch("required", default=True),
        competencies=read_competencies(source, attributes),
        where=source.place(directive.line),
    )
    return assignment if identifier else None


def _read_suffixes(source: Source, attributes: Attributes) -> tuple[str, ...]:
    found = []
    for word, column in attributes.split("accept"):
        suffix = _SUFFIX.fullmatch(word.lower())
        if suffix is None:
            source.report("B627", attributes.line, column, len(word), value=word)
        else:
            found.append(suffix[1])
    return tuple(dict.fromkeys(found))
