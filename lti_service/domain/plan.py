"""Where a person stands: what is required, shown, missing, and the next step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from lti_service.domain.evidence import (
    Decision,
    Evidence,
    EvidenceState,
    Outcome,
    Weighed,
    assessors,
    dated,
    effective,
    weigh_dated,
)
from lti_service.domain.rule import MasteryRule


class StandingState(StrEnum):
    """State of one requirement; *expired* means review due, not failed."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PROPOSED = "proposed"
    ACHIEVED = "achieved"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


class Missing(StrEnum):
    """Why the rule does not propose the required level."""

    EVIDENCE = "evidence"
    WEIGHT = "weight"
    KIND = "kind"
    ASSESSOR = "assessor"


@dataclass(frozen=True, slots=True)
class Standing:
    """One requirement of one person on a day.

    Attributes:
        required: Required level, 1 to 5.
        held: Highest level decided as achieved and current; 0 for none.
        proposed: Highest level that the rule supports; 0 for none.
        missing: What the required level lacks; empty where it is held or proposed.
        weight: Sum of the weights that count for the required level.
        evidence: All rows of the competency, and what each does for the required
            level; newest first.
        decision: The decision that the state rests on: the one that gives the required
            level for longest, that gave it until it expired, or that said *not yet*;
            else the one that gives the held level.
        valid_until: Last day of that decision; none where it has no end or there is none.
        provisional: Whether the standard has no legal basis yet (sementara).
    """

    competency_code: str
    required: int
    held: int
    proposed: int
    state: StandingState
    missing: tuple[Missing, ...]
    weight: Decimal
    evidence: tuple[Weighed, ...]
    decision: Decision | None
    valid_until: date | None
    provisional: bool
    rule_version: int

    @property
    def gap(self) -> int:
        """Levels that are missing, 0 for none."""
        return max(0, self.required - self.held)

    @property
    def met(self) -> bool:
        """Whether the required level is held today."""
        return self.gap == 0


def missing_for(
    weighed: Sequence[Weighed], level: int, rule: MasteryRule
) -> tuple[Missing, ...]:
    """Return what a level lacks before the rule proposes it; empty where it does.

    Args:
        weighed: Evidence weighed for that level.
        level: The level, 1 to 5.
        rule: The rule it was weighed by.
    """
    counting = [item for item in weighed if item.weight]
    if not counting:
        return (Missing.EVIDENCE,)
    lacks = []
    if _sum(counting) < rule.threshold:
        lacks.append(Missing.WEIGHT)
    if all(rule.kinds[item.row.kind].highest_level < level for item in counting):
        lacks.append(Missing.KIND)
    if level >= rule.two_assessors_from and len(assessors(weighed)) < 2:  # noqa: PLR2004 - two are two
        lacks.append(Missing.ASSESSOR)
    return tuple(lacks)


def proposed_level(rows: Sequence[Evidence], rule: MasteryRule, on: date) -> int:
    """Return the highest level that the rule supports on a day; 0 for none."""
    return _proposed(dated(rows, rule, on), rule, on)


def _proposed(
    rows: Sequence[tuple[Evidence, date]], rule: MasteryRule, on: date
) -> int:
    # No row shows a level above its own.
    for level in range(max((row.level for row, _ in rows), default=0), 0, -1):
        if not missing_for(weigh_dated(rows, level, rule, on), level, rule):
            return level
    return 0


def held_decision(decisions: Iterable[Decision], on: date) -> Decision | None:
    """Return the decision that gives the highest level held on a day."""
    current = [d for d in _achieved(decisions) if _holds(d, on)]
    return max(current, key=lambda d: (d.level, _end(d)), default=None)


def standing(
    competency_code: str,
    required: int,
    rows: Sequence[Evidence],
    decisions: Sequence[Decision],
    rule: MasteryRule,
    on: date,
    *,
    provisional: bool = False,
) -> Standing:
    """Return where a person stands on one requirement.

    Args:
        competency_code: The competency.
        required: Required level, 1 to 5.
        rows: The person's evidence, other competencies' included.
        decisions: Decisions on the person made until that day, other competencies'
            included.
        rule: The mastery rule that holds on the day.
        on: The day.
        provisional: Whether the standard has no legal basis yet.
    """
    own = [row for row in rows if row.competency_code == competency_code]
    known = dated(own, rule, on)
    decided = effective(d for d in decisions if d.competency_code == competency_code)
    weighed = weigh_dated(known, required, rule, on)
    proposed = _proposed(known, rule, on)
    held = held_decision(decided, on)
    state, decision = _state(required, weighed, proposed, decided, rule, on)
    shown = decision or held
    met = state in {StandingState.ACHIEVED, StandingState.EXPIRING}
    return Standing(
        competency_code=competency_code,
        required=required,
        held=held.level if held else 0,
        proposed=proposed,
        state=state,
        missing=() if met else missing_for(weighed, required, rule),
        weight=_sum(weighed),
        evidence=tuple(weighed),
        decision=shown,
        valid_until=shown.valid_until if shown else None,
        provisional=provisional,
        rule_version=rule.version,
    )


def _state(
    required: int,
    weighed: Sequence[Weighed],
    proposed: int,
    decided: Sequence[Decision],
    rule: MasteryRule,
    on: date,
) -> tuple[StandingState, Decision | None]:
    """Return the state, and the decision that it rests on."""
    enough = [d for d in _achieved(decided) if d.level >= required]
    longest = max(enough, key=_end, default=None)
    if longest is not None and _holds(longest, on):
        soon = _end(longest) <= on + timedelta(days=rule.expiring_days)
        return (StandingState.EXPIRING if soon else StandingState.ACHIEVED), longest
    refused = next(
        (d for d in decided if d.outcome is Outcome.NOT_YET and d.level <= required),
        None,
    )
    seen = set(refused.evidence_ids) if refused else set()
    fresh = any(item.weight and item.row.id not in seen for item in weighed)
    if proposed >= required and fresh:
        return StandingState.PROPOSED, None
    if refused is not None and (longest is None or longest.number < refused.number):
        return StandingState.NOT_YET, refused
    if longest is not None:
        return StandingState.EXPIRED, longest
    alive = {EvidenceState.ACCEPTED, EvidenceState.SUBMITTED}
    if any(item.row.state in alive for item in weighed) or _achieved(decided):
        return StandingState.IN_PROGRESS, None
    return StandingState.NOT_STARTED, None


def _achieved(decisions: Iterable[Decision]) -> list[Decision]:
    return [d for d in decisions if d.outcome is Outcome.ACHIEVED]


def _holds(decision: Decision, on: date) -> bool:
    return _end(decision) >= on


def _end(decision: Decision) -> date:
    return decision.valid_until or date.max


def _sum(weighed: Iterable[Weighed]) -> Decimal:
    return sum((item.weight for item in weighed), Decimal(0))
