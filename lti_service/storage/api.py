"""Tokens of other systems, answers to be given again, and what these systems read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lti_service.domain.api_token import ApiToken, CoursePass, Replay
from lti_service.domain.evidence import Evidence
from lti_service.domain.learning_hours import JpEntry
from lti_service.domain.organisation import Person
from lti_service.domain.programme import Enrolment, EnrolmentState
from lti_service.ports.api import Place
from lti_service.storage.agency_plan import individual_plans
from lti_service.storage.attempt import attempts
from lti_service.storage.columns import NAMES, Moment
from lti_service.storage.course import releases
from lti_service.storage.evidence import evidence
from lti_service.storage.launch import accounts
from lti_service.storage.learning_hours import jp_entries
from lti_service.storage.organisation import people, person_rows
from lti_service.storage.programme import enrolments
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("secret_hash", sa.Text, nullable=False, unique=True),
    sa.Column("scopes", NAMES, nullable=False),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("last_used_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("ended_by", sa.Text, nullable=False),
)

api_replays = sa.Table(
    "api_replays",
    metadata,
    sa.Column("token_id", sa.Text, sa.ForeignKey("api_tokens.id"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("location", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)

_TOKENS = sa.select(*columns_of(api_tokens, ApiToken))
_TOKEN = _TOKENS.where(api_tokens.c.id == sa.bindparam("id"))
_TOKEN_OF = _TOKENS.where(api_tokens.c.secret_hash == sa.bindparam("secret_hash"))
_ALL_TOKENS = _TOKENS.order_by(api_tokens.c.created_at.desc(), api_tokens.c.id)
_SAVE_TOKEN = insert_or_update(api_tokens, ["id"])
_token_row = values_of(ApiToken)
_REPLAY = sa.select(*columns_of(api_replays, Replay)).where(
    api_replays.c.token_id == sa.bindparam("token_id"),
    api_replays.c.key == sa.bindparam("key"),
)
_BEGIN = insert_or_skip(api_replays, "token_id", "key")
_END = insert_or_update(api_replays, ["token_id", "key"])
_DROP = sa.delete(api_replays).where(
    api_replays.c.token_id == sa.bindparam("of"),
    api_replays.c.key == sa.bindparam("named"),
)
_FORGET = sa.delete(api_replays).where(api_replays.c.at < sa.bindparam("before"))
_replay_row = values_of(Replay)
_PEOPLE = (
    person_rows.where(people.c.id > sa.bindparam("after"))
    .order_by(people.c.id)
    .limit(sa.bindparam("limit"))
)
_PLANNERS = (
    sa.select(individual_plans.c.person_id)
    .distinct()
    .where(
        individual_plans.c.year == sa.bindparam("year"),
        individual_plans.c.person_id > sa.bindparam("after"),
    )
    .order_by(individual_plans.c.person_id)
    .limit(sa.bindparam("limit"))
)
_EVIDENCE = (
    sa.select(evidence.c.sequence, *columns_of(evidence, Evidence))
    .where(evidence.c.sequence > sa.bindparam("after"))
    .order_by(evidence.c.sequence)
    .limit(sa.bindparam("limit"))
)
_HOURS = (
    sa.select(jp_entries.c.sequence, *columns_of(jp_entries, JpEntry))
    .where(jp_entries.c.sequence > sa.bindparam("after"))
    .order_by(jp_entries.c.sequence)
    .limit(sa.bindparam("limit"))
)
_PASSES = (
    sa.select(
        attempts.c.id,
        accounts.c.person_id,
        attempts.c.course_id,
        releases.c.version,
        releases.c.title,
        attempts.c.module_id,
        attempts.c.activity_id,
        attempts.c.passed_at,
    )
    .join(accounts, accounts.c.id == attempts.c.account_id)
    .join(releases, releases.c.id == attempts.c.release_id)
    .where(
        attempts.c.passed_at.is_not(None),
        attempts.c.instructor.is_(False),
        accounts.c.person_id.is_not(None),
    )
    .order_by(attempts.c.passed_at, attempts.c.id)
    .limit(sa.bindparam("limit"))
)
_PASSES_AFTER = _PASSES.where(
    sa.tuple_(attempts.c.passed_at, attempts.c.id)
    > sa.tuple_(sa.bindparam("at", type_=Moment), sa.bindparam("id"))
)
_later = enrolments.alias("later")
_COMPLETED = (
    sa.select(*columns_of(enrolments, Enrolment))
    .where(
        enrolments.c.state == EnrolmentState.COMPLETED,
        ~sa.exists().where(
            _later.c.id == enrolments.c.id,
            _later.c.revision > enrolments.c.revision,
        ),
    )
    .order_by(enrolments.c.recorded_at, enrolments.c.id)
    .limit(sa.bindparam("limit"))
)
_COMPLETED_AFTER = _COMPLETED.where(
    sa.tuple_(enrolments.c.recorded_at, enrolments.c.id)
    > sa.tuple_(sa.bindparam("at", type_=Moment), sa.bindparam("id"))
)


class SqlApi:
    """`ports.Api` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def token(self, token_id: str) -> ApiToken | None:
        """Return a token, also one that is over."""
        row = self._sql.one(_TOKEN, {"id": token_id})
        return None if row is None else ApiToken(*row)

    def token_of(self, secret_hash: str) -> ApiToken | None:
        """Return the token of a secret, also one that is over."""
        row = self._sql.one(_TOKEN_OF, {"secret_hash": secret_hash})
        return None if row is None else ApiToken(*row)

    def tokens(self) -> Sequence[ApiToken]:
        """Return all tokens, those made last first."""
        return [ApiToken(*row) for row in self._sql.all(_ALL_TOKENS)]

    def save_token(self, token: ApiToken) -> None:
        """Add or replace a token."""
        self._sql.run(_SAVE_TOKEN, _token_row(token))

    def replay(self, token_id: str, key: str) -> Replay | None:
        """Return what is kept of a key."""
        row = self._sql.one(_REPLAY, {"token_id": token_id, "key": key})
        return None if row is None else Replay(*row)

    def begin_replay(self, replay: Replay) -> bool:
        """Keep that a key is being carried out; return False where it is known."""
        return self._sql.run(_BEGIN, _replay_row(replay)) == 1

    def end_replay(self, replay: Replay) -> None:
        """Keep the answer."""
        self._sql.run(_END, _replay_row(replay))

    def drop_replay(self, token_id: str, key: str) -> None:
        """Forget a key: nothing came of it."""
        self._sql.run(_DROP, {"of": token_id, "named": key})

    def forget_replays(self, before: datetime) -> None:
        """Forget keys that are older."""
        self._sql.run(_FORGET, {"before": before})

    def people(self, after: str, limit: int) -> Sequence[Person]:
        """Return people by id, those after one."""
        rows = self._sql.all(_PEOPLE, {"after": after, "limit": limit})
        return [Person(*row) for row in rows]

    def planners(self, year: int, after: str, limit: int) -> Sequence[str]:
        """Return ids of people with a plan of their own of a year, those after one."""
        asked = {"year": year, "after": after, "limit": limit}
        return [row.person_id for row in self._sql.all(_PLANNERS, asked)]

    def evidence(self, after: int, limit: int) -> Sequence[tuple[int, Evidence]]:
        """Return rows of the ledger with their numbers, in the order they were kept."""
        rows = self._sql.all(_EVIDENCE, {"after": after, "limit": limit})
        return [(number, Evidence(*row)) for number, *row in rows]

    def hours(self, after: int, limit: int) -> Sequence[tuple[int, JpEntry]]:
        """Return rows of the ledger with their numbers, in the order they were kept."""
        rows = self._sql.all(_HOURS, {"after": after, "limit": limit})
        return [(number, JpEntry(*row)) for number, *row in rows]

    def passes(self, after: Place | None, limit: int) -> Sequence[CoursePass]:
        """Return passes of linked accounts by time and id; trials of teachers are none."""
        rows = self._page(_PASSES, _PASSES_AFTER, after, limit)
        return [CoursePass(*row) for row in rows]

    def completed(self, after: Place | None, limit: int) -> Sequence[Enrolment]:
        """Return the enrolments that are completed now, by when that was kept, and id."""
        rows = self._page(_COMPLETED, _COMPLETED_AFTER, after, limit)
        return [Enrolment(*row) for row in rows]

    def _page(
        self,
        first: sa.Select[Any],
        following: sa.Select[Any],
        after: Place | None,
        limit: int,
    ) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        if after is None:
            return self._sql.all(first, {"limit": limit})
        at, id_ = after
        return self._sql.all(following, {"at": at, "id": id_, "limit": limit})
