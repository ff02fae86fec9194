"""Digests by e-mail: what people chose, what was sent, and the way out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from lti_service.domain.digest import Digest, Letter, NoticeChoice


class Digests(Protocol):
    """What people chose, and each digest with what became of it."""

    def hold_still(self) -> None:
        """Let no other worker plan or take digests until the end of the transaction."""
        ...

    def choice(self, recipient: str) -> NoticeChoice | None:
        """Return what somebody chose; none where they never did."""
        ...

    def choice_of_token(self, token: str) -> NoticeChoice | None:
        """Return the choice that a link in a digest is about."""
        ...

    def choices(self) -> Sequence[NoticeChoice]:
        """Return all choices, by recipient."""
        ...

    def save_choice(self, choice: NoticeChoice) -> None:
        """Add or replace a choice."""
        ...

    def begin(self, day: date, at: datetime) -> bool:
        """Note that a day's digests are planned; return False where they were."""
        ...

    def has_begun(self, day: date) -> bool:
        """Whether a day's digests are planned."""
        ...

    def last_days(self) -> Mapping[str, date]:
        """Return the day of each recipient's last digest."""
        ...

    def plan(self, digest: Digest) -> bool:
        """Add a digest; return False where the recipient has one of that day."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[Digest]:
        """Return digests that wait and are due, the longest first."""
        ...

    def save(self, digest: Digest) -> None:
        """Replace a digest by what became of it."""
        ...

    def unsent(self, since: date) -> Sequence[Digest]:
        """Return digests from a day on that were refused or failed, newest first."""
        ...


class Mail(Protocol):
    """Hands letters to a mail server.

    Attributes:
        origin: The service's public address, for links.
    """

    @property
    def origin(self) -> str:
        """The service's public address, for links."""
        ...

    def send(self, letter: Letter) -> None:
        """Hand a letter over.

        Raises:
            MailError: It was not taken; `MailError.refused` where that is for good.
        """
        ...
