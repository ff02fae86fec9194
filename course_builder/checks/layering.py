"""Places for the nodes of a graph: layers from the top, few crossings, straight lines.

Source: Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical
system structures", 1981; places within a layer by isotonic regression.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_ROUNDS = 8
_MOST_BENDS = 20_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        layers: Of each node, its layer from 0.
        across: Of each node, the middle of its place across.
        bends: Of an edge that passes layers, the places across where it does so, from
            its upper end.
    """

    layers: Sequence[int]
    across: Sequence[float]
    bends: Mapping[tuple[int, int], Sequence[float]]


def arrange(
    count: int, edges: Iterable[tuple[int, int]], width: float, gap: float
) -> Layout:
    """Place nodes.

    Args:
        count: Nodes, numbered from 0; 0 is the start.
        edges: From and to; the layers of those that close a circle are not in order.
        width: Of a node, with the space to the next.
        gap: Of the lane of an edge that passes a layer.
    """
    unique = sorted(set(edges))
    forward = _without_circles(count, unique)
    layers = _layers(count, forward)
    bends = _bends(forward, layers)
    vertices = list(range(count))
    levels = list(layers)
    links: list[tuple[int, int]] = []
    chains: dict[tuple[int, int], list[int]] = {}
    for edge in forward:
        chain = [edge[0]]
        for layer in range(layers[edge[0]] + 1, layers[edge[1]] if bends else 0):
            chain.append(len(vertices))
            vertices.append(len(vertices))
            levels.append(layer)
        chain.append(edge[1])
        chains[edge] = chain[1:-1]
        if bends or layers[edge[1]] == layers[edge[0]] + 1:
            links += pairwise(chain)
    widths = [width] * count + [gap] * (len(vertices) - count)
    across = _Placing(levels, links, widths).run()
    return Layout(
        layers,
        across[:count],
        {edge: [across[v] for v in chain] for edge, chain in chains.items() if chain},
    )


def _without_circles(
    count: int, edges: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the edges but those that lead back to where a walk is."""
    following: list[list[int]] = [[] for _ in range(count)]
    for one, other in edges:
        following[one].append(other)
    state = bytearray(count)  # 1 while a walk is below it, 2 afterwards
    kept = []
    for root in range(count):
        if state[root]:
            continue
        state[root] = 1
        path = [(root, iter(following[root]))]
        while path:
            node, rest = path[-1]
            for target in rest:
                if state[target] == 1:
                    continue
                kept.append((node, target))
                if not state[target]:
                    state[target] = 1
                    path.append((target, iter(following[target])))
                    break
            else:
                state[node] = 2
                path.pop()
    return kept


def _layers(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Return the length of the longest way to each node."""
    incoming = [0] * count
    following: list[list[int]] = [[] for _ in range(count)]
    for one, other in edges:
        following[one].append(other)
        incoming[other] += 1
    layers = [0] * count
    waiting = [node for node in range(count) if not incoming[node]]
    while waiting:
        node = waiting.pop()
        for target in following[node]:
            layers[target] = max(layers[target], layers[node] + 1)
            incoming[target] -= 1
            if not incoming[target]:
                waiting.append(target)
    return layers


def _bends(edges: Iterable[tuple[int, int]], layers: Sequence[int]) -> bool:
    """Tell whether edges are led around what stands between their ends."""
    lengths = (layers[other] - layers[one] - 1 for one, other in edges)
    return sum(length for length in lengths if length > 0) <= _MOST_BENDS


class _Placing:
    """Orders each layer by the middle of the neighbours, then places it."""

    def __init__(
        self,
        levels: Sequence[int],
        links: Iterable[tuple[int, int]],
        widths: Sequence[float],
    ) -> None:
        self._widths = widths
        self._rows: list[list[int]] = [[] for _ in range(max(levels, default=0) + 1)]
        for vertex, level in enumerate(levels):
            self._rows[level].append(vertex)
        self._above: list[list[int]] = [[] for _ in levels]
        self._below: list[list[int]] = [[] for _ in levels]
        for one, other in links:
            self._below[one].append(other)
            self._above[other].append(one)
        self._across = [0.0] * len(levels)

    def run(self) -> list[float]:
        for row in self._rows:
            self._place(row, [0.0] * len(row))
        for number in range(_ROUNDS):
            down = number % 2 == 0
            neighbours = self._above if down else self._below
            for row in self._rows if down else reversed(self._rows):
                row.sort(key=lambda vertex: self._middle(vertex, neighbours[vertex]))
                self._place(row, [self._middle(v, neighbours[v]) for v in row])
        for row in self._rows:
            both = [self._middle(v, self._above[v] + self._below[v]) for v in row]
            self._place(row, both)
        return self._across

    def _middle(self, vertex: int, neighbours: Sequence[int]) -> float:
        if not neighbours:
            return self._across[vertex]
        return sum(self._across[n] for n in neighbours) / len(neighbours)

    def _place(self, row: Sequence[int], wanted: Sequence[float]) -> None:
        """Place a row as near to what is wanted as its widths and order allow."""
        offsets = [0.0]
        for one, other in pairwise(row):
            apart = (self._widths[one] + self._widths[other]) / 2
            offsets.append(offsets[-1] + apart)
        pools: list[tuple[float, int]] = []
        for want, offset in zip(wanted, offsets, strict=False):
            total, size = want - offset, 1
            while pools and pools[-1][0] / pools[-1][1] > total / size:
                before, count = pools.pop()
                total, size = total + before, size + count
            pools.append((total, size))
        places = [total / size for total, size in pools for _ in range(size)]
        for vertex, place, offset in zip(row, places, offsets, strict=False):
            self._across[vertex] = place + offset
