"""A simulation in whole numbers and closures, so that it is walked fast.

All numbers of one graph are multiplied by one power of ten; a node is its number in
source order; the visited nodes that a condition reads are the bits of a number.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeAlias, assert_never

from course_builder.model.meaning import compare
from course_builder.model.scenario import (
    And,
    Comparison,
    Condition,
    Graph,
    Node,
    Not,
    Operation,
    Or,
    Setting,
    Variable,
    Visited,
)

Values: TypeAlias = tuple[int, ...]
"""One number for each variable, in source order."""

State: TypeAlias = tuple[int, int, Values]
"""Node, visited nodes, values."""

Test: TypeAlias = Callable[[Values, int], bool]


class Change(NamedTuple):
    """One setting; `step` is added where `is_step`, else it is the new value."""

    variable: int
    is_step: bool
    step: int
    low: int | None
    high: int | None


class CompiledChoice(NamedTuple):
    """One choice; `otherwise` is -1 for none, `cost` how many tests and changes it takes."""

    to: int
    gate: Test | None
    otherwise: int
    changes: tuple[Change, ...]
    cost: int


class CompiledEvent(NamedTuple):
    """One event; `once` is the bit of its node, 0 where it may come again."""

    node: int
    when: Test
    once: int
    cost: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A graph, ready to be walked.

    Attributes:
        scale: What every number is multiplied by.
        bits: Bit of each node in the visited nodes; 0 where no condition reads it.
    """

    graph: Graph
    ids: tuple[str, ...]
    scale: int
    start: State
    choices: tuple[tuple[CompiledChoice, ...], ...]
    bits: tuple[int, ...]
    _general: tuple[CompiledEvent, ...]
    _special: Mapping[int, tuple[CompiledEvent, ...]]

    def events(self, destination: int) -> tuple[CompiledEvent, ...]:
        """Return what may come instead of a destination, in order."""
        found = self._special.get(destination)
        if found is not None:
            return found
        is_ending = self.graph.nodes[self.ids[destination]].ending
        return () if is_ending else self._general

    def values(self, state: State) -> dict[str, Decimal]:
        """Return the values of a state by the names of the variables."""
        return {
            variable.name: Decimal(value) / self.scale
            for variable, value in zip(self.graph.variables, state[2], strict=True)
        }


def compile_graph(graph: Graph) -> Compiled:
    """Compile a graph; every node and variable that it names must be there."""
    return _Compiler(graph).compile()


class _Compiler:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._ids = tuple(graph.nodes)
        self._numbers = {name: number for number, name in enumerate(graph.nodes)}
        self._scale = 10 ** max(
            (_decimals(number) for number in _all_numbers(graph)), default=0
        )
        names = [variable.name for variable in graph.variables]
        self._places = {name: place for place, name in enumerate(names)}
        read = dict.fromkeys(_read_nodes(graph))
        self._bits = {node: 1 << place for place, node in enumerate(read)}

    def compile(self) -> Compiled:
        graph = self._graph
        bits = tuple(self._bits.get(name, 0) for name in graph.nodes)
        start = tuple(self._whole(variable.start) for variable in graph.variables)
        events = {event.node: event for event in self._events()}
        return Compiled(
            graph,
            self._ids,
            self._scale,
            (0, bits[0], start),
            tuple(map(self._choices, graph.nodes.values())),
            bits,
            tuple(e for e in events.values() if not self._before(e)),
            self._special(events),
        )

    def _choices(self, node: Node) -> tuple[CompiledChoice, ...]:
        return tuple(
            CompiledChoice(
                self._numbers[choice.to],
                None if choice.when is None else self._test(choice.when),
                -1 if choice.otherwise is None else self._numbers[choice.otherwise],
                tuple(map(self._change, choice.settings)),
                1 + len(choice.settings) + size(choice.when),
            )
            for choice in node.choices
        )

    def _events(self) -> Iterator[CompiledEvent]:
        for node in self._graph.nodes.values():
            if node.event is not None:
                yield CompiledEvent(
                    self._numbers[node.id],
                    self._test(node.event.when),
                    self._bits[node.id] if node.event.once else 0,
                    1 + size(node.event.when),
                )

    def _before(self, event: CompiledEvent) -> tuple[str, ...]:
        node = self._graph.nodes[self._ids[event.node]]
        return node.event.before if node.event is not None else ()

    def _special(
        self, events: Mapping[int, CompiledEvent]
    ) -> dict[int, tuple[CompiledEvent, ...]]:
        """Return the events of the destinations that a ``before`` names, in order."""
        named: dict[int, list[CompiledEvent]] = {}
        for event in events.values():
            for destination in dict.fromkeys(self._before(event)):
                named.setdefault(self._numbers[destination], []).append(event)
        general = [event for event in events.values() if not self._before(event)]
        return {
            number: tuple(
                sorted(
                    found if self._is_ending(number) else [*general, *found],
                    key=lambda event: event.node,
                )
            )
            for number, found in named.items()
        }

    def _is_ending(self, number: int) -> bool:
        return self._graph.nodes[self._ids[number]].ending

    def _change(self, setting: Setting) -> Change:
        place = self._places[setting.variable]
        variable: Variable = self._graph.variables[place]
        low, high = variable.minimum, variable.maximum
        step = self._whole(setting.value)
        return Change(
            place,
            setting.operator != "=",
            -step if setting.operator == "-" else step,
            None if low is None else self._whole(low),
            None if high is None else self._whole(high),
        )

    def _test(self, condition: Condition) -> Test:
        match condition:
            case Comparison():
                return self._comparison(condition)
            case Visited():
                bit = self._bits[condition.node]
                return lambda _, visited: bool(visited & bit)
            case Not():
                inner = self._test(condition.condition)
                return lambda values, visited: not inner(values, visited)
            case And():
                return partial(_all, tuple(map(self._test, condition.conditions)))
            case Or():
                return partial(_any, tuple(map(self._test, condition.conditions)))
            case _:
                assert_never(condition)

    def _comparison(self, comparison: Comparison) -> Test:
        operator = comparison.operator
        left, right = comparison.left, comparison.right
        if isinstance(left, str) and isinstance(right, str):
            one, two = self._places[left], self._places[right]
            return lambda values, _: compare(values[one], operator, values[two])
        if isinstance(left, str) and isinstance(right, Decimal):
            return _against(self._places[left], operator, self._whole(right))
        if isinstance(left, Decimal) and isinstance(right, str):
            place = self._places[right]
            return _against(place, _TURNED[operator], self._whole(left))
        is_true = compare(Decimal(left), operator, Decimal(right))
        return lambda _, __: is_true

    def _whole(self, number: Decimal) -> int:
        return int(number.scaleb(len(str(self._scale)) - 1))


