"""Who may do what. LTI roles open the door; grants decide."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Role(StrEnum):
    """Roles of the plan; see the roles table of the domain model."""

    AUTHOR = "author"
    SUPERVISOR = "supervisor"
    ASSESSOR = "assessor"
    VERIFIER = "verifier"
    ADMINISTRATOR = "administrator"
    LEADERSHIP = "leadership"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role given to a person or, where no person is known yet, to an account.

    Attributes:
        unit_code: Holds in this unit and those below; empty for everywhere.
        until: Last day; none for no end.
        granted_by: Account id, or ``cli``.
    """

    id: str
    role: Role
    person_id: str | None
    account_id: str | None
    unit_code: str
    until: date | None
    granted_by: str
    granted_at: datetime

    def holds(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.until is None or on <= self.until


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code that gives a role.

    Attributes:
        code_hash: SHA-256 of the code in hexadecimal.
        used_by: Account id; none while unused.
    """

    code_hash: str
    role: Role
    expires_at: datetime
    used_by: str | None = None
