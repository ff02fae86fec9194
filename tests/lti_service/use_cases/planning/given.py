"""An office with a plan, needs that were validated, and a leader."""

from dataclasses import replace
from datetime import date
from typing import Any

from lti_service.domain.agency_plan import PlanItem, current_items
from lti_service.domain.grant import Role
from lti_service.domain.needs import NeedItem, NeedState
from lti_service.domain.organisation import Person
from lti_service.ports import Ports
from lti_service.use_cases.planning.plan_decision import (
    Verdict,
    decide_plan,
    submit_plan,
)
from tests import service_factories as make
from tests.fakes import FakeStorage
from tests.lti_service.office import BOSS, LEARNER, give, office

YEAR = 2026
PLANNER, LEADER = "a-admin", "a-boss"
WHOLE: dict[str, str] = {
    "competency_code": "T-PB-01",
    "level": "2",
    "people": "5",
    "route": "B3",
    "organiser": "BPSDM",
    "first_month": "4",
    "last_month": "5",
    "curriculum": "Sesuai kurikulum instansi pembina",
    "budget": "15.000.000",
    "funding": "APBD",
}


def agency(**changes: Any) -> tuple[FakeStorage, Ports]:
    """An office whose boss is also the leader of all."""
    storage, ports = office(**changes)
    give(storage, Role.LEADERSHIP, BOSS)
    return storage, ports


def keep_items(storage: FakeStorage, *items: PlanItem) -> None:
    """Put versions of items there, drafted by the administrator."""
    storage.tables.plan_items.extend(
        replace(item, changed_by=PLANNER) for item in items
    )


def keep_needs(storage: FakeStorage, *needs: NeedItem) -> None:
    """Put validated needs there."""
    with storage.writing() as uow:
        uow.needs.save(needs, ())
        uow.commit()


def need(identifier: str, person: Person = LEARNER, **changes: Any) -> NeedItem:
    """A validated need of the year."""
    fields: dict[str, Any] = {
        "id": identifier,
        "year": YEAR,
        "person_id": person.id,
        "unit_code": "KEC",
        "competency_code": "T-PB-01",
        "subject": "T-PB-01",
        "required": 2,
        "state": NeedState.VALIDATED,
    }
    return make.need_item(**(fields | changes))


def decided(storage: FakeStorage, ports: Ports, *items: PlanItem) -> None:
    """Put items there, submit them, and let the leader decide."""
    keep_items(storage, *items)
    submit_plan(YEAR, PLANNER, ports=ports)
    decide_plan(YEAR, verdict(), LEADER, ports=ports)


def verdict(**changes: Any) -> Verdict:
    """The leader decides by a document, after the first step."""
    fields: dict[str, Any] = {
        "decided": True,
        "document_no": "800/12/2026",
        "document_date": date(2026, 11, 20),
        "note": "",
        "seen": 1,
    }
    return Verdict(**(fields | changes))


def items_now(storage: FakeStorage) -> list[PlanItem]:
    """The newest versions of the year's items."""
    return current_items(storage.tables.plan_items)
