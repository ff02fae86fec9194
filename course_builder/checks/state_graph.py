"""Graphs of states: which come to a goal, how many paths there are, and where they loop."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_MOST_BITS = 13_000
"""Size of a number of paths that can still be written down: some 3,900 digits."""


@dataclass(frozen=True, slots=True)
class StateGraph:
    """States from 0, the start, each with the states that follow it, repeats included.

    Attributes:
        first: Of each state, where what follows it begins in `targets`; one more at
            the end.
    """

    first: "array[int]" = field(default_factory=lambda: array("l", [0]))
    targets: "array[int]" = field(default_factory=lambda: array("l"))

    def __len__(self) -> int:
        return len(self.first) - 1

    def following(self, state: int) -> "array[int]":
        """Return the states that follow a state."""
        return self.targets[self.first[state] : self.first[state + 1]]

    def turned(self) -> "StateGraph":
        """Return the graph with every step the other way."""
        first = array("l", bytes(self.first.itemsize * (len(self) + 1)))
        for target in self.targets:
            first[target + 1] += 1
        for state in range(len(self)):
            first[state + 1] += first[state]
        free = array("l", first)
        targets = array("l", bytes(self.targets.itemsize * len(self.targets)))
        for state in range(len(self)):
            for target in self.following(state):
                targets[free[target]] = state
                free[target] += 1
        return StateGraph(first, targets)


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths from the start.

    Attributes:
        ways: Paths to each goal.
        longest: Steps of the longest.
    """

    ways: dict[int, int]
    longest: int


class TooManyPathsError(Exception):
    """There are more paths than can be written down."""


def reaching(turned: StateGraph, goals: Iterable[int]) -> bytearray:
    """Tell of each state whether a goal can be reached from it, or is it.

    Args:
        turned: The graph with every step the other way.
        goals: States.
    """
    found = bytearray(len(turned))
    waiting = list(goals)
    for state in waiting:
        found[state] = 1
    while waiting:
        for state in turned.following(waiting.pop()):
            if not found[state]:
                found[state] = 1
                waiting.append(state)
    return found


def count_paths(graph: StateGraph, is_kept: bytearray) -> Paths | None:
    """Count the paths from the start through some states to those that none follows.

    Returns:
        None where a path may go in a circle.

    Raises:
        TooManyPathsError: Their number cannot be written down.
    """
    incoming = array("l", bytes(graph.first.itemsize * len(graph)))
    for state in range(len(graph)):
        if is_kept[state]:
            for target in graph.following(state):
                incoming[target] += 1
    if not is_kept[0]:
        return Paths({}, 0)
    if incoming[0]:
        return None
    ways = [0] * len(graph)
    ways[0] = 1
    longest = array("l", bytes(graph.first.itemsize * len(graph)))
    ends: dict[int, int] = {}
    waiting = [0]
    done = 0
    while waiting:
        state = waiting.pop()
        done += 1
        following = [target for target in graph.following(state) if is_kept[target]]
        if ways[state].bit_length() > _MOST_BITS:
            raise TooManyPathsError
        if not following:
            ends[state] = ways[state]
        for target in following:
            ways[target] += ways[state]
            longest[target] = max(longest[target], longest[state] + 1)
            incoming[target] -= 1
            if not incoming[target]:
                waiting.append(target)
        ways[state] = 0  # such numbers may be long
    if done < sum(is_kept):
        return None
    return Paths(ends, max(longest[state] for state in ends))


def loops(graph: StateGraph, is_kept: bytearray) -> Iterator[list[int]]:
    """Yield the largest sets of states in which each leads to each.

    Args:
        graph: All states.
        is_kept: Of each state, whether it counts.

    Source: Tarjan, "Depth-first search and linear graph algorithms", 1972.
    """
    number = array("l", [-1]) * len(graph)
    low = array("l", number)
    is_open = bytearray(len(graph))
    stack: list[int] = []
    counter = 0
    for root in range(len(graph)):
        if not is_kept[root] or number[root] >= 0:
            continue
        path: list[tuple[int, Iterator[int]]] = []
        entered = root
        while True:
            if entered >= 0:
                number[entered] = low[entered] = counter
                counter += 1
                stack.append(entered)
                is_open[entered] = 1
                path.append((entered, iter(graph.following(entered))))
                entered = -1
            state, rest = path[-1]
            for target in rest:
                if not is_kept[target]:
                    continue
                if number[target] < 0:
                    entered = target
                    break
                if is_open[target]:
                    low[state] = min(low[state], number[target])
            if entered >= 0:
                continue
            path.pop()
            if path:
                above = path[-1][0]
                low[above] = min(low[above], low[state])
            if low[state] == number[state]:
                group: list[int] = []
                while not group or group[-1] != state:
                    group.append(stack.pop())
                    is_open[group[-1]] = 0
                if len(group) > 1 or state in graph.following(state):
                    yield group
            if not path:
                break
