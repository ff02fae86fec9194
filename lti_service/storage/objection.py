"""Objections to decisions, and their answers."""

from collections.abc import Sequence

import sqlalchemy as sa

from lti_service.domain.objection import Objection
from lti_service.storage.columns import Moment
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

objections = sa.Table(
    "objections",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.id"), nullable=False),
    sa.Column(
        "person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("raised_at", Moment, nullable=False),
    sa.Column("answered_by", sa.Text),
    sa.Column("answered_at", Moment),
    sa.Column("upheld", sa.Boolean, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("replacement", sa.Text, sa.ForeignKey("decisions.id")),
)

_SAVE = insert_or_update(objections, ["id"])
_COLUMNS = columns_of(objections, Objection)
_GET = sa.select(*_COLUMNS).where(objections.c.id == sa.bindparam("id"))
_OF_PERSON = (
    sa.select(*_COLUMNS)
    .where(objections.c.person_id == sa.bindparam("person_id"))
    .order_by(objections.c.raised_at.desc(), objections.c.id)
)
_WAITING = (
    sa.select(*_COLUMNS)
    .where(objections.c.answered_at.is_(None))
    .order_by(objections.c.raised_at, objections.c.id)
)
_row = values_of(Objection)


class SqlObjections:
    """`ports.Objections` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def save(self, objection: Objection) -> None:
        """Add an objection, or keep its answer."""
        self._sql.run(_SAVE, _row(objection))

    def get(self, objection_id: str) -> Objection | None:
        """Return an objection."""
        row = self._sql.one(_GET, {"id": objection_id})
        return Objection(*row) if row else None

    def of_person(self, person_id: str) -> Sequence[Objection]:
        """Return a person's objections, newest first."""
        rows = self._sql.all(_OF_PERSON, {"person_id": person_id})
        return [Objection(*row) for row in rows]

    def waiting(self) -> Sequence[Objection]:
        """Return the objections that nobody has answered, oldest first."""
        return [Objection(*row) for row in self._sql.all(_WAITING)]
