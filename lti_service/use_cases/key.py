"""List the signing keys of this tool, and change to a new one without a break."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.key import DatedKey, KeyState, states
from lti_service.ports import Ports


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A signing key as shown to an administrator."""

    kid: str
    created_at: datetime
    state: KeyState


def list_keys(*, ports: Ports) -> Sequence[ListedKey]:
    """Return the signing keys, newest first."""
    with ports.storage.reading() as uow:
        return _listed(uow.keys.all(), ports.clock.now())


def rotate_keys(kid: str, pem: str, *, ports: Ports) -> Sequence[ListedKey]:
    """Add a key that will sign once platforms had time to fetch it; drop those long over.

    Args:
        kid: Name of the new key.
        pem: The new private key.
        ports: Connections to the outside.

    Returns:
        The keys as they are now, newest first.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.keys.add(kid, pem, now)
        keys = _listed(uow.keys.all(), now)
        over = [key for key in keys if key.state is KeyState.OVER]
        for key in over:
            uow.keys.remove(key.kid)
        removed = ", ".join(key.kid for key in over)
        uow.audit.add(
            AuditEntry(
                at=now,
                actor="cli",
                action="key.rotated",
                object=f"key:{kid}",
                before=f"removed {removed}" if removed else "",
            )
        )
        uow.commit()
    return [key for key in keys if key.state is not KeyState.OVER]


def _listed(
    rows: Sequence[tuple[str, str, datetime]], now: datetime
) -> Sequence[ListedKey]:
    dated = [DatedKey(kid, created_at) for kid, _, created_at in rows]
    state_of = states(dated, now)
    return [ListedKey(key.kid, key.created_at, state_of[key.kid]) for key in dated]
