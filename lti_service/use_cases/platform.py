"""Register the platforms that may launch this tool."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.audit import AuditEntry
from lti_service.domain.launch import Platform, origin_of
from lti_service.errors import InvalidInputError, NotFoundError
from lti_service.ports import Ports, UnitOfWork


@dataclass(frozen=True, slots=True)
class Registration:
    """What an administrator says of a platform; as shown by the platform.

    Attributes:
        name: For people; the issuer's host where empty.
        trust_nip: Users cannot edit their own ID number there.
    """

    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    deployments: frozenset[str]
    name: str = ""
    trust_nip: bool = False


def register_platform(
    registration: Registration, *, actor: str, ports: Ports
) -> Platform:
    """Add a platform; where issuer and client id are known, replace what was said of it.

    Args:
        registration: What the platform shows of itself.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: Something is missing, or an address is none.
    """
    if not registration.deployments:
        raise InvalidInputError("platform-incomplete")
    with ports.storage.writing() as uow:
        platform = register_platform_in(uow, registration, actor=actor, ports=ports)
        uow.commit()
    return platform


def register_platform_in(
    uow: UnitOfWork, registration: Registration, *, actor: str, ports: Ports
) -> Platform:
    """Do what `register_platform` does, within a transaction.

    Here the deployments may still be missing: no launch is taken before there is one.

    Raises:
        InvalidInputError: Something else is missing, or an address is none.
    """
    _check(registration)
    now = ports.clock.now()
    known = known_platform(uow, registration.issuer, registration.client_id)
    platform = Platform(
        id=known.id if known else ports.new_id(),
        issuer=registration.issuer,
        client_id=registration.client_id,
        name=registration.name.strip() or _host(registration),
        auth_url=registration.auth_url,
        token_url=registration.token_url,
        jwks_url=registration.jwks_url,
        deployments=registration.deployments,
        trust_nip=registration.trust_nip,
        created_at=known.created_at if known else now,
    )
    uow.platforms.save(platform)
    uow.audit.add(
        AuditEntry(
            at=now,
            actor=actor,
            action="platform.changed" if known else "platform.added",
            object=f"platform:{platform.id}",
            before=_said(known) if known else "",
            after=_said(platform),
        )
    )
    return platform


def known_platform(uow: UnitOfWork, issuer: str, client_id: str) -> Platform | None:
    """Return the platform of an issuer and client id."""
    found = uow.platforms.find(issuer)
    return next((p for p in found if p.client_id == client_id), None)


def list_platforms(*, ports: Ports) -> Sequence[Platform]:
    """Return all platforms, by name."""
    with ports.storage.reading() as uow:
        return uow.platforms.all()


def show_platform(platform_id: str, *, ports: Ports) -> Platform:
    """Return a platform, or raise `NotFoundError`."""
    with ports.storage.reading() as uow:
        platform = uow.platforms.get(platform_id)
    if platform is None:
        raise NotFoundError("platform-unknown", platform=platform_id)
    return platform


def remove_platform(platform_id: str, *, actor: str, ports: Ports) -> None:
    """Remove a platform that nobody launched from.

    Raises:
        NotFoundError: There is none of that id.
        ConflictError: People came from it; their work belongs to it.
    """
    with ports.storage.writing() as uow:
        platform = uow.platforms.get(platform_id)
        if platform is None:
            raise NotFoundError("platform-unknown", platform=platform_id)
        uow.platforms.remove(platform_id)
        uow.audit.add(
            AuditEntry(
                at=ports.clock.now(),
                actor=actor,
                action="platform.removed",
                object=f"platform:{platform_id}",
                before=_said(platform),
            )
        )
        uow.commit()


def _check(registration: Registration) -> None:
    named = (registration.issuer, registration.client_id, *registration.deployments)
    if not all(name.strip() for name in named):
        raise InvalidInputError("platform-incomplete")
    for name in ("auth_url", "token_url", "jwks_url"):
        if not origin_of(getattr(registration, name)):
            raise InvalidInputError("platform-address-invalid", field=name)


def _host(registration: Registration) -> str:
    return origin_of(registration.auth_url).partition("://")[2]


def _said(platform: Platform) -> str:
    addresses = f"{platform.auth_url} {platform.token_url} {platform.jwks_url}"
    deployments = ",".join(sorted(platform.deployments))
    trust = "trusts" if platform.trust_nip else "does not trust"
    return (
        f"{platform.issuer} {platform.client_id} {addresses} "
        f"deployments {deployments}, {trust} NIPs"
    )
