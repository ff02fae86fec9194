"""Walk every state that a simulation can come to.

A state is a node, the values of the variables, and those visited nodes that a condition
reads. A choice leads from a state to exactly one other, so that plays are the paths of a
graph of states; they are counted without walking each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from course_builder.checks.compilation import (
    Change,
    Compiled,
    State,
    Values,
    compile_graph,
)
from course_builder.checks.state_graph import (
    Paths,
    StateGraph,
    TooManyPathsError,
    count_paths,
    loops,
    reaching,
)
from course_builder.model.exploration import Exploration
from course_builder.model.scenario import Scenario

MOST_STATES = 200_000
"""States beyond which a simulation is not walked further."""

_MOST_WORK = 6_000_000
"""Tests and changes beyond which a simulation is not walked further."""


@dataclass(slots=True)
class _Walk:
    """What a walk has met; choices are node number and number of the choice."""

    states: list[State]
    graph: StateGraph = field(default_factory=StateGraph)
    taken: set[tuple[int, int]] = field(default_factory=set)
    failed: set[tuple[int, int]] = field(default_factory=set)
    jumps: set[tuple[int, int]] = field(default_factory=set)
    is_complete: bool = True


def explore(scenario: Scenario, most_states: int = MOST_STATES) -> Exploration:
    """Walk a simulation.

    Args:
        scenario: A simulation; nothing is walked where it could not be read whole.
        most_states: States beyond which it is not walked further.
    """
    nodes = scenario.graph.nodes
    endings = sum(1 for node in nodes.values() if node.ending)
    if not scenario.is_whole or most_states < 1:
        return Exploration(len(nodes) - endings, endings)
    compiled = compile_graph(scenario.graph)
    walk = _walk(compiled, most_states)
    return _Summary(compiled, walk).exploration(len(nodes) - endings, endings)


def _walk(compiled: Compiled, most_states: int) -> _Walk:
    """Visit the states, those with fewer choices first."""
    start = compiled.start
    walk = _Walk([start])
    states, taken, failed = walk.states, walk.taken, walk.failed
    first, targets = walk.graph.first, walk.graph.targets
    known = {start: 0}
    bits, events = compiled.bits, compiled.events
    work = 0
    for node, visited, values in states:
        for number, choice in enumerate(compiled.choices[node]):
            destination = choice.to
            work += choice.cost
            if choice.gate is not None:
                if choice.gate(values, visited):
                    taken.add((node, number))
                else:
                    failed.add((node, number))
                    destination = choice.otherwise
                    if destination < 0:
                        continue
            after = _changed(values, choice.changes) if choice.changes else values
            for event in events(destination):
                work += event.cost
                if not event.once & visited and event.when(after, visited):
                    if destination != event.node:
                        walk.jumps.add((node, event.node))
                    destination = event.node
                    break
            state = (destination, visited | bits[destination], after)
            place = known.setdefault(state, len(states))
            if place == len(states):
                states.append(state)
            targets.append(place)
        first.append(len(targets))
        if len(states) > most_states or work > _MOST_WORK:
            walk.is_complete = False
            break
    return walk


def _changed(values: Values, changes: Iterable[Change]) -> Values:
    after = list(values)
    for place, is_step, step, low, high in changes:
        value = after[place] + step if is_step else step
        if high is not None and value > high:
            value = high
        if low is not None and value < low:
            value = low
        after[place] = value
    return tuple(after)


class _Summary:
    """Makes an exploration of a walk."""

    def __init__(self, compiled: Compiled, walk: _Walk) -> None:
        self._compiled = compiled
        self._walk = walk
        self._nodes = tuple(compiled.graph.nodes.values())

    def exploration(self, nodes: int, endings: int) -> Exploration:
        walk = self._walk
        ends = [n for n, state in enumerate(walk.states) if self._is_ending(state)]
        turned = walk.graph.turned() if walk.is_complete else StateGraph()
        alive = reaching(turned, ends) if walk.is_complete else bytearray()
        paths = None
        try:
            paths = count_paths(walk.graph, alive) if walk.is_complete else None
        except TooManyPathsError:
            walk.is_complete = False
        is_complete = walk.is_complete
        ids = self._compiled.ids
        shown = {ids[state[0]] for state in walk.states}
        return Exploration(
            nodes=nodes,
            endings=endings,
            states=len(walk.states),
            paths=sum(paths.ways.values()) if paths else None,
            shortest=self._shortest(ends) if is_complete else None,
            longest=paths.longest if paths and paths.ways else None,
            share=self._share(paths) if paths else None,
            complete=is_complete,
            shown=shown,
            taken=self._named(walk.taken),
            failed=self._named(walk.failed),
            dead=self._dead(),
            stuck=self._stuck(turned, alive) if is_complete and endings else {},
            loops=self._loops(alive) if is_complete and paths is None else (),
            ends=self._ends(ends),
            jumps={(ids[node], ids[event]) for node, event in walk.jumps},
        )

    def _is_ending(self, state: State) -> bool:
        return self._nodes[state[0]].ending

    def _named(self, choices: Iterable[tuple[int, int]]) -> set[tuple[str, int]]:
        return {(self._compiled.ids[node], number) for node, number in choices}

    def _shortest(self, ends: list[int]) -> int | None:
        """Return the steps to the first ending; states are in order of their steps."""
        if not ends:
            return None
        graph = self._walk.graph
        steps = [-1] * len(graph)
        steps[0] = 0
        for state in range(ends[0]):
            for target in graph.following(state):
                if steps[target] < 0:
                    steps[target] = steps[state] + 1
        return steps[ends[0]]

    def _share(self, paths: Paths) -> dict[str, float]:
        total = sum(paths.ways.values())
        ways = {node.id: 0 for node in self._nodes if node.ending}
        for state, number in paths.ways.items():
            ways[self._compiled.ids[self._walk.states[state][0]]] += number
        return {
            ending: float(Fraction(number, total)) if total else 0.0
            for ending, number in ways.items()
        }

    def _dead_states(self) -> list[int]:
        walk = self._walk
        return [
            number
            for number in range(len(walk.graph))
            if walk.graph.first[number] == walk.graph.first[number + 1]
            and not self._is_ending(walk.states[number])
        ]

    def _dead(self) -> dict[str, Mapping[str, Decimal]]:
        states = map(self._walk.states.__getitem__, self._dead_states())
        return self._described(s for s in states if self._nodes[s[0]].choices)

    def _stuck(
        self, turned: StateGraph, alive: bytearray
    ) -> dict[str, Mapping[str, Decimal]]:
        """Return the nodes by which a play gets where no ending is."""
        graph, states = self._walk.graph, self._walk.states
        explained = reaching(turned, self._dead_states())
        entered = set() if alive[0] else {0}
        for state in range(len(graph)):
            if alive[state]:
                entered.update(t for t in graph.following(state) if not alive[t])
        return self._described(
            states[state] for state in sorted(entered) if not explained[state]
        )

    def _loops(self, alive: bytearray) -> tuple[str, ...]:
        states = self._walk.states
        found = {
            min(states[state][0] for state in loop)
            for loop in loops(self._walk.graph, alive)
        }
        return tuple(self._compiled.ids[node] for node in sorted(found))

    def _ends(self, ends: list[int]) -> set[tuple[str, tuple[Decimal, ...]]]:
        states = (self._walk.states[end] for end in ends)
        different = {(node, values): (node, 0, values) for node, _, values in states}
        return {
            (self._compiled.ids[state[0]], tuple(self._compiled.values(state).values()))
            for state in different.values()
        }

    def _described(self, states: Iterable[State]) -> dict[str, Mapping[str, Decimal]]:
        found: dict[str, Mapping[str, Decimal]] = {}
        for state in states:
            node = self._compiled.ids[state[0]]
            if node not in found:
                found[node] = self._compiled.values(state)
        return found
