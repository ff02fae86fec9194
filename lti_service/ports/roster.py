"""Who belongs to a class."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.launch import Platform
from lti_service.domain.roster import Member, Reading, Roster


class Rosters(Protocol):
    """Who belongs to platforms' courses, as read last."""

    def get(self, roster_id: str) -> Roster | None:
        """Return a roster; in a writing unit of work its row is locked."""
        ...

    def find(
        self, platform_id: str, deployment_id: str, memberships_url: str
    ) -> Roster | None:
        """Return the roster at an address of a deployment."""
        ...

    def all(self) -> Sequence[Roster]:
        """Return all rosters, by title of their course."""
        ...

    def most_overdue(self, now: datetime) -> Roster | None:
        """Return the roster that is due longest and that nobody holds.

        In a writing unit of work its row is locked.
        """
        ...

    def save(self, roster: Roster) -> None:
        """Add or replace a roster."""
        ...

    def members(self, roster_id: str) -> Sequence[Member]:
        """Return the members, those who left included, by name."""
        ...

    def counts(self) -> Mapping[str, int]:
        """Return how many belong to each class now, by roster; none for an empty one."""
        ...

    def save_members(self, changed: Sequence[Member]) -> None:
        """Add or replace members."""
        ...


class Memberships(Protocol):
    """A platform's lists of who belongs to its courses."""

    def read(self, platform: Platform, memberships_url: str) -> Reading:
        """Return a roster, all its pages.

        Raises:
            RosterError: It could not be read whole.
        """
        ...
