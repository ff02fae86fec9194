"""Branching simulations: nodes, choices, and the variables that decisions move.

`Graph` is all that play needs; `Scenario` adds the texts. `model/play.py` plays a graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from course_builder.errors import NOWHERE, SourceLocation
from course_builder.model.prose import Prose
from course_builder.model.question import CompetencyRef

Operand: TypeAlias = Decimal | str
"""A number, or the name of a variable."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A quantity that decisions move.

    Attributes:
        name: ``[a-z][a-z0-9_]*``.
        label: What learners read; the name where the author gave none.
        start: Value at the start, within the bounds.
        minimum: Lowest value; none for no bound.
        maximum: Highest value; none for no bound.
        better: Which direction is good; empty for neither.
        unit: Word after the number; may be empty.
    """

    name: str
    label: str
    start: Decimal
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    better: Literal["high", "low", ""] = ""
    unit: str = ""
    where: SourceLocation = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left operator right``; operator is ``< <= = != >= >``."""

    left: Operand
    operator: str
    right: Operand


@dataclass(frozen=True, slots=True)
class Visited:
    """True from the moment the node is shown, in this round."""

    node: str


@dataclass(frozen=True, slots=True)
class Not:
    """True where the condition is false."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """True where all are; at least two."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where one is; at least two."""

    conditions: tuple["Condition", ...]


Condition: TypeAlias = Comparison | Visited | Not | And | Or


@dataclass(frozen=True, slots=True)
class Operation:
    """``left operator right``; operator is ``+ - * /``."""

    left: "Formula"
    operator: str
    right: "Formula"


Formula: TypeAlias = Operand | Operation
"""What a score is computed by."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One change of a variable; operator is ``+``, ``-`` or ``=``."""

    variable: str
    operator: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision of a node.

    Attributes:
        to: Id of the node it leads to.
        when: Its gate, read before `settings`; none for always.
        otherwise: Id of the node it leads to when the gate fails; none where it is then
            disabled.
        settings: Applied either way, in order, clamped after each.
    """

    to: str
    when: Condition | None = None
    otherwise: str | None = None
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What makes a node come by itself.

    Attributes:
        before: Ids of the destinations it may take the place of; empty for every
            destination but an ending.
        once: Whether it comes only while the node is not yet visited.
    """

    when: Condition
    before: tuple[str, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A situation, or an ending.

    Attributes:
        id: Its slug, or the ``#id`` its author keeps.
        choices: In source order; a choice is recorded by its letter, a, b, c … Empty in
            an ending.
        ending: Whether play ends here.
        score: What this ending is worth, 0 to 100; none where the scenario's score holds.
        event: What makes it come by itself; none for most.
    """

    id: str
    choices: tuple[Choice, ...] = ()
    ending: bool = False
    score: Decimal | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """All that play needs; play starts at the first node.

    Attributes:
        nodes: By id, in source order; no debrief.
        score: Formula of the score; none for the mean of the variables.
    """

    variables: tuple[Variable, ...]
    nodes: Mapping[str, Node]
    score: Formula | None = None


@dataclass(frozen=True, slots=True)
class ChoiceText:
    """What a choice says.

    Attributes:
        text: The link's text and what follows it.
        feedback: Told when it leads to its link; may be none.
        otherwise_feedback: Told when its gate fails; may be none.
        condition: The gate as written; empty for none.
    """

    text: Prose
    feedback: Prose | None = None
    otherwise_feedback: Prose | None = None
    condition: str = ""
    where: SourceLocation = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class NodeText:
    """What a node says.

    Attributes:
        title: Its heading, plain text.
        text: Markdown with ``{{variable}}``; may be none.
        choices: One for each choice of the node.
    """

    title: str
    text: Prose | None = None
    choices: tuple[ChoiceText, ...] = ()
    where: SourceLocation = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A simulation with everything its author wrote.

    Attributes:
        title: The heading of the first level that stands before the nodes, if any;
            else empty.
        texts: By node id, for every node of the graph.
        briefing: What stands before the first node; may be none.
        debrief: Heading and text of what is shown after an ending; may be none.
        rounds: Rounds that a learner is asked to play, >= 1; only the best counts.
        pass_mark: Score that passes; none where it has no mark of its own.
        points: What a score of 100 is worth, > 0.
        is_whole: Whether all of its graph could be read; else it cannot be played.
    """

    id: str
    graph: Graph
    texts: Mapping[str, NodeText]
    title: str = ""
    briefing: Prose | None = None
    debrief: NodeText | None = None
    rounds: int = 1
    pass_mark: int | None = None
    points: Decimal = Decimal(10)
    required: bool = True
    competencies: tuple[CompetencyRef, ...] = ()
    where: SourceLocation = field(default=NOWHERE, compare=False)
    is_whole: bool = True
