"""Plans of the agency and of the owner, each kind of act on one of its own."""

from datetime import date

from lti_service.domain.agency_plan import PlanAct, PlanStep, Spending
from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.needs import NeedState
from lti_service.ports.storage import UnitOfWork
from tests import service_factories as made
from tests.fakes import MORNING

SUBMIT, WITHDRAW, DECIDE = 2030, 2031, 2032
"""Years whose plan waits for that act."""


def fill_plans(uow: UnitOfWork) -> None:
    """Put them there; the people must be."""
    for number, name in enumerate(
        ("open", "change", "cancel", "restore", "spend", "several"), 1
    ):
        uow.plans.append_item(made.plan_item(id=f"plan-{name}", number=number))
    for year in (SUBMIT, WITHDRAW, DECIDE):
        uow.plans.append_item(made.plan_item(id=f"plan-{year}", year=year))
    for year in (WITHDRAW, DECIDE):
        uow.plans.append_step(
            PlanStep(
                f"step-{year}",
                year,
                1,
                PlanAct.SUBMITTED,
                "",
                None,
                "",
                "a-admin",
                MORNING,
            )
        )
    uow.plans.append_spending(
        Spending(
            "spending-1",
            "plan-spend",
            2026,
            1_000_000,
            date(2026, 5, 4),
            "Kuitansi",
            None,
            "a-admin",
            MORNING,
        )
    )
    need = made.need_item(
        id="need-planned",
        year=2026,
        person_id="p-mate",
        unit_code="UNIT-A",
        position_code="",
        competency_code="KT.KB.01",
        state=NeedState.VALIDATED,
    )
    uow.needs.save([need], ())
    posting = uow.organisation.posting("p-owner", MORNING.date())
    assert posting
    uow.organisation.save_posting(
        made.posting(
            person_id="p-owner",
            unit_code=posting.unit_code,
            position_code=posting.position_code,
            supervisor_id="p-leader",
            since=posting.since,
        )
    )
    for year in (2025, 2026):
        uow.plans.append_individual(
            made.individual_plan(
                id=f"rpi-{year}",
                person_id="p-owner",
                year=year,
                state=IndividualPlanState.PROPOSED,
                supervisor_id="p-leader",
                by="p-owner",
                items=(made.individual_item(activity="Bukti Pemilik"),),
            )
        )
