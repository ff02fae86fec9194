"""What the repositories need of a running transaction."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa

from lti_service.storage.schema import Statements

Row: TypeAlias = sa.Row[*tuple[Any, ...]]

_LOCK_NAME = sa.select(
    sa.func.pg_advisory_xact_lock(sa.bindparam("key", type_=sa.BigInteger))
)


@dataclass(frozen=True, slots=True)
class Transaction:
    """A running transaction.

    Attributes:
        locking: Whether rows and names have to be locked: in a transaction that may
            write on PostgreSQL. One that may write on SQLite is alone.
    """

    connection: sa.Connection
    dialect: str
    locking: bool

    def one(
        self, statement: sa.Executable, parameters: Mapping[str, Any] | None = None
    ) -> Row | None:
        """Return the first row."""
        return self.connection.execute(statement, parameters).first()

    def all(
        self, statement: sa.Executable, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Row]:
        """Return all rows."""
        return self.connection.execute(statement, parameters).all()

    def run(
        self,
        statement: sa.UpdateBase | Statements,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    ) -> int:
        """Change rows; return how many."""
        if not isinstance(statement, sa.UpdateBase):
            statement = statement[self.dialect]
        return self.connection.execute(statement, parameters).rowcount

    def find(
        self, statement: sa.Select[Any], parameters: Mapping[str, Any]
    ) -> Row | None:
        """Return the row that a natural key names.

        Where there is none yet and this transaction may create it, others that look
        for the same wait for the end of this one; this one saw theirs. So finding and
        then creating cannot make two.
        """
        row = self.one(statement, parameters)
        if row is None and self.locking:
            self.lock(*map(str, parameters.values()))
            row = self.one(statement, parameters)
        return row

    def lock(self, *name: str) -> None:
        """Wait for other transactions that locked this name; hold it to the end."""
        if self.locking:
            digest = hashlib.sha256("\0".join(name).encode()).digest()
            key = int.from_bytes(digest[:8], signed=True)
            self.connection.execute(_LOCK_NAME, {"key": key})
