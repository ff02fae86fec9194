"""Who has finished what, and what waits for an administrator."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from course_builder.model.progress import CourseProgress, summarise
from lti_service.domain.attempt import Attempt
from lti_service.domain.grant import Grant, covers
from lti_service.domain.launch import Account, Platform
from lti_service.domain.organisation import Person, Unit
from lti_service.domain.outbox import OutboxState
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.learning.attempt import attempt_course

_BATCH = 1000
_MOST_MESSAGES = 100_000


class Delivery(StrEnum):
    """Whether the platform's gradebook has the score."""

    NOT_DUE = "not_due"
    NO_COLUMN = "no_column"
    WAITING = "waiting"
    FAILED = "failed"
    DROPPED = "dropped"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Completion:
    """The best attempt of one account at one course or module.

    Attributes:
        person: None where the account is linked to nobody.
        unit: Where the person is posted now.
        module: Title of the module; empty for the whole course.
    """

    account: Account
    person: Person | None
    unit: Unit | None
    course_id: str
    course: str
    version: str
    module: str
    progress: CourseProgress
    attempt: Attempt
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Claim:
    """An account that claims a NIP and is linked to nobody.

    Attributes:
        person: Who bears that NIP; none where nobody does.
        others: Other accounts linked to that person.
    """

    account: Account
    platform: Platform | None
    person: Person | None
    others: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What an administrator should know first.

    Attributes:
        claims: How many wait; none for an administrator of some units only.
        outbox: How many messages are in each state.
    """

    people: int
    units: int
    competencies: int
    standards: bool
    courses: int
    platforms: int
    claims: int
    outbox: Mapping[str, int]
    at: datetime


def completions(grants: Sequence[Grant], *, ports: Ports) -> list[Completion]:
    """Return who has finished what, the latest change first; teachers' trials are none.

    Args:
        grants: The administrator's grants; what lies outside of their units is left out.
        ports: Connections to the outside.
    """
    with ports.storage.reading() as uow:
        units = {u.code: u for u in uow.organisation.units()}
        parents = {u.code: u.parent_code for u in units.values()}
        posted = {p.person_id: p for p in uow.organisation.postings(today(ports))}
        people = {p.id: p for p in uow.organisation.people()}
        states = _delivery_states(uow)
        found: dict[tuple[str, str, str], Completion] = {}
        for attempt in _all_attempts(uow):
            account = uow.accounts.get(attempt.account_id)
            if account is None or attempt.instructor:
                continue
            person = people.get(account.person_id or "")
            posting = posted.get(person.id) if person else None
            unit_code = posting.unit_code if posting else ""
            if not covers(grants, unit_code, parents):
                continue
            course = attempt_course(attempt, ports=ports)
            titles = {module.id: module.title for module in course.modules}
            row = Completion(
                account=account,
                person=person,
                unit=units.get(unit_code),
                course_id=course.id,
                course=course.title,
                version=course.version,
                module=titles.get(attempt.module_id, ""),
                progress=summarise(course, attempt.viewed, attempt.activities),
                attempt=attempt,
                delivery=_delivery(attempt, states, uow),
            )
            about = attempt.activity_id or attempt.module_id
            key = (account.id, course.id, about)
            if key not in found or _merit(row) > _merit(found[key]):
                found[key] = row
    return sorted(found.values(), key=lambda r: r.attempt.updated_at, reverse=True)


def overview(grants: Sequence[Grant], *, ports: Ports) -> Overview:
    """Return what an administrator should know first."""
    on = today(ports)
    everywhere = any(not grant.unit_code for grant in grants)
    with ports.storage.reading() as uow:
        positions = uow.organisation.positions()
        return Overview(
            people=len(uow.organisation.people()),
            units=len(uow.organisation.units()),
            competencies=len(uow.frameworks.competencies()),
            standards=any(uow.frameworks.standards(p.code, on) for p in positions),
            courses=len(uow.releases.all_current()),
            platforms=len(uow.platforms.all()),
            claims=uow.claims.count() if everywhere else 0,
            outbox=uow.outbox.counts(),
            at=ports.clock.now().astimezone(ports.time_zone),
        )


def account_claim(account_id: str, *, ports: Ports) -> Claim | None:
    """Return an account with the person it belongs to, else whom it claims to be."""
    with ports.storage.reading() as uow:
        account = uow.accounts.get(account_id)
        return None if account is None else _claim(account, uow)


def _claim(account: Account, uow: UnitOfWork) -> Claim:
    if account.person_id:
        person = uow.organisation.person(account.person_id)
    elif account.claimed_nip:
        person = uow.organisation.person_by_nip(account.claimed_nip)
    else:
        person = None
    linked = uow.accounts.of_person(person.id) if person else ()
    others = sum(1 for other in linked if other.id != account.id)
    return Claim(account, uow.platforms.get(account.platform_id), person, others)


def _all_attempts(uow: UnitOfWork) -> Iterator[Attempt]:
    after = ""
    while attempts := uow.attempts.all(after=after, limit=_BATCH):
        yield from attempts
        after = attempts[-1].id


def _delivery_states(uow: UnitOfWork) -> Mapping[str, OutboxState]:
    """Return the state of messages that have not been sent, by attempt id."""
    unsent = (OutboxState.WAITING, OutboxState.FAILED, OutboxState.DROPPED)
    return {
        str(message.payload.get("attempt_id", "")): message.state
        for message in uow.outbox.list(unsent, _MOST_MESSAGES)
    }


def _delivery(
    attempt: Attempt, states: Mapping[str, OutboxState], uow: UnitOfWork
) -> Delivery:
    if attempt.sent_hundredths is not None:
        return Delivery(states.get(attempt.id, OutboxState.SENT).value)
    link = uow.resource_links.get(attempt.resource_link_id)
    if link is not None and not link.line_item_url:
        return Delivery.NO_COLUMN
    return Delivery.NOT_DUE


def _merit(row: Completion) -> tuple[bool, object, datetime]:
    return (
        row.attempt.passed_at is not None,
        row.progress.scaled,
        row.attempt.updated_at,
    )
