"""Counts of people that may be shown: no small group, and none by subtraction.

All reports' counts of people go through `suppress`.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeVar

from lti_service.domain.rule import RuleParameter

SMALLEST_GROUP = "report.smallest_group"

_PRIME = 2**61 - 1

Key = TypeVar("Key", bound=Hashable)


class Hidden(StrEnum):
    """Why a count is not shown: too small, or it would tell of one that is."""

    SMALL = "small"
    PAIRED = "paired"


Shown: TypeAlias = int | Hidden


@dataclass(frozen=True, slots=True)
class Count:
    """How many people are in a cell.

    Attributes:
        value: How many.
        whole: Of how many that everybody can see; none where the cell is the whole group.
            Then the others of it must not be few either, and a group that is all of one
            kind is not said to be.
        closed: Hidden whatever its value, since the group itself is.
    """

    value: int
    whole: int | None = None
    closed: bool = False

    def small(self, least: int) -> bool:
        """Whether it tells of too few people."""
        if self.closed or 0 < self.value < least:
            return True
        if self.whole is None:
            return False
        others = self.whole - self.value
        return 0 < others < least or (self.whole > 0 and 0 in (self.value, others))


def smallest_group(parameters: Iterable[RuleParameter]) -> RuleParameter:
    """Return the least size of a group that reports tell of, and what it rests on.

    Raises:
        KeyError: There is none.
    """
    for row in parameters:
        if row.code == SMALLEST_GROUP:
            return row
    raise KeyError(SMALLEST_GROUP)


def suppress(
    counts: Mapping[Key, Count], sums: Iterable[Collection[Key]], least: int
) -> dict[Key, Shown]:
    """Return what may be shown of each count.

    Args:
        counts: All cells of one table of distinct people, its totals among them.
        sums: Cells that a reader can add up, the total first, then its parts. What is
            hidden of them is so that no small cell follows from the others.
        least: The least size of a group.
    """
    hidden: dict[Key, Hidden] = {
        key: Hidden.SMALL for key, count in counts.items() if count.small(least)
    }
    small = set(hidden)
    place = {key: number for number, key in enumerate(counts)}
    groups = [[key for key in group if key in counts] for group in sums]
    of_key: dict[Key, list[int]] = {}
    for number, group in enumerate(groups):
        for key in group:
            of_key.setdefault(key, []).append(number)

    def hide_another(group: Collection[Key]) -> Key | None:
        # The least that hides it: a cell with people, else one without.
        return min(
            (key for key in group if key not in hidden),
            key=lambda k: (not counts[k].value, counts[k].value, place[k]),
            default=None,
        )

    waiting = list(range(len(groups)))
    while waiting:
        while waiting:
            group = groups[waiting.pop()]
            if sum(1 for key in group if key in hidden) == 1:
                chosen = hide_another(group)
                if chosen is not None:
                    hidden[chosen] = Hidden.PAIRED
                    waiting.extend(of_key[chosen])
        # Two in each sum are not always enough: several sums together may still tell.
        for key in sorted(small & _derivable(groups, hidden), key=place.__getitem__):
            around = {other for n in of_key.get(key, ()) for other in groups[n]}
            chosen = hide_another(around)
            if chosen is None:
                reached = {n for other in around for n in of_key[other]}
                chosen = hide_another({k for n in reached for k in groups[n]})
            if chosen is not None:
                hidden[chosen] = Hidden.PAIRED
                waiting.extend(of_key[chosen])
                break
    return {key: hidden.get(key, count.value) for key, count in counts.items()}


def _derivable(
    groups: Iterable[Sequence[Key]], hidden: Collection[Key]
) -> frozenset[Key]:
    """Return the hidden cells that all sums together leave but one value for.

    Elimination goes on modulo a prime: exact, but for a chance that nobody meets.
    """
    pivots: dict[Key, dict[Key, int]] = {}
    for group in groups:
        row = {
            key: (-1 if key == group[0] else 1) % _PRIME
            for key in group
            if key in hidden
        }
        for key in list(row):
            if key in row and key in pivots:
                _add(row, pivots[key], -row[key])
        if not row:
            continue
        pivot = next(iter(row))
        turned = pow(row[pivot], -1, _PRIME)
        row = {key: value * turned % _PRIME for key, value in row.items()}
        for other in pivots.values():
            if pivot in other:
                _add(other, row, -other[pivot])
        pivots[pivot] = row
    return frozenset(key for key, row in pivots.items() if len(row) == 1)


def _add(row: dict[Key, int], other: Mapping[Key, int], times: int) -> None:
    for key, value in other.items():
        sum_ = (row.get(key, 0) + value * times) % _PRIME
        if sum_:
            row[key] = sum_
        else:
            row.pop(key, None)
