"""What reports read instead of the ledger: everybody's standings, and counts of them.

Nothing here is a source: all of it can be made again from the ledger and the rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lti_service.domain.evidence import Decision, Evidence, effective, last_day
from lti_service.domain.framework import PositionStandard
from lti_service.domain.organisation import Posting
from lti_service.domain.plan import StandingState, standing
from lti_service.domain.rule import MasteryRule


class ChangeKind(StrEnum):
    """Whose standings a change may touch."""

    PERSON = "person"
    POSITION = "position"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Change:
    """Something happened after which standings have to be computed again.

    Attributes:
        sequence: Each change has its own, so that a later one is never taken for one
            that was seen to.
        key: Id of the person or code of the position; empty for everybody.
    """

    sequence: int
    kind: ChangeKind
    key: str


@dataclass(frozen=True, slots=True)
class HeldStanding:
    """A person's standing on one requirement, as it is kept (CompetencyHolding).

    Attributes:
        assessed: Whether somebody decided on it, and no later decision undid that.
        valid_until: Last day of the decision it rests on; none for no end or none.
    """

    competency_code: str
    required: int
    held: int
    state: StandingState
    assessed: bool
    provisional: bool
    valid_until: date | None

    @property
    def gap(self) -> int:
        """Levels that are missing, 0 for none."""
        return max(0, self.required - self.held)


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """Where a person is counted, and until when that stays so.

    Attributes:
        unit_code: Empty for who holds no post, or is not active.
        group: Of the position, in small letters; empty where it has none.
        changes_on: First day on which time alone may change anything; none for never.
        rule_version: Of the mastery rule.
        standings: By competency code.
    """

    person_id: str
    unit_code: str
    group: str
    changes_on: date | None
    rule_version: int
    standings: tuple[HeldStanding, ...]


@dataclass(frozen=True, slots=True)
class GapCount:
    """How many people stand how, in one unit, group, competency and required level.

    Attributes:
        people: Of whom the level is required.
        met: Of whom it is held.
        gaps: Sum of all missing levels.
        provisional: Of whom it is required without a legal basis.
    """

    unit_code: str
    group: str
    competency_code: str
    required: int
    people: int
    assessed: int
    met: int
    gaps: int
    provisional: int


def counts_of(summaries: Iterable[PersonSummary]) -> list[GapCount]:
    """Return the counts of people, by unit, group, competency and level."""
    sums: dict[tuple[str, str, str, int], list[int]] = {}
    for person in summaries:
        for one in person.standings:
            key = (person.unit_code, person.group, one.competency_code, one.required)
            row = sums.setdefault(key, [0] * 5)
            for place, n in enumerate(figures(one)):
                row[place] += n
    return [GapCount(*key, *sums[key]) for key in sorted(sums)]


def figures(one: HeldStanding) -> tuple[int, int, int, int, int]:
    """Return what one standing adds: people, assessed, met, gaps, provisional."""
    return 1, int(one.assessed), int(one.gap == 0), one.gap, int(one.provisional)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a person's standings follow from.

    Attributes:
        posting: The post held that day; none where there is none.
        group: Of its position.
        required: What it requires that day.
        rows: The person's evidence.
        decisions: Decisions made until that day.
        turns: Days on which what is required or the rules change by themselves.
    """

    person_id: str
    posting: Posting | None
    group: str
    required: Sequence[PositionStandard]
    rows: Sequence[Evidence]
    decisions: Sequence[Decision]
    turns: Iterable[date]


def summarise_person(inputs: Inputs, rule: MasteryRule, on: date) -> PersonSummary:
    """Return a person's standings on a day, and when time alone may change them."""
    rows: dict[str, list[Evidence]] = {}
    for row in inputs.rows:
        rows.setdefault(row.competency_code, []).append(row)
    decisions: dict[str, list[Decision]] = {}
    for decision in inputs.decisions:
        decisions.setdefault(decision.competency_code, []).append(decision)
    turns = [day for day in inputs.turns if day > on]
    held = []
    for standard in inputs.required:
        code = standard.competency_code
        seen, decided = rows.get(code, []), decisions.get(code, [])
        found = standing(
            code,
            standard.level,
            seen,
            decided,
            rule,
            on,
            provisional=not standard.legal_basis,
        )
        held.append(
            HeldStanding(
                code,
                standard.level,
                found.held,
                found.state,
                bool(effective(decided)),
                found.provisional,
                found.valid_until,
            )
        )
        turns += _turns(seen, decided, rule, on)
    posting = inputs.posting
    return PersonSummary(
        inputs.person_id,
        posting.unit_code if posting else "",
        inputs.group,
        min(turns, default=None),
        rule.version,
        tuple(sorted(held, key=lambda one: one.competency_code)),
    )


def days_around(
    spans: Iterable[tuple[date, date | None]],
) -> list[date]:
    """Return the first day of each span, and the first after it."""
    return [
        day
        for since, until in spans
        for day in (since, _after(until) if until is not None else None)
        if day is not None
    ]


def by_competency(summary: PersonSummary) -> Mapping[str, HeldStanding]:
    """Return the standings by competency code."""
    return {one.competency_code: one for one in summary.standings}


def _turns(
    rows: Iterable[Evidence], decisions: Iterable[Decision], rule: MasteryRule, on: date
) -> list[date]:
    days: list[date | None] = []
    for row in rows:
        days += [row.observed_on, _after(last_day(row, rule))]
    for decision in decisions:
        if decision.valid_until is not None:
            soon = decision.valid_until - timedelta(days=rule.expiring_days)
            days += [soon, _after(decision.valid_until)]
    return [day for day in days if day is not None and day > on]


def _after(day: date) -> date | None:
    return day + timedelta(days=1) if day < date.max else None
