"""Tokens of other systems for ``/api/v1``: what one opens, where, and until when."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lti_service.domain.grant import Grant, Role
from lti_service.domain.launch import Account
from lti_service.domain.organisation import Person


class Scope(StrEnum):
    """What a token may do, by resource."""

    PEOPLE_READ = "people:read"
    PEOPLE_NIP = "people:nip"
    PEOPLE_WRITE = "people:write"
    PLAN_READ = "plan:read"
    PLAN_WRITE = "plan:write"
    COMPLETIONS_READ = "completions:read"
    COMPLETIONS_WRITE = "completions:write"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_WRITE = "evidence:write"
    HOURS_READ = "hours:read"
    HOURS_WRITE = "hours:write"
    RELEASES_READ = "releases:read"
    RELEASES_WRITE = "releases:write"


MOST_DAYS = 366
"""Longest life of a token, in days: who forgets one is reminded within a year."""

REPLAY_LIFE = timedelta(hours=24)
"""How long the answer to an ``Idempotency-Key`` is kept."""

ACTOR = "token:"
"""What the actor of an act by a token begins with; its id follows."""

_SECRET = "lsv1_"  # noqa: S105 - by which a secret that leaked is found


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token of another system.

    Attributes:
        name: Of the system, in words.
        secret_hash: SHA-256 of the secret in hexadecimal; the secret is kept nowhere.
        unit_code: Only people of this unit and those below; empty for everybody.
        created_by: Account id, or ``cli``.
        last_used_at: To the minute; none before the first use.
        ended_at: When it was revoked; none while it was not.
        ended_by: Account id, or ``cli``; empty while nobody revoked it.
    """

    id: str
    name: str
    secret_hash: str = field(repr=False)
    scopes: frozenset[str]
    unit_code: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""

    @property
    def actor(self) -> str:
        """Return how the trail names what it does."""
        return f"{ACTOR}{self.id}"

    def open_at(self, now: datetime) -> bool:
        """Whether it may be used."""
        return self.ended_at is None and now < self.expires_at

    def account(self) -> Account:
        """Return the account that it stands for; it belongs to nobody."""
        about = self.created_at
        return Account(
            self.actor, "", self.actor, self.name, "", None, "", about, about
        )

    def grant(self) -> Grant:
        """Return the role in which it acts: an administrator of its unit."""
        return Grant(
            self.id,
            Role.ADMINISTRATOR,
            None,
            self.actor,
            self.unit_code,
            None,
            self.created_by,
            self.created_at,
        )


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer to a request with an ``Idempotency-Key``, to be given again.

    Attributes:
        key: SHA-256 of the key in hexadecimal.
        request: SHA-256 of method, address and body: the same key is for the same.
        status: HTTP status; 0 while the request is being carried out.
    """

    token_id: str
    key: str
    request: str
    status: int
    body: str = field(repr=False)
    location: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CoursePass:
    """That somebody passed a course of this service, or one part of it."""

    id: str
    person_id: str
    course_id: str
    version: str
    title: str
    module_id: str
    activity_id: str
    passed_at: datetime


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person with their own post today.

    Attributes:
        position_code: Empty where they hold no post.
        unit_code: Empty where they hold no post.
        supervisor_id: None where there is none.
    """

    person: Person
    position_code: str
    unit_code: str
    supervisor_id: str | None


def new_secret() -> str:
    """Return a token of 256 random bits; it is shown once."""
    return _SECRET + secrets.token_urlsafe(32)
