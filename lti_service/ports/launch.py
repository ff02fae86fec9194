"""Platforms, who comes from them, and the door they come through."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.launch import (
    Account,
    LoginRedirect,
    LoginRequest,
    Platform,
    ResourceLink,
    Session,
    VerifiedLaunch,
)


class Platforms(Protocol):
    """Registered platforms."""

    def get(self, platform_id: str) -> Platform | None:
        """Return a platform."""
        ...

    def find(self, issuer: str) -> Sequence[Platform]:
        """Return the platforms of an issuer, one per client id."""
        ...

    def all(self) -> Sequence[Platform]:
        """Return all platforms, by name."""
        ...

    def save(self, platform: Platform) -> None:
        """Add or replace a platform."""
        ...

    def last_launches(self) -> Mapping[str, datetime]:
        """Return when somebody came last from each platform, to the hour, by its id."""
        ...

    def remove(self, platform_id: str) -> None:
        """Remove a platform that nobody launched from; raise `ConflictError` otherwise."""
        ...


class Accounts(Protocol):
    """Users of platforms."""

    def get(self, account_id: str) -> Account | None:
        """Return an account."""
        ...

    def find(self, platform_id: str, subject: str) -> Account | None:
        """Return the account of a subject at a platform."""
        ...

    def of_person(self, person_id: str) -> Sequence[Account]:
        """Return the accounts linked to a person."""
        ...

    def unclaimed(self, platform_id: str) -> Sequence[Account]:
        """Return a platform's accounts that are linked to nobody and claim no NIP."""
        ...

    def save(self, account: Account) -> None:
        """Add or replace an account; its epoch is raised by `Sessions` alone."""
        ...


class ResourceLinks(Protocol):
    """Activities in platforms' courses."""

    def get(self, link_id: str) -> ResourceLink | None:
        """Return a resource link."""
        ...

    def find(
        self, platform_id: str, deployment_id: str, lti_id: str
    ) -> ResourceLink | None:
        """Return the link of that id in a deployment."""
        ...

    def of_line_item(
        self, platform_id: str, deployment_id: str, line_item_url: str
    ) -> ResourceLink | None:
        """Return the link of a deployment whose gradebook column that is."""
        ...

    def all(self) -> Sequence[ResourceLink]:
        """Return all links, by title of their context and their own."""
        ...

    def save(self, link: ResourceLink) -> None:
        """Add or replace a resource link."""
        ...

    def scores_due(self, now: datetime) -> ResourceLink | None:
        """Return the link whose scores wait longest for a new column."""
        ...

    def move_scores_due(
        self, link_id: str, before: datetime, after: datetime | None
    ) -> bool:
        """Let its scores wait for another time, or no more; atomic.

        Returns:
            False where they do not wait for ``before`` any more.
        """
        ...

    def hold_column(self, link_id: str, now: datetime, stale: datetime) -> bool:
        """Take the making of its column in hand; atomic.

        Returns:
            False where somebody has taken it in hand after ``stale``.
        """
        ...

    def free_column(self, link_id: str) -> None:
        """Let anybody make its column."""
        ...

    def set_column(self, link_id: str, line_item_url: str, now: datetime) -> None:
        """Keep a column that was found or made; finished scores are due for it."""
        ...


class Nonces(Protocol):
    """Nonces that were used."""

    def spend(self, platform_id: str, nonce: str, expires_at: datetime) -> bool:
        """Remember a nonce; return False where it was spent before. Atomic."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget the nonces that expired before that time; return how many."""
        ...


class Sessions(Protocol):
    """Signed-in browsers."""

    def get(self, session_id: str) -> Session | None:
        """Return a session, expired or not."""
        ...

    def of_account(self, account_id: str) -> Sequence[Session]:
        """Return the sessions of an account, expired or not, newest first."""
        ...

    def live(self, account_ids: Sequence[str], now: datetime) -> Sequence[Session]:
        """Return the sessions of accounts that are open, newest first."""
        ...

    def save(self, session: Session) -> None:
        """Add or replace a session."""
        ...

    def replace(self, session_id: str, at: datetime) -> None:
        """Let a session's cookie open nothing more; nothing happens where there is none.

        Until it expires it still tells of which link its launch was.
        """
        ...

    def remove_of(self, account_id: str) -> None:
        """Remove all sessions of an account."""
        ...

    def remove(self, session_id: str) -> None:
        """Remove a session; nothing happens where there is none."""
        ...

    def forget(self, before: datetime) -> int:
        """Remove the sessions that expired before that time; return how many."""
        ...

    def epoch(self, account_id: str) -> int:
        """Return which tokens of an account are good: those made in this epoch."""
        ...

    def raise_epoch(self, account_id: str) -> None:
        """Let all tokens of an account that were made so far be good no longer."""
        ...


class SigningKeys(Protocol):
    """The private keys this tool signs with."""

    def all(self) -> Sequence[tuple[str, str, datetime]]:
        """Return kid, PEM and creation time, newest first."""
        ...

    def hold_still(self) -> None:
        """Let nobody else change keys before this transaction ends."""
        ...

    def add(self, kid: str, pem: str, created_at: datetime) -> None:
        """Add a key."""
        ...

    def remove(self, kid: str) -> None:
        """Remove a key."""
        ...


class Launches(Protocol):
    """The LTI side of the door; it verifies and records nothing."""

    def login(self, request: LoginRequest) -> LoginRedirect:
        """Answer a third-party initiated login, or raise `LaunchRefusedError`."""
        ...

    def verify(self, form: Mapping[str, str], browser: str) -> VerifiedLaunch:
        """Verify a launch POST, or raise `LaunchRefusedError`.

        Args:
            form: Fields of the form: ``id_token`` and ``state``, or ``error``.
            browser: The value of our state cookie; empty for none.
        """
        ...

    def public_keys(self) -> Mapping[str, object]:
        """Return our JSON Web Key Set."""
        ...
