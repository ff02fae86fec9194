"""Programmes, batches and enrolments: revisions are only ever added."""

import json
from collections.abc import Sequence

import sqlalchemy as sa

from lti_service.domain.programme import (
    Batch,
    Enrolment,
    EnrolmentState,
    Mode,
    Programme,
    ProgrammeOutcome,
    ProgrammeState,
)
from lti_service.storage.columns import Encoded, Exact, Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Row, Transaction


def _write_outcomes(outcomes: tuple[ProgrammeOutcome, ...]) -> str:
    return json.dumps([[one.competency_code, one.level] for one in outcomes])


def _read_outcomes(text: str) -> tuple[ProgrammeOutcome, ...]:
    return tuple(ProgrammeOutcome(code, level) for code, level in json.loads(text))


programmes = sa.Table(
    "programmes",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("outcomes", Encoded(_write_outcomes, _read_outcomes), nullable=False),
    sa.Column("hours", Exact, nullable=False),
    sa.Column("route", sa.Text, nullable=False),
    sa.Column("target_group", sa.Text, nullable=False),
    sa.Column("organiser", sa.Text, nullable=False),
    sa.Column("owner_unit", sa.Text, nullable=False),
    sa.Column("course_id", sa.Text, nullable=False),
    sa.Column("lms_reference", sa.Text, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("state", choice(ProgrammeState), nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
)

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("programme_code", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("mode", choice(Mode), nullable=False),
    sa.Column("places", sa.Integer),
    sa.Column("facilitator", sa.Text, nullable=False),
    sa.Column("context_id", sa.Text, nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
)

enrolments = sa.Table(
    "enrolments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column(
        "person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column("batch_id", sa.Text, nullable=False, index=True),
    sa.Column("plan_item_id", sa.Text, nullable=False),
    sa.Column("state", choice(EnrolmentState), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("completed_on", sa.Date),
    sa.Column("hours_learned", Exact),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("before", sa.Integer, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
)

_APPEND_PROGRAMME = insert_or_skip(programmes, "code", "version")
_APPEND_BATCH = insert_or_skip(batches, "id", "revision")
_APPEND_ENROLMENT = insert_or_skip(enrolments, "id", "revision")
_programme_row = values_of(Programme)
_batch_row = values_of(Batch)
_enrolment_row = values_of(Enrolment)
_later_programme = programmes.alias("later")
_later_batch = batches.alias("later")
_later_enrolment = enrolments.alias("later")
_PROGRAMMES = sa.select(*columns_of(programmes, Programme)).where(
    ~sa.exists().where(
        _later_programme.c.code == programmes.c.code,
        _later_programme.c.version > programmes.c.version,
    )
)
_BATCHES = sa.select(*columns_of(batches, Batch)).where(
    ~sa.exists().where(
        _later_batch.c.id == batches.c.id,
        _later_batch.c.revision > batches.c.revision,
    )
)
_ENROLMENT_COLUMNS = columns_of(enrolments, Enrolment)
_ENROLMENTS = sa.select(*_ENROLMENT_COLUMNS).where(
    ~sa.exists().where(
        _later_enrolment.c.id == enrolments.c.id,
        _later_enrolment.c.revision > enrolments.c.revision,
    )
)
_PROGRAMME = _PROGRAMMES.where(programmes.c.code == sa.bindparam("code"))
_BATCH = _BATCHES.where(batches.c.id == sa.bindparam("id"))
_BATCHES_OF = _BATCHES.where(batches.c.programme_code == sa.bindparam("code"))
_ENROLMENT = _ENROLMENTS.where(enrolments.c.id == sa.bindparam("id"))
_OF_PERSON = _ENROLMENTS.where(enrolments.c.person_id == sa.bindparam("person_id"))
_IN_BATCH = _ENROLMENTS.where(enrolments.c.batch_id == sa.bindparam("batch_id"))
_HISTORY = (
    sa.select(*_ENROLMENT_COLUMNS)
    .where(enrolments.c.id == sa.bindparam("id"))
    .order_by(enrolments.c.revision)
)


class SqlProgrammes:
    """`ports.Programmes` in SQL.

    Rows are put in order here: PostgreSQL knows other orders of text than code points.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def hold_still(self) -> None:
        """Let nobody else change enrolments before this transaction ends."""
        self._sql.lock("enrolments")

    def programme(self, code: str) -> Programme | None:
        """Return a programme as it holds now."""
        row = self._sql.one(_PROGRAMME, {"code": code})
        return Programme(*row) if row else None

    def programmes(self) -> Sequence[Programme]:
        """Return all programmes as they hold now, by code."""
        rows = [Programme(*row) for row in self._sql.all(_PROGRAMMES)]
        return sorted(rows, key=lambda row: row.code)

    def append_programme(self, programme: Programme) -> bool:
        """Add a version; return False where it was there."""
        return self._sql.run(_APPEND_PROGRAMME, _programme_row(programme)) == 1

    def batch(self, batch_id: str) -> Batch | None:
        """Return a batch as it holds now."""
        row = self._sql.one(_BATCH, {"id": batch_id})
        return Batch(*row) if row else None

    def batches(self, programme_code: str = "") -> Sequence[Batch]:
        """Return the batches of a programme, or of all, by first day and id."""
        rows = (
            self._sql.all(_BATCHES_OF, {"code": programme_code})
            if programme_code
            else self._sql.all(_BATCHES)
        )
        found = [Batch(*row) for row in rows]
        return sorted(found, key=lambda row: (row.since, row.id))

    def append_batch(self, batch: Batch) -> bool:
        """Add a revision; return False where it was there."""
        return self._sql.run(_APPEND_BATCH, _batch_row(batch)) == 1

    def enrolment(self, enrolment_id: str) -> Enrolment | None:
        """Return an enrolment as it holds now."""
        row = self._sql.one(_ENROLMENT, {"id": enrolment_id})
        return Enrolment(*row) if row else None

    def history(self, enrolment_id: str) -> Sequence[Enrolment]:
        """Return all revisions of an enrolment, the first one first."""
        rows = self._sql.all(_HISTORY, {"id": enrolment_id})
        return [Enrolment(*row) for row in rows]

    def enrolments(self) -> Sequence[Enrolment]:
        """Return all enrolments as they hold now, by id."""
        return _by_id(self._sql.all(_ENROLMENTS))

    def enrolments_of(self, person_id: str) -> Sequence[Enrolment]:
        """Return a person's enrolments as they hold now, by id."""
        return _by_id(self._sql.all(_OF_PERSON, {"person_id": person_id}))

    def enrolments_in(self, batch_id: str) -> Sequence[Enrolment]:
        """Return the enrolments in a batch as they hold now, by id."""
        return _by_id(self._sql.all(_IN_BATCH, {"batch_id": batch_id}))

    def append_enrolment(self, enrolment: Enrolment) -> bool:
        """Add a revision; return False where it was there."""
        return self._sql.run(_APPEND_ENROLMENT, _enrolment_row(enrolment)) == 1


def _by_id(rows: Sequence[Row]) -> Sequence[Enrolment]:
    return sorted((Enrolment(*row) for row in rows), key=lambda row: row.id)
