"""Give a copy of everything held on one person."""

from typing import IO

from lti_service.domain.access import AccessView
from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role
from lti_service.domain.organisation import Person
from lti_service.domain.personal_copy import PersonalCopy
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE, identify, today

EXPORTED = "person.exported"
OWN = "export.own"
"""The page that tells that somebody took their own copy."""

_LONGEST_REASON = 500


def find_person(who: str, uow: UnitOfWork) -> Person:
    """Return a person by id or NIP.

    Raises:
        NotFoundError: There is no such person: ``unknown-person``.
    """
    found = uow.organisation.person(who)
    if found is None:
        digits = "".join(filter(str.isdigit, who))
        found = uow.organisation.person_by_nip(digits) if digits else None
    if found is None:
        raise NotFoundError("unknown-person")
    return found


def own_copy_is_due(person_id: str, account_id: str, *, ports: Ports) -> bool:
    """Whether somebody may take their own copy today."""
    with ports.storage.reading() as uow:
        return not _taken(person_id, account_id, uow, ports)


def copy_own(account_id: str, out: IO[bytes], *, ports: Ports) -> Person:
    """Write one's own copy, once a day.

    Raises:
        NotFoundError: The account belongs to nobody yet: ``unknown-person``.
        ConflictError: It was taken today: ``copy-once-a-day``.
    """
    with ports.storage.writing() as uow:
        who = identify(account_id, uow=uow, on=today(ports))
        if who.person is None:
            raise NotFoundError("unknown-person")
        if _taken(who.person.id, account_id, uow, ports):
            raise ConflictError("copy-once-a-day")
        _keep(who.person, account_id, OWN, "", uow, ports)
        uow.commit()
    return _write(who.person, out, ports)


def copy_person(
    person_id: str, reason: str, account_id: str, out: IO[bytes], *, ports: Ports
) -> Person:
    """Write somebody's copy for an administrator of everything.

    Raises:
        ForbiddenError: The account is none: ``forbidden``.
        InvalidInputError: There is no reason: ``copy-reason-missing``.
        NotFoundError: There is no such person: ``unknown-person``.
    """
    reason = reason.strip()[:_LONGEST_REASON]
    with ports.storage.writing() as uow:
        who = identify(account_id, uow=uow, on=today(ports))
        if not any(not grant.unit_code for grant in who.of(Role.ADMINISTRATOR)):
            raise ForbiddenError("forbidden", actor=account_id)
        person = uow.organisation.person(person_id)
        if person is None:
            raise NotFoundError("unknown-person")
        if not reason:
            raise InvalidInputError("copy-reason-missing")
        _keep(person, account_id, "export", reason, uow, ports)
        uow.commit()
    return _write(person, out, ports)


def copy_by_command(who: str, out: IO[bytes], *, ports: Ports) -> Person:
    """Write somebody's copy by command; `who` is an id or a NIP.

    Raises:
        NotFoundError: There is no such person: ``unknown-person``.
    """
    with ports.storage.writing() as uow:
        person = find_person(who, uow)
        _keep(person, COMMAND_LINE, "export.command", "", uow, ports)
        uow.commit()
    return _write(person, out, ports)


def _taken(person_id: str, account_id: str, uow: UnitOfWork, ports: Ports) -> bool:
    return uow.privacy.seen(person_id, account_id, OWN, today(ports))


def _keep(
    person: Person,
    actor: str,
    page: str,
    reason: str,
    uow: UnitOfWork,
    ports: Ports,
) -> None:
    """Keep that a copy is given before it is."""
    now = ports.clock.now()
    uow.privacy.note(AccessView(today(ports), actor, person.id, page, now))
    about = f"person:{person.id}"
    uow.audit.add(AuditEntry(now, actor, EXPORTED, about, reason=reason))


def _write(person: Person, out: IO[bytes], ports: Ports) -> Person:
    at = ports.clock.now().astimezone(ports.time_zone)
    with ports.storage.reading() as uow:
        privacy = uow.privacy
        ports.write_copy(
            PersonalCopy(
                person,
                at,
                privacy.rows(person.id),
                privacy.acts(person.id),
                privacy.files(person.id),
            ),
            out,
        )
    return person
