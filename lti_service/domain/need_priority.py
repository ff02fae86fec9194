"""How pressing a need is: points by a dated rule, until a person says otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lti_service.domain.needs import GapKind, Priority
from lti_service.domain.rule import RuleParameter


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """Points of a need, and from how many on it is how pressing.

    Attributes:
        gap: Points for each missing level.
        necessity: Points by the necessity that the standard says.
        kinds: Points by kind of gap.
        risk: Points for a post with risk.
        risk_positions: Codes of those posts.
        high: Points from which a need is pressing.
        medium: Points from which it is of middle priority.
    """

    version: int
    gap: Decimal
    necessity: Mapping[str, Decimal]
    kinds: Mapping[str, Decimal]
    risk: Decimal
    risk_positions: frozenset[str]
    high: Decimal
    medium: Decimal

    def points(
        self, kind: GapKind, gap: int, necessity: str, position_code: str
    ) -> Decimal:
        """Return the points of a need."""
        nothing = Decimal(0)
        return (
            self.gap * gap
            + self.necessity.get(necessity.strip().casefold(), nothing)
            + self.kinds.get(kind, nothing)
            + (self.risk if position_code in self.risk_positions else nothing)
        )

    def priority(
        self, kind: GapKind, gap: int, necessity: str, position_code: str
    ) -> Priority:
        """Return how pressing a need is."""
        points = self.points(kind, gap, necessity, position_code)
        if points >= self.high:
            return Priority.HIGH
        return Priority.MEDIUM if points >= self.medium else Priority.LOW


def priority_rule(parameters: Iterable[RuleParameter]) -> PriorityRule:
    """Put the rule together from its parameters; a missing one counts nothing.

    Codes are ``needs.priority.gap``, ``.risk``, ``.high``, ``.medium``,
    ``needs.priority.necessity.<word>``, ``needs.priority.kind.<kind>`` and, for each post
    with risk, ``needs.risk.<position code>`` with a value above 0.
    """
    rows = [row for row in parameters if row.code.startswith("needs.")]
    values = {row.code: row.value for row in rows}

    def of(start: str) -> dict[str, Decimal]:
        return {
            code.removeprefix(start).casefold(): value
            for code, value in values.items()
            if code.startswith(start)
        }

    def value(name: str, default: int) -> Decimal:
        return values.get(f"needs.priority.{name}", Decimal(default))

    risky = "needs.risk."
    return PriorityRule(
        version=max((row.version for row in rows), default=0),
        gap=value("gap", 0),
        necessity=of("needs.priority.necessity."),
        kinds=of("needs.priority.kind."),
        risk=value("risk", 0),
        risk_positions=frozenset(
            code.removeprefix(risky)
            for code, points in values.items()
            if code.startswith(risky) and points > 0
        ),
        high=value("high", 0),
        medium=value("medium", 0),
    )
