"""The private keys this tool signs with."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from lti_service.storage.columns import Moment
from lti_service.storage.schema import metadata
from lti_service.storage.transaction import Transaction

signing_keys = sa.Table(
    "signing_keys",
    metadata,
    sa.Column("kid", sa.Text, primary_key=True),
    sa.Column("pem", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

_KEYS = sa.select(
    signing_keys.c.kid, signing_keys.c.pem, signing_keys.c.created_at
).order_by(signing_keys.c.created_at.desc(), signing_keys.c.kid)
_ADD = sa.insert(signing_keys)
_REMOVE = sa.delete(signing_keys).where(signing_keys.c.kid == sa.bindparam("id"))


class SqlSigningKeys:
    """`ports.SigningKeys` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def all(self) -> Sequence[tuple[str, str, datetime]]:
        """Return kid, PEM and creation time, newest first."""
        return [(kid, pem, created_at) for kid, pem, created_at in self._sql.all(_KEYS)]

    def hold_still(self) -> None:
        """Let nobody else change keys before this transaction ends."""
        self._sql.lock("signing_keys")

    def add(self, kid: str, pem: str, created_at: datetime) -> None:
        """Add a key."""
        self._sql.run(_ADD, {"kid": kid, "pem": pem, "created_at": created_at})

    def remove(self, kid: str) -> None:
        """Remove a key."""
        self._sql.run(_REMOVE, {"id": kid})
