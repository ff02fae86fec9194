"""What a simulation can come to, as `checks/exploration.py` finds it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Exploration:
    """What a simulation can come to.

    Attributes:
        nodes: Nodes that are no endings.
        endings: Endings.
        states: States that can be reached; until the bound was hit.
        paths: Plays from the start to an ending: distinct sequences of choices. None
            where there is no end of them, or the bound was hit; so are `longest` and
            `share`.
        shortest: Choices of the shortest play; none where there is none, or the bound
            was hit.
        longest: Choices of the longest play; none where there is none, too.
        share: Part of the plays that come to each ending, by its id.
        complete: Whether all states were walked.
        shown: Nodes that can be shown.
        taken: Choices whose own link can be followed: node, and number from 0.
        failed: Choices whose gate can fail.
        dead: Nodes where every choice can be disabled, with values where it is so.
        stuck: Nodes that lead neither to an ending nor to such a node, with values.
        loops: First nodes of the loops from which an ending can be reached.
        jumps: Nodes that a choice comes from and nodes that come by themselves after it.
        ends: Each ending with the values that it can be reached with.
    """

    nodes: int
    endings: int
    states: int = 0
    paths: int | None = None
    shortest: int | None = None
    longest: int | None = None
    share: Mapping[str, float] | None = None
    complete: bool = False
    shown: Collection[str] = frozenset()
    taken: Collection[tuple[str, int]] = frozenset()
    failed: Collection[tuple[str, int]] = frozenset()
    dead: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    stuck: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    loops: tuple[str, ...] = ()
    ends: Collection[tuple[str, tuple[Decimal, ...]]] = frozenset()
    jumps: Collection[tuple[str, str]] = frozenset()
