"""Whether anything that a learner can type matches a pattern.

What is typed is compared without space at its ends and with single spaces inside, so
that a pattern may ask for what never comes. Of the texts that a part of a pattern
matches, it is enough to know the shortest by whether they begin and end with a space.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from course_builder.model.grading import LONGEST_TEXT, collapse

_MOST_EXTRA_REPEATS = 2
"""Further repeats that reach an end which fewer do not."""

Ends = tuple[bool, bool] | None
"""Whether a text begins and ends with a space; none for the empty text."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a part of a pattern can match.

    Attributes:
        shortest: Length of the shortest text, whatever its spaces; none for no text.
        by_ends: Length of the shortest text with single spaces only, by its ends.
    """

    shortest: int | None = 0
    by_ends: Mapping[Ends, int] = field(default_factory=dict)

    def can_be_typed(self, *, exact: bool) -> bool:
        """Tell whether a whole answer can match."""
        if exact:
            return self.shortest is not None and self.shortest <= LONGEST_TEXT
        ends: tuple[Ends, ...] = (None, (False, False))
        lengths = [self.by_ends[end] for end in ends if end in self.by_ends]
        return min(lengths, default=LONGEST_TEXT + 1) <= LONGEST_TEXT


NOTHING = Reach(0, {None: 0})
"""The empty text."""

ANYTHING = Reach(1, {(False, False): 1, (True, True): 1})
"""Any one character."""


def of_characters(low: str, high: str = "") -> Reach:
    """Return the reach of one character, or of one from `low` to `high`."""
    by_ends: dict[Ends, int] = {}
    high = high or low
    if low <= " " <= high:
        by_ends[True, True] = 1
    if low != high or collapse(low):
        by_ends[False, False] = 1
    return Reach(1, by_ends)


def following(first: Reach, second: Reach) -> Reach:
    """Return the reach of one part after another."""
    found: dict[Ends, int] = {}
    for left, length in first.by_ends.items():
        for right, more in second.by_ends.items():
            if left is None or right is None:
                ends = left or right
            elif left[1] and right[0]:
                continue
            else:
                ends = (left[0], right[1])
            found[ends] = min(found.get(ends, length + more), length + more)
    shortest = None
    if first.shortest is not None and second.shortest is not None:
        shortest = first.shortest + second.shortest
    return Reach(shortest, found)


def alternatives(parts: Iterable[Reach]) -> Reach:
    """Return the reach of one part or another."""
    found: dict[Ends, int] = {}
    lengths = []
    for part in parts:
        for ends, length in part.by_ends.items():
            found[ends] = min(found.get(ends, length), length)
        if part.shortest is not None:
            lengths.append(part.shortest)
    return Reach(min(lengths, default=None), found)


def repeated(part: Reach, low: int, high: int) -> Reach:
    """Return the reach of a part that is repeated from `low` to `high` times."""
    least, doubled, left = NOTHING, part, low
    while left:
        if left % 2:
            least = following(least, doubled)
        doubled = following(doubled, doubled)
        left //= 2
    reaches = [least]
    for _ in range(min(high - low, _MOST_EXTRA_REPEATS)):
        reaches.append(following(reaches[-1], part))
    return alternatives(reaches)
