"""Invitations to register an LMS."""

import sqlalchemy as sa

from lti_service.domain.registration import RegistrationInvitation
from lti_service.storage.columns import Moment
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

registration_invitations = sa.Table(
    "registration_invitations",
    metadata,
    sa.Column("secret_hash", sa.Text, primary_key=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("taken_at", Moment),
    # The platform may be removed later: the invitation stays spent.
    sa.Column("platform_id", sa.Text),
)

_INVITATION = sa.select(
    *columns_of(registration_invitations, RegistrationInvitation)
).where(registration_invitations.c.secret_hash == sa.bindparam("secret_hash"))
_INVITATION_LOCKED = _INVITATION.with_for_update()
_SAVE = insert_or_update(registration_invitations, ["secret_hash"])
_row = values_of(RegistrationInvitation)


class SqlRegistrationInvitations:
    """`ports.RegistrationInvitations` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, secret_hash: str) -> RegistrationInvitation | None:
        """Return an invitation; in a writing unit of work its row is locked."""
        statement = _INVITATION_LOCKED if self._sql.locking else _INVITATION
        row = self._sql.one(statement, {"secret_hash": secret_hash})
        return None if row is None else RegistrationInvitation(*row)

    def save(self, invitation: RegistrationInvitation) -> None:
        """Add or replace an invitation."""
        self._sql.run(_SAVE, _row(invitation))
