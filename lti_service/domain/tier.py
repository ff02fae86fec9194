"""What a group of positions requires at least, until a position has a standard."""

from collections.abc import Iterable

from lti_service.domain.framework import Competency, PositionStandard
from lti_service.domain.organisation import Position
from lti_service.domain.rule import RuleParameter

_TIER = "tier_level."


def tier_of(
    position: Position, parameters: Iterable[RuleParameter]
) -> RuleParameter | None:
    """Return the lowest managerial level of a position's group, and what it rests on.

    Its code is ``tier_level.<group>``. Functional positions have none: each technical
    standard maps their grades another way.
    """
    code = _TIER + position.group.strip().casefold()
    return next((row for row in parameters if row.code == code), None)


def tier_standards(
    position: Position, tier: RuleParameter, competencies: Iterable[Competency]
) -> list[PositionStandard]:
    """Return what a tier requires: its level of each managerial competency.

    A competency with others below it is a heading. Without a legal basis of their own
    the standards are provisional (sementara).
    """
    found = list(competencies)
    headings = {competency.parent_code for competency in found}
    return [
        PositionStandard(
            position.code,
            competency.code,
            int(tier.value),
            "",
            tier.valid_from,
            tier.valid_to,
            "",
        )
        for competency in found
        if competency.kind == "manajerial" and competency.code not in headings
    ]
