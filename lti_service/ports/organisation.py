"""People, units, positions, postings."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from lti_service.domain.organisation import (
    FormerUnit,
    Person,
    PersonIdentifier,
    Position,
    Posting,
    Unit,
)


class Organisation(Protocol):
    """People, units, positions and postings."""

    def person(self, person_id: str) -> Person | None:
        """Return a person."""
        ...

    def people_in(self, person_ids: Sequence[str]) -> Sequence[Person]:
        """Return the people of those ids that there are, by name."""
        ...

    def person_by_nip(self, nip: str) -> Person | None:
        """Return the person who bears that NIP now."""
        ...

    def people(self) -> Sequence[Person]:
        """Return all people, by name."""
        ...

    def people_after(self, name: str, person_id: str, limit: int) -> Sequence[Person]:
        """Return people by name and id, those after a name and id."""
        ...

    def save_person(self, person: Person, on: date) -> None:
        """Add or replace a person; another NIP ends the former one on that day."""
        ...

    def save_people(self, people: Sequence[Person], on: date) -> None:
        """Do as `save_person` for many, with as few statements as may be."""
        ...

    def identifiers(self, person_id: str) -> Sequence[PersonIdentifier]:
        """Return the numbers of a person, those that ended too, by kind and first day."""
        ...

    def give_identifier(self, identifier: PersonIdentifier) -> None:
        """Add a number from a day on; the person's former of the kind ends that day.

        NIPs are given by `save_person`.
        """
        ...

    def unit(self, code: str) -> Unit | None:
        """Return a unit."""
        ...

    def units(self) -> Sequence[Unit]:
        """Return all units, by code."""
        ...

    def save_unit(self, unit: Unit) -> None:
        """Add or replace a unit."""
        ...

    def former_units(self, code: str) -> Sequence[FormerUnit]:
        """Return how a unit was called before and where it was, newest first."""
        ...

    def save_former_unit(self, former: FormerUnit) -> None:
        """Add how a unit was until a day, or replace what was said for that day."""
        ...

    def positions(self) -> Sequence[Position]:
        """Return all positions, by code."""
        ...

    def position(self, code: str) -> Position | None:
        """Return a position."""
        ...

    def save_position(self, position: Position) -> None:
        """Add or replace a position."""
        ...

    def posting(self, person_id: str, on: date) -> Posting | None:
        """Return the posting a person has on a day.

        Of several one's own, not one that is stood in for; then the latest begun.
        """
        ...

    def postings(self, on: date) -> Sequence[Posting]:
        """Return all postings that hold on a day, by person.

        Of several of a person that which `posting` returns comes last.
        """
        ...

    def every_posting(self) -> Sequence[Posting]:
        """Return all postings there ever were, by person and first day."""
        ...

    def postings_of(self, person_id: str) -> Sequence[Posting]:
        """Return all postings that a person ever had, by first day."""
        ...

    def save_postings(self, postings: Sequence[Posting]) -> None:
        """Do as `save_posting` for many."""
        ...

    def subordinates(self, supervisor_id: str, on: date) -> Sequence[Posting]:
        """Return the postings that hold on a day under a supervisor, by person."""
        ...

    def save_posting(self, posting: Posting) -> None:
        """Add a posting, or replace the person's that began on the same day."""
        ...
