"""That the whole service was copied or put back is in the trail."""

from lti_service.domain.audit import AuditEntry
from lti_service.ports import Ports

BACKED_UP, RESTORED = "database.backed-up", "database.restored"


def record(action: str, about: str, *, ports: Ports) -> None:
    """Write into the trail what was done by command.

    Args:
        action: `BACKED_UP` or `RESTORED`.
        about: Of which time, and where what was there lies; no path of the machine.
        ports: Connections to the outside.
    """
    with ports.storage.writing() as uow:
        entry = AuditEntry(
            ports.clock.now(), "cli", action, "database:all", after=about
        )
        uow.audit.add(entry)
        uow.commit()
