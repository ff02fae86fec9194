"""How a simulation is played and scored; `player/play.js` does the same.

All arithmetic is exact. A letter names a choice of the present node: a, b, c …
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from course_builder.errors import PlayError
from course_builder.model.activity_progress import Round, ScenarioProgress
from course_builder.model.meaning import compute, holds
from course_builder.model.scenario import Choice, Graph, Node, Setting, Variable

FULL_SCORE = 100
LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""Names of the choices of a node, in order."""

_EXACT = Context(prec=200)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a round stands.

    Attributes:
        node: Id of the node that is shown.
        values: Value of each variable, by name.
        visited: Ids of the nodes that were shown in this round, `node` among them.
    """

    node: str
    values: Mapping[str, Decimal]
    visited: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one choice.

    Attributes:
        position: After it.
        told: Which feedback is told: of the choice, or of what it falls to when its
            gate fails.
        event: Id of the node that came by itself instead of the destination; empty for
            none.
        changes: By how much each variable changed that did.
    """

    position: Position
    told: Literal["told", "else"] = "told"
    event: str = ""
    changes: Mapping[str, Decimal] = field(default_factory=dict)


def begin(graph: Graph) -> Position:
    """Return the start of a round: events are not tried there."""
    first = next(iter(graph.nodes))
    values = {variable.name: variable.start for variable in graph.variables}
    return Position(first, values, frozenset({first}))


def is_open(graph: Graph, position: Position, letter: str) -> bool:
    """Tell whether a choice leads anywhere.

    Raises:
        PlayError: The node has no such choice.
    """
    choice = _choice(graph, position, letter)
    return choice.otherwise is not None or _gate_holds(choice, position)


def choose(graph: Graph, position: Position, letter: str) -> Step:
    """Make a choice.

    Raises:
        PlayError: The node has no such choice, or it is disabled.
    """
    choice = _choice(graph, position, letter)
    holds_gate = _gate_holds(choice, position)
    destination = choice.to if holds_gate else choice.otherwise
    if destination is None:
        raise PlayError(f"choice {letter} of {position.node} is disabled")
    values = _set(graph, position.values, choice.settings)
    event = _event(graph, destination, values, position.visited)
    node = event or destination
    return Step(
        Position(node, values, position.visited | {node}),
        "told" if holds_gate else "else",
        event if event != destination else "",
        {
            name: _EXACT.subtract(value, position.values[name])
            for name, value in values.items()
            if value != position.values[name]
        },
    )


def replay(graph: Graph, letters: Iterable[str]) -> Position:
    """Return where a round stands after some choices.

    Raises:
        PlayError: A choice is not there, or is disabled.
    """
    position = begin(graph)
    for letter in letters:
        position = choose(graph, position, letter).position
    return position


def score(graph: Graph, position: Position) -> Decimal:
    """Return what a round is worth at its ending: 0 to 100, rounded half up to 0.01.

    A formula that divides by zero gives 0; where nothing says what an ending is worth,
    it is worth 100.
    """
    own = graph.nodes[position.node].score
    if own is not None:
        exact = Fraction(own)
    elif graph.score is not None:
        try:
            exact = compute(graph.score, position.values)
        except ZeroDivisionError:
            exact = Fraction(0)
    else:
        judged = [v for v in graph.variables if v.better]
        shares = [
            share(variable, position.values[variable.name]) for variable in judged
        ]
        mean = Fraction(sum(shares), len(shares)) if shares else Fraction(1)
        exact = FULL_SCORE * mean
    bounded = min(max(exact, Fraction(0)), Fraction(FULL_SCORE))
    hundredths = floor(100 * bounded + Fraction(1, 2))
    return Decimal(hundredths).scaleb(-2)


def share(variable: Variable, value: Decimal) -> Fraction:
    """Return how good a value is, 0 to 1; 0 where there is no range.

    For this alone an empty minimum is 0 and an empty maximum is the start.
    """
    low, high = score_range(variable)
    if high <= low:
        return Fraction(0)
    part = (Fraction(value) - low) / (high - low)
    part = min(max(part, Fraction(0)), Fraction(1))
    return 1 - part if variable.better == "low" else part


