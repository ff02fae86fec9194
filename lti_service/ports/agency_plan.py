"""The agency's plan and people's own plans."""

from collections.abc import Sequence
from typing import Protocol

from lti_service.domain.agency_plan import PlanItem, PlanRevision, PlanStep, Spending
from lti_service.domain.individual_plan import IndividualPlan


class Plans(Protocol):
    """Plan items, steps, revisions, money spent, and individual plans; only added."""

    def hold_still(self) -> None:
        """Let nobody else change plans before this transaction ends."""
        ...

    def years(self) -> Sequence[int]:
        """Return the years that have items, newest first."""
        ...

    def append_item(self, item: PlanItem) -> None:
        """Add a version of an item."""
        ...

    def versions(self, year: int) -> Sequence[PlanItem]:
        """Return all versions of a year's items, by number and version."""
        ...

    def item(self, item_id: str) -> PlanItem | None:
        """Return the newest version of an item."""
        ...

    def append_step(self, step: PlanStep) -> None:
        """Add a step of a year's plan."""
        ...

    def steps(self, year: int) -> Sequence[PlanStep]:
        """Return the steps of a year's plan, first first."""
        ...

    def append_revision(self, revision: PlanRevision) -> None:
        """Add a revision."""
        ...

    def revisions(self, year: int) -> Sequence[PlanRevision]:
        """Return the revisions of a year's plan, first first."""
        ...

    def append_spending(self, spending: Spending) -> None:
        """Add money that an item took."""
        ...

    def spendings(self, year: int) -> Sequence[Spending]:
        """Return all entries of money of a year, in the order they were made."""
        ...

    def append_individual(self, plan: IndividualPlan) -> None:
        """Add a row of a person's plan."""
        ...

    def individual(self, person_id: str, year: int) -> Sequence[IndividualPlan]:
        """Return all rows of a person's year, first first."""
        ...

    def individual_years(self, person_id: str) -> Sequence[int]:
        """Return the years that a person has a plan of, newest first."""
        ...

    def individual_newest(self, year: int) -> Sequence[IndividualPlan]:
        """Return the newest row of everybody's plan of a year, by person."""
        ...
