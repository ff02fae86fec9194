"""What other assessors judged of decisions: rows are only ever added."""

from collections.abc import Sequence

import sqlalchemy as sa

from lti_service.domain.evidence import Outcome
from lti_service.domain.moderation import Moderation
from lti_service.storage.columns import Moment, choice
from lti_service.storage.schema import columns_of, metadata, values_of
from lti_service.storage.transaction import Transaction

moderations = sa.Table(
    "moderations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.id"), nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("outcome", choice(Outcome), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("judged_by", sa.Text, nullable=False),
    sa.Column("judged_at", Moment, nullable=False),
    sa.Column("replacement", sa.Text, sa.ForeignKey("decisions.id")),
    sa.UniqueConstraint("decision_id", "turn"),
)

_ADD = sa.insert(moderations)
_ALL = sa.select(*columns_of(moderations, Moderation)).order_by(
    moderations.c.judged_at, moderations.c.id
)
_row = values_of(Moderation)


class SqlModerations:
    """`ports.Moderations` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def add(self, moderation: Moderation) -> None:
        """Add a judgement; each turn of a decision is taken once."""
        self._sql.run(_ADD, _row(moderation))

    def all(self) -> Sequence[Moderation]:
        """Return all judgements, oldest first."""
        return [Moderation(*row) for row in self._sql.all(_ALL)]
