"""What the law asks of plans, as a migrated database has it."""

from datetime import date
from decimal import Decimal

from lti_service.domain.rule import RuleParameter


def plan_parameters() -> list[RuleParameter]:
    """Version 1 of what the law asks."""
    return [
        RuleParameter(
            "plan.contents",
            Decimal(7),
            "contents",
            1,
            valid_from=date(2018, 1, 1),
            valid_to=None,
            legal_basis="PP 11/2017 jo. PP 17/2020 Pasal 207",
        )
    ]
