"""The ledger of evidence, and decisions. Append-only: a change is a new row."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from lti_service.domain.rule import MasteryRule

KINDS = (
    "quiz",
    "simulation",
    "assignment",
    "observation",
    "assessment_centre",
    "certificate",
    "self",
)
HIGHEST_LEVEL = 5


class EvidenceState(StrEnum):
    """Whether a row counts."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person has shown.

    Attributes:
        kind: quiz, simulation, assignment, observation, assessment_centre, certificate
            or self.
        result: 0 to 1.
        valid_until: Last day it counts, where it says so itself; else the rule decides.
        assessor_id: Person who judged it; none where a machine graded.
        activity: What it came from, so that repeats count once: course id and module.
        source: ``attempt:<id>``, ``import:<what the file says>#<digest>``; a later row
            about the same thing adds ``@2``, ``@3`` and so on.
    """

    id: str
    person_id: str
    competency_code: str
    level: int
    kind: str
    result: Decimal
    observed_on: date
    valid_until: date | None
    assessor_id: str | None
    activity: str
    source: str
    state: EvidenceState
    rule_version: int
    recorded_at: datetime

    @property
    def record(self) -> str:
        """The source without its revision: rows of one record tell of one thing."""
        record, _, revision = self.source.rpartition("@")
        return record if record and revision.isdecimal() else self.source

    @property
    def revision(self) -> int:
        """1 for the first row of a record."""
        revision = self.source.removeprefix(self.record).removeprefix("@")
        return int(revision) if revision else 1


class Outcome(StrEnum):
    """What was decided."""

    ACHIEVED = "achieved"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person decides on a competency of another; a reversal is a new row.

    Attributes:
        number: Running number, shown to people.
        evidence_ids: The evidence it rests on.
        follows_proposal: Whether the rule proposed the same.
        decided_by: Id of the person who decided.
        supersedes: Id of the decision it replaces; none for the first.
    """

    id: str
    number: int
    person_id: str
    competency_code: str
    level: int
    outcome: Outcome
    reason: str
    evidence_ids: tuple[str, ...]
    follows_proposal: bool
    decided_by: str
    decided_at: datetime
    valid_until: date | None
    rule_version: int
    supersedes: str | None


class Use(StrEnum):
    """What the rule makes of a row, and why it does not count."""

    COUNTS = "counts"
    REPEAT = "repeat"
    ENOUGH_OF_KIND = "enough_of_kind"
    LOWER_LEVEL = "lower_level"
    TOO_LOW = "too_low"
    LAPSED = "lapsed"
    SHOWN_ONLY = "shown_only"
    NOT_ACCEPTED = "not_accepted"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A row, and what the rule makes of it for one level.

    Attributes:
        weight: What it adds to the sum; 0 unless it counts.
        last_day: Last day on which it may count.
    """

    row: Evidence
    use: Use
    weight: Decimal
    last_day: date


def add_months(day: date, months: int) -> date:
    """Return the same day some months later; the month's last where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_day(row: Evidence, rule: MasteryRule) -> date:
    """Return the last day on which a row may count."""
    if row.valid_until is not None:
        return row.valid_until
    kind = rule.kinds.get(row.kind)
    return add_months(row.observed_on, kind.currency_months if kind else 0)


def latest(rows: Iterable[Evidence]) -> list[Evidence]:
    """Return the newest row of each record, newest observation first."""
    newest: dict[tuple[str, str, str, int], Evidence] = {}
    for row in rows:
        key = (row.person_id, row.record, row.competency_code, row.level)
        if key not in newest or row.revision > newest[key].revision:
            newest[key] = row
    return sorted(newest.values(), key=_age, reverse=True)


def dated(
    rows: Iterable[Evidence], rule: MasteryRule, on: date
) -> list[tuple[Evidence, date]]:
    """Return what was observed by a day, with the last day on which each may count.

    Of each record the newest row; newest observation first.
    """
    return [(row, last_day(row, rule)) for row in latest(rows) if row.observed_on <= on]


def weigh(
    rows: Sequence[Evidence], level: int, rule: MasteryRule, on: date
) -> list[Weighed]:
    """Say of each row whether it counts for a level on a day, and why not.

    Args:
        rows: Evidence of one person for one competency; of each record the newest row
            is looked at, and what was observed after the day is left out.
        level: Level to be shown, 1 to 5.
        rule: The mastery rule that holds on the day.
        on: The day.

    Returns:
        The rows, newest observation first. Among repeats and rows beyond the most of a
        kind the newest count.
    """
    return weigh_dated(dated(rows, rule, on), level, rule, on)


def weigh_dated(
    rows: Iterable[tuple[Evidence, date]], level: int, rule: MasteryRule, on: date
) -> list[Weighed]:
    """Say the same as `weigh` of what `dated` returned, which serves several levels."""
    activities: set[tuple[str, str]] = set()
    of_kind: dict[str, int] = {}
    weighed = []
    for row, last in rows:
        use = _use_alone(row, level, rule, lapsed=last < on)
        if (
            use is Use.COUNTS
            and row.activity
            and (row.kind, row.activity) in activities
        ):
            use = Use.REPEAT
        elif use is Use.COUNTS and of_kind.get(row.kind, 0) >= rule.most_of_a_kind:
            use = Use.ENOUGH_OF_KIND
        weight = Decimal(0)
        if use is Use.COUNTS:
            activities.add((row.kind, row.activity))
            of_kind[row.kind] = of_kind.get(row.kind, 0) + 1
            weight = rule.kinds[row.kind].weight
        weighed.append(Weighed(row, use, weight, last))
    return weighed


def assessors(weighed: Iterable[Weighed]) -> frozenset[str]:
    """Return who judged the rows that are good enough to count.

    A second judgement of the same activity adds no weight, but an assessor: so two rows
    of an assessment centre name its panel.
    """
    good = {Use.COUNTS, Use.REPEAT, Use.ENOUGH_OF_KIND}
    return frozenset(
        item.row.assessor_id
        for item in weighed
        if item.use in good
        and item.row.assessor_id is not None
        and item.row.assessor_id != item.row.person_id
    )


def effective(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that no other replaces, newest first."""
    known = sorted(decisions, key=lambda decision: decision.number, reverse=True)
    replaced = {decision.supersedes for decision in known}
    return [decision for decision in known if decision.id not in replaced]


def _age(row: Evidence) -> tuple[date, datetime, str]:
    return row.observed_on, row.recorded_at, row.id


def _use_alone(row: Evidence, level: int, rule: MasteryRule, *, lapsed: bool) -> Use:
    kind = rule.kinds.get(row.kind)
    if row.state is not EvidenceState.ACCEPTED:
        return Use.NOT_ACCEPTED
    if kind is None or not kind.weight:
        return Use.SHOWN_ONLY
    if row.level < level:
        return Use.LOWER_LEVEL
    if row.result < rule.pass_mark:
        return Use.TOO_LOW
    if lapsed:
        return Use.LAPSED
    return Use.COUNTS
