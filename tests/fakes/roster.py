"""Fake repository of rosters, and a fake of the platforms' side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lti_service.domain.launch import Platform, ResourceLink
from lti_service.domain.roster import Listed, Member, MemberState, Reading, Roster
from lti_service.errors import RosterError
from tests.fakes.tables import Tables, refuse


def address_of(one: Roster | ResourceLink) -> tuple[str, str, str]:
    """Return what a roster is known by."""
    return one.platform_id, one.deployment_id, one.memberships_url


class FakeRosters:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, roster_id: str) -> Roster | None:
        return self._tables.rosters.get(roster_id)

    def find(
        self, platform_id: str, deployment_id: str, memberships_url: str
    ) -> Roster | None:
        asked = (platform_id, deployment_id, memberships_url)
        for roster in self._tables.rosters.values():
            if address_of(roster) == asked:
                return roster
        return None

    def all(self) -> Sequence[Roster]:
        rosters = self._tables.rosters.values()
        return sorted(rosters, key=lambda roster: (roster.context_title, roster.id))

    def most_overdue(self, now: datetime) -> Roster | None:
        due = [roster for roster in self._tables.rosters.values() if roster.due(now)]
        return min(due, key=lambda roster: (roster.due_at, roster.id), default=None)

    def save(self, roster: Roster) -> None:
        same = self.find(*address_of(roster))
        refuse(when=same is not None and same.id != roster.id)
        self._tables.rosters[roster.id] = roster

    def members(self, roster_id: str) -> Sequence[Member]:
        members = self._tables.members.values()
        found = [member for member in members if member.roster_id == roster_id]
        return sorted(found, key=lambda member: (member.name, member.subject))

    def counts(self) -> Mapping[str, int]:
        members = self._tables.members.values()
        return Counter(m.roster_id for m in members if m.state is not MemberState.LEFT)

    def save_members(self, changed: Sequence[Member]) -> None:
        for member in changed:
            self._tables.members[member.roster_id, member.subject] = member


@dataclass
class FakeMemberships:
    """Lists what a test says.

    Attributes:
        reading: What every address lists.
        trouble: Errors to raise, one a call, before anything is listed.
        asked: Platform and address of each call.
    """

    reading: Reading = field(default_factory=lambda: Reading(()))
    trouble: list[RosterError] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def list(self, *members: Listed, ignored: int = 0) -> None:
        """List these from now on."""
        self.reading = Reading(members, ignored)

    def read(self, platform: Platform, memberships_url: str) -> Reading:
        self.asked.append((platform.id, memberships_url))
        if self.trouble:
            raise self.trouble.pop(0)
        return self.reading
