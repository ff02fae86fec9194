"""People, units, positions, postings."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from lti_service.domain.organisation import Person, Position, Posting, Unit


class Organisation(Protocol):
    """People, units, positions and postings."""

    def person(self, person_id: str) -> Person | None:
        """Return a person."""
        ...

    def person_by_nip(self, nip: str) -> Person | None:
        """Return the person who bears that NIP now."""
        ...

    def people(self) -> Sequence[Person]:
        """Return all people, by name."""
        ...

    def save_person(self, person: Person, on: date) -> None:
        """Add or replace a person; another NIP ends the former one on that day."""
        ...

    def units(self) -> Sequence[Unit]:
        """Return all units, by code."""
        ...

    def save_unit(self, unit: Unit) -> None:
        """Add or replace a unit."""
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
        """Return the posting a person has on a day."""
        ...

    def postings(self, on: date) -> Sequence[Posting]:
        """Return all postings that hold on a day."""
        ...

    def save_posting(self, posting: Posting) -> None:
        """Add a posting, or replace the person's that began on the same day."""
        ...
