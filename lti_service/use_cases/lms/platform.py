"""Register the platforms that may launch this tool."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.circuit import Circuit
from lti_service.domain.launch import Platform, origin_of
from lti_service.domain.registration import RegisteredPlatform
from lti_service.errors import InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork


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


@dataclass(frozen=True, slots=True)
class PlatformOverview:
    """A platform as an administrator sees it.

    Attributes:
        last_launch_at: When somebody came from it last, to the hour; none for never.
        circuit: Whether it is sent anything now; none where nothing ever was.
    """

    platform: Platform
    last_launch_at: datetime | None
    circuit: Circuit | None


def platform_overviews(*, ports: Ports) -> Sequence[PlatformOverview]:
    """Return all platforms, by name, with what is known of them."""
    with ports.storage.reading() as uow:
        launches = uow.platforms.last_launches()
        circuits = {circuit.platform_id: circuit for circuit in uow.circuits.all()}
        return [
            PlatformOverview(one, launches.get(one.id), circuits.get(one.id))
            for one in uow.platforms.all()
        ]


def change_platform(
    platform_id: str, registration: Registration, *, actor: str, ports: Ports
) -> Platform:
    """Change what is known of a platform but issuer and client id, which name it.

    Trust in its NIPs lasts only where the same addresses vouch for them.

    Raises:
        NotFoundError: There is none of that id: ``platform-unknown``.
        InvalidInputError: Something is missing, or an address is none.
    """
    with ports.storage.writing() as uow:
        known = uow.platforms.get(platform_id)
        if known is None:
            raise NotFoundError("platform-unknown", platform=platform_id)
        if not registration.deployments:
            raise InvalidInputError("platform-incomplete")
        told = replace(
            registration,
            issuer=known.issuer,
            client_id=known.client_id,
            trust_nip=known.trust_nip and same_addresses(known, registration),
        )
        platform = register_platform_in(uow, told, actor=actor, ports=ports)
        uow.commit()
    return platform


def same_addresses(known: Platform, told: Registration | RegisteredPlatform) -> bool:
    """Whether a platform still speaks from where it was when it was trusted."""
    names = ("auth_url", "token_url", "jwks_url")
    return all(getattr(known, name) == getattr(told, name) for name in names)


def trust_platform(
    platform_id: str, *, trust: bool, actor: str, ports: Ports
) -> Platform:
    """Say whether users of a platform cannot edit their own ID number there.

    What was linked before stays linked either way.

    Raises:
        NotFoundError: There is none of that id: ``platform-unknown``.
    """
    with ports.storage.writing() as uow:
        known = uow.platforms.get(platform_id)
        if known is None:
            raise NotFoundError("platform-unknown", platform=platform_id)
        platform = replace(known, trust_nip=trust)
        if platform != known:
            uow.platforms.save(platform)
            uow.audit.add(
                AuditEntry(
                    at=ports.clock.now(),
                    actor=actor,
                    action="platform.trusted" if trust else "platform.distrusted",
                    object=f"platform:{platform_id}",
                    before=_said(known),
                    after=_said(platform),
                )
            )
            uow.commit()
    return platform


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
