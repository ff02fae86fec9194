"""That the whole service was copied or put back is in the trail."""

from datetime import datetime

from lti_service.domain.audit import AuditEntry
from lti_service.ports import Ports

BEGUN = "database.backup-begun"
"""Is in the copy itself; that it became one is known only after."""
BACKED_UP, RESTORED = "database.backed-up", "database.restored"


def record(action: str, about: str, *, ports: Ports) -> None:
    """Write into the trail what was done by command.

    Args:
        action: `BEGUN`, `BACKED_UP` or `RESTORED`.
        about: Of which time, and where what was there lies; no path of the machine.
        ports: Connections to the outside.
    """
    with ports.storage.writing() as uow:
        entry = AuditEntry(
            ports.clock.now(), "cli", action, "database:all", after=about
        )
        uow.audit.add(entry)
        uow.commit()


def last_backup(*, ports: Ports) -> datetime | None:
    """Return when the last copy of everything was made; none where there never was one."""
    with ports.storage.reading() as uow:
        entry = uow.audit.last(BACKED_UP)
    return entry.at if entry else None
