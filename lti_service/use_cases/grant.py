"""Who may do what: grants, invitations, and who somebody is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import (
    Grant,
    Invitation,
    Role,
    code_hash,
    covers,
    new_code,
)
from lti_service.domain.launch import Account, Session
from lti_service.domain.organisation import Person
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.ports import Ports, UnitOfWork

COMMAND_LINE = "cli"
"""The actor of what is done by command."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking.

    Attributes:
        person: The person whom the account belongs to; none until linked.
        grants: Those that hold today.
    """

    account: Account
    person: Person | None
    grants: tuple[Grant, ...]

    def of(self, role: Role) -> tuple[Grant, ...]:
        """Return the grants that give a role."""
        return tuple(grant for grant in self.grants if grant.role is role)

    def may(self, role: Role, unit_code: str, uow: UnitOfWork) -> bool:
        """Whether a role is held in a unit."""
        parents = {unit.code: unit.parent_code for unit in uow.organisation.units()}
        return covers(self.of(role), unit_code, parents)


def today(ports: Ports) -> date:
    """Return the day it is where the organisation is."""
    return ports.clock.now().astimezone(ports.time_zone).date()


def whoami(account_id: str, *, ports: Ports) -> Identity:
    """Return who an account is, and what it may do today.

    Raises:
        ForbiddenError: No such account.
    """
    with ports.storage.reading() as uow:
        return identify(account_id, uow=uow, on=today(ports))


def identify(account_id: str, *, uow: UnitOfWork, on: date) -> Identity:
    """Return who an account is, as a transaction sees it.

    Raises:
        ForbiddenError: No such account.
    """
    account = uow.accounts.get(account_id)
    if account is None:
        raise ForbiddenError("session-missing")
    person = uow.organisation.person(account.person_id) if account.person_id else None
    held = uow.grants.of(account.id, account.person_id)
    return Identity(account, person, tuple(g for g in held if g.holds(on)))


def create_invitation(role: Role, hours: int, *, ports: Ports) -> str:
    """Make a one-time code that gives a role; only its hash is kept.

    Args:
        role: The role.
        hours: How long it may be used, > 0.
        ports: Connections to the outside.
    """
    code, now = new_code(), ports.clock.now()
    with ports.storage.writing() as uow:
        uow.grants.save_invitation(
            Invitation(code_hash(code), role, now + timedelta(hours=hours))
        )
        uow.audit.add(AuditEntry(now, COMMAND_LINE, "grant.invited", f"role:{role}"))
        uow.commit()
    return code


def redeem_invitation(code: str, account_id: str, *, ports: Ports) -> Grant:
    """Give the role of a code to an account, or to the person it belongs to.

    Raises:
        InvalidInputError: The code is unknown, used or expired: ``invite-invalid``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        identity = identify(account_id, uow=uow, on=today(ports))
        invitation = uow.grants.invitation(code_hash(code))
        if invitation is None or invitation.used_by or invitation.expires_at <= now:
            raise InvalidInputError("invite-invalid")
        uow.grants.save_invitation(replace(invitation, used_by=account_id))
        grant = Grant(
            id=ports.new_id(),
            role=invitation.role,
            person_id=identity.person.id if identity.person else None,
            account_id=None if identity.person else account_id,
            unit_code="",
            until=None,
            granted_by=account_id,
            granted_at=now,
        )
        uow.grants.save(grant)
        uow.audit.add(
            AuditEntry(
                now, account_id, "grant.redeemed", f"grant:{grant.id}", after=grant.role
            )
        )
        uow.commit()
    return grant


def add_grant(
    role: Role,
    who: str,
    *,
    unit_code: str = "",
    until: date | None = None,
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> Grant:
    """Give a role; giving it again for the same unit only changes its last day.

    Args:
        role: The role.
        who: Id of a person or of an account, or a NIP.
        unit_code: Where it holds; empty for everywhere.
        until: Last day.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such person (``unknown-person``) or unit (``unknown-unit``).
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        person_id, account_id = _find(who, uow)
        if unit_code and all(u.code != unit_code for u in uow.organisation.units()):
            raise NotFoundError("unknown-unit", unit=unit_code)
        same = [
            grant
            for grant in uow.grants.all()
            if (grant.role, grant.person_id, grant.account_id, grant.unit_code)
            == (role, person_id, account_id, unit_code)
        ]
        grant = Grant(
            id=same[0].id if same else ports.new_id(),
            role=role,
            person_id=person_id,
            account_id=account_id,
            unit_code=unit_code,
            until=until,
            granted_by=actor,
            granted_at=now,
        )
        uow.grants.save(grant)
        uow.audit.add(
            AuditEntry(now, actor, "grant.added", f"grant:{grant.id}", after=grant.role)
        )
        uow.commit()
    return grant


def remove_grant(
    role: Role,
    who: str,
    *,
    unit_code: str | None = None,
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> int:
    """Take a role away; return how many grants that were.

    Args:
        role: The role.
        who: Id of a person or of an account, or a NIP.
        unit_code: Only that for this unit; none for all.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such person: ``unknown-person``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        holder = _find(who, uow)
        holders = {holder}
        if holder[0]:
            # What an account was given before it was linked counts as the person's.
            linked = uow.accounts.of_person(holder[0])
            holders |= {(None, account.id) for account in linked}
        removed = 0
        for grant in uow.grants.all():
            same = (grant.person_id, grant.account_id) in holders
            here = unit_code is None or grant.unit_code == unit_code
            if same and here and grant.role is role and uow.grants.remove(grant.id):
                uow.audit.add(
                    AuditEntry(
                        now, actor, "grant.removed", f"grant:{grant.id}", before=role
                    )
                )
                removed += 1
        uow.commit()
    return removed


def list_grants(
    role: Role | None = None, *, ports: Ports
) -> Sequence[tuple[Grant, str]]:
    """Return the grants, oldest first, each with the name of who holds it."""
    with ports.storage.reading() as uow:
        return [
            (grant, _holder(grant, uow))
            for grant in uow.grants.all()
            if role is None or grant.role is role
        ]


def choose_language(session: Session, language: str, *, ports: Ports) -> None:
    """Let the pages of a session speak another language."""
    with ports.storage.writing() as uow:
        uow.sessions.save(replace(session, locale=language))
        uow.commit()


def _find(who: str, uow: UnitOfWork) -> tuple[str | None, str | None]:
    """Return a person's or an account's id."""
    person = uow.organisation.person(who) or uow.organisation.person_by_nip(who)
    if person is not None:
        return person.id, None
    account = uow.accounts.get(who)
    if account is None:
        raise NotFoundError("unknown-person")
    return (account.person_id, None) if account.person_id else (None, account.id)


def _holder(grant: Grant, uow: UnitOfWork) -> str:
    if grant.person_id:
        person = uow.organisation.person(grant.person_id)
        return person.name if person else grant.person_id
    account = uow.accounts.get(grant.account_id or "")
    return account.name or account.id if account else ""
