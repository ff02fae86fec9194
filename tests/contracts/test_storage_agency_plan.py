"""Plans of the agency and of people, whoever stores them."""

from datetime import date

import pytest

from lti_service.domain.agency_plan import (
    PlanAct,
    PlanChange,
    PlanItemState,
    PlanRevision,
    PlanStep,
    Spending,
)
from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING
from tests.fakes.plan_rule import plan_parameters


@pytest.fixture
def kept(storage: Storage) -> Storage:
    """An office, so that plans belong to somebody."""
    given.an_office(storage)
    return storage


def test_all_versions_of_an_item_stay_and_the_newest_is_the_item(
    storage: Storage,
) -> None:
    first = make.plan_item(need_ids=("n-1", "n-2"), person_ids=("person-1",))
    second = make.plan_item(version=2, budget=None, state=PlanItemState.CANCELLED)
    other = make.plan_item(id="item-2", number=2, budget=9_000_000_000_000)
    elsewhere = make.plan_item(id="item-3", year=2027)
    with storage.writing() as uow:
        uow.plans.hold_still()
        for item in (other, second, first, elsewhere):
            uow.plans.append_item(item)
        uow.commit()
    with storage.reading() as uow:
        assert uow.plans.versions(2026) == [first, second, other]
        assert uow.plans.item("item-1") == second
        assert uow.plans.item("item-9") is None
        assert uow.plans.years() == [2027, 2026]


def test_steps_and_revisions_come_back_in_their_order(storage: Storage) -> None:
    steps = [
        PlanStep("s-1", 2026, 1, PlanAct.SUBMITTED, "", None, "", "a-1", MORNING),
        PlanStep(
            "s-2",
            2026,
            2,
            PlanAct.DECIDED,
            "800/1/2026",
            date(2026, 1, 5),
            "",
            "a-2",
            MORNING,
        ),
    ]
    change = PlanChange("item-1", 1, "people", "5", "7")
    revisions = [
        PlanRevision("r-1", 2026, 1, "Alasan", "", (change,), "a-1", MORNING),
        PlanRevision("r-2", 2026, 2, "Lagi", "800/2", (), "a-1", MORNING),
    ]
    with storage.writing() as uow:
        for step in reversed(steps):
            uow.plans.append_step(step)
        for revision in reversed(revisions):
            uow.plans.append_revision(revision)
        uow.commit()
    with storage.reading() as uow:
        assert uow.plans.steps(2026) == steps
        assert uow.plans.revisions(2026) == revisions
        assert uow.plans.steps(2027) == []
        assert uow.plans.revisions(2027) == []


def test_money_is_kept_in_the_order_in_which_it_was_entered(storage: Storage) -> None:
    rows = [
        Spending(
            f"m-{n}",
            "item-1",
            2026,
            amount,
            date(2026, 5, 1),
            "Kuitansi",
            back,
            "a-1",
            MORNING,
        )
        for n, amount, back in ((2, 8_000_000_000, None), (1, -8_000_000_000, "m-2"))
    ]
    with storage.writing() as uow:
        for row in rows:
            uow.plans.append_spending(row)
        assert uow.plans.spendings(2026) == rows
        assert uow.plans.spendings(2025) == []


def test_of_a_persons_plan_all_rows_stay_and_the_newest_is_found(
    kept: Storage,
) -> None:
    first = make.individual_plan()
    second = make.individual_plan(
        id="rpi-2",
        row=2,
        state=IndividualPlanState.AGREED,
        supervisor_id="person-2",
        agreed_on=make.TODAY,
        items=(make.individual_item(plan_item_id="item-1"), make.individual_item()),
    )
    other = make.individual_plan(id="rpi-3", person_id="person-2")
    next_year = make.individual_plan(id="rpi-4", year=2027, items=())
    with kept.writing() as uow:
        for row in (other, second, first, next_year):
            uow.plans.append_individual(row)
        uow.commit()
    with kept.reading() as uow:
        assert uow.plans.individual("person-1", 2026) == [first, second]
        assert uow.plans.individual_years("person-1") == [2027, 2026]
        assert uow.plans.individual_newest(2026) == [second, other]
        assert uow.plans.individual_newest(2025) == []


def test_who_is_supervised_is_known_by_day(kept: Storage) -> None:
    before = make.posting(
        person_id="person-1",
        supervisor_id="person-2",
        since=date(2026, 1, 1),
        until=date(2026, 6, 30),
    )
    after = make.posting(person_id="person-1", since=date(2026, 7, 1))
    with kept.writing() as uow:
        uow.organisation.save_posting(before)
        uow.organisation.save_posting(after)
        uow.commit()
    with kept.reading() as uow:
        found = uow.organisation.subordinates
        assert found("person-2", date(2026, 6, 30)) == [before]
        assert found("person-2", date(2026, 7, 1)) == []


def test_what_the_law_asks_of_a_plan_is_there_from_the_start(storage: Storage) -> None:
    with storage.reading() as uow:
        now = uow.rules.parameters(make.TODAY)
    assert [p for p in now if p.code.startswith("plan.")] == plan_parameters()
