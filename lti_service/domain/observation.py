"""Observation at work: sheets, drills, and what observers saw. All are append-only."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from lti_service.domain.assignment import MarkingRule

PLAIN_LEVELS = 4
MOST_CRITERIA = 20
LATEST = timedelta(days=30)
"""How long after the day a phone may still send what it kept."""

_RESULT_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """A competency level that an observation may help to show."""

    competency_code: str
    level: int


@dataclass(frozen=True, slots=True)
class SheetCriterion:
    """What is looked at.

    Attributes:
        words: What each level looks like, the lowest first.
        required: Whether it must be met, however good the rest is.
    """

    name: str
    words: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class ObservationSheet:
    """A version of an observation sheet (lembar pengamatan).

    Attributes:
        version: 1 for the first; the highest one holds.
        levels: Names of the levels, the lowest first.
        source: The assignment that it was taken over from; empty for none.
        ended: Whether nobody observes by it any more.
        saved_by: Account id.
    """

    id: str
    version: int
    title: str
    outcomes: tuple[SheetOutcome, ...]
    instructions: str
    levels: tuple[str, ...]
    criteria: tuple[SheetCriterion, ...]
    source: str
    ended: bool
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Drill:
    """A revision of an exercise in the field (latihan) with its observers.

    Attributes:
        revision: 1 for the first; the highest one holds.
        sheet_version: All are observed by the same words, whatever the sheet says later.
        unit_code: Whose administrators keep it; empty for the whole region.
        observers: Ids of people who may observe, none of them themselves.
        participants: Ids of people who are observed.
        saved_by: Account id.
    """

    id: str
    revision: int
    sheet_id: str
    sheet_version: int
    title: str
    day: date
    place: str
    unit_code: str
    observers: tuple[str, ...]
    participants: tuple[str, ...]
    cancelled: bool
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Observation:
    """What one observer saw of one person; a correction or withdrawal is another row.

    Attributes:
        id: Made by the observer's device, so that sending twice changes nothing.
        record: What it is a revision of; see `record_of`.
        drill_id: Empty where a supervisor observes at work, outside of a drill.
        levels: Of each criterion the level, from 1.
        comments: On each criterion, for the person.
        on: The day it is evidence of.
        observed_at: As the device said, within what is possible.
        reason: Why it was withdrawn; empty unless it was.
        observer_id: Person.
        said_by: Account that sent this row: the observer's, or an administrator's.
    """

    id: str
    record: str
    revision: int
    drill_id: str
    sheet_id: str
    sheet_version: int
    person_id: str
    observer_id: str
    levels: tuple[int, ...]
    comments: tuple[str, ...]
    comment: str
    result: Decimal
    passed: bool
    on: date
    observed_at: datetime
    received_at: datetime
    withdrawn: bool
    reason: str
    rule_version: int
    said_by: str

    @property
    def activity(self) -> str:
        """What counts once, however many observed it and however often."""
        drill = f"/latihan/{self.drill_id}" if self.drill_id else ""
        return f"lembar/{self.sheet_id}{drill}"


@dataclass(frozen=True, slots=True)
class Observed:
    """What chosen levels come to.

    Attributes:
        result: Share of the points, 0 to 1; below the pass mark where a required
            criterion is not met.
        low: Numbers of the required criteria that are not met.
    """

    result: Decimal
    passed: bool
    low: tuple[int, ...]


def record_of(
    drill_id: str, sheet_id: str, person_id: str, observer_id: str, on: date
) -> str:
    """Return what all revisions of one observation share.

    In a drill an observer says one thing of each person. At work, another day is another
    observation.
    """
    place = ("drill", drill_id) if drill_id else ("sheet", sheet_id, on.isoformat())
    name = "\x1f".join((*place, person_id, observer_id))
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def least_level(sheet: ObservationSheet, rule: MarkingRule) -> int:
    """Return the lowest level that a required criterion must reach."""
    most = len(sheet.levels)
    return next(n for n in range(1, most + 1) if n >= rule.least * most)


def are_levels(levels: Sequence[int], sheet: ObservationSheet) -> bool:
    """Whether each criterion has a level that exists."""
    most = len(sheet.levels)
    return len(levels) == len(sheet.criteria) and all(1 <= n <= most for n in levels)


def judge(
    levels: Sequence[int], sheet: ObservationSheet, rule: MarkingRule
) -> Observed:
    """Return what levels come to.

    Level k of n gives k/n of a criterion, and all criteria weigh the same. Where a
    required one is below what is asked, the result stays just below the pass mark: the
    mastery rule knows results alone.
    """
    share = Fraction(sum(levels), len(sheet.levels) * len(sheet.criteria))
    least = least_level(sheet, rule)
    low = tuple(
        number
        for number, (criterion, level) in enumerate(
            zip(sheet.criteria, levels, strict=True)
        )
        if criterion.required and level < least
    )
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    result = exact.quantize(_RESULT_STEP, ROUND_DOWN)
    if low:
        below = (rule.pass_mark - _RESULT_STEP).quantize(_RESULT_STEP, ROUND_DOWN)
        result = max(Decimal(0), min(result, below))
    return Observed(result, result >= rule.pass_mark and not low, low)


def clamped(said: datetime | None, first: date, now: datetime, tz: tzinfo) -> datetime:
    """Return when something was observed, as far as a device may say.

    Args:
        said: What the device says; none where it says nothing.
        first: The first day it can have been.
        now: When it came in; nothing is observed later.
        tz: In which days are reckoned.
    """
    start = datetime.combine(first, time.min, tz)
    return now if said is None else min(max(said, start), now)


def newest(rows: Iterable[Observation]) -> list[Observation]:
    """Return the newest row of each record, in the order of their first rows."""
    found: dict[str, Observation] = {}
    for row in rows:
        if row.record not in found or row.revision > found[row.record].revision:
            found[row.record] = row
    return list(found.values())
