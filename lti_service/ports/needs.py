"""Cycles of needs, and their items."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from lti_service.domain.needs import (
    CareerTarget,
    Mandate,
    NeedChange,
    NeedCount,
    NeedFilter,
    NeedItem,
    NeedsCycle,
    StageChange,
)


class Needs(Protocol):
    """Cycles of needs, their items, and each change of these."""

    def cycles(self) -> Sequence[NeedsCycle]:
        """Return all cycles, the latest year first."""
        ...

    def cycle(self, year: int) -> NeedsCycle | None:
        """Return a cycle; in a writing unit of work its row is locked."""
        ...

    def save_cycle(self, cycle: NeedsCycle) -> None:
        """Add or replace a cycle."""
        ...

    def stages(self, year: int) -> Sequence[StageChange]:
        """Return how a cycle came to its stage, oldest first."""
        ...

    def add_stage(self, change: StageChange) -> None:
        """Keep a change of stage."""
        ...

    def get(self, item_id: str) -> NeedItem | None:
        """Return an item."""
        ...

    def of_ids(self, item_ids: Iterable[str]) -> Sequence[NeedItem]:
        """Return the items with these ids, in no order; unknown ones are left out."""
        ...

    def of_person(self, person_id: str) -> Sequence[NeedItem]:
        """Return a person's items, the latest year and the most pressing first."""
        ...

    def of_people(self, year: int, person_ids: Iterable[str]) -> Sequence[NeedItem]:
        """Return these people's items of a year, in no order."""
        ...

    def find(
        self, year: int, wanted: NeedFilter, *, most: int | None = None, skip: int = 0
    ) -> Sequence[NeedItem]:
        """Return items, the most pressing first, then by largest gap."""
        ...

    def number(self, year: int, wanted: NeedFilter) -> int:
        """Return how many items are meant."""
        ...

    def by_unit(self, year: int, wanted: NeedFilter) -> Sequence[NeedCount]:
        """Return how many items are in which state, by unit."""
        ...

    def by_competency(self, year: int, wanted: NeedFilter) -> Sequence[NeedCount]:
        """Return how many items are in which state, by competency."""
        ...

    def people(self, year: int, wanted: NeedFilter) -> int:
        """Return how many people have such an item that nobody withdrew."""
        ...

    def save(self, items: Sequence[NeedItem], changes: Sequence[NeedChange]) -> None:
        """Add or replace items, and keep what they became."""
        ...

    def changes(self, item_id: str) -> Sequence[NeedChange]:
        """Return what became of an item, oldest first."""
        ...

    def mandates(self, year: int) -> Sequence[Mandate]:
        """Return the mandates of a year, also those taken back, oldest first."""
        ...

    def save_mandate(self, mandate: Mandate) -> None:
        """Add a mandate, or keep that it was taken back."""
        ...

    def targets(self, year: int, person_ids: Iterable[str]) -> Sequence[CareerTarget]:
        """Return the latest target of each of these people who has one."""
        ...

    def add_target(self, target: CareerTarget) -> None:
        """Keep a target; the earlier ones stay."""
        ...
