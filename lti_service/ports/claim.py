"""Claims to a NIP."""

from collections.abc import Sequence
from typing import Protocol

from lti_service.domain.claim import ClaimReview
from lti_service.domain.launch import Account


class Claims(Protocol):
    """Claims to NIPs: who waits for an administrator, and what was said."""

    def waiting(self) -> Sequence[Account]:
        """Return the accounts whose claim waits for somebody, oldest first.

        They claim a NIP that is not the one of the person they are linked to, if any,
        and of which nobody has spoken; or they were linked with doubts.
        """
        ...

    def count(self) -> int:
        """Return how many claims wait."""
        ...

    def of_account(self, account_id: str) -> Sequence[ClaimReview]:
        """Return what was said of an account's claims, by NIP."""
        ...

    def of_act(self, act: str) -> Sequence[ClaimReview]:
        """Return what one act said, by account."""
        ...

    def save(self, review: ClaimReview) -> None:
        """Add or replace what was said of a claim."""
        ...

    def remove(self, account_id: str, nip: str) -> None:
        """Forget what was said of a claim; nothing happens where nothing was."""
        ...
