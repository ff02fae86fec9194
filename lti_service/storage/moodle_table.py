"""Tables of what is kept of Moodles."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa

from lti_service.domain.moodle_ledger import (
    MappedOutcome,
    MatchBasis,
    MatchDoubt,
    RunCount,
    RunRefusal,
    RunState,
)
from lti_service.domain.moodle_sync import Completion, Tracking
from lti_service.storage.columns import SEQUENCE, Encoded, Exact, Moment, choice
from lti_service.storage.schema import metadata


def _write_outcomes(outcomes: tuple[MappedOutcome, ...]) -> str:
    return json.dumps([[one.competency_code, one.level, one.kind] for one in outcomes])


def _read_outcomes(text: str) -> tuple[MappedOutcome, ...]:
    return tuple(MappedOutcome(*one) for one in json.loads(text))


def _write_counts(counts: Mapping[RunCount, int]) -> str:
    return json.dumps({str(what): count for what, count in counts.items()})


def _read_counts(text: str) -> Mapping[RunCount, int]:
    read = {RunCount(what): count for what, count in json.loads(text).items()}
    return MappingProxyType(read)


def _write_refusals(refusals: tuple[RunRefusal, ...]) -> str:
    return json.dumps([[one.code, one.course_id, one.user_id] for one in refusals])


def _read_refusals(text: str) -> tuple[RunRefusal, ...]:
    return tuple(RunRefusal(*one) for one in json.loads(text))


def _number(kind: type[Tracking] | type[Completion]) -> Encoded:
    return Encoded(lambda value: str(int(value)), lambda text: kind(int(text)))


def _of_moodle(*, primary: bool = True) -> sa.Column[str]:
    return sa.Column(
        "moodle_id",
        sa.Text,
        sa.ForeignKey("moodles.id"),
        primary_key=primary,
        nullable=False,
    )


moodles = sa.Table(
    "moodles",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("token", sa.Text, nullable=False),
    sa.Column("platform_id", sa.Text),
    sa.Column("trusts_idnumber", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("pushes_since", Moment),
)
moodle_courses = sa.Table(
    "moodle_courses",
    metadata,
    _of_moodle(),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("idnumber", sa.Text, nullable=False),
    sa.Column("short_name", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("tracks_completion", sa.Boolean, nullable=False),
)
moodle_activities = sa.Table(
    "moodle_activities",
    metadata,
    _of_moodle(),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("course_id", sa.Integer, nullable=False),
    sa.Column("module", sa.Text, nullable=False),
    sa.Column("instance", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("tracking", _number(Tracking), nullable=False),
    sa.Column("package", sa.Text, nullable=False, server_default=""),
    sa.Column("package_version", sa.Text, nullable=False, server_default=""),
)
moodle_accounts = sa.Table(
    "moodle_accounts",
    metadata,
    _of_moodle(),
    sa.Column("user_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("idnumber", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), index=True),
    sa.Column("basis", choice(MatchBasis), nullable=False),
    sa.Column("doubt", choice(MatchDoubt), nullable=False),
    sa.Column("matched_by", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)
moodle_participants = sa.Table(
    "moodle_participants",
    metadata,
    _of_moodle(),
    sa.Column("course_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("user_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last_access", sa.BigInteger, nullable=False),
    sa.Column("progress", Exact),
    sa.Column("is_complete", sa.Boolean, nullable=False),
    sa.Column("read_at", Moment, nullable=False),
    sa.Column("left_at", Moment),
)
moodle_runs = sa.Table(
    "moodle_runs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _of_moodle(primary=False),
    sa.Column("state", choice(RunState), nullable=False),
    sa.Column("is_trial", sa.Boolean, nullable=False),
    sa.Column("is_full", sa.Boolean, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
    sa.Column("next_course", sa.Integer, nullable=False),
    sa.Column("next_user", sa.Integer, nullable=False),
    sa.Column("counts", Encoded(_write_counts, _read_counts), nullable=False),
    sa.Column("refusals", Encoded(_write_refusals, _read_refusals), nullable=False),
    sa.Column("source", sa.Text, nullable=False, server_default=""),
)
moodle_observations = sa.Table(
    "moodle_observations",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    _of_moodle(primary=False),
    sa.Column("course_id", sa.Integer, nullable=False),
    sa.Column("activity_id", sa.Integer, nullable=False),
    sa.Column("user_id", sa.Integer, nullable=False),
    sa.Column("completion", _number(Completion), nullable=False),
    sa.Column("completed_at", Moment),
    sa.Column("share", Exact),
    sa.Column("graded_at", Moment),
    sa.Column(
        "run_id", sa.Text, sa.ForeignKey("moodle_runs.id"), nullable=False, index=True
    ),
    sa.Column("recorded_at", Moment, nullable=False),
    # One run says one thing of a place, however often it is resumed.
    sa.UniqueConstraint(
        "moodle_id",
        "user_id",
        "course_id",
        "activity_id",
        "run_id",
        name="uq_moodle_observations_place",
    ),
    sa.Index("ix_moodle_observations_course", "moodle_id", "course_id", "user_id"),
)
moodle_mappings = sa.Table(
    "moodle_mappings",
    metadata,
    _of_moodle(),
    sa.Column("course_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("activity_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("programme_code", sa.Text, nullable=False),
    sa.Column("hours", Exact),
    sa.Column("route", sa.Text, nullable=False),
    sa.Column("outcomes", Encoded(_write_outcomes, _read_outcomes), nullable=False),
    sa.Column("is_counted_already", sa.Boolean, nullable=False),
    sa.Column("is_ended", sa.Boolean, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
)
moodle_file_places = sa.Table(
    "moodle_file_places",
    metadata,
    _of_moodle(),
    # 0 where the name is a course's.
    sa.Column("course_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("id", sa.Integer, nullable=False),
)
moodle_file_users = sa.Table(
    "moodle_file_users",
    metadata,
    _of_moodle(),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("user_id", sa.Integer, nullable=False),
    sa.Index("ix_moodle_file_users_user", "moodle_id", "user_id"),
)