def score_range(variable: Variable) -> tuple[Fraction, Fraction]:
    """Return the bounds between which a variable counts for the score."""
    low, high = variable.minimum, variable.maximum
    return (
        Fraction(0) if low is None else Fraction(low),
        Fraction(variable.start) if high is None else Fraction(high),
    )


def begin_round(graph: Graph, before: ScenarioProgress) -> ScenarioProgress:
    """Begin a round; while one is being played nothing changes.

    An open round of an earlier edition that cannot go on in this one makes room.
    """
    rounds = before.rounds
    if rounds and rounds[-1].score is None:
        if _can_go_on(graph, rounds[-1].choices):
            return before
        rounds = rounds[:-1]
    begun = _as_round(graph, begin(graph), "")
    return replace(before, rounds=(*rounds, begun))


def choose_in_round(
    graph: Graph, before: ScenarioProgress, letter: str
) -> ScenarioProgress:
    """Make a choice in the round that is being played.

    Raises:
        PlayError: No round is being played, or the choice is not there or disabled.
    """
    if not before.rounds or before.rounds[-1].score is not None:
        raise PlayError("no round is being played")
    *earlier, latest = before.rounds
    position = replay(graph, latest.choices)
    step = choose(graph, position, letter)
    after = _as_round(graph, step.position, latest.choices + letter)
    return replace(before, rounds=(*earlier, after))


def reflect(before: ScenarioProgress, text: str) -> ScenarioProgress:
    """Keep what a learner wrote at the debrief.

    Raises:
        PlayError: No round has come to an ending.
    """
    if not before.finished:
        raise PlayError("no round has come to an ending")
    return replace(before, reflection=text)


def _can_go_on(graph: Graph, letters: str) -> bool:
    try:
        position = replay(graph, letters)
    except PlayError:
        return False
    return not graph.nodes[position.node].ending


def _as_round(graph: Graph, position: Position, letters: str) -> Round:
    if graph.nodes[position.node].ending:
        return Round(letters, position.node, score(graph, position))
    return Round(letters)


def _choice(graph: Graph, position: Position, letter: str) -> Choice:
    choices = graph.nodes[position.node].choices
    number = LETTERS.find(letter) if len(letter) == 1 else -1
    if not 0 <= number < len(choices):
        raise PlayError(f"{position.node} has no choice {letter!r}")
    return choices[number]


def _gate_holds(choice: Choice, position: Position) -> bool:
    return choice.when is None or holds(choice.when, position.values, position.visited)


def _set(
    graph: Graph, values: Mapping[str, Decimal], settings: Iterable[Setting]
) -> dict[str, Decimal]:
    variables = {variable.name: variable for variable in graph.variables}
    after = dict(values)
    for setting in settings:
        name = setting.variable
        match setting.operator:
            case "+":
                value = _EXACT.add(after[name], setting.value)
            case "-":
                value = _EXACT.subtract(after[name], setting.value)
            case "=":
                value = setting.value
            case other:
                raise ValueError(f"unknown operator {other!r}")
        after[name] = _clamped(variables[name], value)
    return after


def _clamped(variable: Variable, value: Decimal) -> Decimal:
    if variable.maximum is not None and value > variable.maximum:
        value = variable.maximum
    if variable.minimum is not None and value < variable.minimum:
        value = variable.minimum
    return value


def _event(
    graph: Graph,
    destination: str,
    values: Mapping[str, Decimal],
    visited: frozenset[str],
) -> str:
    """Return the first node that takes the place of a destination; empty for none."""
    for node in graph.nodes.values():
        if (
            node.event is not None
            and _may_replace(node, graph.nodes[destination])
            and not (node.event.once and node.id in visited)
            and holds(node.event.when, values, visited)
        ):
            return node.id
    return ""


def _may_replace(node: Node, destination: Node) -> bool:
    """Tell whether a node that comes by itself may come instead of a destination."""
    if node.event is None:
        return False
    if node.event.before:
        return destination.id in node.event.before
    return not destination.ending
