"""Learning plans and ratings of competencies in Moodles."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from lti_service.domain.moodle_file import FILE_IDS
from lti_service.domain.moodle_ledger import RunState
from lti_service.domain.moodle_mapping import PlaceCount
from lti_service.domain.moodle_plan import (
    COMPETENCIES,
    MoodleCompetency,
    PlanItem,
    PlanRead,
    PlanReader,
    PlanStatus,
    SeenPlan,
    SeenRating,
    Stamps,
)
from lti_service.domain.moodle_push import ItemKind
from lti_service.storage.columns import SEQUENCE, Encoded, Moment, choice
from lti_service.storage.moodle_push import moodle_mirrors
from lti_service.storage.moodle_table import (
    moodle_accounts,
    moodle_participants,
    moodle_runs,
)
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction


def _write_items(items: tuple[PlanItem, ...]) -> str:
    return json.dumps([[one.competency_id, one.is_proficient] for one in items])


def _read_items(text: str) -> tuple[PlanItem, ...]:
    return tuple(PlanItem(*one) for one in json.loads(text))


def _write_stamps(stamps: Stamps) -> str:
    return json.dumps(dict(stamps), sort_keys=True)


def _read_stamps(text: str) -> Stamps:
    return MappingProxyType(json.loads(text))


def _of_run() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "run_id",
            sa.Text,
            sa.ForeignKey("moodle_runs.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("recorded_at", Moment, nullable=False),
    ]


def _of_moodle(*, primary: bool) -> sa.Column[str]:
    return sa.Column(
        "moodle_id",
        sa.Text,
        sa.ForeignKey("moodles.id"),
        primary_key=primary,
        nullable=False,
    )


moodle_competencies = sa.Table(
    "moodle_competencies",
    metadata,
    _of_moodle(primary=True),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("idnumber", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("framework", sa.Text, nullable=False),
)
moodle_ratings = sa.Table(
    "moodle_ratings",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    _of_moodle(primary=False),
    sa.Column("user_id", sa.Integer, nullable=False),
    sa.Column("line_id", sa.Integer, nullable=False),
    sa.Column("competency_id", sa.Integer, nullable=False),
    sa.Column("rater_id", sa.Integer, nullable=False),
    sa.Column("is_proficient", sa.Boolean),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("rated_at", Moment, nullable=False),
    *_of_run(),
    # One run says one thing of a line, however often it is resumed.
    sa.UniqueConstraint(
        "moodle_id", "user_id", "line_id", "run_id", name="uq_moodle_ratings_line"
    ),
    sa.Index("ix_moodle_ratings_rater", "moodle_id", "rater_id"),
)
moodle_plans = sa.Table(
    "moodle_plans",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    _of_moodle(primary=False),
    sa.Column("user_id", sa.Integer, nullable=False),
    sa.Column("plan_id", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("status", choice(PlanStatus), nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("items", Encoded(_write_items, _read_items), nullable=False),
    sa.Column("is_gone", sa.Boolean, nullable=False),
    *_of_run(),
    sa.UniqueConstraint(
        "moodle_id", "user_id", "plan_id", "run_id", name="uq_moodle_plans_plan"
    ),
)
moodle_plan_reads = sa.Table(
    "moodle_plan_reads",
    metadata,
    _of_moodle(primary=True),
    sa.Column("user_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("read_at", Moment, nullable=False),
    sa.Column("stamps", Encoded(_write_stamps, _read_stamps), nullable=False),
)

_ID: sa.BindParameter[Any] = sa.bindparam("id")
_USERS: sa.BindParameter[list[Any]] = sa.bindparam("users", expanding=True)
_SAVE_COMPETENCIES = insert_or_update(moodle_competencies, ["moodle_id", "id"])
_SAVE_READS = insert_or_update(moodle_plan_reads, ["moodle_id", "user_id"])
_RATING_KEY = ("moodle_id", "user_id", "line_id")
_PLAN_KEY = ("moodle_id", "user_id", "plan_id")
_KEEP_RATINGS = insert_or_skip(moodle_ratings, *_RATING_KEY, "run_id")
_KEEP_PLANS = insert_or_skip(moodle_plans, *_PLAN_KEY, "run_id")
_competency_row = values_of(MoodleCompetency)
_read_row = values_of(PlanRead)
_rating_row = values_of(SeenRating)
_plan_row = values_of(SeenPlan)


def _held(
    table: sa.Table, kind: type[SeenRating] | type[SeenPlan], key: Sequence[str]
) -> sa.Select[Any]:
    later, run = table.alias("later"), moodle_runs.alias("later_run")
    return (
        sa.select(*columns_of(table, kind))
        .join(moodle_runs, moodle_runs.c.id == table.c.run_id)
        .where(
            table.c.moodle_id == _ID,
            table.c.user_id.in_(_USERS),
            moodle_runs.c.state != RunState.UNDONE,
            ~sa.exists()
            .where(
                *(later.c[name] == table.c[name] for name in key),
                later.c.sequence > table.c.sequence,
                run.c.id == later.c.run_id,
                run.c.state != RunState.UNDONE,
            )
            .correlate(table),
        )
        .order_by(*(table.c[name] for name in key))
    )


_COMPETENCIES = (
    sa.select(*columns_of(moodle_competencies, MoodleCompetency))
    .where(moodle_competencies.c.moodle_id == _ID)
    .order_by(moodle_competencies.c.id)
)
_REMOTE = (
    sa.select(moodle_mirrors.c.remote_id)
    .where(
        moodle_mirrors.c.moodle_id == _ID,
        moodle_mirrors.c.kind == sa.bindparam("kind", type_=moodle_mirrors.c.kind.type),
        moodle_mirrors.c.remote_id.is_not(None),
    )
    .order_by(moodle_mirrors.c.remote_id)
)
_SINCE: sa.BindParameter[Any] = sa.bindparam(
    "since", type_=moodle_participants.c.read_at.type
)
_took_part = sa.and_(
    moodle_participants.c.moodle_id == moodle_accounts.c.moodle_id,
    moodle_participants.c.user_id == moodle_accounts.c.user_id,
)
_came = (
    sa.exists()
    .where(
        _took_part,
        moodle_participants.c.read_at >= _SINCE,
    )
    .correlate(moodle_accounts)
)
_READERS = (
    sa.select(moodle_accounts.c.user_id, moodle_plan_reads.c.read_at, _came)
    .outerjoin(
        moodle_plan_reads,
        sa.and_(
            moodle_plan_reads.c.moodle_id == moodle_accounts.c.moodle_id,
            moodle_plan_reads.c.user_id == moodle_accounts.c.user_id,
        ),
    )
    .where(
        moodle_accounts.c.moodle_id == _ID,
        moodle_accounts.c.user_id < FILE_IDS,
        sa.or_(
            sa.and_(
                moodle_accounts.c.person_id.is_not(None),
                moodle_accounts.c.changed_at < _SINCE,
            ),
            sa.exists()
            .where(_took_part, moodle_participants.c.left_at.is_(None))
            .correlate(moodle_accounts),
        ),
    )
    .order_by(moodle_accounts.c.user_id)
)
_READS = (
    sa.select(*columns_of(moodle_plan_reads, PlanRead))
    .where(
        moodle_plan_reads.c.moodle_id == _ID, moodle_plan_reads.c.user_id.in_(_USERS)
    )
    .order_by(moodle_plan_reads.c.user_id)
)
_FORGET = sa.delete(moodle_plan_reads).where(
    moodle_plan_reads.c.moodle_id == _ID, moodle_plan_reads.c.user_id.in_(_USERS)
)
_RATINGS = _held(moodle_ratings, SeenRating, _RATING_KEY)
_PLANS = _held(moodle_plans, SeenPlan, _PLAN_KEY)
_READ_IN = sa.union(
    sa.select(moodle_ratings.c.user_id).where(moodle_ratings.c.run_id == _ID),
    sa.select(moodle_plans.c.user_id).where(moodle_plans.c.run_id == _ID),
).order_by("user_id")
_RATED = (
    sa.select(moodle_ratings.c.user_id)
    .distinct()
    .where(moodle_ratings.c.moodle_id == _ID)
    .order_by(moodle_ratings.c.user_id)
)
_RATED_BY = _RATED.where(moodle_ratings.c.rater_id.in_(_USERS))


def _people(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    whom = moodle_ratings.c.user_id
    if conditions:
        return sa.func.count(sa.distinct(sa.case((sa.and_(*conditions), whom))))
    return sa.func.count(sa.distinct(whom))


_proficient = moodle_ratings.c.is_proficient.is_(True)
_known = moodle_accounts.c.person_id.is_not(None)
_COUNTS = (
    sa.select(
        moodle_ratings.c.competency_id,
        _people(_proficient),
        _people(),
        _people(_proficient, _known),
        _people(_known),
    )
    .join(moodle_runs, moodle_runs.c.id == moodle_ratings.c.run_id)
    .outerjoin(
        moodle_accounts,
        sa.and_(
            moodle_accounts.c.moodle_id == moodle_ratings.c.moodle_id,
            moodle_accounts.c.user_id == moodle_ratings.c.user_id,
        ),
    )
    .where(
        moodle_ratings.c.moodle_id == _ID,
        moodle_runs.c.state != RunState.UNDONE,
        moodle_ratings.c.is_proficient.is_not(None),
    )
    .group_by(moodle_ratings.c.competency_id)
    .order_by(moodle_ratings.c.competency_id)
)


class SqlMoodlePlans:
    """`ports.moodle_plan.MoodlePlans` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def competencies(self, moodle_id: str) -> Sequence[MoodleCompetency]:
        """Return the competencies of a Moodle that were met, by id."""
        rows = self._sql.all(_COMPETENCIES, {"id": moodle_id})
        return [MoodleCompetency(*row) for row in rows]

    def save_competencies(
        self, moodle_id: str, competencies: Sequence[MoodleCompetency]
    ) -> None:
        """Add or replace competencies."""
        about = {"moodle_id": moodle_id}
        if competencies:
            rows = [_competency_row(one) | about for one in competencies]
            self._sql.run(_SAVE_COMPETENCIES, rows)

    def mirrored(self, moodle_id: str) -> Sequence[int]:
        """Return the ids there of the competencies that this service mirrors."""
        return self._remote(moodle_id, ItemKind.NODE)

    def pushed_plans(self, moodle_id: str) -> Sequence[int]:
        """Return the ids there of the plans that this service mirrors."""
        return self._remote(moodle_id, ItemKind.PLAN)

    def readers(self, moodle_id: str, since: datetime) -> Sequence[PlanReader]:
        """Return whose plans are read, by user id; see the port."""
        rows = self._sql.all(_READERS, {"id": moodle_id, "since": since})
        return [PlanReader(user, at, bool(came)) for user, at, came in rows]

    def reads(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[PlanRead]:
        """Return how these users' competencies stood when they were read, by user."""
        rows = self._sql.all(_READS, {"id": moodle_id, "users": list(user_ids)})
        return [PlanRead(*row) for row in rows]

    def save_reads(self, reads: Sequence[PlanRead]) -> None:
        """Add or replace when users were read."""
        if reads:
            self._sql.run(_SAVE_READS, [_read_row(one) for one in reads])

    def forget_reads(self, moodle_id: str, user_ids: Iterable[int]) -> None:
        """Have the next run read these users again, whatever stands alike."""
        self._sql.run(_FORGET, {"id": moodle_id, "users": list(user_ids)})

    def ratings(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[SeenRating]:
        """Return the ratings of these users that hold; see the port."""
        rows = self._sql.all(_RATINGS, {"id": moodle_id, "users": list(user_ids)})
        return [SeenRating(*row) for row in rows]

    def keep_ratings(self, rows: Sequence[SeenRating]) -> None:
        """Add ratings; what a run said of a line already stays."""
        if rows:
            self._sql.run(_KEEP_RATINGS, [_rating_row(one) for one in rows])

    def plans(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[SeenPlan]:
        """Return the plans of these users that hold; see the port."""
        rows = self._sql.all(_PLANS, {"id": moodle_id, "users": list(user_ids)})
        return [SeenPlan(*row) for row in rows]

    def keep_plans(self, rows: Sequence[SeenPlan]) -> None:
        """Add plans; what a run said of a plan already stays."""
        if rows:
            self._sql.run(_KEEP_PLANS, [_plan_row(one) for one in rows])

    def read_in(self, run_id: str) -> Sequence[int]:
        """Return of which users a run read plans or ratings, in order."""
        return [user for (user,) in self._sql.all(_READ_IN, {"id": run_id})]

    def rated_users(self, moodle_id: str) -> Sequence[int]:
        """Return of whom any rating was ever read, in order."""
        return [user for (user,) in self._sql.all(_RATED, {"id": moodle_id})]

    def rated_by(self, moodle_id: str, rater_ids: Iterable[int]) -> Sequence[int]:
        """Return whom these accounts rated, in order."""
        about = {"id": moodle_id, "users": list(rater_ids)}
        return [user for (user,) in self._sql.all(_RATED_BY, about)]

    def counts(self, moodle_id: str) -> Sequence[PlaceCount]:
        """Return how many people hold a rating, by competency; see the port."""
        rows = self._sql.all(_COUNTS, {"id": moodle_id})
        return [PlaceCount(COMPETENCIES, *(int(cell) for cell in row)) for row in rows]

    def _remote(self, moodle_id: str, kind: ItemKind) -> Sequence[int]:
        about: Mapping[str, object] = {"id": moodle_id, "kind": kind}
        return [int(one) for (one,) in self._sql.all(_REMOTE, about)]
