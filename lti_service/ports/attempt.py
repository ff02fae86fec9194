"""Attempts and their events."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from typing import Protocol

from lti_service.domain.attempt import Attempt, RecordedEvent
from lti_service.domain.course import AttemptCount
from lti_service.domain.launch import Content
from lti_service.domain.roster import Roster


class Attempts(Protocol):
    """Learners' ways through courses, and the events they are made of."""

    def get(self, attempt_id: str) -> Attempt | None:
        """Return an attempt; in a writing unit of work its row is locked."""
        ...

    def find(
        self, account_id: str, resource_link_id: str, content: Content
    ) -> Attempt | None:
        """Return the latest attempt of an account at a content in a resource link."""
        ...

    def of_account(self, account_id: str) -> Sequence[Attempt]:
        """Return an account's attempts, newest first."""
        ...

    def of_resource_link(self, resource_link_id: str) -> Sequence[Attempt]:
        """Return the attempts in a resource link, newest first."""
        ...

    def instructors(self, roster: Roster) -> AbstractSet[str]:
        """Return the subjects whose last launch of a link of the course was to teach."""
        ...

    def all(self, *, after: str = "", limit: int = 1000) -> Sequence[Attempt]:
        """Return attempts in order of id, those after an id."""
        ...

    def of_release(
        self, release_id: str, *, after: str = "", limit: int = 1000
    ) -> Sequence[Attempt]:
        """Return the attempts on a release in order of id, those after an id."""
        ...

    def counts(self, course_id: str) -> Mapping[str, AttemptCount]:
        """Return how many attempts stand on each release of a course, by its id."""
        ...

    def learners(self) -> Mapping[str, int]:
        """Return how many people learn in each resource link, by its id; no trials."""
        ...

    def save(self, attempt: Attempt) -> None:
        """Add or replace an attempt."""
        ...

    def recorded(
        self, attempt_id: str, event_ids: Sequence[str]
    ) -> Mapping[str, RecordedEvent]:
        """Return those of the events that were recorded before, by id."""
        ...

    def record(self, events: Sequence[RecordedEvent]) -> None:
        """Append events."""
        ...

    def events(self, attempt_id: str) -> Sequence[RecordedEvent]:
        """Return all events of an attempt in the order in which they were recorded."""
        ...
