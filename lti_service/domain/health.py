"""Whether the service and what it stands on are well, and what to do where not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lti_service.locale import Sentence

UNATTENDED_AFTER = timedelta(minutes=3)
"""How long something may be due before it is plain that no worker looks."""


class Check(StrEnum):
    """What was looked at."""

    SETTINGS = "settings"
    DATABASE = "database"
    BACKUP = "backup"
    CLOCK = "clock"
    KEYS = "keys"
    OWN_ADDRESS = "own-address"
    PLATFORM = "platform"
    WORKER = "worker"
    OUTBOX = "outbox"
    RELEASES = "releases"
    ROSTERS = "rosters"
    MAIL = "mail"
    MOODLE = "moodle"
    MIRROR = "mirror"


class Grade(StrEnum):
    """``look`` may be meant so; ``wrong`` keeps people from learning or scores back."""

    OK = "ok"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        meaning: What was found and what it means.
        remedy: What to do; none where nothing is to be done.
        subject: Which platform, course or class; empty where there is only one.
    """

    check: Check
    grade: Grade
    meaning: Sentence
    remedy: Sentence | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class DatabaseCondition:
    """What is known of the database.

    Attributes:
        kind: ``sqlite`` or ``postgresql``.
        trouble: Why it cannot be used; empty where it can.
        now: Its clock; none where that is this machine's own.
        journal: SQLite's journal mode; empty elsewhere.
        share: File system of another machine that SQLite's file lies on; empty for none.
        free_bytes: Room left on its disk; none where that is another machine's.
    """

    kind: str
    trouble: str = ""
    now: datetime | None = None
    journal: str = ""
    share: str = ""
    free_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class PlatformCondition:
    """What a platform answered.

    Attributes:
        keys_trouble: Why its key set cannot be used; empty where it can.
        token_trouble: Why its token endpoint was not reached; empty where it answered.
        token_status: What that answered; none where it was not reached.
        token_error: Its error code after RFC 6749, section 5.2; empty for none.
        ahead: How much its clock is ahead of ours; none where it did not say.
    """

    keys_trouble: str = ""
    token_trouble: str = ""
    token_status: int | None = None
    token_error: str = ""
    ahead: timedelta | None = None


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """How our public address looks from here.

    Attributes:
        keys_url: Where platforms fetch our keys.
        trouble: Why nothing answers there; empty where something does.
        kids: Names of the keys that are published there.
        inside: Whether its host lies inside a network, where platforms may not call.
        port: Of the address.
    """

    keys_url: str
    trouble: str = ""
    kids: frozenset[str] = field(default_factory=frozenset)
    inside: bool = False
    port: int = 443


def worst(findings: Sequence[Finding]) -> Grade:
    """Return the worst grade among them."""
    grades = {finding.grade for finding in findings}
    return next(
        (grade for grade in (Grade.WRONG, Grade.LOOK) if grade in grades), Grade.OK
    )
