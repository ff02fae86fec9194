"""Invite an LMS, and register the one that comes with the invitation."""

from dataclasses import dataclass, replace
from datetime import timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.launch import Platform
from lti_service.domain.registration import (
    RegisteredPlatform,
    RegistrationInvitation,
    new_secret,
    secret_hash,
)
from lti_service.errors import RegistrationRefusedError
from lti_service.ports import Ports
from lti_service.use_cases.lms.platform import (
    Registration,
    known_platform,
    register_platform_in,
    same_addresses,
)

_SHOWN = 12
"""How much of an invitation's hash names it in the audit trail."""


@dataclass(frozen=True, slots=True)
class RegistrationResult:
    """What came of an invitation.

    Attributes:
        described: What the platform said.
        changed: Whether it was registered before.
    """

    platform: Platform
    described: RegisteredPlatform
    changed: bool


def invite_platform(hours: int, *, actor: str, ports: Ports) -> str:
    """Make the secret of a one-time invitation; only its hash is kept.

    Args:
        hours: How long it may be used, > 0.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    secret, now = new_secret(), ports.clock.now()
    invitation = RegistrationInvitation(
        secret_hash(secret), created_at=now, expires_at=now + timedelta(hours=hours)
    )
    with ports.storage.writing() as uow:
        uow.registration_invitations.save(invitation)
        uow.audit.add(
            AuditEntry(
                now,
                actor,
                "platform.invited",
                _name(invitation),
                after=f"until {invitation.expires_at.isoformat(timespec='minutes')}",
            )
        )
        uow.commit()
    return secret


def register_by_invitation(
    secret: str, configuration_url: str, token: str, *, ports: Ports
) -> RegistrationResult:
    """Register at the platform that brought an invitation, and keep what it says.

    The invitation is taken before anybody is called, so that of two that come at once
    only one calls; a platform that is refused leaves it open for another try.

    Args:
        secret: What the address carried.
        configuration_url: ``openid_configuration``.
        token: ``registration_token``; empty where there is none.
        ports: Connections to the outside.

    Raises:
        RegistrationRefusedError: The invitation is unknown, taken or expired
            (``register-invitation-invalid``), or the platform is not accepted.
    """
    invitation = _take(secret, ports=ports)
    try:
        described = ports.registrar.register(configuration_url, token)
    except RegistrationRefusedError:
        with ports.storage.writing() as uow:
            uow.registration_invitations.save(replace(invitation, taken_at=None))
            uow.commit()
        raise
    with ports.storage.writing() as uow:
        known = known_platform(uow, described.issuer, described.client_id)
        platform = register_platform_in(
            uow, _registration(described, known), actor=_name(invitation), ports=ports
        )
        uow.registration_invitations.save(replace(invitation, platform_id=platform.id))
        uow.commit()
    return RegistrationResult(platform, described, changed=known is not None)


def _take(secret: str, *, ports: Ports) -> RegistrationInvitation:
    now, hashed = ports.clock.now(), secret_hash(secret)
    with ports.storage.reading() as uow:  # a guess must not wait for its turn to write
        if uow.registration_invitations.get(hashed) is None:
            raise RegistrationRefusedError("register-invitation-invalid")
    with ports.storage.writing() as uow:
        invitation = uow.registration_invitations.get(hashed)
        if invitation is None or not invitation.open_at(now):
            raise RegistrationRefusedError("register-invitation-invalid")
        invitation = replace(invitation, taken_at=now)
        uow.registration_invitations.save(invitation)
        uow.commit()
    return invitation


def _registration(
    described: RegisteredPlatform, known: Platform | None
) -> Registration:
    """Return what is kept of a platform; a person's own words about it stay.

    Trust in its NIPs is never a platform's to ask for, and outlives an update only where
    the same addresses vouch for them.
    """
    told = {described.deployment_id} - {""}
    return Registration(
        issuer=described.issuer,
        client_id=described.client_id,
        auth_url=described.auth_url,
        token_url=described.token_url,
        jwks_url=described.jwks_url,
        deployments=(known.deployments if known else frozenset()) | told,
        name=known.name if known else "",
        trust_nip=known is not None
        and known.trust_nip
        and same_addresses(known, described),
    )


def _name(invitation: RegistrationInvitation) -> str:
    return f"invitation:{invitation.secret_hash[:_SHOWN]}"
