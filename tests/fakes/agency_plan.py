"""Fake plans of the agency and of people."""

from collections.abc import Sequence

from lti_service.domain.agency_plan import (
    PlanItem,
    PlanRevision,
    PlanStep,
    Spending,
    current_items,
)
from lti_service.domain.individual_plan import IndividualPlan
from tests.fakes.tables import Tables


class FakePlans:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def hold_still(self) -> None:
        """Whoever writes is alone."""

    def years(self) -> Sequence[int]:
        return sorted({item.year for item in self._tables.plan_items}, reverse=True)

    def append_item(self, item: PlanItem) -> None:
        self._tables.plan_items.append(item)

    def versions(self, year: int) -> Sequence[PlanItem]:
        found = [item for item in self._tables.plan_items if item.year == year]
        return sorted(found, key=lambda item: (item.number, item.version))

    def item(self, item_id: str) -> PlanItem | None:
        versions = [item for item in self._tables.plan_items if item.id == item_id]
        return next(iter(current_items(versions)), None)

    def append_step(self, step: PlanStep) -> None:
        self._tables.plan_steps.append(step)

    def steps(self, year: int) -> Sequence[PlanStep]:
        found = [step for step in self._tables.plan_steps if step.year == year]
        return sorted(found, key=lambda step: step.number)

    def append_revision(self, revision: PlanRevision) -> None:
        self._tables.plan_revisions.append(revision)

    def revisions(self, year: int) -> Sequence[PlanRevision]:
        found = [row for row in self._tables.plan_revisions if row.year == year]
        return sorted(found, key=lambda row: row.number)

    def append_spending(self, spending: Spending) -> None:
        self._tables.plan_spendings.append(spending)

    def spendings(self, year: int) -> Sequence[Spending]:
        return [row for row in self._tables.plan_spendings if row.year == year]

    def append_individual(self, plan: IndividualPlan) -> None:
        self._tables.individual_plans.append(plan)

    def individual(self, person_id: str, year: int) -> Sequence[IndividualPlan]:
        rows = self._tables.individual_plans
        mine = [r for r in rows if (r.person_id, r.year) == (person_id, year)]
        return sorted(mine, key=lambda plan: plan.row)

    def individual_years(self, person_id: str) -> Sequence[int]:
        rows = self._tables.individual_plans
        return sorted({r.year for r in rows if r.person_id == person_id}, reverse=True)

    def individual_newest(self, year: int) -> Sequence[IndividualPlan]:
        rows = [row for row in self._tables.individual_plans if row.year == year]
        last = {r.person_id: r for r in sorted(rows, key=lambda row: row.row)}
        return [last[person_id] for person_id in sorted(last)]
