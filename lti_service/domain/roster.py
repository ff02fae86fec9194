"""Who belongs to a class, as its platform says, and what changed since the last reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

FRESH = timedelta(hours=1)
"""A teacher who opens a class wants a roster that is not older."""
EVERY = timedelta(days=1)
"""How often a roster is read though nobody asks."""
FIRST_RETRY = timedelta(minutes=15)
LEASE = timedelta(minutes=5)
"""How long nobody else begins to read a roster that is being read; a reading is shorter."""
_MOST_DOUBLINGS = 7


class MemberRole(StrEnum):
    """What a member is in the class; others are there to watch, as a mentor."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    OTHER = "other"


class MemberState(StrEnum):
    """Whether a member belongs to the class now; inactive ones may come back."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Listed:
    """A member as the platform lists it now.

    Attributes:
        subject: ``user_id``, which is ``sub`` at a launch.
        name: Empty where the platform keeps names to itself.
        claimed_nip: ``lis_person_sourcedid``; a claim, empty for none.
    """

    subject: str
    name: str
    role: MemberRole
    active: bool = True
    claimed_nip: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A roster as it was read, all its pages.

    Attributes:
        listed: Each member once.
        ignored: How many entries could not be understood.
    """

    listed: Sequence[Listed]
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A member as it is kept; one who left stays, with the day.

    Attributes:
        joined_on: When it was listed first.
        left_on: When it was missed first; none for one who is there.
    """

    roster_id: str
    subject: str
    name: str
    role: MemberRole
    state: MemberState
    joined_on: date
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The members of a platform's course: known by the address that lists them.

    Two courses never share an address, whereas ids of courses may be missing.

    Attributes:
        memberships_url: ``context_memberships_url`` of the platform.
        due_at: When it is to be read next.
        read_at: When the reading began that is kept; none before the first.
        failures: Readings in a row that failed.
        error: Code of the last failure; empty after a success.
        ignored: How many entries of the reading could not be understood.
    """

    id: str
    platform_id: str
    deployment_id: str
    memberships_url: str
    context_id: str
    context_title: str
    due_at: datetime
    read_at: datetime | None = None
    failures: int = 0
    error: str = ""
    ignored: int = 0

    def due(self, now: datetime) -> bool:
        """Whether it is to be read now."""
        return self.due_at <= now

    def worth_asking(self, now: datetime) -> bool:
        """Whether a teacher who opens the class should have it read before its time.

        Where the last reading failed it is tried again in its own time.
        """
        old = self.read_at is None or now - self.read_at > FRESH
        return old and not self.failures and not self.due(now)


def read_well(roster: Roster, began_at: datetime, ignored: int) -> Roster:
    """Return a roster after a reading."""
    return replace(
        roster,
        due_at=began_at + EVERY,
        read_at=began_at,
        failures=0,
        error="",
        ignored=ignored,
    )


def read_badly(
    roster: Roster, error: str, now: datetime, retry_after: float | None
) -> Roster:
    """Return a roster after a reading that failed; what was read before stays.

    Args:
        roster: Before it.
        error: Code of what went wrong.
        now: The time.
        retry_after: Seconds the platform asked to wait; none where it did not.
    """
    step = min(FIRST_RETRY * 2 ** min(roster.failures, _MOST_DOUBLINGS), EVERY)
    pause = max(step, timedelta(seconds=retry_after or 0))
    failures = roster.failures + 1
    return replace(roster, due_at=now + pause, failures=failures, error=error)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a reading changes.

    Attributes:
        members: Those to save; the others stay as they are.
        there: How many belong to the class now.
    """

    members: Sequence[Member]
    there: int
    new: int = 0
    changed: int = 0
    returned: int = 0
    left: int = 0


def reconcile(
    roster_id: str, known: Iterable[Member], listed: Sequence[Listed], today: date
) -> Changes:
    """Return what a reading changes: the same reading once more changes nothing.

    Args:
        roster_id: Whose members they are.
        known: All that are kept, those who left included.
        listed: All that the platform lists, each once.
        today: Stands beside whoever comes or leaves.
    """
    missing = {member.subject: member for member in known}
    saved: list[Member] = []
    new = changed = returned = 0
    for one in listed:
        was = missing.pop(one.subject, None)
        member = Member(
            roster_id,
            one.subject,
            one.name,
            one.role,
            MemberState.ACTIVE if one.active else MemberState.INACTIVE,
            was.joined_on if was else today,
        )
        if member == was:
            continue
        saved.append(member)
        new += was is None
        returned += was is not None and was.state is MemberState.LEFT
        changed += was is not None and was.state is not MemberState.LEFT
    gone = [
        replace(member, state=MemberState.LEFT, left_on=today)
        for member in missing.values()
        if member.state is not MemberState.LEFT
    ]
    return Changes([*saved, *gone], len(listed), new, changed, returned, len(gone))
