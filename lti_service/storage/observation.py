"""Observation sheets, drills and observations: rows are only ever added."""

import json
from collections.abc import Sequence

import sqlalchemy as sa

from lti_service.domain.observation import (
    Drill,
    Observation,
    ObservationSheet,
    SheetCriterion,
    SheetOutcome,
)
from lti_service.storage.columns import SEQUENCE, TEXTS, Encoded, Exact, Moment
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction


def _write_outcomes(outcomes: tuple[SheetOutcome, ...]) -> str:
    return json.dumps([[one.competency_code, one.level] for one in outcomes])


def _read_outcomes(text: str) -> tuple[SheetOutcome, ...]:
    return tuple(SheetOutcome(code, level) for code, level in json.loads(text))


def _write_criteria(criteria: tuple[SheetCriterion, ...]) -> str:
    return json.dumps([[one.name, one.words, one.required] for one in criteria])


def _read_criteria(text: str) -> tuple[SheetCriterion, ...]:
    return tuple(
        SheetCriterion(name, tuple(words), required)
        for name, words, required in json.loads(text)
    )


observation_sheets = sa.Table(
    "observation_sheets",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("outcomes", Encoded(_write_outcomes, _read_outcomes), nullable=False),
    sa.Column("instructions", sa.Text, nullable=False),
    sa.Column("levels", TEXTS, nullable=False),
    sa.Column("criteria", Encoded(_write_criteria, _read_criteria), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("ended", sa.Boolean, nullable=False),
    sa.Column("saved_by", sa.Text, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)

drills = sa.Table(
    "drills",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("sheet_id", sa.Text, nullable=False),
    sa.Column("sheet_version", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("observers", TEXTS, nullable=False),
    sa.Column("participants", TEXTS, nullable=False),
    sa.Column("cancelled", sa.Boolean, nullable=False),
    sa.Column("saved_by", sa.Text, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)

observations = sa.Table(
    "observations",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("drill_id", sa.Text, nullable=False, index=True),
    sa.Column("sheet_id", sa.Text, nullable=False),
    sa.Column("sheet_version", sa.Integer, nullable=False),
    sa.Column(
        "person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column(
        "observer_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column("levels", TEXTS, nullable=False),
    sa.Column("comments", TEXTS, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("result", Exact, nullable=False),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("observed_at", Moment, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("rule_version", sa.Integer, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.UniqueConstraint("record", "revision"),
)

_APPEND_SHEET = insert_or_skip(observation_sheets, "id", "version")
_APPEND_DRILL = insert_or_skip(drills, "id", "revision")
_APPEND = insert_or_skip(observations)
_sheet_row, _drill_row = values_of(ObservationSheet), values_of(Drill)
_row = values_of(Observation)
_SHEET_COLUMNS = columns_of(observation_sheets, ObservationSheet)
_later_sheet, _later_drill = observation_sheets.alias("later"), drills.alias("later")
_SHEET_VERSIONS = (
    sa.select(*_SHEET_COLUMNS)
    .where(observation_sheets.c.id == sa.bindparam("id"))
    .order_by(observation_sheets.c.version.desc())
)
_SHEETS = (
    sa.select(*_SHEET_COLUMNS)
    .where(
        ~sa.exists().where(
            _later_sheet.c.id == observation_sheets.c.id,
            _later_sheet.c.version > observation_sheets.c.version,
        )
    )
    .order_by(observation_sheets.c.title, observation_sheets.c.id)
)
_DRILLS = (
    sa.select(*columns_of(drills, Drill))
    .where(
        ~sa.exists().where(
            _later_drill.c.id == drills.c.id,
            _later_drill.c.revision > drills.c.revision,
        )
    )
    .order_by(drills.c.day.desc(), drills.c.id)
)
_DRILL = _DRILLS.where(drills.c.id == sa.bindparam("id"))
_OBSERVATIONS = sa.select(*columns_of(observations, Observation)).order_by(
    observations.c.sequence
)
_GET = _OBSERVATIONS.where(observations.c.id == sa.bindparam("id"))
_OF_RECORD = _OBSERVATIONS.where(observations.c.record == sa.bindparam("record"))
_OF_DRILL = _OBSERVATIONS.where(observations.c.drill_id == sa.bindparam("drill_id"))
_OF_OBSERVER = _OBSERVATIONS.where(
    observations.c.observer_id == sa.bindparam("observer_id")
)
_OF_PERSON = _OBSERVATIONS.where(observations.c.person_id == sa.bindparam("person_id"))


class SqlObservations:
    """`ports.Observations` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def append_sheet(self, sheet: ObservationSheet) -> bool:
        """Add a version of a sheet; return False where that version is there."""
        return self._sql.run(_APPEND_SHEET, _sheet_row(sheet)) == 1

    def sheet_versions(self, sheet_id: str) -> Sequence[ObservationSheet]:
        """Return all versions of a sheet, newest first."""
        rows = self._sql.all(_SHEET_VERSIONS, {"id": sheet_id})
        return [ObservationSheet(*row) for row in rows]

    def sheets(self) -> Sequence[ObservationSheet]:
        """Return the newest version of each sheet, by title."""
        return [ObservationSheet(*row) for row in self._sql.all(_SHEETS)]

    def append_drill(self, drill: Drill) -> bool:
        """Add a revision of a drill; return False where that revision is there."""
        return self._sql.run(_APPEND_DRILL, _drill_row(drill)) == 1

    def drill(self, drill_id: str) -> Drill | None:
        """Return the newest revision of a drill."""
        row = self._sql.one(_DRILL, {"id": drill_id})
        return Drill(*row) if row else None

    def drills(self) -> Sequence[Drill]:
        """Return the newest revision of each drill, latest day first."""
        return [Drill(*row) for row in self._sql.all(_DRILLS)]

    def append(self, observation: Observation) -> bool:
        """Add an observation; return False where its id or revision is there."""
        return self._sql.run(_APPEND, _row(observation)) == 1

    def get(self, observation_id: str) -> Observation | None:
        """Return a row by its id."""
        row = self._sql.one(_GET, {"id": observation_id})
        return Observation(*row) if row else None

    def of_record(self, record: str) -> Sequence[Observation]:
        """Return the rows of a record, oldest first; in a writing unit others wait."""
        self._sql.lock("observation", record)
        rows = self._sql.all(_OF_RECORD, {"record": record})
        return [Observation(*row) for row in rows]

    def of_drill(self, drill_id: str) -> Sequence[Observation]:
        """Return the rows of a drill, oldest first."""
        rows = self._sql.all(_OF_DRILL, {"drill_id": drill_id})
        return [Observation(*row) for row in rows]

    def of_observer(self, observer_id: str) -> Sequence[Observation]:
        """Return what somebody observed, oldest first."""
        rows = self._sql.all(_OF_OBSERVER, {"observer_id": observer_id})
        return [Observation(*row) for row in rows]

    def of_person(self, person_id: str) -> Sequence[Observation]:
        """Return what was observed of somebody, oldest first."""
        rows = self._sql.all(_OF_PERSON, {"person_id": person_id})
        return [Observation(*row) for row in rows]
