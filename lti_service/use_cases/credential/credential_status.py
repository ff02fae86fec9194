"""What everybody may know of credentials: a page by its id, and the lists of revoked ones."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lti_service.domain.audit import AuditEntry
from lti_service.domain.credential import (
    LIST_LIVES,
    Credential,
    CredentialState,
    CredentialStatus,
    IssuerProfile,
    StatusList,
    status_of,
)
from lti_service.domain.evidence import Decision
from lti_service.domain.learning_hours import JpEntry
from lti_service.errors import NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE, today
from lti_service.use_cases.credential.credential import (
    IssuedCredential,
    with_status,
)
from lti_service.use_cases.credential.credential_key import signing_key


@dataclass(frozen=True, slots=True)
class PublicCredential:
    """What the public page of a credential shows: what was signed, and how it stands.

    Attributes:
        said: The credential itself.
    """

    credential: Credential
    status: CredentialStatus
    said: Mapping[str, object]


def public_credential(
    credential_id: str, person_id: str | None, *, ports: Ports
) -> PublicCredential:
    """Return a credential for whoever has its address.

    Args:
        credential_id: Its id.
        person_id: Who asks, where that is known: holders see theirs also while the page
            is closed.
        ports: Connections to the outside.

    Raises:
        NotFoundError: There is none, or its holder closed the page.
    """
    with ports.storage.reading() as uow:
        credential = uow.credentials.get(credential_id)
        if credential is None or not (
            credential.shown or credential.person_id == person_id
        ):
            raise NotFoundError("not-found", credential=credential_id)
        found = with_status(credential, uow, today(ports))
    said = ports.badges.read(credential.token)
    return PublicCredential(credential, found.status, said)


def signed_status_list(number: int, *, ports: Ports) -> str:
    """Return a status list, signed, as it is now.

    Raises:
        NotFoundError: No credential names that list yet.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        issuer = uow.credentials.issuer()
        found = [one for one in _all(uow, today(ports)) if _in(one, number)]
    if issuer is None or not found:
        raise NotFoundError("not-found", list=str(number))
    revoked = frozenset(
        one.credential.list_index
        for one in found
        if one.status.state is CredentialState.REVOKED
    )
    # By the hour, so that within one the same list is the same text.
    since = now.replace(minute=0, second=0, microsecond=0)
    listed = StatusList(number, issuer, revoked, since, since + LIST_LIVES)
    return ports.badges.sign_list(listed, *signing_key(ports=ports))


def exported_credentials(on: date, *, ports: Ports) -> list[str]:
    """Return all credentials issued until a day that stand on it, oldest first, signed.

    That they were taken out is kept in the trail.
    """
    with ports.storage.writing() as uow:
        found = _all(uow, on)
        uow.audit.add(
            AuditEntry(
                ports.clock.now(),
                COMMAND_LINE,
                "credentials.exported",
                "credentials:all",
                after=on.isoformat(),
            )
        )
        uow.commit()
    issued = [
        one
        for one in found
        if one.credential.issued_at.astimezone(ports.time_zone).date() <= on
    ]
    return [one.credential.token for one in reversed(issued) if one.stands]


def issuer_profile(*, ports: Ports) -> IssuerProfile | None:
    """Return who issues credentials; none until that is filled in."""
    with ports.storage.reading() as uow:
        return uow.credentials.issuer()


def _in(one: IssuedCredential, number: int) -> bool:
    return one.credential.list_number == number


def _all(uow: UnitOfWork, on: date) -> list[IssuedCredential]:
    credentials = uow.credentials.all()
    if not credentials:
        return []
    decisions: dict[str, list[Decision]] = defaultdict(list)
    for decision in uow.evidence.all_decisions():
        decisions[decision.person_id].append(decision)
    entries: dict[str, list[JpEntry]] = defaultdict(list)
    for entry in uow.hours.all():
        entries[entry.person_id].append(entry)
    return [
        IssuedCredential(
            one, status_of(one, decisions[one.person_id], entries[one.person_id], on)
        )
        for one in credentials
    ]
