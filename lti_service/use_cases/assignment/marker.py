"""Who may mark which hand-in: a person's supervisor of that day, or assessors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from course_builder.model.rendered import RenderedAssignment
from lti_service.domain.assignment import (
    FIRST,
    HandIn,
    Mark,
    MarkingRule,
    handed_in_work,
    is_doubled,
    marking_rule,
    next_turn,
    standing_marks,
)
from lti_service.domain.attempt import Attempt
from lti_service.domain.grant import Grant, Role, covers
from lti_service.domain.organisation import Person
from lti_service.errors import ForbiddenError, NotFoundError, ServiceError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, identify, today


@dataclass(frozen=True, slots=True)
class Marker:
    """Who marks.

    Attributes:
        person: Marks are always somebody's.
        parents: Code of the unit above, by unit code.
    """

    identity: Identity
    person: Person
    parents: Mapping[str, str]

    @property
    def account_id(self) -> str:
        """Their account."""
        return self.identity.account.id


@dataclass(frozen=True, slots=True)
class Work:
    """A hand-in with what decides who marks it.

    Attributes:
        learner: None where the account is linked to nobody.
        marks: Those that stand, in order of their turns.
        turn: Whose turn it is; none where it is settled.
        by_supervisor: Whether this turn is the supervisor's.
        supervisor_id: Of the day it was handed in; none for none.
    """

    hand_in: HandIn
    attempt: Attempt
    activity: RenderedAssignment
    learner: Person | None
    marks: tuple[Mark, ...]
    rule: MarkingRule
    doubled: bool
    turn: int | None
    unit_code: str
    supervisor_id: str | None

    @property
    def is_of_quiz(self) -> bool:
        """Whether it answers an open question of a quiz."""
        return "/" in self.hand_in.activity_id

    @property
    def by_supervisor(self) -> bool:
        """Whether this turn is the supervisor's; without one, assessors stand in."""
        return (
            self.activity.assessor == "supervisor"
            and self.turn == FIRST
            and self.supervisor_id is not None
        )


def marker_of(account_id: str, uow: UnitOfWork, ports: Ports) -> Marker:
    """Return who marks: an assessor, or whoever supervises somebody or did.

    Raises:
        ForbiddenError: They may mark nothing (``forbidden``), or are unnamed
            (``marker-unlinked``).
    """
    on = today(ports)
    identity = identify(account_id, uow=uow, on=on)
    roles = (Role.ASSESSOR, Role.SUPERVISOR)
    granted = any(identity.of(role) for role in roles)
    if identity.person is None:
        raise ForbiddenError("marker-unlinked" if granted else "forbidden")
    if not granted and not uow.organisation.subordinates(identity.person.id, on):
        raise ForbiddenError("forbidden", roles=",".join(roles))
    parents = {unit.code: unit.parent_code for unit in uow.organisation.units()}
    return Marker(identity, identity.person, parents)


def is_marker(person_id: str, held: Iterable[Grant], on: date, uow: UnitOfWork) -> bool:
    """Whether somebody may mark anything, by the grants that they hold; see `marker_of`."""
    if any(grant.role in {Role.ASSESSOR, Role.SUPERVISOR} for grant in held):
        return True
    return bool(uow.organisation.subordinates(person_id, on))


def work_of(
    hand_in: HandIn, marks: Sequence[Mark], uow: UnitOfWork, ports: Ports
) -> Work:
    """Return a hand-in with what decides who marks it.

    Raises:
        NotFoundError: Its attempt or activity is not there.
    """
    attempt = uow.attempts.get(hand_in.attempt_id)
    account = uow.accounts.get(hand_in.account_id)
    activity = None
    if attempt is not None:
        course = ports.courses.get(attempt.release_id)
        activity = handed_in_work(course, hand_in.activity_id)
    if attempt is None or activity is None:
        raise NotFoundError("not-found", hand_in=hand_in.id)
    on = _day(hand_in.handed_in_at, ports.time_zone)
    rule = marking_rule(uow.rules.parameters(on))
    said = standing_marks(m for m in marks if m.hand_in_id == hand_in.id)
    doubled = is_doubled(hand_in, activity, rule)
    person_id = account.person_id if account else None
    posting = uow.organisation.posting(person_id, on) if person_id else None
    return Work(
        hand_in=hand_in,
        attempt=attempt,
        activity=activity,
        learner=uow.organisation.person(person_id) if person_id else None,
        marks=tuple(said),
        rule=rule,
        doubled=doubled,
        turn=next_turn(said, rule, doubled=doubled),
        unit_code=posting.unit_code if posting else "",
        supervisor_id=posting.supervisor_id if posting else None,
    )


def check_may_mark(marker: Marker, work: Work) -> None:
    """Raise `ForbiddenError` where somebody may not take this turn."""
    own = work.hand_in.account_id == marker.account_id
    if own or (work.learner is not None and work.learner.id == marker.person.id):
        raise ForbiddenError("self-marking")
    if work.by_supervisor:
        if work.supervisor_id != marker.person.id:
            raise ForbiddenError("forbidden", roles=Role.SUPERVISOR)
    elif not covers(marker.identity.of(Role.ASSESSOR), work.unit_code, marker.parents):
        raise ForbiddenError("forbidden", roles=Role.ASSESSOR)
    if any(mark.marked_by == marker.person.id for mark in work.marks):
        raise ForbiddenError("marker-involved")


def may_read(account_id: str, hand_in: HandIn, uow: UnitOfWork, ports: Ports) -> bool:
    """Whether somebody may read a hand-in because they mark it, or have marked it."""
    marks = uow.assignments.marks([hand_in.id])
    try:
        marker = marker_of(account_id, uow, ports)
        if any(mark.marked_by == marker.person.id for mark in marks):
            return True
        work = work_of(hand_in, marks, uow, ports)
        check_may_mark(marker, work)
    except ServiceError:
        return False
    return work.turn is not None


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()
