"""The outbox: one row a natural key, leased by one worker at a time."""

import uuid
from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from lti_service.domain.outbox import (
    LEASE,
    OutboxMessage,
    OutboxState,
    next_timestamp,
)
from lti_service.storage.columns import DOCUMENT, Moment, choice
from lti_service.storage.schema import Statements, columns_of, metadata
from lti_service.storage.transaction import Transaction

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("natural_key", sa.Text, nullable=False),
    sa.Column("platform_id", sa.Text, nullable=False),
    sa.Column("payload", DOCUMENT, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("state", choice(OutboxState), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("leased_until", Moment),
    sa.Column("timestamp", Moment),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("queued_at", Moment, nullable=False),
    sa.UniqueConstraint("kind", "natural_key"),
    sa.Index(None, "state", "platform_id", "due_at"),
)


def _put() -> Statements:
    """Queue a message; other content raises the revision, the timestamp stays."""
    statements: dict[str, sa.Insert] = {}
    for dialect, insert in (
        ("sqlite", sqlite.insert),
        ("postgresql", postgresql.insert),
    ):
        statement = insert(outbox)
        new = statement.excluded
        statements[dialect] = statement.on_conflict_do_update(
            index_elements=["kind", "natural_key"],
            set_={
                "payload": new.payload,
                "platform_id": new.platform_id,
                "revision": outbox.c.revision + 1,
                "state": new.state,
                "tries": new.tries,
                "due_at": new.due_at,
                "error": new.error,
                "updated_at": new.updated_at,
                "queued_at": new.queued_at,
            },
            where=outbox.c.payload != new.payload,
        )
    return statements


_PUT = _put()
_MESSAGES = sa.select(*columns_of(outbox, OutboxMessage))
_MESSAGE = _MESSAGES.where(outbox.c.id == sa.bindparam("id"))
_MESSAGE_LOCKED = _MESSAGE.with_for_update()
_MESSAGE_OF_KEY = _MESSAGES.where(
    outbox.c.kind == sa.bindparam("kind"),
    outbox.c.natural_key == sa.bindparam("natural_key"),
)
_FREE = (
    sa.select(outbox.c.id)
    .where(outbox.c.id.in_(sa.bindparam("ids", expanding=True)))
    .with_for_update(skip_locked=True)
)
_DUE = (
    _MESSAGES.where(
        outbox.c.state == OutboxState.WAITING,
        outbox.c.platform_id == sa.bindparam("platform_id"),
        outbox.c.due_at <= sa.bindparam("now"),
        sa.or_(
            outbox.c.leased_until.is_(None),
            outbox.c.leased_until <= sa.bindparam("now"),
        ),
    )
    .order_by(outbox.c.due_at, outbox.c.created_at, outbox.c.id)
    .limit(sa.bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_TAKE = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("message"))
    .values(
        tries=sa.bindparam("tries"),
        leased_until=sa.bindparam("leased_until"),
        timestamp=sa.bindparam("timestamp"),
    )
)
# Whoever holds the lease that is stored may settle; a sender that was too slow, so that
# another took over or a person decided, may not. Newer content stays waiting.
_SETTLED = ("state", "tries", "due_at", "error")
_newest = outbox.c.revision == sa.bindparam("of_revision")
_SETTLE = (
    sa.update(outbox)
    .where(
        outbox.c.id == sa.bindparam("message"),
        outbox.c.leased_until.is_not_distinct_from(sa.bindparam("lease", type_=Moment)),
    )
    .values(
        {
            name: sa.case(
                (_newest, sa.bindparam(name, type_=outbox.c[name].type)),
                else_=outbox.c[name],
            )
            for name in _SETTLED
        }
    )
    .values(leased_until=None, updated_at=sa.bindparam("updated_at"))
)
_OF_PLATFORM = sa.or_(
    sa.bindparam("platform_id", type_=sa.Text).is_(None),
    outbox.c.platform_id == sa.bindparam("platform_id", type_=sa.Text),
)
_LIST = (
    _MESSAGES.where(
        outbox.c.state.in_(sa.bindparam("states", expanding=True)), _OF_PLATFORM
    )
    .order_by(outbox.c.queued_at, outbox.c.id)
    .limit(sa.bindparam("limit"))
    .offset(sa.bindparam("offset"))
)
_COUNTS = (
    sa.select(outbox.c.state, sa.func.count())
    .where(_OF_PLATFORM)
    .group_by(outbox.c.state)
)
_WAITING_SINCE = sa.select(sa.func.min(outbox.c.queued_at)).where(
    outbox.c.state == OutboxState.WAITING
)


def _waiting_platforms() -> sa.Select[tuple[str]]:
    """Return each platform of waiting messages, hopping along the index.

    DISTINCT would read every waiting row each time a worker looks.
    """
    first = sa.select(sa.func.min(outbox.c.platform_id).label("id")).where(
        outbox.c.state == OutboxState.WAITING
    )
    hop = first.cte("hop", recursive=True)
    following = (
        sa.select(sa.func.min(outbox.c.platform_id))
        .where(outbox.c.state == OutboxState.WAITING, outbox.c.platform_id > hop.c.id)
        .scalar_subquery()
    )
    hop = hop.union_all(sa.select(following).where(hop.c.id.is_not(None)))
    return sa.select(hop.c.id).where(hop.c.id.is_not(None))


_WAITING_PLATFORMS = _waiting_platforms()


class SqlOutbox:
    """`ports.Outbox` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def put(
        self, kind: str, natural_key: str, payload: Mapping[str, object], now: datetime
    ) -> None:
        """Queue a message, or give the one with this natural key a new revision."""
        row = {
            "id": uuid.uuid4().hex,
            "kind": kind,
            "natural_key": natural_key,
            "platform_id": str(payload.get("platform_id", "")),
            "payload": dict(sorted(payload.items())),
            "revision": 1,
            "state": OutboxState.WAITING,
            "tries": 0,
            "due_at": now,
            "leased_until": None,
            "timestamp": None,
            "error": "",
            "created_at": now,
            "updated_at": now,
            "queued_at": now,
        }
        self._sql.run(_PUT, row)

    def waiting_platforms(self) -> Sequence[str]:
        """Return the ids of platforms that messages wait for, in order."""
        return [row.id for row in self._sql.all(_WAITING_PLATFORMS)]

    def lease(
        self, platform_id: str, now: datetime, limit: int
    ) -> Sequence[OutboxMessage]:
        """Take due messages that nobody holds, those due longest first."""
        asked = {"platform_id": platform_id, "now": now, "limit": limit}
        rows = self._sql.all(_DUE, asked)
        taken = [_taken(OutboxMessage(*row), now) for row in rows]
        if taken:
            self._sql.run(_TAKE, [_taken_row(message) for message in taken])
        return taken

    def get(self, message_id: str) -> OutboxMessage | None:
        """Return a message."""
        statement = _MESSAGE_LOCKED if self._sql.locking else _MESSAGE
        row = self._sql.one(statement, {"id": message_id})
        return None if row is None else OutboxMessage(*row)

    def find(self, kind: str, natural_key: str) -> OutboxMessage | None:
        """Return the message with this natural key."""
        key = {"kind": kind, "natural_key": natural_key}
        row = self._sql.one(_MESSAGE_OF_KEY, key)
        return None if row is None else OutboxMessage(*row)

    def free(self, message_ids: Sequence[str]) -> AbstractSet[str]:
        """Return those that no other transaction is changing, and keep them so."""
        if not self._sql.locking:
            return set(message_ids)
        rows = self._sql.all(_FREE, {"ids": list(message_ids)})
        return {row.id for row in rows}

    def settle(self, message: OutboxMessage) -> None:
        """Save state, due time and error of a sending, and end the lease."""
        row = {
            "message": message.id,
            "lease": message.leased_until,
            "of_revision": message.revision,
            "state": message.state,
            "tries": message.tries,
            "due_at": message.due_at,
            "error": message.error,
            "updated_at": message.updated_at,
        }
        self._sql.run(_SETTLE, row)

    def list(
        self,
        states: Sequence[str],
        limit: int = 200,
        *,
        platform_id: str | None = None,
        offset: int = 0,
    ) -> Sequence[OutboxMessage]:
        """Return messages in these states, those that wait longest first."""
        asked = {
            "states": list(states),
            "platform_id": platform_id,
            "limit": limit,
            "offset": offset,
        }
        return [OutboxMessage(*row) for row in self._sql.all(_LIST, asked)]

    def counts(self, platform_id: str | None = None) -> Mapping[str, int]:
        """Return how many messages are in each state, of one platform or of all."""
        rows = self._sql.all(_COUNTS, {"platform_id": platform_id})
        return {row[0]: row[1] for row in rows}

    def waiting_since(self) -> datetime | None:
        """Return since when the oldest waiting message waits."""
        row = self._sql.one(_WAITING_SINCE)
        return None if row is None else row[0]


def _taken(message: OutboxMessage, now: datetime) -> OutboxMessage:
    return replace(
        message,
        tries=message.tries + 1,
        leased_until=now + LEASE,
        timestamp=next_timestamp(now, message.timestamp),
    )


def _taken_row(message: OutboxMessage) -> dict[str, Any]:
    return {
        "message": message.id,
        "tries": message.tries,
        "leased_until": message.leased_until,
        "timestamp": message.timestamp,
    }