_TURNED: Mapping[str, str] = {
    "<": ">",
    "<=": ">=",
    "=": "=",
    "!=": "!=",
    ">=": "<=",
    ">": "<",
}


def _against(place: int, operator: str, number: int) -> Test:
    """Return the comparison of a variable with a number."""
    match operator:
        case "<":
            return lambda values, _: values[place] < number
        case "<=":
            return lambda values, _: values[place] <= number
        case ">=":
            return lambda values, _: values[place] >= number
        case ">":
            return lambda values, _: values[place] > number
        case "=":
            return lambda values, _: values[place] == number
        case _:
            return lambda values, _: values[place] != number


def _all(tests: Sequence[Test], values: Values, visited: int) -> bool:
    return all(test(values, visited) for test in tests)


def _any(tests: Sequence[Test], values: Values, visited: int) -> bool:
    return any(test(values, visited) for test in tests)


def conditions(graph: Graph) -> Iterator[Condition]:
    """Yield every condition of a graph."""
    for node in graph.nodes.values():
        if node.event is not None:
            yield node.event.when
        for choice in node.choices:
            if choice.when is not None:
                yield choice.when


def parts(condition: Condition) -> Iterator[Comparison | Visited]:
    """Yield what a condition is made of."""
    match condition:
        case Comparison() | Visited():
            yield condition
        case Not():
            yield from parts(condition.condition)
        case And() | Or():
            for one in condition.conditions:
                yield from parts(one)
        case _:
            assert_never(condition)


def size(condition: Condition | None) -> int:
    """Return of how many comparisons a condition is made."""
    return 0 if condition is None else sum(1 for _ in parts(condition))


def _read_nodes(graph: Graph) -> Iterator[str]:
    """Yield the nodes of which a condition asks whether they were visited."""
    for node in graph.nodes.values():
        if node.event is not None and node.event.once:
            yield node.id
    for condition in conditions(graph):
        for part in parts(condition):
            if isinstance(part, Visited):
                yield part.node


def _all_numbers(graph: Graph) -> Iterator[Decimal]:
    for variable in graph.variables:
        yield variable.start
        yield from _present(variable.minimum, variable.maximum)
    for node in graph.nodes.values():
        for choice in node.choices:
            yield from (setting.value for setting in choice.settings)
    for condition in conditions(graph):
        for part in parts(condition):
            if isinstance(part, Comparison):
                yield from _present(part.left, part.right)


def _present(*operands: Decimal | str | None) -> Iterable[Decimal]:
    return (operand for operand in operands if isinstance(operand, Decimal))


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def operations(formula: "Operation | Decimal | str") -> int:
    """Return how many operations a formula has."""
    if not isinstance(formula, Operation):
        return 0
    return 1 + operations(formula.left) + operations(formula.right)
