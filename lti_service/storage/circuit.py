"""What is known of platforms from the latest sendings."""

from collections.abc import Sequence

import sqlalchemy as sa

from lti_service.domain.circuit import Circuit
from lti_service.storage.columns import Moment
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

# No foreign key: a message may outlive its platform, and must still be given up.
circuits = sa.Table(
    "circuits",
    metadata,
    sa.Column("platform_id", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("failed_message", sa.Text, nullable=False),
    sa.Column("paused_until", Moment),
    sa.Column("next_slot_at", Moment),
    sa.Column("error", sa.Text, nullable=False),
)

_CIRCUITS = sa.select(*columns_of(circuits, Circuit))
_CIRCUIT = _CIRCUITS.where(circuits.c.platform_id == sa.bindparam("platform_id"))
_CIRCUIT_LOCKED = _CIRCUIT.with_for_update()
_ALL = _CIRCUITS.order_by(circuits.c.platform_id)
_SAVE = insert_or_update(circuits, ["platform_id"])
_row = values_of(Circuit)


class SqlCircuits:
    """`ports.Circuits` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, platform_id: str) -> Circuit:
        """Return a platform's circuit, a new one where nothing was sent yet."""
        statement = _CIRCUIT_LOCKED if self._sql.locking else _CIRCUIT
        row = self._sql.find(statement, {"platform_id": platform_id})
        return Circuit(platform_id) if row is None else Circuit(*row)

    def all(self) -> Sequence[Circuit]:
        """Return the circuits of all platforms that something was sent to."""
        return [Circuit(*row) for row in self._sql.all(_ALL)]

    def save(self, circuit: Circuit) -> None:
        """Add or replace a circuit."""
        self._sql.run(_SAVE, _row(circuit))
