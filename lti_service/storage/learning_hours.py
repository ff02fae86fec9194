"""Learning hours: entries are only ever added; conversions are dated rows."""

from collections.abc import Sequence

import sqlalchemy as sa

from lti_service.domain.learning_hours import (
    Basis,
    CapPeriod,
    JpConversion,
    JpEntry,
    JpState,
    Scope,
)
from lti_service.storage.columns import SEQUENCE, Exact, Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

jp_conversions = sa.Table(
    "jp_conversions",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("scope", choice(Scope), primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("basis", choice(Basis), nullable=False),
    sa.Column("value", Exact, nullable=False),
    sa.Column("cap_value", Exact),
    sa.Column("cap_period", choice(CapPeriod), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("legal_basis", sa.Text, nullable=False),
)

jp_entries = sa.Table(
    "jp_entries",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("activity", sa.Text, nullable=False),
    sa.Column("organiser", sa.Text, nullable=False),
    sa.Column("course_id", sa.Text, nullable=False),
    sa.Column("route", sa.Text, nullable=False),
    sa.Column("scope", choice(Scope), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("amount", Exact, nullable=False),
    sa.Column("proof", sa.Text, nullable=False),
    sa.Column("state", choice(JpState), nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("verifier_id", sa.Text),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
    sa.UniqueConstraint("person_id", "record", "revision"),
)

_APPEND = insert_or_skip(jp_entries, "person_id", "record", "revision")
_later = jp_entries.alias("later")
_COLUMNS = columns_of(jp_entries, JpEntry)
_NEWEST = sa.select(*_COLUMNS).where(
    ~sa.exists().where(
        _later.c.person_id == jp_entries.c.person_id,
        _later.c.record == jp_entries.c.record,
        _later.c.revision > jp_entries.c.revision,
    )
)
_GET = sa.select(*_COLUMNS).where(jp_entries.c.id == sa.bindparam("id"))
_OF_PERSON = _NEWEST.where(
    jp_entries.c.person_id == sa.bindparam("person_id")
).order_by(jp_entries.c.until.desc(), jp_entries.c.sequence.desc())
_OF_PEOPLE = _NEWEST.where(
    jp_entries.c.person_id.in_(sa.bindparam("ids", expanding=True))
).order_by(jp_entries.c.person_id, jp_entries.c.sequence)
_WAITING = _NEWEST.where(jp_entries.c.state == JpState.SUBMITTED).order_by(
    jp_entries.c.sequence
)
_ALL = _NEWEST.order_by(jp_entries.c.person_id, jp_entries.c.sequence)
# Put in order by `conversions`: PostgreSQL knows other orders of text than code points.
_CONVERSIONS = sa.select(*columns_of(jp_conversions, JpConversion))
_entry_row = values_of(JpEntry)


class SqlLearningHours:
    """`ports.LearningHours` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def conversions(self) -> Sequence[JpConversion]:
        """Return all conversions, by code, scope and first day."""
        rows = self._sql.all(_CONVERSIONS)
        return sorted(
            (JpConversion(*row) for row in rows),
            key=lambda row: (row.code, row.scope, row.valid_from),
        )

    def append(self, entry: JpEntry) -> bool:
        """Add a row; return False where person, record and revision were there."""
        return self._sql.run(_APPEND, _entry_row(entry)) == 1

    def get(self, entry_id: str) -> JpEntry | None:
        """Return a row, also one that a later revision replaced."""
        row = self._sql.one(_GET, {"id": entry_id})
        return JpEntry(*row) if row else None

    def of_person(self, person_id: str) -> Sequence[JpEntry]:
        """Return the newest row of each of a person's records, newest activity first."""
        rows = self._sql.all(_OF_PERSON, {"person_id": person_id})
        return [JpEntry(*row) for row in rows]

    def of_people(self, person_ids: Sequence[str]) -> Sequence[JpEntry]:
        """Return the newest row of each record of some people, by person."""
        rows = self._sql.all(_OF_PEOPLE, {"ids": list(person_ids)})
        return [JpEntry(*row) for row in rows]

    def waiting(self) -> Sequence[JpEntry]:
        """Return the newest rows that are submitted, those that wait longest first."""
        return [JpEntry(*row) for row in self._sql.all(_WAITING)]

    def all(self) -> Sequence[JpEntry]:
        """Return the newest row of every record, by person."""
        return [JpEntry(*row) for row in self._sql.all(_ALL)]
