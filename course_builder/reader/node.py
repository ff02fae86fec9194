"""The nodes of a simulation: a heading, its attributes, a text and choices."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from course_builder.model.scenario import Event, Node, NodeText
from course_builder.model.slug import plain, slug as slug_of
from course_builder.reader.attribute import Attributes, read_attributes
from course_builder.reader.choice import Choices, Destinations, read_choices
from course_builder.reader.condition import Text, read_condition, report_unknown
from course_builder.reader.source import Source
from course_builder.reader.structure import Heading

KIND = "###"

_KNOWN = ("ending", "score", "when", "before", "once", "debrief")
_ATTRIBUTES = re.compile(r" {0,3}\{(?!\{)")
_TRAILING = re.compile(r"(?<!\{)\{[^{}]*\}[ \t]*$")
_HIGHEST_SCORE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Draft:
    """A node whose text is not yet read.

    Attributes:
        slug: Of its heading; empty where its author must mend it.
        id: Its ``#id``, else its slug.
        start: First line of its text, counted from 0.
        end: Line after the last.
        is_whole: Whether it has a name.
    """

    heading: Heading
    attributes: Attributes
    slug: str
    id: str
    start: int
    end: int
    is_ending: bool
    is_debrief: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class ReadNode:
    """A node with its text; `is_whole` tells whether all of it could be read."""

    node: Node
    text: NodeText
    is_whole: bool


def read_draft(
    source: Source, heading: Heading, end: int, fenced: Sequence[bool]
) -> Draft:
    """Read the heading of a node and the attributes below it."""
    start = heading.line + 1
    number = start
    while number < end and not source.lines[number].strip():
        number += 1
    attributes = Attributes(source, heading.line)
    brace = None
    if number < end and not fenced[number]:
        brace = _ATTRIBUTES.match(source.lines[number])
    text, is_whole = heading.text, True
    if brace:
        attributes = read_attributes(source, number, brace.end() - 1)
        start = number + 1
    elif beside := _TRAILING.search(source.lines[heading.line]):
        column, length = beside.start(), len(beside[0].rstrip())
        source.report("B525", heading.line, column, length)
        attributes = read_attributes(source, heading.line, column)
        text, is_whole = _TRAILING.sub("", text), False
    attributes.warn_of_unknown(KIND, _KNOWN)
    slug = slug_of(text)
    identifier = slug
    if attributes.id is not None:
        identifier = attributes.id.value
        if slug_of(identifier) != identifier:
            source.report(
                "B527",
                attributes.line,
                attributes.id.column,
                attributes.id.length,
                id=identifier,
                nearest=slug_of(identifier),
            )
            is_whole = False
    elif not slug.strip("-"):
        source.report_line("B526", heading.line)
        is_whole = False
    return Draft(
        heading=heading,
        attributes=attributes,
        slug=slug,
        id=identifier,
        start=start,
        end=end,
        is_ending=attributes.switch("ending", default=False),
        is_debrief=attributes.switch("debrief", default=False),
        is_whole=_check_attributes(attributes) and is_whole,
    )


def read_node(
    source: Source, draft: Draft, fenced: Sequence[bool], destinations: Destinations
) -> ReadNode:
    """Read the text and the choices of a node."""
    read = read_choices(source, draft.start, draft.end, fenced, destinations)
    if draft.is_ending and read.choices:
        source.report_line("B532", read.line, id=draft.id)
        read = Choices(read.line)
    score = _read_score(draft.attributes) if draft.is_ending else None
    event, is_readable = _read_event(draft.attributes, destinations)
    return ReadNode(
        Node(draft.id, read.choices, draft.is_ending, score, event),
        NodeText(
            plain(draft.heading.text),
            source.prose(draft.start, read.line),
            read.texts,
            source.place(draft.heading.line),
        ),
        read.is_whole and is_readable,
    )


def _check_attributes(attributes: Attributes) -> bool:
    """Note attributes that contradict each other or do nothing."""
    values = attributes.values
    is_whole = True
    for key in ("ending", "when"):
        if key in values and "debrief" in values:
            attributes.report("B528", key, key=key, other="debrief")
            is_whole = False
    for key, needed in (("score", "ending"), ("before", "when"), ("once", "when")):
        if key in values and needed not in values:
            attributes.report("B529", key, key=key, needed=needed)
    return is_whole


def _read_score(attributes: Attributes) -> Decimal | None:
    """Return what an ending is worth, none where it does not say."""
    if "score" not in attributes.values:
        return None
    score = attributes.decimal("score", above_zero=False)
    if score is not None and score > _HIGHEST_SCORE:
        value = attributes.values["score"].value
        attributes.report("B219", "score", key="score", value=value, expected="0–100")
    return min(score or Decimal(0), _HIGHEST_SCORE)


def _read_event(
    attributes: Attributes, destinations: Destinations
) -> tuple[Event | None, bool]:
    """Return what makes a node come by itself, and whether it can be read."""
    written = attributes.values.get("when")
    if written is None:
        return None, True
    names = destinations.names
    text = Text(attributes.source, attributes.line, written.column, written.value)
    when = read_condition(text, names)
    before = attributes.split("before")
    is_whole = True
    for word, column in before:
        if word not in names.nodes:
            source, line = attributes.source, attributes.line
            report_unknown(source, "B501", line, column, word, names.nodes)
            is_whole = False
    if when is None or not is_whole:
        return None, False
    words = tuple(dict.fromkeys(word for word, _ in before))
    return Event(when, words, attributes.switch("once", default=False)), True
