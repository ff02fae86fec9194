"""List the signing keys of this tool, and change to a new one without a break."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.key import (
    DatedKey,
    KeyState,
    last_published_at,
    rotation_due,
    signs_from,
    states,
)
from lti_service.ports import Ports

SCHEDULE = "schedule"
"""The actor of what the worker's clock does."""


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A signing key as shown to an administrator.

    Attributes:
        signs_from: When it began or will begin to sign.
        published_until: When it leaves the key set; none while no key follows it.
    """

    kid: str
    created_at: datetime
    state: KeyState
    signs_from: datetime
    published_until: datetime | None


def list_keys(*, ports: Ports) -> Sequence[ListedKey]:
    """Return the signing keys, newest first."""
    with ports.storage.reading() as uow:
        return _listed(uow.keys.all(), ports.clock.now())


def rotate_keys(*, actor: str = "cli", ports: Ports) -> Sequence[ListedKey]:
    """Add a key that will sign once platforms had time to fetch it; drop those long over.

    Args:
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Returns:
        The keys as they are now, newest first.
    """
    return _rotate(actor, only_when_due=False, ports=ports) or ()


def rotate_keys_when_due(*, ports: Ports) -> Sequence[ListedKey] | None:
    """Add a key where the newest has grown old; of several workers one does.

    Returns:
        The keys as they are now; none where it is not time.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        if not rotation_due(_dated(uow.keys.all()), now):
            return None
    return _rotate(SCHEDULE, only_when_due=True, ports=ports)


def _rotate(
    actor: str, *, only_when_due: bool, ports: Ports
) -> Sequence[ListedKey] | None:
    now = ports.clock.now()
    # Making a key takes long: not while others wait for their turn to write.
    kid, pem = ports.new_signing_key()
    with ports.storage.writing() as uow:
        uow.keys.hold_still()
        if only_when_due and not rotation_due(_dated(uow.keys.all()), now):
            return None
        uow.keys.add(kid, pem, now)
        keys = _listed(uow.keys.all(), now)
        over = [key for key in keys if key.state is KeyState.OVER]
        for key in over:
            uow.keys.remove(key.kid)
        removed = ", ".join(key.kid for key in over)
        uow.audit.add(
            AuditEntry(
                at=now,
                actor=actor,
                action="key.rotated",
                object=f"key:{kid}",
                before=f"removed {removed}" if removed else "",
            )
        )
        uow.commit()
    return [key for key in keys if key.state is not KeyState.OVER]


def _dated(rows: Sequence[tuple[str, str, datetime]]) -> list[DatedKey]:
    return [DatedKey(kid, created_at) for kid, _, created_at in rows]


def _listed(
    rows: Sequence[tuple[str, str, datetime]], now: datetime
) -> Sequence[ListedKey]:
    dated = _dated(rows)
    state_of = states(dated, now)
    return [
        ListedKey(
            key.kid,
            key.created_at,
            state_of[key.kid],
            signs_from(key, dated),
            last_published_at(key, dated),
        )
        for key in dated
    ]
