"""How good the questions of a test are, from first tries alone (classical item analysis)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, pvariance

from lti_service.domain.rule import RuleParameter

_SHARE = 0.27
_FEW = 2
_NOT_WORKING = 0.05


@dataclass(frozen=True, slots=True)
class ItemRule:
    """From how many people on figures are told.

    Attributes:
        difficulty: For the share of right answers.
        discrimination: For corrected r and D; below `sure` they are indicative.
    """

    difficulty: int
    discrimination: int
    sure: int
    version: int


def item_rule(parameters: Iterable[RuleParameter]) -> ItemRule:
    """Put the rule together from ``item.difficulty``, ``.discrimination``, ``.sure``.

    Raises:
        KeyError: One of them is missing.
    """
    rows = {row.code: row for row in parameters if row.code.startswith("item.")}
    return ItemRule(
        int(rows["item.difficulty"].value),
        int(rows["item.discrimination"].value),
        int(rows["item.sure"].value),
        max(row.version for row in rows.values()),
    )


@dataclass(frozen=True, slots=True)
class FirstTry:
    """One person's first answer to one item.

    Attributes:
        score: Share of the points, 0 to 1; 0 for an item that was skipped.
        chosen: Ids of the options chosen; empty for other forms of answers.
    """

    score: Decimal
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What is known of one item.

    Attributes:
        n: People who were shown it.
        difficulty: Share of the points that they got (p).
        corrected: Correlation with the rest of the test; none where nothing varies.
        discrimination: Upper less lower 27 % (D); none where nobody can be told apart.
        not_working: Options that fewer than 5 in 100 chose, right ones left out.
        suspect: Options that the upper group chose more often than the lower.
    """

    n: int
    difficulty: float | None
    corrected: float | None
    discrimination: float | None
    not_working: tuple[str, ...] = ()
    suspect: tuple[str, ...] = ()


Person = dict[str, FirstTry]
"""First tries of one person by item; an item never shown is not there."""


def item_figures(
    item: str,
    people: Sequence[Person],
    options: Sequence[str] = (),
    right: frozenset[str] = frozenset(),
) -> ItemFigures:
    """Return the figures of an item.

    Ties at the edge of the upper and lower groups are broken by the order of people,
    which therefore has to be the same each time.

    Args:
        item: Its id.
        people: All who finished the test.
        options: Ids of its options; empty where it has none.
        right: Those that are right.
    """
    shown = [person for person in people if item in person]
    if not shown:
        return ItemFigures(0, None, None, None)
    scores = [float(person[item].score) for person in shown]
    totals = [total(person) for person in shown]
    rest = [whole - score for whole, score in zip(totals, scores, strict=True)]
    size = max(1, round(_SHARE * len(shown)))
    order = sorted(range(len(shown)), key=lambda n: -totals[n])
    upper, lower = order[:size], order[-size:]
    discrimination = None
    if len(shown) >= _FEW * size:
        discrimination = fmean(scores[n] for n in upper) - fmean(
            scores[n] for n in lower
        )
    wrong = [option for option in options if option not in right]
    chosen = Counter(option for person in shown for option in person[item].chosen)
    above = Counter(option for n in upper for option in shown[n][item].chosen)
    below = Counter(option for n in lower for option in shown[n][item].chosen)
    return ItemFigures(
        len(shown),
        fmean(scores),
        correlation(scores, rest),
        discrimination,
        tuple(o for o in wrong if chosen[o] < _NOT_WORKING * len(shown)),
        tuple(o for o in wrong if above[o] > below[o]),
    )


def total(person: Person) -> float:
    """Return the score of a person over all items that they were shown."""
    return float(sum(one.score for one in person.values()))


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Pearson's r; none where either does not vary."""
    if len(one) < _FEW:
        return None
    mean_one, mean_other = fmean(one), fmean(other)
    above = sum(
        (a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True)
    )
    below = sum((a - mean_one) ** 2 for a in one) * sum(
        (b - mean_other) ** 2 for b in other
    )
    return None if below <= 0 else float(above / below**0.5)


def reliability(table: Sequence[Sequence[float]]) -> float | None:
    """Return Cronbach's alpha of people by items; with 0 and 1 alone it is KR-20.

    None with fewer than two items or people, or where all totals are the same.
    """
    if len(table) < _FEW or len(table[0]) < _FEW:
        return None
    items = len(table[0])
    whole = pvariance([sum(row) for row in table])
    if not whole:
        return None
    parts = sum(pvariance([row[n] for row in table]) for n in range(items))
    return items / (items - 1) * (1 - parts / whole)
