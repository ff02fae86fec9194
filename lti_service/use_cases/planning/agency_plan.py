"""The agency's plan drafted from the validated needs of a year."""

from dataclasses import dataclass, replace

from lti_service.domain.agency_plan import (
    PlanItem,
    PlanState,
    Proposal,
    ValidatedNeed,
    plan_state,
    propose_items,
)
from lti_service.domain.needs import NeedFilter, NeedState
from lti_service.errors import ConflictError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.planning.plan_revision import (
    Change,
    blank_item,
    check_planner,
    write_items,
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What needs came to.

    Attributes:
        added: New items.
        extended: Items that took in more needs.
        needs: Needs that now are in an item.
        unlevelled: Validated needs that name no competency or no level.
    """

    added: int
    extended: int
    needs: int
    unlevelled: int


def propose_plan(
    year: int, account_id: str, *, by_unit: bool, ports: Ports
) -> Proposed:
    """Draft items from the validated needs of a year; those that are in one stay there.

    Raises:
        ForbiddenError: The account is no administrator of everything.
        ConflictError: The plan waits (``plan-submitted``) or is decided
            (``plan-decided``).
    """
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        check_planner(account_id, uow, today(ports))
        state = plan_state(uow.plans.steps(year))
        if state is PlanState.DECIDED:
            raise ConflictError("plan-decided")
        versions = uow.plans.versions(year)
        needs, unlevelled = validated_needs(year, uow)
        proposals = propose_items(needs, versions, by_unit=by_unit)
        number = max((item.number for item in versions), default=0)
        made = []
        for proposal in proposals:
            number += proposal.item is None
            made.append(_drafted(proposal, year, number, ports))
        write_items(year, made, account_id, state, Change({}), uow, ports)
        uow.commit()
    return Proposed(
        sum(1 for one in proposals if one.item is None),
        sum(1 for one in proposals if one.item is not None),
        sum(len(one.needs) for one in proposals),
        unlevelled,
    )


def _drafted(proposal: Proposal, year: int, number: int, ports: Ports) -> PlanItem:
    item = proposal.item or blank_item(ports.new_id(), year, number)
    people = dict.fromkeys((*item.person_ids, *(n.person_id for n in proposal.needs)))
    named = len(item.person_ids)
    return replace(
        item,
        competency_code=proposal.competency_code,
        level=proposal.level,
        unit_code=proposal.unit_code,
        need_ids=(*item.need_ids, *(need.id for need in proposal.needs)),
        person_ids=tuple(people),
        people=item.people + len(people) - named,
    )


def validated_needs(year: int, uow: UnitOfWork) -> tuple[list[ValidatedNeed], int]:
    """Return the validated needs of a year, and how many name no level to plan for."""
    rows = uow.needs.find(year, NeedFilter(state=NeedState.VALIDATED))
    usable = [row for row in rows if row.competency_code and row.required]
    return [
        ValidatedNeed(
            row.id, row.person_id, row.competency_code, row.required, row.unit_code
        )
        for row in usable
    ], len(rows) - len(usable)
