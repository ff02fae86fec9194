"""The trail of privileged acts: rows are only ever added."""

from collections.abc import Sequence

import sqlalchemy as sa

from lti_service.domain.audit import AuditEntry
from lti_service.storage.columns import SEQUENCE, Moment
from lti_service.storage.schema import columns_of, metadata, values_of
from lti_service.storage.transaction import Transaction

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

_ADD = sa.insert(audit)
_LIST = (
    sa.select(*columns_of(audit, AuditEntry))
    .order_by(audit.c.sequence.desc())
    .limit(sa.bindparam("limit"))
)
_entry_row = values_of(AuditEntry)


class SqlAudit:
    """`ports.Audit` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def add(self, entry: AuditEntry) -> None:
        """Add an entry."""
        self._sql.run(_ADD, _entry_row(entry))

    def list(self, limit: int = 200) -> Sequence[AuditEntry]:
        """Return entries, newest first."""
        return [AuditEntry(*row) for row in self._sql.all(_LIST, {"limit": limit})]
