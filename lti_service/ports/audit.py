"""The trail of privileged acts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.audit import AuditEntry


class Audit(Protocol):
    """The trail of privileged acts."""

    def add(self, entry: AuditEntry) -> None:
        """Add an entry."""
        ...

    def list(self, limit: int = 200) -> Sequence[AuditEntry]:
        """Return entries, newest first."""
        ...

    def last(self, action: str) -> AuditEntry | None:
        """Return the newest entry of an act; it may look at the whole trail."""
        ...

    def between(self, start: datetime, end: datetime) -> Iterator[AuditEntry]:
        """Yield entries from a time on and before another, newest first."""
        ...
