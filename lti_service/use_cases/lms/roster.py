"""Who belongs to a class: read from its platform, kept, and shown to who teaches it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from course_builder.model.progress import CourseProgress
from lti_service.domain.attempt import Attempt
from lti_service.domain.audit import AuditEntry
from lti_service.domain.launch import Platform, ResourceLink
from lti_service.domain.roster import (
    LEASE,
    Changes,
    Listed,
    Member,
    MemberRole,
    MemberState,
    Roster,
    read_badly,
    read_well,
    reconcile,
)
from lti_service.errors import ForbiddenError, NotFoundError, RosterError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.claim import link_by_claim
from lti_service.use_cases.learning.attempt import link_progress, open_attempt


@dataclass(frozen=True, slots=True)
class RosterRead:
    """What came of reading a roster.

    Attributes:
        roster: As it is now; its ``error`` says what went wrong.
        platform: Whose it is.
        changes: None where it could not be read, or a newer reading is kept already.
    """

    roster: Roster
    platform: Platform
    changes: Changes | None


@dataclass(frozen=True, slots=True)
class RosterSummary:
    """A roster as an administrator sees it.

    Attributes:
        members: How many belong to the class now.
    """

    roster: Roster
    platform: Platform
    members: int


@dataclass(frozen=True, slots=True)
class ClassRow:
    """Somebody who learns in the class.

    Attributes:
        progress: None where they have not begun.
        left_on: When they left the class; none for those who are there.
        inactive: Whether the platform lists them as inactive.
        attempt_id: Their attempt; empty where they have not begun.
    """

    name: str
    progress: CourseProgress | None
    left_on: date | None = None
    inactive: bool = False
    attempt_id: str = ""


@dataclass(frozen=True, slots=True)
class ClassList:
    """A class as its teacher sees it.

    Attributes:
        rows: By name, those who are inactive or left last; who has no name and has not
            begun is only counted.
        nameless: How many those are.
        teachers: Names of those who teach, by name.
        roster: None where the platform tells no members.
    """

    rows: Sequence[ClassRow]
    nameless: int
    teachers: Sequence[str]
    roster: Roster | None

    @property
    def here(self) -> Sequence[ClassRow]:
        """Those who are to learn now: neither left nor inactive."""
        return [row for row in self.rows if not (row.left_on or row.inactive)]


def keep_roster(
    link: ResourceLink, now: datetime, *, uow: UnitOfWork, ports: Ports
) -> None:
    """Remember where the roster of a link's course is; it is to be read at once.

    The caller commits.
    """
    if not link.memberships_url:
        return
    known = uow.rosters.find(link.platform_id, link.deployment_id, link.memberships_url)
    roster = Roster(
        id=known.id if known else ports.new_id(),
        platform_id=link.platform_id,
        deployment_id=link.deployment_id,
        memberships_url=link.memberships_url,
        context_id=link.context_id,
        context_title=link.context_title,
        due_at=now,
    )
    if known is not None:
        roster = replace(
            known, context_id=link.context_id, context_title=link.context_title
        )
    if roster != known:
        uow.rosters.save(roster)


def read_roster(roster_id: str, *, actor: str = "", ports: Ports) -> RosterRead:
    """Read a roster from its platform and keep what changed, all of it or nothing.

    Args:
        roster_id: The roster.
        actor: Who asked for it, for the trail; empty where nobody did.
        ports: Connections to the outside.

    Raises:
        NotFoundError: There is no such roster.
    """
    began_at = ports.clock.now()
    with ports.storage.reading() as uow:
        roster = uow.rosters.get(roster_id)
        platform = uow.platforms.get(roster.platform_id) if roster else None
    if roster is None or platform is None:
        raise NotFoundError("not-found", roster=roster_id)
    try:
        reading = ports.memberships.read(platform, roster.memberships_url)
    except RosterError as error:
        return RosterRead(_failed(roster, error, ports=ports), platform, None)
    changes = None
    today = began_at.astimezone(ports.time_zone).date()
    with ports.storage.writing() as uow:
        roster = uow.rosters.get(roster_id) or roster
        if roster.read_at is None or roster.read_at <= began_at:
            known = uow.rosters.members(roster_id)
            changes = reconcile(roster_id, known, reading.listed, today)
            uow.rosters.save_members(changes.members)
            roster = read_well(roster, began_at, reading.ignored)
            uow.rosters.save(roster)
            if actor:
                uow.audit.add(_asked(actor, began_at, roster, changes))
            uow.commit()
    _take_claims(platform, reading.listed, ports=ports)
    return RosterRead(roster, platform, changes)


def read_due_roster(*, ports: Ports) -> bool:
    """Read the roster that is due longest; return whether there was one.

    It is put off first, in a transaction of its own: so no two workers read it at once,
    and it is read later where this one is killed.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        if uow.rosters.most_overdue(now) is None:
            return False
    with ports.storage.writing() as uow:
        roster = uow.rosters.most_overdue(now)
        if roster is None:
            return False
        uow.rosters.save(replace(roster, due_at=now + LEASE))
        uow.commit()
    read_roster(roster.id, ports=ports)
    return True


