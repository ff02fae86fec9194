"""Items of the plan added, changed, cancelled and brought back by hand."""

from collections.abc import Mapping
from dataclasses import replace

from lti_service.domain.agency_plan import (
    PlanItem,
    PlanItemState,
    current_items,
    plan_state,
)
from lti_service.domain.plan_entry import read_entry
from lti_service.errors import NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.planning.plan_revision import (
    Change,
    Saved,
    blank_item,
    check_planner,
    known_codes,
    seen_items,
    write_items,
)


def add_item(year: int, change: Change, account_id: str, *, ports: Ports) -> Saved:
    """Add an item by hand; to a decided plan, as a revision.

    Raises:
        ForbiddenError: The account is no administrator of everything.
        ConflictError: The plan waits for the leader: ``plan-submitted``.
        InvalidInputError: It is decided, and no reason was given:
            ``revision-reason-missing``.
    """
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        check_planner(account_id, uow, today(ports))
        state = plan_state(uow.plans.steps(year))
        typed = {"competency_code": "", "level": "", **change.typed}
        read = read_entry(typed, known_codes(year, uow))
        if read.problems:
            return Saved(problems=tuple(read.problems))
        number = max((i.number for i in uow.plans.versions(year)), default=0) + 1
        blank = blank_item(ports.new_id(), year, number)
        item = replace(blank, **read.values)
        saved = write_items(year, [item], account_id, state, change, uow, ports)
        uow.commit()
    return saved


def change_items(
    year: int,
    seen: Mapping[str, int],
    change: Change,
    account_id: str,
    *,
    ports: Ports,
) -> Saved:
    """Change the same fields of one item or of several; to a decided plan, a revision.

    Args:
        year: Of the plan.
        seen: The version that was seen of each item, by id.
        change: Only the fields that are to change.
        account_id: Who changes.
        ports: Connections to the outside.

    Raises:
        NotFoundError: There is no such item in that year.
        ConflictError: Somebody else changed one (``plan-changed``), or the plan waits.
        ForbiddenError: The account is no administrator of everything.
        InvalidInputError: Decided, and no reason: ``revision-reason-missing``.
    """
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        check_planner(account_id, uow, today(ports))
        state = plan_state(uow.plans.steps(year))
        items = seen_items(year, seen, uow)
        read = read_entry(change.typed, known_codes(year, uow))
        if read.problems:
            return Saved(problems=tuple(read.problems))
        changed = [replace(item, **read.values) for item in items]
        saved = write_items(year, changed, account_id, state, change, uow, ports)
        uow.commit()
    return saved


def cancel_items(
    year: int,
    seen: Mapping[str, int],
    reason: str,
    account_id: str,
    *,
    ports: Ports,
) -> Saved:
    """Cancel items; they stay, and `restore_item` brings one back.

    Raises as `change_items` does.
    """
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        check_planner(account_id, uow, today(ports))
        state = plan_state(uow.plans.steps(year))
        items = [
            replace(item, state=PlanItemState.CANCELLED)
            for item in seen_items(year, seen, uow)
        ]
        change = Change({}, reason)
        saved = write_items(year, items, account_id, state, change, uow, ports)
        uow.commit()
    return saved


def restore_item(
    item_id: str,
    version: int,
    seen: int,
    reason: str,
    account_id: str,
    *,
    ports: Ports,
) -> Saved:
    """Make an earlier version of an item hold again, as a new version.

    Raises as `change_items` does.
    """
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        check_planner(account_id, uow, today(ports))
        current = uow.plans.item(item_id)
        if current is None:
            raise NotFoundError("not-found", item=item_id)
        year = current.year
        seen_items(year, {item_id: seen}, uow)
        earlier = next(
            (
                one
                for one in uow.plans.versions(year)
                if (one.id, one.version) == (item_id, version)
            ),
            None,
        )
        if earlier is None:
            raise NotFoundError("not-found", item=item_id)
        state = plan_state(uow.plans.steps(year))
        back = replace(
            earlier,
            version=current.version,
            need_ids=_free_needs(earlier, current, uow),
            person_ids=earlier.person_ids or current.person_ids,
        )
        change = Change({}, reason)
        saved = write_items(year, [back], account_id, state, change, uow, ports)
        uow.commit()
    return saved


def _free_needs(
    earlier: PlanItem, current: PlanItem, uow: UnitOfWork
) -> tuple[str, ...]:
    """Return an item's needs but those that another item took in meanwhile."""
    others = current_items(uow.plans.versions(current.year))
    taken = {
        need
        for item in others
        if item.stands and item.id != current.id
        for need in item.need_ids
    }
    own = dict.fromkeys((*earlier.need_ids, *current.need_ids))
    return tuple(need for need in own if need not in taken)
