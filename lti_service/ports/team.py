"""What is read of a supervisor's people, in a few statements however many they are."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from lti_service.domain.team import EnrolmentMark, PlanMark, TeamMember


class Team(Protocol):
    """A supervisor's people."""

    def members(self, supervisor_id: str, on: date) -> Sequence[TeamMember]:
        """Return the active people whose own post of a day is under somebody, by name.

        Of several posts of a person that which `Organisation.posting` returns counts;
        nobody is their own supervisor.
        """
        ...

    def plans(
        self, person_ids: Sequence[str], years: Sequence[int]
    ) -> Sequence[PlanMark]:
        """Return all rows of people's plans of some years, by person, year and row."""
        ...

    def enrolments(
        self, person_ids: Sequence[str], on: date
    ) -> Sequence[EnrolmentMark]:
        """Return what people are proposed for, or are in, in batches not over by a day.

        By person and first day.
        """
        ...
