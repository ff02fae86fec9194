"""Attempts at packages in Moodles."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from lti_service.domain.moodle_attempt import SeenAttempt
from lti_service.domain.moodle_ledger import RunState
from lti_service.domain.scorm_attempt import AttemptItem, AttemptStatus, ItemKind
from lti_service.storage.columns import SEQUENCE, Encoded, Exact, Moment, choice
from lti_service.storage.moodle_table import moodle_runs
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction


def _write_items(items: tuple[AttemptItem, ...]) -> str:
    return json.dumps(
        [
            [
                one.kind,
                one.name,
                one.result,
                None if one.share is None else str(one.share),
            ]
            for one in items
        ]
    )


def _read_items(text: str) -> tuple[AttemptItem, ...]:
    return tuple(
        AttemptItem(
            ItemKind(kind), name, result, None if share is None else Decimal(share)
        )
        for kind, name, result, share in json.loads(text)
    )


moodle_attempts = sa.Table(
    "moodle_attempts",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("moodle_id", sa.Text, sa.ForeignKey("moodles.id"), nullable=False),
    sa.Column("course_id", sa.Integer, nullable=False),
    sa.Column("activity_id", sa.Integer, nullable=False),
    sa.Column("user_id", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("status", choice(AttemptStatus), nullable=False),
    sa.Column("share", Exact),
    sa.Column("seconds", sa.BigInteger, nullable=False),
    sa.Column("last_at", Moment),
    sa.Column("items", Encoded(_write_items, _read_items), nullable=False),
    sa.Column(
        "run_id", sa.Text, sa.ForeignKey("moodle_runs.id"), nullable=False, index=True
    ),
    sa.Column("recorded_at", Moment, nullable=False),
    # One run says one thing of an attempt, however often it is resumed.
    sa.UniqueConstraint(
        "moodle_id",
        "user_id",
        "course_id",
        "activity_id",
        "number",
        "run_id",
        name="uq_moodle_attempts_place",
    ),
)
_PLACE = ("moodle_id", "user_id", "course_id", "activity_id", "number")
_KEEP = insert_or_skip(moodle_attempts, *_PLACE, "run_id")
_row = values_of(SeenAttempt)
_ID: sa.BindParameter[Any] = sa.bindparam("id")
_USERS: sa.BindParameter[list[Any]] = sa.bindparam("users", expanding=True)
_later = moodle_attempts.alias("later")
_later_run = moodle_runs.alias("later_run")
_HELD = (
    sa.select(*columns_of(moodle_attempts, SeenAttempt))
    .join(moodle_runs, moodle_runs.c.id == moodle_attempts.c.run_id)
    .where(
        moodle_attempts.c.moodle_id == _ID,
        moodle_attempts.c.user_id.in_(_USERS),
        moodle_runs.c.state != RunState.UNDONE,
        ~sa.exists()
        .where(
            *(_later.c[name] == moodle_attempts.c[name] for name in _PLACE),
            _later.c.sequence > moodle_attempts.c.sequence,
            _later_run.c.id == _later.c.run_id,
            _later_run.c.state != RunState.UNDONE,
        )
        .correlate(moodle_attempts),
    )
    .order_by(
        moodle_attempts.c.user_id,
        moodle_attempts.c.course_id,
        moodle_attempts.c.activity_id,
        moodle_attempts.c.number,
    )
)
_HELD_IN = _HELD.where(moodle_attempts.c.course_id == sa.bindparam("course"))
_READ_IN = (
    sa.select(moodle_attempts.c.user_id, moodle_attempts.c.course_id)
    .distinct()
    .where(moodle_attempts.c.run_id == _ID)
    .order_by(moodle_attempts.c.user_id, moodle_attempts.c.course_id)
)


class SqlMoodleAttempts:
    """`ports.moodle_attempt.MoodleAttempts` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def held(
        self, moodle_id: str, user_ids: Iterable[int], course_id: int = 0
    ) -> Sequence[SeenAttempt]:
        """Return what holds of these users; see the port."""
        about: dict[str, object] = {"id": moodle_id, "users": list(user_ids)}
        if course_id:
            rows = self._sql.all(_HELD_IN, about | {"course": course_id})
        else:
            rows = self._sql.all(_HELD, about)
        return [SeenAttempt(*row) for row in rows]

    def read_in(self, run_id: str) -> Sequence[tuple[int, int]]:
        """Return of which users, in which courses, a run read anything; in order."""
        rows = self._sql.all(_READ_IN, {"id": run_id})
        return [(user_id, course_id) for user_id, course_id in rows]

    def keep(self, rows: Sequence[SeenAttempt]) -> None:
        """Add what was read; see the port."""
        if rows:
            self._sql.run(_KEEP, [_row(one) for one in rows])
