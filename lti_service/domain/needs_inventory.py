"""The inventory: gaps of a person against standards and mandates become needs.

It may be made again and again: it adds, changes and withdraws only what no person has
touched.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lti_service.domain.framework import PositionStandard
from lti_service.domain.grant import units_above
from lti_service.domain.need_priority import PriorityRule
from lti_service.domain.needs import (
    INVENTORY,
    GapKind,
    Mandate,
    NeedItem,
    NeedState,
    subject_of,
)
from lti_service.domain.organisation import Posting

_FOUND = frozenset({GapKind.COMPETENCY, GapKind.CAREER, GapKind.MANDATE})


@dataclass(frozen=True, slots=True)
class Gap:
    """Levels that a person lacks, and what asks for them.

    Attributes:
        provisional: The standard has no legal basis yet (sementara).
        target_code: Position to be held; empty where it is not about that.
        reason: Of the mandate; empty for others.
    """

    kind: GapKind
    competency_code: str
    held: int
    required: int
    provisional: bool = False
    necessity: str = ""
    target_code: str = ""
    reason: str = ""


def gaps_of(
    post: Sequence[PositionStandard],
    target: Sequence[PositionStandard],
    mandates: Iterable[Mandate],
    held: Mapping[str, int],
) -> list[Gap]:
    """Return what a person lacks.

    The post held and the position to be held are compared one after the other; what the
    post held asks already is not asked again for the other.

    Args:
        post: What the post held on the reference date requires.
        target: What the position to be held requires; empty for none.
        mandates: Those that concern the person.
        held: Level held by competency code; what is not there is not held.
    """
    found = [_gap(GapKind.COMPETENCY, one, held) for one in post]
    asked = {one.competency_code: one.level for one in post}
    found += [
        _gap(GapKind.CAREER, one, held, one.position_code)
        for one in target
        if one.level > asked.get(one.competency_code, 0)
    ]
    highest: dict[str, Mandate] = {}
    for mandate in mandates:
        known = highest.get(mandate.competency_code)
        if known is None or mandate.level > known.level:
            highest[mandate.competency_code] = mandate
    found += [
        Gap(
            GapKind.MANDATE,
            mandate.competency_code,
            held.get(mandate.competency_code, 0),
            mandate.level,
            reason=mandate.reason,
        )
        for mandate in highest.values()
    ]
    return [gap for gap in found if gap.required > gap.held]


def concerns(
    mandate: Mandate, posting: Posting, group: str, parents: Mapping[str, str]
) -> bool:
    """Whether a mandate is for somebody who holds a post.

    Args:
        mandate: The mandate.
        posting: The posting on the reference date.
        group: Group of the position.
        parents: Code of the unit above, by unit code; empty at the top.
    """
    return (
        mandate.ended_at is None
        and mandate.group in {"", group}
        and (
            not mandate.unit_code
            or mandate.unit_code in units_above(posting.unit_code, parents)
        )
    )


def inventoried(
    year: int,
    person_id: str,
    posting: Posting | None,
    gaps: Iterable[Gap],
    known: Iterable[NeedItem],
    rule: PriorityRule,
    new_id: Callable[[], str],
    now: datetime,
) -> list[NeedItem]:
    """Return the items that an inventory adds or changes.

    Args:
        year: Of the cycle.
        person_id: Whose they are.
        posting: Post on the reference date; none for none.
        gaps: What is lacking.
        known: The person's items of the year.
        rule: How pressing they are.
        new_id: Makes an opaque id.
        now: The time.
    """
    before = {(item.kind, item.subject): item for item in known}
    found = []
    for gap in gaps:
        subject = subject_of(gap.competency_code, "")
        old = before.pop((gap.kind, subject), None)
        if old is not None and not old.is_untouched:
            continue
        position = posting.position_code if posting else ""
        needed = NeedItem(
            id=old.id if old else new_id(),
            year=year,
            person_id=person_id,
            unit_code=posting.unit_code if posting else "",
            position_code=position,
            kind=gap.kind,
            subject=subject,
            competency_code=gap.competency_code,
            title="",
            held=gap.held,
            required=gap.required,
            provisional=gap.provisional,
            necessity=gap.necessity,
            target_code=gap.target_code,
            reason=gap.reason,
            priority=rule.priority(
                gap.kind, gap.required - gap.held, gap.necessity, position
            ),
            priority_by="",
            state=NeedState.PROPOSED,
            proposed_by=INVENTORY,
            proposed_at=old.proposed_at if old else now,
            changed_by=INVENTORY,
            changed_at=old.changed_at if old else now,
        )
        if needed != old:
            found.append(replace(needed, changed_at=now))
    gone = NeedState.WITHDRAWN
    found += [
        replace(item, state=gone, changed_at=now)
        for item in before.values()
        if item.kind in _FOUND and item.is_untouched and item.state is not gone
    ]
    return found


def _gap(
    kind: GapKind,
    standard: PositionStandard,
    held: Mapping[str, int],
    target_code: str = "",
) -> Gap:
    return Gap(
        kind,
        standard.competency_code,
        held.get(standard.competency_code, 0),
        standard.level,
        provisional=not standard.legal_basis,
        necessity=standard.necessity,
        target_code=target_code,
    )
