"""Signed-in browsers, and which bearer tokens of an account are good."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from lti_service.domain.launch import Session
from lti_service.storage.columns import Moment
from lti_service.storage.schema import (
    columns_of,
    insert_or_add,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column(
        "account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False, index=True
    ),
    sa.Column("instructor", sa.Boolean, nullable=False),
    sa.Column("frame_ancestor", sa.Text, nullable=False),
    sa.Column("locale", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False, index=True),
    sa.Column("resource_link_id", sa.Text, nullable=False, server_default=""),
    sa.Column("replaced_at", Moment),
)

# Only accounts of which somebody ended a session have a row: a small table to look into
# at every answer. It is no column of `accounts`, which launches write whole.
session_epochs = sa.Table(
    "session_epochs",
    metadata,
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("epoch", sa.Integer, nullable=False),
)

_SESSION = sa.select(*columns_of(sessions, Session)).where(
    sessions.c.id == sa.bindparam("id")
)
_SESSIONS_OF_ACCOUNT = (
    sa.select(*columns_of(sessions, Session))
    .where(sessions.c.account_id == sa.bindparam("account_id"))
    .order_by(sessions.c.created_at.desc(), sessions.c.id)
)
_LIVE = (
    sa.select(*columns_of(sessions, Session))
    .where(
        sessions.c.account_id.in_(sa.bindparam("accounts", expanding=True)),
        sessions.c.expires_at > sa.bindparam("now"),
        sessions.c.replaced_at.is_(None),
    )
    .order_by(sessions.c.created_at.desc(), sessions.c.id)
)
_EPOCH = sa.select(session_epochs.c.epoch).where(
    session_epochs.c.account_id == sa.bindparam("account_id")
)
_RAISE_EPOCH = insert_or_add(session_epochs, "account_id", "epoch")
_SAVE_SESSION = insert_or_update(sessions, ["id"])
_REPLACE_SESSION = (
    sa.update(sessions)
    .where(sessions.c.id == sa.bindparam("session"))
    .values(replaced_at=sa.bindparam("at"))
)
_REMOVE_SESSIONS = sa.delete(sessions).where(
    sessions.c.account_id == sa.bindparam("account")
)
_REMOVE_SESSION = sa.delete(sessions).where(sessions.c.id == sa.bindparam("id"))
_FORGET_SESSIONS = sa.delete(sessions).where(
    sessions.c.expires_at < sa.bindparam("before")
)
_session_row = values_of(Session)


class SqlSessions:
    """`ports.Sessions` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, session_id: str) -> Session | None:
        """Return a session, expired or not."""
        row = self._sql.one(_SESSION, {"id": session_id})
        return None if row is None else Session(*row)

    def of_account(self, account_id: str) -> Sequence[Session]:
        """Return the sessions of an account, expired or not, newest first."""
        rows = self._sql.all(_SESSIONS_OF_ACCOUNT, {"account_id": account_id})
        return [Session(*row) for row in rows]

    def live(self, account_ids: Sequence[str], now: datetime) -> Sequence[Session]:
        """Return the sessions of accounts that are open, newest first."""
        rows = self._sql.all(_LIVE, {"accounts": list(account_ids), "now": now})
        return [Session(*row) for row in rows]

    def save(self, session: Session) -> None:
        """Add or replace a session."""
        self._sql.run(_SAVE_SESSION, _session_row(session))

    def replace(self, session_id: str, at: datetime) -> None:
        """Let a session's cookie open nothing more; nothing happens where there is none."""
        self._sql.run(_REPLACE_SESSION, {"session": session_id, "at": at})

    def remove_of(self, account_id: str) -> None:
        """Remove all sessions of an account."""
        self._sql.run(_REMOVE_SESSIONS, {"account": account_id})

    def remove(self, session_id: str) -> None:
        """Remove a session; nothing happens where there is none."""
        self._sql.run(_REMOVE_SESSION, {"id": session_id})

    def forget(self, before: datetime) -> int:
        """Remove the sessions that expired before that time; return how many."""
        return self._sql.run(_FORGET_SESSIONS, {"before": before})

    def epoch(self, account_id: str) -> int:
        """Return which tokens of an account are good: those made in this epoch."""
        row = self._sql.one(_EPOCH, {"account_id": account_id})
        return row[0] if row else 0

    def raise_epoch(self, account_id: str) -> None:
        """Let all tokens of an account that were made so far be good no longer."""
        self._sql.run(_RAISE_EPOCH, {"account_id": account_id, "epoch": 1})
