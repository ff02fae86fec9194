"""Legal and pedagogical numbers: dated rows with their legal basis, never constants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RuleParameter:
    """One number that holds from a day on.

    Attributes:
        code: Such as ``mastery.weight.quiz``.
        version: Number of the rule set it belongs to; a change makes a new one.
    """

    code: str
    value: Decimal
    unit: str
    version: int
    valid_from: date
    valid_to: date | None
    legal_basis: str


@dataclass(frozen=True, slots=True)
class KindRule:
    """What one kind of evidence can prove.

    Attributes:
        weight: Added to the sum, 0 to 1.
        highest_level: Highest level it may support alone, 0 to 5.
        currency_months: How long it counts.
    """

    weight: Decimal
    highest_level: int
    currency_months: int


@dataclass(frozen=True, slots=True)
class MasteryRule:
    """When evidence is enough to propose a competency.

    Attributes:
        threshold: Sum of weights needed.
        pass_mark: Result from which a row counts, 0 to 1.
        most_of_a_kind: How many rows of one kind count.
        two_assessors_from: Level from which two different assessors are needed.
        expiring_days: From how many days before the end a holding is *expiring*.
        holding_months: How long a decision holds.
    """

    version: int
    kinds: Mapping[str, KindRule]
    threshold: Decimal
    pass_mark: Decimal
    most_of_a_kind: int
    two_assessors_from: int
    expiring_days: int
    holding_months: int
