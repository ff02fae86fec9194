"""Legal and pedagogical numbers: dated rows with their legal basis, never constants."""

from collections.abc import Iterable, Mapping
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


def mastery_rule(parameters: Iterable[RuleParameter]) -> MasteryRule:
    """Put the mastery rule together from its parameters.

    Codes are ``mastery.threshold``, ``mastery.pass_mark``, ``mastery.most_of_a_kind``,
    ``mastery.two_assessors_from``, ``mastery.expiring_days``, ``mastery.holding_months``
    and, for each kind of evidence, ``mastery.weight.<kind>``,
    ``mastery.highest_level.<kind>`` and ``mastery.currency_months.<kind>``. The version
    is the highest among them.

    Raises:
        KeyError: One of them is missing.
    """
    rows = [row for row in parameters if row.code.startswith("mastery.")]
    values = {row.code.removeprefix("mastery."): row.value for row in rows}
    kinds = [
        code.removeprefix("weight.") for code in values if code.startswith("weight.")
    ]
    return MasteryRule(
        version=max((row.version for row in rows), default=0),
        kinds={
            kind: KindRule(
                values[f"weight.{kind}"],
                int(values[f"highest_level.{kind}"]),
                int(values[f"currency_months.{kind}"]),
            )
            for kind in kinds
        },
        threshold=values["threshold"],
        pass_mark=values["pass_mark"],
        most_of_a_kind=int(values["most_of_a_kind"]),
        two_assessors_from=int(values["two_assessors_from"]),
        expiring_days=int(values["expiring_days"]),
        holding_months=int(values["holding_months"]),
    )
