from decimal import Decimal

import pytest

from lti_service.domain.need_priority import priority_rule
from lti_service.domain.needs import GapKind, Priority
from lti_service.domain.rule import RuleParameter
from tests.fakes.needs_rule import needs_parameters
from tests.service_factories import TODAY

RISK = RuleParameter(
    "needs.risk.KASI", Decimal(1), "points", 2, TODAY, None, "Keputusan 1/2026"
)


@pytest.mark.parametrize(
    ("kind", "gap", "necessity", "position", "priority"),
    [
        (GapKind.COMPETENCY, 1, "", "STAF", Priority.LOW),
        (GapKind.COMPETENCY, 1, "perlu", "STAF", Priority.MEDIUM),
        (GapKind.COMPETENCY, 2, " Penting ", "STAF", Priority.HIGH),
        (GapKind.COMPETENCY, 1, "perlu", "KASI", Priority.HIGH),
        (GapKind.PERFORMANCE, 0, "", "STAF", Priority.MEDIUM),
        (GapKind.MANDATE, 2, "", "STAF", Priority.HIGH),
    ],
)
def test_points_say_how_pressing_a_need_is(
    kind: GapKind, gap: int, necessity: str, position: str, priority: Priority
) -> None:
    rule = priority_rule([*needs_parameters(), RISK])
    assert rule.priority(kind, gap, necessity, position) is priority
    assert rule.version == 2


def test_a_post_is_of_risk_only_by_a_row_above_nought() -> None:
    off = RuleParameter("needs.risk.STAF", Decimal(0), "points", 1, TODAY, None, "")
    rule = priority_rule([RISK, off])
    assert rule.risk_positions == {"KASI"}
