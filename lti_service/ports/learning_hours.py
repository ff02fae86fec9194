"""Learning hours."""

from collections.abc import Sequence
from typing import Protocol

from lti_service.domain.learning_hours import JpConversion, JpEntry


class LearningHours(Protocol):
    """Entries of learning hours, only ever added; and how routes become JP."""

    def conversions(self) -> Sequence[JpConversion]:
        """Return all conversions, by code, scope and first day."""
        ...

    def append(self, entry: JpEntry) -> bool:
        """Add a row; return False where person, record and revision were there."""
        ...

    def get(self, entry_id: str) -> JpEntry | None:
        """Return a row, also one that a later revision replaced."""
        ...

    def of_person(self, person_id: str) -> Sequence[JpEntry]:
        """Return the newest row of each of a person's records, newest activity first."""
        ...

    def of_people(self, person_ids: Sequence[str]) -> Sequence[JpEntry]:
        """Return the newest row of each record of some people, by person."""
        ...

    def waiting(self) -> Sequence[JpEntry]:
        """Return the newest rows that are submitted, those that wait longest first."""
        ...

    def all(self) -> Sequence[JpEntry]:
        """Return the newest row of every record, by person."""
        ...
