"""Take a person's name, numbers, words and files away; the ledgers go on counting.

What an erasure does to each table is in the register of personal data. Ids stay, since
nobody knows whose they are once names, numbers and accounts are gone; so every sum,
decision and foreign key stays as it was. It cannot be undone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lti_service.domain.audit import AuditEntry
from lti_service.domain.credential import Revocation
from lti_service.domain.grant import Grant, Role
from lti_service.domain.organisation import Person
from lti_service.domain.personal_erasure import pseudonym
from lti_service.errors import ConflictError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE, today
from lti_service.use_cases.privacy.privacy import find_person

ERASED = "person.erased"
_DAYS_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure changes, or would change.

    Attributes:
        person: As they were before.
        name: What they are called afterwards.
        changed: Rows emptied or deleted, by table; empty where nothing was left to do.
        kept: Rows that stay, by table.
        roles: Roles that end.
        credentials: Credentials that are revoked.
        accounts: Accounts that are signed out.
        years: How long the record of service is kept by rule; 0 where nobody said.
    """

    person: Person
    name: str
    changed: Mapping[str, int]
    kept: Mapping[str, int]
    roles: int
    credentials: int
    accounts: int
    years: int

    @property
    def is_needed(self) -> bool:
        """Whether there was anything left to erase."""
        return bool(self.changed or self.roles or self.credentials)


def erase_person(
    who: str, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> Erasure:
    """Erase a person in one transaction; done again, it changes nothing.

    Args:
        who: Id or NIP.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        NotFoundError: There is no such person: ``unknown-person``.
        ConflictError: Nobody else may give every role (``last-administrator``), or the
            record of service is to be kept for longer (``erase-too-early``).
    """
    now, on = ports.clock.now(), today(ports)
    with ports.storage.writing() as uow:
        uow.grants.hold_still()
        uow.credentials.hold_still()
        person = find_person(who, uow)
        years = _kept_for(person, on, uow)
        accounts = uow.accounts.of_person(person.id)
        roles = _end_roles(person, actor, uow, ports)
        revoked = [
            replace(
                one,
                revoked_at=now,
                revoked_by=actor,
                revocation=Revocation.ISSUER,
                reason="",
            )
            for one in uow.credentials.of_person(person.id)
            if one.revoked_at is None
        ]
        for credential in revoked:
            uow.credentials.save(credential)
        name = pseudonym(person.id)
        changed = uow.privacy.erase(person.id, name, now)
        kept = Counter(table for table, _row in uow.privacy.rows(person.id))
        erasure = Erasure(
            person, name, changed, kept, roles, len(revoked), len(accounts), years
        )
        if erasure.is_needed:
            for account in accounts:
                uow.sessions.raise_epoch(account.id)
            told = f"{sum(changed.values())} rows"
            about = f"person:{person.id}"
            uow.audit.add(AuditEntry(now, actor, ERASED, about, after=told))
        if not dry_run:
            uow.commit()
    return erasure


def _kept_for(person: Person, on: date, uow: UnitOfWork) -> int:
    """Return how many years the record of service is kept; raise while they last."""
    values = {row.code: row.value for row in uow.rules.parameters(on)}
    years = int(values.get("retention.personnel_years", 0))
    if years:
        postings = uow.organisation.postings_of(person.id)
        last = max((p.until or on for p in postings), default=None)
        if person.active or (last and (on - last).days < years * _DAYS_A_YEAR):
            raise ConflictError("erase-too-early", years=str(years))
    return years


def _end_roles(person: Person, actor: str, uow: UnitOfWork, ports: Ports) -> int:
    """End what the person and their accounts may do; return how many roles."""
    now, on = ports.clock.now(), today(ports)
    accounts = {account.id for account in uow.accounts.of_person(person.id)}

    def gives(grant: Grant) -> bool:
        everywhere = grant.role is Role.ADMINISTRATOR and not grant.unit_code
        return everywhere and grant.holds(on)

    held = uow.grants.all()
    own = [g for g in held if g.person_id == person.id or g.account_id in accounts]
    if any(map(gives, own)) and not any(gives(g) for g in held if g not in own):
        raise ConflictError("last-administrator", person=person.id)
    for grant in own:
        uow.grants.save(replace(grant, ended_at=now, ended_by=actor))
    return len(own)
