"""Which figures authors are told, as a migrated database has it."""

from datetime import date
from decimal import Decimal

from lti_service.domain.rule import RuleParameter


def author_parameters() -> list[RuleParameter]:
    """Version 1 of the rule."""
    numbers = {"smallest_group": ("10", "people"), "stopped_days": ("14", "days")}
    return [
        RuleParameter(
            f"author.{code}",
            Decimal(value),
            unit,
            1,
            valid_from=date(2000, 1, 1),
            valid_to=None,
            legal_basis="aturan internal, periksa",
        )
        for code, (value, unit) in numbers.items()
    ]
