"""Roles and invitations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.grant import Grant, Invitation


class Grants(Protocol):
    """Who may do what, and invitations to a role."""

    def get(self, grant_id: str) -> Grant | None:
        """Return a grant, also one that was taken away."""
        ...

    def of(self, account_id: str, person_id: str | None) -> Sequence[Grant]:
        """Return the grants of an account and its person that nobody took away."""
        ...

    def all(self) -> Sequence[Grant]:
        """Return all grants that nobody took away, oldest first."""
        ...

    def save(self, grant: Grant) -> None:
        """Add or replace a grant."""
        ...

    def hold_still(self) -> None:
        """Let nobody else change grants before this transaction ends."""
        ...

    def invitation(self, code_hash: str) -> Invitation | None:
        """Return an invitation; in a writing unit of work its row is locked."""
        ...

    def open_invitations(self, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that may still be used, those that end first first."""
        ...

    def save_invitation(self, invitation: Invitation) -> None:
        """Add or replace an invitation."""
        ...

    def remove_invitation(self, code_hash: str) -> None:
        """Remove an invitation; nothing happens where there is none."""
        ...
