"""Who may do what: grants, and who somebody is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lti_service.domain.api_token import ACTOR as TOKEN
from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Grant, Role, covers, may_give
from lti_service.domain.launch import Account, Session
from lti_service.domain.organisation import Person
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork

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
        return covers(self.of(role), unit_code, _parents(uow))


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
    if account_id.startswith(TOKEN):
        return _of_token(account_id, uow, on)
    account = uow.accounts.get(account_id)
    if account is None:
        raise ForbiddenError("session-missing")
    person = uow.organisation.person(account.person_id) if account.person_id else None
    held = uow.grants.of(account.id, account.person_id)
    return Identity(account, person, tuple(g for g in held if g.holds(on)))


def _of_token(actor: str, uow: UnitOfWork, on: date) -> Identity:
    """Return who another system is: an administrator of its unit, and nobody's account.

    What use cases ask of a person who acts, they ask of it in vain.
    """
    token = uow.api.token(actor.removeprefix(TOKEN))
    if token is None or token.ended_at is not None or token.expires_at.date() < on:
        raise ForbiddenError("api-token-invalid")
    return Identity(token.account(), None, (token.grant(),))


def add_grant(
    role: Role,
    who: str,
    *,
    unit_code: str = "",
    since: date | None = None,
    until: date | None = None,
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> Grant:
    """Give a role; giving it again for the same unit only changes its days.

    Args:
        role: The role.
        who: Id of a person or of an account, or a NIP.
        unit_code: Where it holds; empty for everywhere.
        since: First day; none for at once.
        until: Last day; none for no end.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such person (``unknown-person``) or unit (``unknown-unit``).
        InvalidInputError: The days are in no order, or over: ``grant-days``.
        ForbiddenError: It reaches further than the actor's own: ``grant-too-wide``.
        ConflictError: Nobody would be left to give roles: ``last-administrator``.
    """
    now, on = ports.clock.now(), today(ports)
    # A command may end a role by a day that is over.
    first = since or (until if actor == COMMAND_LINE else on)
    if until is not None and first is not None and until < first:
        raise InvalidInputError("grant-days")
    with ports.storage.writing() as uow:
        uow.grants.hold_still()
        person_id, account_id = _find(who, uow)
        check_unit(unit_code, uow)
        check_may_give(actor, unit_code, until, uow=uow, on=on)
        check_reaches(actor, person_id, uow=uow, on=on)
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
            since=since,
        )
        uow.grants.save(grant)
        _check_somebody_gives(same, actor, uow=uow, on=on)
        before = _told(same[0]) if same else ""
        _audit("grant.added", grant, actor, now, uow, before=before, after=_told(grant))
        uow.commit()
    return grant


def end_grant(grant_id: str, *, actor: str, ports: Ports) -> Grant:
    """Take one grant away; it is kept as over, and `restore_grant` undoes this.

    Raises:
        NotFoundError: No such grant, or it was taken away before: ``unknown-grant``.
        ForbiddenError: It reaches further than the actor's own: ``grant-too-wide``.
        ConflictError: Nobody would be left to give roles: ``last-administrator``.
    """
    now, on = ports.clock.now(), today(ports)
    with ports.storage.writing() as uow:
        uow.grants.hold_still()
        grant = uow.grants.get(grant_id)
        if grant is None or grant.ended_at is not None:
            raise NotFoundError("unknown-grant", grant=grant_id)
        check_may_take(actor, grant.unit_code, uow=uow, on=on)
        ended = replace(grant, ended_at=now, ended_by=actor)
        uow.grants.save(ended)
        _check_somebody_gives([grant], actor, uow=uow, on=on)
        _audit("grant.removed", grant, actor, now, uow, before=_told(grant))
        uow.commit()
    return ended


def restore_grant(grant_id: str, *, actor: str, ports: Ports) -> Grant:
    """Undo that a grant was taken away.

    Raises:
        NotFoundError: No such grant: ``unknown-grant``.
        ForbiddenError: It reaches further than the actor's own: ``grant-too-wide``.
    """
    now, on = ports.clock.now(), today(ports)
    with ports.storage.writing() as uow:
        uow.grants.hold_still()
        grant = uow.grants.get(grant_id)
        if grant is None:
            raise NotFoundError("unknown-grant", grant=grant_id)
        check_may_give(actor, grant.unit_code, grant.until, uow=uow, on=on)
        check_reaches(actor, grant.person_id, uow=uow, on=on)
        if grant.ended_at is not None:
            grant = replace(grant, ended_at=None, ended_by="")
            uow.grants.save(grant)
            _audit("grant.restored", grant, actor, now, uow, after=_told(grant))
            uow.commit()
    return grant


def remove_grant(
    role: Role, who: str, *, unit_code: str | None = None, ports: Ports
) -> int:
    """Take a role away by command; return how many grants that were.

    The last administrator may be taken away here: whoever commands can invite another.

    Args:
        role: The role.
        who: Id of a person or of an account, or a NIP.
        unit_code: Only that for this unit; none for all.
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
        removed = [
            grant
            for grant in uow.grants.all()
            if (grant.person_id, grant.account_id) in holders
            and (unit_code is None or grant.unit_code == unit_code)
            and grant.role is role
        ]
        for grant in removed:
            uow.grants.save(replace(grant, ended_at=now, ended_by=COMMAND_LINE))
            _audit("grant.removed", grant, COMMAND_LINE, now, uow, before=_told(grant))
        uow.commit()
    return len(removed)


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


