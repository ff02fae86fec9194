"""How work is marked, as a migrated database has it."""

from datetime import date
from decimal import Decimal

from lti_service.domain.rule import RuleParameter


def marking_parameters() -> list[RuleParameter]:
    """The numbers that the migration puts there."""
    numbers = {
        "least": ("0.75", "share"),
        "double_share": ("0.1", "share"),
        "difference": ("0.2", "share"),
        "undo_hours": ("24", "hours"),
    }
    return [
        RuleParameter(
            f"marking.{code}",
            Decimal(value),
            unit,
            1,
            valid_from=date(2000, 1, 1),
            valid_to=None,
            legal_basis="aturan internal, periksa",
        )
        for code, (value, unit) in numbers.items()
    ]
