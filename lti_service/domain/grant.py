"""Who may do what. LTI roles open the door; grants decide."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
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


# Crockford's alphabet: no letter that reads like a digit.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH, _GROUP = 16, 4
_READ_AS = str.maketrans("OIL", "011", " -\u2010\u2013\u00a0\t\r\n")


def new_code() -> str:
    """Return a code of 80 random bits, written so that it can be read out."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    groups = (letters[i : i + _GROUP] for i in range(0, _CODE_LENGTH, _GROUP))
    return "-".join(groups)


def code_hash(code: str) -> str:
    """Return what is kept of a code, however a person typed it."""
    return hashlib.sha256(code.upper().translate(_READ_AS).encode()).hexdigest()


def units_above(unit_code: str, parents: Mapping[str, str]) -> frozenset[str]:
    """Return a unit and all above it.

    Args:
        unit_code: The unit; empty for a person without one.
        parents: Code of the unit above, by unit code; empty at the top.
    """
    above: set[str] = set()
    while unit_code and unit_code not in above:
        above.add(unit_code)
        unit_code = parents.get(unit_code, "")
    return frozenset(above)


def covers(grants: Iterable[Grant], unit_code: str, parents: Mapping[str, str]) -> bool:
    """Whether one of the grants holds in a unit: everywhere, in it, or above it."""
    above = units_above(unit_code, parents)
    return any(not grant.unit_code or grant.unit_code in above for grant in grants)
