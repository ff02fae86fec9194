"""Messages on their way."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from datetime import datetime
from typing import Protocol

from lti_service.domain.circuit import Circuit
from lti_service.domain.outbox import OutboxMessage


class Outbox(Protocol):
    """Messages waiting to be sent, in the same transaction as the facts."""

    def put(
        self, kind: str, natural_key: str, payload: Mapping[str, object], now: datetime
    ) -> None:
        """Queue a message, or give the one with this natural key a new revision."""
        ...

    def waiting_platforms(self) -> Sequence[str]:
        """Return the ids of platforms that messages wait for, in order."""
        ...

    def lease(
        self, platform_id: str, now: datetime, limit: int
    ) -> Sequence[OutboxMessage]:
        """Take due messages to a platform that nobody holds, oldest first, for `LEASE`.

        Each gets its next timestamp and one more try, in this transaction: what is
        sent later is what is returned here.
        """
        ...

    def get(self, message_id: str) -> OutboxMessage | None:
        """Return a message."""
        ...

    def find(self, kind: str, natural_key: str) -> OutboxMessage | None:
        """Return the message with this natural key."""
        ...

    def free(self, message_ids: Sequence[str]) -> AbstractSet[str]:
        """Return those that no other transaction is changing, and keep them so.

        Whoever settles several messages in one transaction settles these only: waiting
        for one while holding others could be a deadlock.
        """
        ...

    def settle(self, message: OutboxMessage) -> None:
        """Save state, due time and error of a sending, and end the lease.

        Where the stored revision is newer than the message's, the row stays waiting and
        is due at once.
        """
        ...

    def list(
        self,
        states: Sequence[str],
        limit: int = 200,
        *,
        platform_id: str | None = None,
        offset: int = 0,
    ) -> Sequence[OutboxMessage]:
        """Return messages in these states, those that wait longest first."""
        ...

    def counts(self, platform_id: str | None = None) -> Mapping[str, int]:
        """Return how many messages are in each state, of one platform or of all."""
        ...

    def waiting_since(self) -> datetime | None:
        """Return since when the oldest waiting message waits; none where none does."""
        ...


class Circuits(Protocol):
    """Whether platforms are sent anything now; all workers share it."""

    def get(self, platform_id: str) -> Circuit:
        """Return a platform's circuit; in a writing unit of work its row is locked."""
        ...

    def all(self) -> Sequence[Circuit]:
        """Return the circuits of all platforms that something was sent to, by id."""
        ...

    def save(self, circuit: Circuit) -> None:
        """Add or replace a circuit."""
        ...
