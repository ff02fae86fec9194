"""The trail of privileged acts: rows are only ever added."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from lti_service.domain.audit import AuditEntry
from lti_service.storage.columns import SEQUENCE, Moment
from lti_service.storage.schema import columns_of, metadata, values_of
from lti_service.storage.transaction import Transaction

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
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
_LAST_OF = (
    sa.select(*columns_of(audit, AuditEntry))
    .where(audit.c.action == sa.bindparam("action"))
    .order_by(audit.c.sequence.desc())
    .limit(1)
)
_BATCH = 500
_BETWEEN = (
    sa.select(*columns_of(audit, AuditEntry), audit.c.sequence)
    .where(
        audit.c.at >= sa.bindparam("start", type_=Moment),
        audit.c.at < sa.bindparam("end", type_=Moment),
        audit.c.sequence < sa.bindparam("before_sequence", type_=sa.BigInteger),
    )
    .order_by(audit.c.sequence.desc())
    .limit(_BATCH)
)
_LAST = 2**62
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

    def last(self, action: str) -> AuditEntry | None:
        """Return the newest entry of an act; it may look at the whole trail."""
        rows = self._sql.all(_LAST_OF, {"action": action})
        return AuditEntry(*rows[0]) if rows else None

    def between(self, start: datetime, end: datetime) -> Iterator[AuditEntry]:
        """Yield entries from a time on and before another, newest first."""
        last = _LAST
        while True:
            asked = {"start": start, "end": end, "before_sequence": last}
            rows = self._sql.all(_BETWEEN, asked)
            for row in rows:
                yield AuditEntry(*row[:-1])
            if len(rows) < _BATCH:
                return
            last = rows[-1][-1]