def check_unit(unit_code: str, uow: UnitOfWork) -> None:
    """Raise `NotFoundError` where there is no such unit; empty is everywhere."""
    if unit_code and all(u.code != unit_code for u in uow.organisation.units()):
        raise NotFoundError("unknown-unit", unit=unit_code)


def check_may_give(
    actor: str, unit_code: str, until: date | None, *, uow: UnitOfWork, on: date
) -> None:
    """Raise `ForbiddenError` where the actor may not give a role there, or so long."""
    if actor != COMMAND_LINE:
        held = identify(actor, uow=uow, on=on).of(Role.ADMINISTRATOR)
        if not may_give(held, unit_code, until, _parents(uow)):
            raise ForbiddenError("grant-too-wide", actor=actor, unit=unit_code)


def check_may_take(actor: str, unit_code: str, *, uow: UnitOfWork, on: date) -> None:
    """Raise `ForbiddenError` where the actor may not take a role away there."""
    if actor == COMMAND_LINE:
        return
    if not identify(actor, uow=uow, on=on).may(Role.ADMINISTRATOR, unit_code, uow):
        raise ForbiddenError("grant-too-wide", actor=actor, unit=unit_code)


def check_reaches(
    actor: str, person_id: str | None, *, uow: UnitOfWork, on: date
) -> None:
    """Raise `ForbiddenError` where a person is none of the actor's units.

    Accounts without a person belong to no unit.
    """
    posting = uow.organisation.posting(person_id, on) if person_id else None
    check_may_take(actor, posting.unit_code if posting else "", uow=uow, on=on)


def _check_somebody_gives(
    before: Sequence[Grant], actor: str, *, uow: UnitOfWork, on: date
) -> None:
    """Raise `ConflictError` where a change leaves nobody who may give every role."""

    def gives(grant: Grant) -> bool:
        everywhere = grant.role is Role.ADMINISTRATOR and not grant.unit_code
        return everywhere and grant.holds(on)

    if actor == COMMAND_LINE or not any(map(gives, before)):
        return
    if not any(map(gives, uow.grants.all())):
        raise ConflictError("last-administrator", actor=actor)


def _parents(uow: UnitOfWork) -> dict[str, str]:
    return {unit.code: unit.parent_code for unit in uow.organisation.units()}


def _told(grant: Grant) -> str:
    """Return a grant as the audit trail tells it."""
    where = f" in {grant.unit_code}" if grant.unit_code else ""
    since = f" from {grant.since}" if grant.since else ""
    until = f" until {grant.until}" if grant.until else ""
    return f"{grant.role}{where}{since}{until}"


def _audit(
    action: str,
    grant: Grant,
    actor: str,
    now: datetime,
    uow: UnitOfWork,
    *,
    before: str = "",
    after: str = "",
) -> None:
    uow.audit.add(AuditEntry(now, actor, action, f"grant:{grant.id}", before, after))


def _find(who: str, uow: UnitOfWork) -> tuple[str | None, str | None]:
    """Return a person's or an account's id."""
    person = uow.organisation.person(who) or uow.organisation.person_by_nip(who)
    if person is not None:
        return person.id, None
    account = uow.accounts.get(who)
    if account is None:
        raise NotFoundError("unknown-person")
    return (account.person_id, None) if account.person_id else (None, account.id)


def answers_for(actor: str, uow: UnitOfWork) -> str:
    """Return the account that answers for an act: of a token's, that which made it."""
    token = (
        uow.api.token(actor.removeprefix(TOKEN)) if actor.startswith(TOKEN) else None
    )
    return token.created_by if token else actor


def name_of(actor: str, uow: UnitOfWork) -> str:
    """Return the name of an account, or of the person it belongs to; else the id."""
    if actor.startswith(TOKEN):
        token = uow.api.token(actor.removeprefix(TOKEN))
        return token.name if token else actor
    account = uow.accounts.get(actor)
    if account is None:
        return actor
    person = uow.organisation.person(account.person_id) if account.person_id else None
    return person.name if person else account.name or account.id


def _holder(grant: Grant, uow: UnitOfWork) -> str:
    if grant.person_id:
        person = uow.organisation.person(grant.person_id)
        return person.name if person else grant.person_id
    return name_of(grant.account_id or "", uow)
