"""A second assessor judges blind what a first decided: which decisions, and how alike."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from fractions import Fraction

from lti_service.domain.evidence import Decision, Outcome
from lti_service.domain.rule import RuleParameter

SECOND, THIRD = 2, 3


@dataclass(frozen=True, slots=True)
class Moderation:
    """What another assessor would have decided on the same evidence.

    Attributes:
        turn: 2 for the second assessor; 3 for the third, who settles a difference.
        replacement: Id of the decision that came of it; none where the first stands.
    """

    id: str
    decision_id: str
    turn: int
    outcome: Outcome
    reason: str
    judged_by: str
    judged_at: datetime
    replacement: str | None


@dataclass(frozen=True, slots=True)
class ModerationRule:
    """How much is moderated, and how alike assessors should judge.

    Attributes:
        least: Decisions per assessor and quarter, at least.
        share: Share of an assessor's decisions in a quarter, 0 to 1.
        kappa: Agreement below which a calibration session is advised.
    """

    version: int
    least: int
    share: Decimal
    kappa: Decimal


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike two assessors judged.

    Attributes:
        n: How many decisions both judged.
        agreed: In how many they said the same.
        kappa: Cohen's; none where both always said the same one thing, so that chance
            alone would agree as well, or where nothing was judged.
    """

    n: int
    agreed: int
    kappa: Fraction | None


def moderation_rule(parameters: Iterable[RuleParameter]) -> ModerationRule:
    """Put the rule together from ``moderation.least``, ``.share`` and ``.kappa``.

    Raises:
        KeyError: One of them is missing.
    """
    rows = [row for row in parameters if row.code.startswith("moderation.")]
    values = {row.code.removeprefix("moderation."): row.value for row in rows}
    return ModerationRule(
        version=max((row.version for row in rows), default=0),
        least=int(values["least"]),
        share=values["share"],
        kappa=values["kappa"],
    )


def to_moderate(
    decisions: Iterable[Decision],
    moderations: Iterable[Moderation],
    rule: ModerationRule,
    zone: tzinfo,
) -> list[Decision]:
    """Return the decisions that are to be moderated, oldest first.

    All that go against the proposal, and a sample of each assessor's others in each
    calendar quarter: those whose ids have the lowest hashes, so that nobody chooses and
    everybody can draw again. What somebody began to moderate stays. What came of a moderation is not moderated again.
    """
    judged = list(moderations)
    settled = {row.replacement for row in judged}
    begun = {row.decision_id for row in judged}
    quarters: dict[tuple[str, int, int], list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.id not in settled:
            day = decision.decided_at.astimezone(zone)
            quarter = (day.month - 1) // 3
            quarters[decision.decided_by, day.year, quarter].append(decision)
    chosen = [one for made in quarters.values() for one in _sample(made, begun, rule)]
    return sorted(chosen, key=lambda decision: decision.number)


def next_turn(decision: Decision, moderations: Collection[Moderation]) -> int | None:
    """Return whose turn it is, the second or third assessor's; none when it is settled.

    Args:
        decision: What the first decided.
        moderations: What others judged of that decision.
    """
    if not moderations:
        return SECOND
    differs = any(row.outcome is not decision.outcome for row in moderations)
    return THIRD if differs and len(moderations) == 1 else None


def agreement(pairs: Sequence[tuple[Outcome, Outcome]]) -> Agreement:
    """Return how alike first and second assessors judged the same decisions."""
    n = len(pairs)
    agreed = sum(first is second for first, second in pairs)
    if not n:
        return Agreement(0, 0, None)
    firsts = Counter(first for first, _ in pairs)
    seconds = Counter(second for _, second in pairs)
    by_chance = Fraction(sum(firsts[one] * seconds[one] for one in Outcome), n * n)
    if by_chance == 1:
        return Agreement(n, agreed, None)
    kappa = (Fraction(agreed, n) - by_chance) / (1 - by_chance)
    return Agreement(n, agreed, kappa)


def needs_calibration(found: Agreement, rule: ModerationRule) -> bool:
    """Whether two judge so differently that they should talk about it."""
    return found.kappa is not None and found.kappa < Fraction(rule.kappa)


def _sample(
    made: Sequence[Decision], begun: Collection[str], rule: ModerationRule
) -> list[Decision]:
    others = sorted((one for one in made if one.follows_proposal), key=_draw)
    size = max(rule.least, math.ceil(len(made) * rule.share))
    drawn = {one.id for one in others[:size]}
    return [
        one
        for one in made
        if not one.follows_proposal or one.id in drawn or one.id in begun
    ]


def _draw(decision: Decision) -> bytes:
    return hashlib.sha256(decision.id.encode()).digest()
