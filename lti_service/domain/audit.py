"""The trail of privileged acts (R18)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One privileged act.

    Attributes:
        actor: Account id, ``cli``, ``schedule`` for the worker's clock,
            ``token:`` with the id of an API token, or ``invitation:`` with the
            beginning of its hash.
        action: Such as ``decision.made``.
        object: What it was done to, as ``kind:id``; never a NIP.
        reason: Empty where none was asked for.
    """

    at: datetime
    actor: str
    action: str
    object: str
    before: str = ""
    after: str = ""
    reason: str = ""
