"""What reports read instead of the ledger, and what has to be computed again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from lti_service.domain.summary import Change, GapCount, PersonSummary


class Summaries(Protocol):
    """Everybody's standings and their counts; all of it can be made again.

    Whatever standings follow from leaves a `Change` by itself, in the transaction that
    changed it: evidence, decisions, postings, people, positions, standards, frameworks,
    competencies and rule parameters.
    """

    def changes(self, limit: int) -> Sequence[Change]:
        """Return what has not been seen to, oldest first."""
        ...

    def changes_of(self, person_ids: Sequence[str]) -> Sequence[Change]:
        """Return the changes of people that have not been seen to, oldest first."""
        ...

    def waiting(self) -> int:
        """Return how many changes have not been seen to."""
        ...

    def spread(self, changes: Sequence[Change]) -> None:
        """Turn changes of positions or of everything into changes of people."""
        ...

    def forget(self, changes: Sequence[Change]) -> None:
        """Forget changes that were seen to."""
        ...

    def revisions(self, person_ids: Sequence[str]) -> Mapping[str, int]:
        """Return how often each person was summarised; those never are left out."""
        ...

    def replace(self, summaries: Sequence[PersonSummary]) -> None:
        """Keep people's standings instead of what was kept, and count them anew."""
        ...

    def of_person(self, person_id: str) -> PersonSummary | None:
        """Return what is kept of a person."""
        ...

    def of_people(self, person_ids: Sequence[str]) -> Sequence[PersonSummary]:
        """Return what is kept of some people, by id; those never seen to are left out."""
        ...

    def all(self) -> Iterator[PersonSummary]:
        """Yield what is kept of everybody, by id; memory stays flat."""
        ...

    def people(self) -> Mapping[str, int]:
        """Return how many people are summarised in each unit, by its code."""
        ...

    def counts(self) -> Sequence[GapCount]:
        """Return the counts, by unit, group, competency and level."""
        ...

    def recount(self) -> None:
        """Make the counts from the kept standings alone."""
        ...

    def day(self) -> date | None:
        """Return the day that time was last looked at for; none where it never was."""
        ...

    def turn(self, on: date) -> None:
        """Let a day come: whom time changed by then is to be computed again."""
        ...

    def generation(self) -> int:
        """Return a number that grows whenever the counts may have changed."""
        ...

    def begin_again(self) -> bool:
        """Have everybody computed again; False where that is under way already."""
        ...

    def under_way(self) -> bool:
        """Whether everybody is being computed again."""
        ...

    def finish_again(self) -> None:
        """Everybody was computed again."""
        ...
