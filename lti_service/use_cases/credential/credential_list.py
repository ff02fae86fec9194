"""Credentials as administrators see them: who issues, revoke one, issue it again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lti_service.domain.audit import AuditEntry
from lti_service.domain.credential import Credential, IssuerProfile, Revocation
from lti_service.domain.grant import Grant, Role, covers
from lti_service.domain.organisation import Person
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.credential.credential import (
    IssuedCredential,
    achievements,
    issue,
    issued_to,
    with_status,
)
from lti_service.use_cases.credential.credential_key import signing_key

_LONGEST_REASON = 2000
_LONGEST_FIELD = 300
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class ListedCredential:
    """A credential in an administrator's list.

    Attributes:
        may_reissue: Whether what gave it stands, and nothing else was issued for it.
    """

    issued: IssuedCredential
    person: Person
    unit: str
    may_reissue: bool


def credential_list(account_id: str, *, ports: Ports) -> list[ListedCredential]:
    """Return the credentials of people in the administrator's units, newest first."""
    on = today(ports)
    with ports.storage.reading() as uow:
        identity = identify(account_id, uow=uow, on=on)
        grants: tuple[Grant, ...] = identity.of(Role.ADMINISTRATOR)
        units = {one.code: one for one in uow.organisation.units()}
        parents = {one.code: one.parent_code for one in units.values()}
        posted = {one.person_id: one.unit_code for one in uow.organisation.postings(on)}
        people = {one.id: one for one in uow.organisation.people()}
        holders = dict.fromkeys(one.person_id for one in uow.credentials.all())
        found = []
        for person_id in holders:
            unit = posted.get(person_id, "")
            person = people.get(person_id) or uow.organisation.person(person_id)
            if person is None or not covers(grants, unit, parents):
                continue
            issued = issued_to(person_id, uow, on)
            giving = {a.source for a in achievements(person_id, issued, uow, ports)}
            giving -= {one.credential.source for one in issued if one.stands}
            newest: set[str] = set()
            for one in issued:
                source = one.credential.source
                found.append(
                    ListedCredential(
                        one,
                        person,
                        units[unit].name if unit in units else "",
                        source in giving and source not in newest,
                    )
                )
                newest.add(source)
    return sorted(found, key=lambda one: one.issued.credential.number, reverse=True)


def revoke_credential(
    credential_id: str, reason: str, account_id: str, *, ports: Ports
) -> Credential:
    """Revoke a credential; what gave it stays as it is.

    Raises:
        InvalidInputError: There is no reason: ``credential-reason-missing``.
        NotFoundError: No such credential.
        ForbiddenError: The account is no administrator of the holder's unit.
        ConflictError: It stands no longer: ``credential-revoked``.
    """
    reason = reason.strip()[:_LONGEST_REASON]
    with ports.storage.writing() as uow:
        uow.credentials.hold_still()
        credential, _person = _administered(credential_id, account_id, uow, ports)
        if not reason:
            raise InvalidInputError("credential-reason-missing")
        if not with_status(credential, uow, today(ports)).stands:
            raise ConflictError("credential-revoked")
        now = ports.clock.now()
        revoked = replace(
            credential,
            revoked_at=now,
            revoked_by=account_id,
            revocation=Revocation.ISSUER,
            reason=reason,
        )
        uow.credentials.save(revoked)
        uow.audit.add(
            AuditEntry(
                now,
                account_id,
                "credential.revoked",
                f"credential:{credential_id}",
                reason=reason,
            )
        )
        uow.commit()
    return revoked


def reissue_credential(
    credential_id: str, account_id: str, *, ports: Ports
) -> Credential:
    """Issue a revoked credential again, with a new id, as its holder had wished it.

    Raises:
        NotFoundError: No such credential.
        ForbiddenError: The account is no administrator of the holder's unit.
        ConflictError: As `use_cases.credential.issue_credential`; ``credential-revoked``
            where it was not revoked.
    """
    key = signing_key(ports=ports)
    with ports.storage.writing() as uow:
        uow.credentials.hold_still()
        old, person = _administered(credential_id, account_id, uow, ports)
        if with_status(old, uow, today(ports)).stands:
            raise ConflictError("credential-revoked")
        new = issue(
            person,
            old.source,
            account_id,
            key,
            named=old.named,
            by_administrator=True,
            uow=uow,
            ports=ports,
        )
        # A page that its holder closed stays closed.
        new = replace(new, shown=old.shown)
        uow.credentials.save(new)
        uow.commit()
    return new


def save_issuer(
    fields: Mapping[str, str], account_id: str, *, ports: Ports
) -> IssuerProfile:
    """Say who issues credentials from now on.

    Args:
        fields: ``name``, ``url``, ``email``, ``image_url``.
        account_id: Who says so.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account is no administrator of everything.
        InvalidInputError: ``issuer-invalid``, with the names of the fields as context.
    """
    told = {
        name: fields.get(name, "").strip()
        for name in ("name", "url", "email", "image_url")
    }
    wrong = dict.fromkeys(issuer_problems(told), "1")
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        identity = identify(account_id, uow=uow, on=today(ports))
        if all(grant.unit_code for grant in identity.of(Role.ADMINISTRATOR)):
            raise ForbiddenError("forbidden", roles=Role.ADMINISTRATOR)
        if wrong:
            raise InvalidInputError("issuer-invalid", **wrong)
        old = uow.credentials.issuer()
        profile = IssuerProfile(saved_at=now, saved_by=account_id, **told)
        uow.credentials.save_issuer(profile)
        uow.audit.add(
            AuditEntry(
                now,
                account_id,
                "issuer.changed",
                "issuer:credentials",
                before=f"{old.name} {old.url}" if old else "",
                after=f"{profile.name} {profile.url}",
            )
        )
        uow.commit()
    return profile


def issuer_problems(told: Mapping[str, str]) -> list[str]:
    """Return the names of the fields that cannot be taken."""
    wrong = []
    if not told["name"] or len(told["name"]) > _LONGEST_FIELD:
        wrong.append("name")
    if not _is_address(told["url"]):
        wrong.append("url")
    if told["email"] and not _EMAIL.fullmatch(told["email"]):
        wrong.append("email")
    if told["image_url"] and not _is_address(told["image_url"]):
        wrong.append("image_url")
    return wrong


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = text.isprintable() and " " not in text and len(text) <= _LONGEST_FIELD
    return plain and parts.scheme == "https" and bool(parts.hostname)


def _administered(
    credential_id: str, account_id: str, uow: UnitOfWork, ports: Ports
) -> tuple[Credential, Person]:
    credential = uow.credentials.get(credential_id)
    if credential is None:
        raise NotFoundError("not-found", credential=credential_id)
    return credential, administered(account_id, credential.person_id, uow, ports)


def administered(
    account_id: str, person_id: str, uow: UnitOfWork, ports: Ports
) -> Person:
    """Return a person whom this account administers.

    Raises:
        NotFoundError: No such person.
        ForbiddenError: The account is no administrator of their unit.
    """
    person = uow.organisation.person(person_id)
    if person is None:
        raise NotFoundError("not-found", person=person_id)
    posting = uow.organisation.posting(person_id, today(ports))
    identity = identify(account_id, uow=uow, on=today(ports))
    unit = posting.unit_code if posting else ""
    if not identity.may(Role.ADMINISTRATOR, unit, uow):
        raise ForbiddenError("forbidden", roles=Role.ADMINISTRATOR)
    return person
