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
        since: First day; none for at once.
        ended_at: When it was taken away; none while it was not.
        ended_by: Who took it away: account id, or ``cli``; empty while nobody did.
    """

    id: str
    role: Role
    person_id: str | None
    account_id: str | None
    unit_code: str
    until: date | None
    granted_by: str
    granted_at: datetime
    since: date | None = None
    ended_at: datetime | None = None
    ended_by: str = ""

    def holds(self, on: date) -> bool:
        """Whether it holds on that day."""
        return not self.over(on) and (self.since is None or self.since <= on)

    def over(self, on: date) -> bool:
        """Whether it will never hold again, unless somebody gives it anew."""
        return self.ended_at is not None or (self.until is not None and self.until < on)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code that gives a role.

    Attributes:
        code_hash: SHA-256 of the code in hexadecimal.
        used_by: Account id; none while unused.
        unit_code: Where the role will hold; empty for everywhere.
        created_by: Account id, or ``cli``.
    """

    code_hash: str
    role: Role
    expires_at: datetime
    used_by: str | None = None
    unit_code: str = ""
    created_by: str = "cli"

    @property
    def name(self) -> str:
        """What it may be called where others read; nobody can use it."""
        return self.code_hash[:_NAME_LENGTH]

    def open_at(self, now: datetime) -> bool:
        """Whether it may still be used."""
        return self.used_by is None and now < self.expires_at


_NAME_LENGTH = 12

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


def may_give(
    held: Iterable[Grant],
    unit_code: str,
    until: date | None,
    parents: Mapping[str, str],
) -> bool:
    """Whether an administrator may give or take a role there, and for so long.

    Nobody gives what reaches further or lasts longer than their own grant: else somebody
    who stands in for a week could stay for ever.

    Args:
        held: Grants of administrator that hold now.
        unit_code: Where the role is to hold; empty for everywhere.
        until: Its last day; none for no end.
        parents: Code of the unit above, by unit code; empty at the top.
    """
    long_enough = [
        grant
        for grant in held
        if grant.until is None or (until is not None and until <= grant.until)
    ]
    return covers(long_enough, unit_code, parents)
