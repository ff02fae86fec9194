"""How pressing needs are, as a migrated database has it."""

from datetime import date
from decimal import Decimal

from lti_service.domain.rule import RuleParameter


def needs_parameters() -> list[RuleParameter]:
    """Version 1 of the points."""
    points = {
        "gap": "2",
        "necessity.mutlak": "3",
        "necessity.wajib": "3",
        "necessity.penting": "2",
        "necessity.perlu": "1",
        "kind.performance": "3",
        "kind.mandate": "3",
        "risk": "3",
        "high": "6",
        "medium": "3",
    }
    return [
        RuleParameter(
            f"needs.priority.{code}",
            Decimal(value),
            "points",
            1,
            valid_from=date(2018, 1, 1),
            valid_to=None,
            legal_basis="Usulan awal; periksa: menunggu keputusan daerah",
        )
        for code, value in points.items()
    ]
