"""The gap map (R1): how many people of a unit and group meet what is required."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lti_service.domain.organisation import Unit
from lti_service.domain.summary import GapCount
from lti_service.domain.suppression import Count, Hidden, Shown, suppress

_EXACT_FROM = 100
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class GapCell:
    """Figures of one group of people for one competency.

    Attributes:
        opd_code: Of the agency (perangkat daerah); empty for all.
        group: Of positions; empty for all.
        required: Level; 0 for all levels.
        share: Percent who meet it; none where that may not be told.
        gap: Mean of the missing levels; none where that may not be told.
    """

    opd_code: str
    group: str
    competency_code: str
    required: int
    people: Shown
    assessed: Shown
    met: Shown
    share: Decimal | None
    gap: Decimal | None
    provisional: Shown

    @property
    def unmet(self) -> Decimal | None:
        """Percent who do not meet it."""
        return None if self.share is None else 100 - self.share


@dataclass(frozen=True, slots=True)
class GapTable:
    """The whole map.

    Attributes:
        rows: By agency, group, competency and level.
        cells: By agency and competency.
        totals: By competency.
    """

    rows: tuple[GapCell, ...]
    cells: Mapping[tuple[str, str], GapCell]
    totals: Mapping[str, GapCell]


def agencies(units: Iterable[Unit]) -> dict[str, str]:
    """Return the agency (perangkat daerah) of each unit, by code.

    It is the unit right below the top one; where several are at the top, these are
    agencies themselves. What is posted at the top itself is an agency of its own.
    """
    parents = {unit.code: unit.parent_code for unit in units}
    tops = {code for code, parent in parents.items() if parent not in parents}
    over = tops if len(tops) == 1 and len(parents) > 1 else set()
    found = {}
    for code in parents:
        path = [code]
        while (parent := parents[path[-1]]) in parents and parent not in path:
            path.append(parent)
        below = [one for one in path if one not in over]
        found[code] = below[-1] if below else path[-1]
    return found


def gap_table(
    counts: Iterable[GapCount], agency_of: Mapping[str, str], least: int
) -> GapTable:
    """Return the map, with nothing in it that may not be told.

    All cuts that are ever shown are hidden together, so that none gives away another:
    agency by group and level, agency, and all.
    """
    sums: dict[str, dict[tuple[str, str, int], list[int]]] = {}
    for count in counts:
        opd = agency_of.get(count.unit_code, count.unit_code)
        figures = (
            count.people,
            count.assessed,
            count.met,
            count.gaps,
            count.provisional,
        )
        of_competency = sums.setdefault(count.competency_code, {})
        for key in (
            (opd, count.group, count.required),
            (opd, "", 0),
            ("", "", 0),
        ):
            row = of_competency.setdefault(key, [0] * len(figures))
            for place, n in enumerate(figures):
                row[place] += n
    rows: list[GapCell] = []
    cells, totals = {}, {}
    for code in sorted(sums):
        for key, cell in _told(code, sums[code], least).items():
            if key[2]:
                rows.append(cell)
            elif key[0]:
                cells[key[0], code] = cell
            else:
                totals[code] = cell
    return GapTable(tuple(rows), cells, totals)


def _told(
    competency_code: str, sums: Mapping[tuple[str, str, int], Sequence[int]], least: int
) -> dict[tuple[str, str, int], GapCell]:
    """Return what may be told of one competency."""
    parts: dict[str, list[tuple[str, str, int]]] = {}
    for key in sorted(sums):
        if key[2]:
            parts.setdefault(key[0], []).append(key)
    groups = [[("", "", 0), *((opd, "", 0) for opd in parts)]]
    groups += [[(opd, "", 0), *keys] for opd, keys in parts.items()]

    def shown(
        counts: Mapping[tuple[str, str, int], Count],
    ) -> dict[tuple[str, str, int], Shown]:
        return suppress(counts, groups, least)

    keys = sorted(sums)
    people = shown({key: Count(sums[key][0]) for key in keys})
    closed = {key: isinstance(people[key], Hidden) for key in keys}
    assessed = shown({key: Count(sums[key][1], closed=closed[key]) for key in keys})
    provisional = shown({key: Count(sums[key][4], closed=closed[key]) for key in keys})
    met = shown(
        {
            # Nobody assessed tells of nobody; all of one kind tells of everybody.
            key: Count(
                sums[key][2],
                whole=sums[key][0] if sums[key][1] else None,
                closed=closed[key],
            )
            for key in keys
        }
    )
    found = {}
    for key in keys:
        whole, hits = sums[key][0], met[key]
        told = not isinstance(hits, Hidden)
        found[key] = GapCell(
            key[0],
            key[1],
            competency_code,
            key[2],
            people[key],
            assessed[key],
            hits,
            _percent(sums[key][2], whole) if told else None,
            _rounded(Decimal(sums[key][3]) / whole, _TENTH) if told and whole else None,
            provisional[key],
        )
    return found


def _percent(part: int, whole: int) -> Decimal | None:
    """Return a percentage; whole where there are too few for tenths to mean anything."""
    if not whole:
        return None
    exact = Decimal(100 * part) / whole
    return _rounded(exact, _TENTH if whole >= _EXACT_FROM else Decimal(1))


def _rounded(number: Decimal, step: Decimal) -> Decimal:
    return number.quantize(step, ROUND_HALF_UP)
