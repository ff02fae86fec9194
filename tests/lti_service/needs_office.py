"""The invented office with a cycle of needs, a verifier and an administrator."""

from datetime import date
from typing import Any

from lti_service.domain.grant import Role
from lti_service.domain.needs import CycleState, GapKind, NeedItem
from lti_service.domain.organisation import Person
from lti_service.ports import Ports
from lti_service.use_cases.needs.inventory import request_inventory, run_inventory
from lti_service.use_cases.needs.needs import change_stage
from tests.fakes import FakeStorage
from tests.lti_service.office import BOSS, LEARNER, give, office
from tests.service_factories import needs_cycle

YEAR = 2027


def needs_office(**changes: Any) -> tuple[FakeStorage, Ports]:
    """The office on the first day of the inventory; the head verifies for the district."""
    storage, ports = office()
    cycle = needs_cycle(**({"reference_date": date(2026, 11, 1)} | changes))
    storage.tables.needs_cycles[YEAR] = cycle
    give(storage, Role.VERIFIER, BOSS, "KEC")
    return storage, ports


def make_inventory(ports: Ports) -> None:
    """Go through everybody."""
    request_inventory(YEAR, ports=ports)
    run_inventory(YEAR, ports=ports)


def move(ports: Ports, to: CycleState) -> None:
    """Lead the cycle to a stage, one after the other."""
    stages = list(CycleState)
    while True:
        with ports.storage.reading() as uow:
            cycle = uow.needs.cycle(YEAR)
        assert cycle is not None
        if cycle.state is to:
            return
        step = stages[stages.index(cycle.state) + 1]
        change_stage(YEAR, cycle.state, step, "", ports=ports)


def at_stage(stage: CycleState) -> tuple[FakeStorage, Ports]:
    """The office with an inventory made, in a stage."""
    storage, ports = needs_office()
    make_inventory(ports)
    move(ports, stage)
    return storage, ports


def items(
    storage: FakeStorage, person: Person = LEARNER, kind: GapKind | None = None
) -> dict[str, NeedItem]:
    """A person's items by subject."""
    return {
        item.subject: item
        for item in storage.tables.need_items.values()
        if item.person_id == person.id and kind in {None, item.kind}
    }
