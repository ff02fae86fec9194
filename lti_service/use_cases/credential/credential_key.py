"""The keys that sign credentials, apart from those that sign for platforms.

A key is published as long as the service lives: what it signed may be looked at years
later. Nothing changes them by itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.key import DatedKey, KeyState, signs_from, states
from lti_service.errors import NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.lms.key import ListedKey


def signing_key(*, ports: Ports) -> tuple[str, str]:
    """Return kid and PEM of the key that signs now; the first is made when needed."""
    with ports.storage.reading() as uow:
        found = _signing(uow, ports.clock.now())
    if found is not None:
        return found
    # Making a key takes long: not while others wait for their turn to write.
    kid, pem = ports.new_signing_key()
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.credentials.hold_still()
        # Another process may have been first.
        found = _signing(uow, now)
        if found is None:
            _add(kid, pem, "schedule", now, uow)
            uow.commit()
    return found or (kid, pem)


def list_credential_keys(*, ports: Ports) -> Sequence[ListedKey]:
    """Return all keys there ever were, newest first; none is ever over."""
    with ports.storage.reading() as uow:
        rows = uow.credentials.keys()
    dated = [DatedKey(kid, created_at) for kid, _, created_at in rows]
    state_of = _states(dated, ports.clock.now())
    return [
        ListedKey(
            one.kid, one.created_at, state_of[one.kid], signs_from(one, dated), None
        )
        for one in dated
    ]


def rotate_credential_key(*, actor: str = "cli", ports: Ports) -> Sequence[ListedKey]:
    """Add a key that signs from tomorrow on, once others may have fetched it.

    Args:
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Returns:
        The keys as they are now, newest first.
    """
    kid, pem = ports.new_signing_key()
    with ports.storage.writing() as uow:
        uow.credentials.hold_still()
        _add(kid, pem, actor, ports.clock.now(), uow)
        uow.commit()
    return list_credential_keys(ports=ports)


def public_keys(*, ports: Ports) -> Mapping[str, object]:
    """Return the JSON Web Key Set of all keys that ever signed credentials."""
    with ports.storage.reading() as uow:
        rows = uow.credentials.keys()
    return {"keys": [ports.badges.public_key(kid, pem) for kid, pem, _ in rows]}


def public_key(kid: str, *, ports: Ports) -> Mapping[str, object]:
    """Return one of the keys.

    Raises:
        NotFoundError: There is none of that name.
    """
    with ports.storage.reading() as uow:
        rows = uow.credentials.keys()
    pem = next((pem for name, pem, _ in rows if name == kid), None)
    if pem is None:
        raise NotFoundError("not-found", key=kid)
    return ports.badges.public_key(kid, pem)


def _signing(uow: UnitOfWork, now: datetime) -> tuple[str, str] | None:
    rows = uow.credentials.keys()
    state_of = _states([DatedKey(kid, at) for kid, _, at in rows], now)
    return next(
        ((kid, pem) for kid, pem, _ in rows if state_of[kid] is KeyState.SIGNING), None
    )


def _states(dated: Sequence[DatedKey], now: datetime) -> dict[str, KeyState]:
    return {
        kid: KeyState.KEPT if state is KeyState.OVER else state
        for kid, state in states(dated, now).items()
    }


def _add(kid: str, pem: str, actor: str, now: datetime, uow: UnitOfWork) -> None:
    uow.credentials.add_key(kid, pem, now)
    uow.audit.add(AuditEntry(now, actor, "credential_key.made", f"key:{kid}"))
