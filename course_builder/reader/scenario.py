"""Read a scenario: headings are nodes, links are choices, a table declares variables."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from course_builder.model.gap import without_code
from course_builder.model.scenario import Formula, Graph, NodeText, Scenario
from course_builder.model.slug import plain, slug as slug_of
from course_builder.reader.activity import (
    COMMON,
    read_competencies,
    read_id,
    read_title,
)
from course_builder.reader.attribute import Attributes
from course_builder.reader.choice import Destinations
from course_builder.reader.condition import Names, Text, read_formula, report_unknown
from course_builder.reader.node import Draft, read_draft, read_node
from course_builder.reader.source import Source
from course_builder.reader.structure import Directive, Heading, Structure
from course_builder.reader.variable_table import VariableTable, read_variables

KIND = "scenario"
NODE_LEVEL = 3

_KNOWN = ("rounds", "pass", "score", *COMMON)
_POINTS = Decimal(10)
_MENTION = re.compile(r"\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class _Nodes:
    """The nodes of a scenario as their headings name them.

    Attributes:
        nodes: Those that are played, in source order.
        names: Id of each by its id and by its slug.
        is_whole: Whether each has an id of its own.
    """

    nodes: tuple[Draft, ...]
    debrief: Draft | None
    names: Mapping[str, str]
    is_whole: bool


def read_scenario(
    source: Source, directive: Directive, structure: Structure
) -> Scenario | None:
    """Read a scenario; none where it has no id.

    Args:
        source: The file.
        directive: Its place and attributes.
        structure: Headings and code of the file.
    """
    attributes = directive.attributes
    attributes.warn_of_unknown(KIND, _KNOWN)
    identifier = read_id(source, directive)
    start, end = directive.line + 1, directive.end
    headings = list(_headings(structure, start, end))
    first = headings[0].line if headings else end
    title = read_title(structure, start, first)
    table = read_variables(source, start, first, structure.fenced)
    nodes = _read_nodes(source, structure, headings, end)
    names = Names(table.names, dict.fromkeys(node.id for node in nodes.nodes))
    debriefs = {nodes.debrief.id, nodes.debrief.slug} if nodes.debrief else set()
    destinations = Destinations(nodes.names, frozenset(debriefs), names)
    read = [read_node(source, d, structure.fenced, destinations) for d in nodes.nodes]
    formula, is_readable = _read_score(attributes, names)
    mentions = _check_mentions(source, structure, start, end, table)
    if not headings and directive.is_closed:
        source.report_line("B534", directive.line, id=identifier or "?")
    scenario = Scenario(
        id=identifier or "?",
        graph=Graph(
            tuple(table.variables.values()),
            {node.node.id: node.node for node in read},
            formula,
        ),
        texts={node.node.id: node.text for node in read},
        title=title.text,
        briefing=source.prose(start, first, table.lines | {title.line}),
        debrief=_debrief(source, nodes.debrief),
        rounds=attributes.whole("rounds") or 1,
        pass_mark=attributes.whole("pass", 0, 100),
        points=attributes.decimal("points", above_zero=True) or _POINTS,
        required=attributes.switch("required", default=True),
        competencies=read_competencies(source, attributes),
        where=source.place(directive.line),
        is_whole=(
            bool(nodes.nodes)
            and directive.is_closed
            and table.is_whole
            and nodes.is_whole
            and is_readable
            and mentions
            and all(node.is_whole for node in read)
        ),
    )
    return scenario if identifier else None


def check_headings(source: Source, structure: Structure) -> None:
    """Note the headings of a file that have one slug, where one of them is a node."""
    first: dict[str, tuple[int, bool]] = {}
    scenarios = iter([d for d in structure.directives if d.kind == KIND])
    scenario = next(scenarios, None)
    if scenario is None:
        return
    for heading in structure.headings:
        while scenario is not None and scenario.end <= heading.line:
            scenario = next(scenarios, None)
        is_node = (
            heading.level == NODE_LEVEL
            and scenario is not None
            and scenario.line < heading.line
        )
        slug = slug_of(heading.text)
        line, was_node = first.setdefault(slug, (heading.line, is_node))
        if line != heading.line and (is_node or was_node) and slug:
            source.report_line("B510", heading.line, id=slug, line=str(line + 1))


def _headings(structure: Structure, start: int, end: int) -> Iterator[Heading]:
    """Yield the headings of nodes among some lines, counted from 0."""
    at = bisect_left(structure.headings, start, key=lambda heading: heading.line)
    for number in range(at, len(structure.headings)):
        heading = structure.headings[number]
        if heading.line >= end:
            return
        if heading.level == NODE_LEVEL:
            yield heading


def _read_nodes(
    source: Source, structure: Structure, headings: list[Heading], end: int
) -> _Nodes:
    nodes: list[Draft] = []
    debrief: Draft | None = None
    owners: dict[str, Draft] = {}
    is_whole = True
    stops = [*(heading.line for heading in headings), end][1:]
    for heading, stop in zip(headings, stops, strict=True):
        draft = read_draft(source, heading, stop, structure.fenced)
        is_whole &= draft.is_whole
        for name in dict.fromkeys((draft.id, draft.slug)):
            owner = owners.setdefault(name, draft)
            if owner is draft:
                continue
            is_whole = False
            # `check_headings` notes two headings with one slug.
            if not name == owner.slug == draft.slug:
                line = str(owner.heading.line + 1)
                source.report_line("B511", heading.line, id=name, line=line)
        if not draft.is_debrief:
            nodes.append(draft)
        elif debrief is None:
            debrief = draft
        else:
            line = str(debrief.heading.line + 1)
            source.report_line("B533", heading.line, line=line)
            is_whole = False
    names = {name: o.id for name, o in owners.items() if not o.is_debrief and name}
    return _Nodes(tuple(nodes), debrief, names, is_whole)


def _read_score(attributes: Attributes, names: Names) -> tuple[Formula | None, bool]:
    """Return the formula, none where there is none, and whether it can be read."""
    written = attributes.values.get("score")
    if written is None:
        return None, True
    text = Text(attributes.source, attributes.line, written.column, written.value)
    formula = read_formula(text, names)
    return formula, formula is not None


def _debrief(source: Source, draft: Draft | None) -> NodeText | None:
    if draft is None:
        return None
    return NodeText(
        title=plain(draft.heading.text),
        text=source.prose(draft.start, draft.end),
        where=source.place(draft.heading.line),
    )


def _check_mentions(
    source: Source, structure: Structure, start: int, end: int, table: VariableTable
) -> bool:
    """Note the ``{{variables}}`` that there are not; tell whether there is none."""
    is_whole = True
    for number in range(start, end):
        line = source.lines[number]
        if "{{" not in line or structure.fenced[number]:
            continue
        indent = len(line) - len(line.lstrip())
        told: set[str] = set()
        for found in _MENTION.finditer(without_code(line[indent:])):
            name = found[1]
            if name not in table.names and name not in told:
                told.add(name)
                column = indent + (found.start(1) if name else found.start())
                report_unknown(source, "B502", number, column, name, table.names)
                is_whole = False
    return is_whole
