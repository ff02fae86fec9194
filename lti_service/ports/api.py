"""Tokens of other systems, answers to be given again, and what these systems read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.api_token import ApiToken, CoursePass, Replay
from lti_service.domain.evidence import Evidence
from lti_service.domain.learning_hours import JpEntry
from lti_service.domain.organisation import Person
from lti_service.domain.programme import Enrolment

Place = tuple[datetime, str]
"""A time and an id: where a page of what happened ended."""


class Api(Protocol):
    """What ``/api/v1`` keeps, and reads page by page."""

    def token(self, token_id: str) -> ApiToken | None:
        """Return a token, also one that is over."""
        ...

    def token_of(self, secret_hash: str) -> ApiToken | None:
        """Return the token of a secret, also one that is over."""
        ...

    def tokens(self) -> Sequence[ApiToken]:
        """Return all tokens, those made last first."""
        ...

    def save_token(self, token: ApiToken) -> None:
        """Add or replace a token."""
        ...

    def replay(self, token_id: str, key: str) -> Replay | None:
        """Return what is kept of a key."""
        ...

    def begin_replay(self, replay: Replay) -> bool:
        """Keep that a key is being carried out; return False where it is known."""
        ...

    def end_replay(self, replay: Replay) -> None:
        """Keep the answer."""
        ...

    def drop_replay(self, token_id: str, key: str) -> None:
        """Forget a key: nothing came of it."""
        ...

    def forget_replays(self, before: datetime) -> None:
        """Forget keys that are older."""
        ...

    def people(self, after: str, limit: int) -> Sequence[Person]:
        """Return people by id, those after one."""
        ...

    def planners(self, year: int, after: str, limit: int) -> Sequence[str]:
        """Return ids of people with a plan of their own of a year, those after one."""
        ...

    def evidence(self, after: int, limit: int) -> Sequence[tuple[int, Evidence]]:
        """Return rows of the ledger with their numbers, in the order they were kept."""
        ...

    def hours(self, after: int, limit: int) -> Sequence[tuple[int, JpEntry]]:
        """Return rows of the ledger with their numbers, in the order they were kept."""
        ...

    def passes(self, after: Place | None, limit: int) -> Sequence[CoursePass]:
        """Return passes of linked accounts by time and id; trials of teachers are none."""
        ...

    def completed(self, after: Place | None, limit: int) -> Sequence[Enrolment]:
        """Return the enrolments that are completed now, by when that was kept, and id."""
        ...
