"""One-time codes that give a role: the way the first administrator comes to be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Grant, Invitation, Role, code_hash, new_code
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import (
    COMMAND_LINE,
    check_may_give,
    check_may_take,
    check_unit,
    identify,
    name_of,
    today,
)


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """A code that may still be used, and who made it."""

    invitation: Invitation
    unit: str
    made_by: str


def create_invitation(
    role: Role,
    hours: int,
    *,
    unit_code: str = "",
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> str:
    """Make a one-time code that gives a role; only its hash is kept.

    Args:
        role: The role.
        hours: How long it may be used, > 0.
        unit_code: Where the role will hold; empty for everywhere.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such unit: ``unknown-unit``.
        ForbiddenError: It reaches further than the actor's own: ``grant-too-wide``.
    """
    code, now = new_code(), ports.clock.now()
    invitation = Invitation(
        code_hash(code),
        role,
        now + timedelta(hours=hours),
        unit_code=unit_code,
        created_by=actor,
    )
    with ports.storage.writing() as uow:
        check_unit(unit_code, uow)
        check_may_give(actor, unit_code, None, uow=uow, on=today(ports))
        uow.grants.save_invitation(invitation)
        where = f" in {unit_code}" if unit_code else ""
        uow.audit.add(
            AuditEntry(
                now, actor, "grant.invited", _object(invitation), after=f"{role}{where}"
            )
        )
        uow.commit()
    return code


def redeem_invitation(code: str, account_id: str, *, ports: Ports) -> Grant:
    """Give the role of a code to an account, or to the person it belongs to.

    Raises:
        InvalidInputError: The code is unknown, used, expired, or made by somebody who
            may not give that role any more: ``invite-invalid``.
    """
    now, on = ports.clock.now(), today(ports)
    with ports.storage.writing() as uow:
        identity = identify(account_id, uow=uow, on=on)
        invitation = uow.grants.invitation(code_hash(code))
        if invitation is None or not invitation.open_at(now):
            raise InvalidInputError("invite-invalid")
        try:
            # Else whoever is about to lose a role could keep it by a code made before.
            check_may_give(
                invitation.created_by, invitation.unit_code, None, uow=uow, on=on
            )
        except ForbiddenError as error:
            raise InvalidInputError("invite-invalid") from error
        uow.grants.save_invitation(replace(invitation, used_by=account_id))
        grant = Grant(
            id=ports.new_id(),
            role=invitation.role,
            person_id=identity.person.id if identity.person else None,
            account_id=None if identity.person else account_id,
            unit_code=invitation.unit_code,
            until=None,
            granted_by=invitation.created_by,
            granted_at=now,
        )
        uow.grants.save(grant)
        uow.audit.add(
            AuditEntry(
                now,
                account_id,
                "grant.redeemed",
                f"grant:{grant.id}",
                before=_object(invitation),
                after=grant.role,
            )
        )
        uow.commit()
    return grant


def open_invitations(actor: str, *, ports: Ports) -> Sequence[OpenInvitation]:
    """Return the codes that may still be used and that the actor may revoke."""
    now, on = ports.clock.now(), today(ports)
    with ports.storage.reading() as uow:
        identity = identify(actor, uow=uow, on=on)
        units = {unit.code: unit.name for unit in uow.organisation.units()}
        return [
            OpenInvitation(
                invitation,
                units.get(invitation.unit_code, invitation.unit_code),
                name_of(invitation.created_by, uow),
            )
            for invitation in uow.grants.open_invitations(now)
            if identity.may(Role.ADMINISTRATOR, invitation.unit_code, uow)
        ]


def revoke_invitation(name: str, *, actor: str, ports: Ports) -> None:
    """Let a code be used no more.

    Args:
        name: `Invitation.name`.
        actor: Account id.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such code is open: ``invite-not-open``.
        ForbiddenError: It reaches further than the actor's own: ``grant-too-wide``.
    """
    now, on = ports.clock.now(), today(ports)
    with ports.storage.writing() as uow:
        invitation = _named(name, uow, ports)
        check_may_take(actor, invitation.unit_code, uow=uow, on=on)
        uow.grants.remove_invitation(invitation.code_hash)
        uow.audit.add(
            AuditEntry(
                now,
                actor,
                "grant.invitation_revoked",
                _object(invitation),
                before=invitation.role,
            )
        )
        uow.commit()


def _named(name: str, uow: UnitOfWork, ports: Ports) -> Invitation:
    for invitation in uow.grants.open_invitations(ports.clock.now()):
        if invitation.name == name:
            return invitation
    raise NotFoundError("invite-not-open")


def _object(invitation: Invitation) -> str:
    return f"invitation:{invitation.name}"
