"""Check that a simulation can be played to its endings, and that all of it is used."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from course_builder.checks.compilation import conditions, operations, parts
from course_builder.checks.exploration import MOST_STATES, explore
from course_builder.errors import Finding
from course_builder.model.course import Course
from course_builder.model.exploration import Exploration
from course_builder.model.gap import without_code
from course_builder.model.graph_document import number_text
from course_builder.model.meaning import compute
from course_builder.model.play import Position, score, score_range
from course_builder.model.scenario import (
    Comparison,
    Formula,
    Graph,
    Node,
    Operation,
    Scenario,
    Variable,
)
from course_builder.model.texts import texts

MOST_STATES_OF_COURSE = 400_000
"""States that are walked in all simulations of a course together."""

_WHOLE_LINE = 10_000
_MOST_OPERATIONS = 300_000
_MENTION = re.compile(r"\{\{[ \t]*([a-z][a-z0-9_]*)[ \t]*\}\}")


def explore_course(course: Course) -> tuple[tuple[Scenario, Exploration], ...]:
    """Walk every simulation of a course, in order."""
    left = MOST_STATES_OF_COURSE
    found = []
    for page in course.pages:
        for activity in page.activities:
            if isinstance(activity, Scenario):
                exploration = explore(activity, min(left, MOST_STATES))
                left = max(0, left - exploration.states)
                found.append((activity, exploration))
    return tuple(found)


def check_scenario(scenario: Scenario, exploration: Exploration) -> Iterator[Finding]:
    """Yield what is wrong with a simulation.

    Args:
        scenario: As it was read, possibly with errors.
        exploration: What it can come to.
    """
    graph = scenario.graph
    if graph.nodes and not exploration.endings:
        yield Finding("B508", scenario.where, _WHOLE_LINE, {"id": scenario.id})
    for node in graph.nodes.values():
        if not node.choices and not node.ending:
            yield _at_node(scenario, "B509", node.id)
    if not scenario.is_whole:
        return
    yield from _check_score(scenario)
    yield from _check_use(scenario)
    for node_id, values in exploration.dead.items():
        yield _at_node(scenario, "B540", node_id, values=_in_words(values))
    for node_id, values in exploration.stuck.items():
        yield _at_node(scenario, "B541", node_id, values=_in_words(values))
    for node_id in exploration.loops:
        yield _at_node(scenario, "B547", node_id)
    yield from _check_ends(scenario, exploration)
    if exploration.complete:
        yield from _check_reach(scenario, exploration)
    else:
        values_of = {"id": scenario.id, "states": str(exploration.states)}
        yield Finding("B549", scenario.where, _WHOLE_LINE, values_of)


def _check_score(scenario: Scenario) -> Iterator[Finding]:
    """Yield what keeps the mean of the variables from being a score."""
    unscored = list(_scored_by_mean(scenario))
    if not unscored:
        return
    judged = [variable for variable in scenario.graph.variables if variable.better]
    for variable in judged:
        low, high = score_range(variable)
        if high <= low:
            yield _at_variable("B518", variable)
    if not judged:
        for node in unscored:
            yield _at_node(scenario, "B550", node.id)


def _scored_by_mean(scenario: Scenario) -> Iterator[Node]:
    """Yield the endings whose score is the mean of the variables."""
    if scenario.graph.score is None:
        for node in scenario.graph.nodes.values():
            if node.ending and node.score is None:
                yield node


def _check_use(scenario: Scenario) -> Iterator[Finding]:
    """Yield the variables that nothing reads."""
    graph = scenario.graph
    used = set(_variables(graph.score)) if graph.score is not None else set()
    if any(_scored_by_mean(scenario)):
        used.update(variable.name for variable in graph.variables if variable.better)
    for condition in conditions(graph):
        for part in parts(condition):
            if isinstance(part, Comparison):
                used.update(n for n in (part.left, part.right) if isinstance(n, str))
    for text in texts(scenario):
        if "{{" in text.text:
            used.update(_MENTION.findall(without_code(text.text)))
    for variable in graph.variables:
        if variable.name not in used:
            yield _at_variable("B546", variable)


def _variables(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Operation):
        yield from _variables(formula.left)
        yield from _variables(formula.right)
    elif isinstance(formula, str):
        yield formula


def _check_ends(scenario: Scenario, exploration: Exploration) -> Iterator[Finding]:
    """Yield a mark that cannot be reached, and endings whose score cannot be told."""
    graph = scenario.graph
    names = [variable.name for variable in graph.variables]
    left = _MOST_OPERATIONS // (1 + operations(graph.score or Decimal(0)))
    mark = scenario.pass_mark if exploration.complete else None
    divides = graph.score is not None and "/" in _operators(graph.score)
    best = Decimal(-1)
    divided: set[str] = set()
    for number, (ending, numbers) in enumerate(sorted(exploration.ends)):
        if (mark is None or best >= mark) and not divides:
            return
        if number > left:
            return
        values = dict(zip(names, numbers, strict=True))
        best = max(best, score(graph, Position(ending, values, frozenset())))
        if ending not in divided and _is_divided(graph, ending, values):
            yield _at_node(scenario, "B542", ending, values=_in_words(values))
            divided.add(ending)
    if mark is not None and -1 < best < mark:
        found = {"pass_mark": str(mark), "best": number_text(best)}
        yield Finding("B548", scenario.where, _WHOLE_LINE, found)


def _is_divided(graph: Graph, ending: str, values: Mapping[str, Decimal]) -> bool:
    """Tell whether the score of an ending divides by zero."""
    if graph.score is None or graph.nodes[ending].score is not None:
        return False
    try:
        compute(graph.score, values)
    except ZeroDivisionError:
        return True
    return False


def _operators(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Operation):
        yield formula.operator
        yield from _operators(formula.left)
        yield from _operators(formula.right)


def _check_reach(scenario: Scenario, exploration: Exploration) -> Iterator[Finding]:
    """Yield what no play comes to, and gates that make no difference."""
    for node in scenario.graph.nodes.values():
        if node.id not in exploration.shown:
            yield _at_node(scenario, "B543", node.id)
            continue
        for number, choice in enumerate(node.choices):
            if choice.when is None:
                continue
            where = scenario.texts[node.id].choices[number].where
            if (node.id, number) not in exploration.taken:
                yield Finding("B544", where, _WHOLE_LINE)
            elif (node.id, number) not in exploration.failed:
                yield Finding("B545", where, _WHOLE_LINE)


def _in_words(values: Mapping[str, Decimal]) -> str:
    """Return values as they end a sentence; nothing where there are no variables."""
    words = ", ".join(f"{name} {number_text(value)}" for name, value in values.items())
    return f" ({words})" if words else ""


def _at_node(scenario: Scenario, code: str, node: str, **values: str) -> Finding:
    where = scenario.texts[node].where
    return Finding(code, where, _WHOLE_LINE, {"id": node, **values})


def _at_variable(code: str, variable: Variable) -> Finding:
    values = {"name": variable.name}
    return Finding(code, variable.where, len(variable.name), values)