def ask_for_roster(roster: Roster, *, ports: Ports) -> Roster:
    """Have the worker read a roster before its time, where it is old; return it."""
    now = ports.clock.now()
    if not roster.worth_asking(now):
        return roster
    with ports.storage.writing() as uow:
        found = uow.rosters.get(roster.id)
        if found is not None and found.worth_asking(now):
            roster = replace(found, due_at=now)
            uow.rosters.save(roster)
            uow.commit()
    return roster


def rosters(context: str = "", *, ports: Ports) -> Sequence[RosterSummary]:
    """Return the rosters, by title of their course.

    Args:
        context: Only those of the course with this id, or with this very title; all
            where it is empty.
        ports: Connections to the outside.
    """
    with ports.storage.reading() as uow:
        platforms = {platform.id: platform for platform in uow.platforms.all()}
        counts = uow.rosters.counts()
        return [
            RosterSummary(
                roster, platforms[roster.platform_id], counts.get(roster.id, 0)
            )
            for roster in uow.rosters.all()
            if context in {"", roster.context_id, roster.context_title}
        ]


def open_class(
    attempt_id: str, account_id: str, *, ports: Ports
) -> tuple[Attempt, ResourceLink]:
    """Return a teacher's own attempt at what a class learns, and the class's link.

    Raises:
        NotFoundError: No such attempt.
        ForbiddenError: It is another account's, or of one who does not teach there.
    """
    attempt = open_attempt(attempt_id, account_id, ports=ports)
    with ports.storage.reading() as uow:
        link = uow.resource_links.get(attempt.resource_link_id)
    if link is None or not attempt.instructor:
        raise ForbiddenError("forbidden", attempt=attempt_id)
    return attempt, link


def class_list(link: ResourceLink, *, ports: Ports) -> ClassList:
    """Return who learns in the class of a link and how far they are.

    Who launched as one who teaches does so here, too, whatever the roster says: Moodle
    4.5.6 lists a non-editing teacher as a learner.
    """
    begun = link_progress(link.id, ports=ports)
    with ports.storage.reading() as uow:
        roster = uow.rosters.find(
            link.platform_id, link.deployment_id, link.memberships_url
        )
        members = uow.rosters.members(roster.id) if roster else []
        launched = uow.attempts.instructors(roster) if roster else frozenset()
    listed = {member.subject: member for member in members}
    rows = [
        replace(
            _row(row.account.name, row.progress, listed.pop(row.account.subject, None)),
            attempt_id=row.attempt.id,
        )
        for row in begun
    ]
    teaching = {
        member.subject
        for member in listed.values()
        if member.role is MemberRole.INSTRUCTOR or member.subject in launched
    }
    waiting = [
        member
        for member in listed.values()
        if member.role is MemberRole.LEARNER and member.subject not in teaching
    ]
    rows += [_row(member.name, None, member) for member in waiting if member.name]
    nameless = [
        member
        for member in waiting
        if not member.name and member.state is MemberState.ACTIVE
    ]
    teachers = [
        listed[subject].name
        for subject in teaching
        if listed[subject].name and listed[subject].state is MemberState.ACTIVE
    ]
    return ClassList(sorted(rows, key=_place), len(nameless), sorted(teachers), roster)


def _row(name: str, progress: CourseProgress | None, member: Member | None) -> ClassRow:
    if member is None:
        return ClassRow(name, progress)
    inactive = member.state is MemberState.INACTIVE
    return ClassRow(member.name or name, progress, member.left_on, inactive)


def _place(row: ClassRow) -> tuple[bool, bool, str]:
    return row.left_on is not None, row.inactive, row.name.lower()


def _asked(actor: str, now: datetime, roster: Roster, changes: Changes) -> AuditEntry:
    counts = f"{changes.new} new, {changes.returned} returned, {changes.left} left"
    return AuditEntry(now, actor, "roster.read", f"roster:{roster.id}", after=counts)


def _failed(roster: Roster, error: RosterError, *, ports: Ports) -> Roster:
    with ports.storage.writing() as uow:
        found = uow.rosters.get(roster.id) or roster
        now = ports.clock.now()
        found = read_badly(found, error.code, now, error.retry_after)
        uow.rosters.save(found)
        uow.commit()
    return found


def _take_claims(platform: Platform, listed: Sequence[Listed], *, ports: Ports) -> None:
    """Let accounts that claim no NIP claim the one that the roster names.

    Apart from the reading: there the roster is locked, and a launch that holds the
    account may wait for it.
    """
    claims: Mapping[str, str] = {
        one.subject: one.claimed_nip for one in listed if one.claimed_nip
    }
    if not claims:
        return
    with ports.storage.reading() as uow:
        found = [
            account.id
            for account in uow.accounts.unclaimed(platform.id)
            if account.subject in claims
        ]
    for account_id in found:
        with ports.storage.writing() as uow:
            account = uow.accounts.get(account_id)
            if account is None or account.person_id or account.claimed_nip:
                continue
            claiming = replace(account, claimed_nip=claims[account.subject])
            uow.accounts.save(claiming)
            link_by_claim(claiming, platform, uow=uow, ports=ports)
            uow.commit()
