"""Roles given to people, and invitations."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from lti_service.domain.grant import Grant, Invitation, Role
from lti_service.storage.columns import Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

grants = sa.Table(
    "grants",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("role", choice(Role), nullable=False),
    sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), index=True),
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), index=True),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("granted_by", sa.Text, nullable=False),
    sa.Column("granted_at", Moment, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("ended_at", Moment),
    sa.Column("ended_by", sa.Text, nullable=False, server_default=""),
)

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("code_hash", sa.Text, primary_key=True),
    sa.Column("role", choice(Role), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_by", sa.Text),
    sa.Column("unit_code", sa.Text, nullable=False, server_default=""),
    sa.Column("created_by", sa.Text, nullable=False, server_default="cli"),
)

_EVERY_GRANT = sa.select(*columns_of(grants, Grant))
_GRANT = _EVERY_GRANT.where(grants.c.id == sa.bindparam("id"))
_GRANTS = _EVERY_GRANT.where(grants.c.ended_at.is_(None)).order_by(
    grants.c.granted_at, grants.c.id
)
_GRANTS_OF = _GRANTS.where(
    sa.or_(
        grants.c.account_id == sa.bindparam("account_id"),
        grants.c.person_id == sa.bindparam("person_id"),
    )
)
_SAVE_GRANT = insert_or_update(grants, ["id"])
_INVITATIONS = sa.select(*columns_of(invitations, Invitation))
_INVITATION = _INVITATIONS.where(invitations.c.code_hash == sa.bindparam("code_hash"))
_OPEN_INVITATIONS = _INVITATIONS.where(
    invitations.c.used_by.is_(None), invitations.c.expires_at > sa.bindparam("now")
).order_by(invitations.c.expires_at, invitations.c.code_hash)
_REMOVE_INVITATION = sa.delete(invitations).where(
    invitations.c.code_hash == sa.bindparam("code_hash")
)
_INVITATION_LOCKED = _INVITATION.with_for_update()
_SAVE_INVITATION = insert_or_update(invitations, ["code_hash"])
_grant_row = values_of(Grant)
_invitation_row = values_of(Invitation)


class SqlGrants:
    """`ports.Grants` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, grant_id: str) -> Grant | None:
        """Return a grant, also one that was taken away."""
        row = self._sql.one(_GRANT, {"id": grant_id})
        return None if row is None else Grant(*row)

    def of(self, account_id: str, person_id: str | None) -> Sequence[Grant]:
        """Return the grants of an account and its person that nobody took away."""
        rows = self._sql.all(
            _GRANTS_OF, {"account_id": account_id, "person_id": person_id}
        )
        return [Grant(*row) for row in rows]

    def all(self) -> Sequence[Grant]:
        """Return all grants that nobody took away, oldest first."""
        return [Grant(*row) for row in self._sql.all(_GRANTS)]

    def save(self, grant: Grant) -> None:
        """Add or replace a grant."""
        self._sql.run(_SAVE_GRANT, _grant_row(grant))

    def hold_still(self) -> None:
        """Let nobody else change grants before this transaction ends."""
        self._sql.lock("grants")

    def invitation(self, code_hash: str) -> Invitation | None:
        """Return an invitation; in a writing unit of work its row is locked."""
        statement = _INVITATION_LOCKED if self._sql.locking else _INVITATION
        row = self._sql.one(statement, {"code_hash": code_hash})
        return None if row is None else Invitation(*row)

    def open_invitations(self, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that may still be used, those that end first first."""
        rows = self._sql.all(_OPEN_INVITATIONS, {"now": now})
        return [Invitation(*row) for row in rows]

    def remove_invitation(self, code_hash: str) -> None:
        """Remove an invitation; nothing happens where there is none."""
        self._sql.run(_REMOVE_INVITATION, {"code_hash": code_hash})

    def save_invitation(self, invitation: Invitation) -> None:
        """Add or replace an invitation."""
        self._sql.run(_SAVE_INVITATION, _invitation_row(invitation))
