"""Attempts and the events they are made of."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from typing import Any

import sqlalchemy as sa

from lti_service.domain.attempt import Attempt, Event, RecordedEvent
from lti_service.domain.course import AttemptCount
from lti_service.domain.launch import Content
from lti_service.domain.roster import Roster
from lti_service.storage.columns import (
    ACTIVITIES,
    ANSWER,
    DOCUMENT,
    NAMES,
    SEQUENCE,
    Moment,
)
from lti_service.storage.course import releases
from lti_service.storage.launch import accounts, resource_links
from lti_service.storage.schema import columns_of, metadata, values_of
from lti_service.storage.transaction import Transaction

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column(
        "resource_link_id",
        sa.Text,
        sa.ForeignKey("resource_links.id"),
        nullable=False,
        index=True,
    ),
    sa.Column(
        "release_id",
        sa.Text,
        sa.ForeignKey("releases.id"),
        nullable=False,
        index=True,
    ),
    sa.Column("course_id", sa.Text, nullable=False),
    sa.Column("module_id", sa.Text, nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("viewed", NAMES, nullable=False),
    sa.Column("activities", ACTIVITIES, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("completed_at", Moment),
    sa.Column("passed_at", Moment),
    sa.Column("sent_hundredths", sa.Integer),
    sa.Column("activity_id", sa.Text, nullable=False, server_default=""),
    sa.Column("instructor", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint(
        "account_id",
        "resource_link_id",
        "course_id",
        "module_id",
        "ordinal",
        name="uq_attempts_natural_key",
    ),
    # Few are passed of those that change at each page.
    sa.Index(
        "ix_attempts_passed",
        "passed_at",
        "id",
        sqlite_where=sa.text("passed_at IS NOT NULL"),
        postgresql_where=sa.text("passed_at IS NOT NULL"),
    ),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("attempt_id", sa.Text, sa.ForeignKey("attempts.id"), nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("activity", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("answer", ANSWER),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("reply", DOCUMENT, nullable=False),
    sa.UniqueConstraint("attempt_id", "id"),
)

_ATTEMPTS = sa.select(*columns_of(attempts, Attempt))
_ATTEMPT = _ATTEMPTS.where(attempts.c.id == sa.bindparam("id"))
_ATTEMPT_LOCKED = _ATTEMPT.with_for_update()
_SAME_CONTENT = (
    attempts.c.account_id == sa.bindparam("account_id"),
    attempts.c.resource_link_id == sa.bindparam("resource_link_id"),
    attempts.c.course_id == sa.bindparam("course_id"),
    attempts.c.module_id == sa.bindparam("module_id"),
    attempts.c.activity_id == sa.bindparam("activity_id"),
)
_LATEST = _ATTEMPTS.where(*_SAME_CONTENT).order_by(attempts.c.ordinal.desc()).limit(1)
_OF_ACCOUNT = _ATTEMPTS.where(
    attempts.c.account_id == sa.bindparam("account_id")
).order_by(attempts.c.started_at.desc(), attempts.c.id)
_OF_LINK = _ATTEMPTS.where(
    attempts.c.resource_link_id == sa.bindparam("resource_link_id")
).order_by(attempts.c.started_at.desc(), attempts.c.id)
_INSTRUCTORS = (
    sa.select(accounts.c.subject)
    .distinct()
    .select_from(attempts)
    .join(resource_links, resource_links.c.id == attempts.c.resource_link_id)
    .join(accounts, accounts.c.id == attempts.c.account_id)
    .where(
        attempts.c.instructor,
        resource_links.c.platform_id == sa.bindparam("platform_id"),
        resource_links.c.deployment_id == sa.bindparam("deployment_id"),
        resource_links.c.memberships_url == sa.bindparam("memberships_url"),
    )
)
_PAGE = (
    _ATTEMPTS.where(attempts.c.id > sa.bindparam("after"))
    .order_by(attempts.c.id)
    .limit(sa.bindparam("limit"))
)
_OF_RELEASE = (
    _ATTEMPTS.where(
        attempts.c.release_id == sa.bindparam("release_id"),
        attempts.c.id > sa.bindparam("after"),
    )
    .order_by(attempts.c.id)
    .limit(sa.bindparam("limit"))
)
_COUNTS = (
    sa.select(
        attempts.c.release_id,
        sa.func.count(),
        sa.func.count(attempts.c.passed_at),
    )
    .join(releases, releases.c.id == attempts.c.release_id)
    .where(
        releases.c.course_id == sa.bindparam("course_id"),
        attempts.c.instructor.is_(False),
    )
    .group_by(attempts.c.release_id)
)
# What an attempt is about never changes, so that an update touches no index.
_CHANGING = (
    "updated_at", "viewed", "activities", "place",
    "completed_at", "passed_at", "sent_hundredths", "instructor",
)  # fmt: skip
_UPDATE = (
    sa.update(attempts)
    .where(attempts.c.id == sa.bindparam("attempt"))
    .values({name: sa.bindparam(name) for name in _CHANGING})
)
_earlier = attempts.alias("earlier")
# An ordinal counts all attempts at a module, whichever activity: so the key of 0001 holds.
_INSERT = sa.insert(attempts).values(
    course_id=sa.select(releases.c.course_id)
    .where(releases.c.id == sa.bindparam("release_id"))
    .scalar_subquery(),
    ordinal=sa.select(sa.func.coalesce(sa.func.max(_earlier.c.ordinal), 0) + 1)
    .where(
        _earlier.c.account_id == sa.bindparam("account_id"),
        _earlier.c.resource_link_id == sa.bindparam("resource_link_id"),
        _earlier.c.course_id == releases.c.course_id,
        _earlier.c.module_id == sa.bindparam("module_id"),
        releases.c.id == sa.bindparam("release_id"),
    )
    .scalar_subquery(),
    **{
        name: sa.bindparam(name)
        for name in (
            "id", "account_id", "resource_link_id", "release_id", "module_id",
            "activity_id", "started_at", *_CHANGING,
        )
    },
)  # fmt: skip
_EVENT_COLUMNS = ("id", "kind", "activity", "at", "answer", "question")
_RECORDED = sa.select(
    *(events.c[name] for name in (*_EVENT_COLUMNS, "received_at", "reply"))
).where(
    events.c.attempt_id == sa.bindparam("attempt_id"),
    events.c.id.in_(sa.bindparam("ids", expanding=True)),
)
_EVENTS = (
    sa.select(*(events.c[name] for name in (*_EVENT_COLUMNS, "received_at", "reply")))
    .where(events.c.attempt_id == sa.bindparam("attempt_id"))
    .order_by(events.c.sequence)
)
_LEARNERS = (
    sa.select(
        attempts.c.resource_link_id,
        sa.func.count(sa.distinct(attempts.c.account_id)),
    )
    .where(attempts.c.instructor.is_(False))
    .group_by(attempts.c.resource_link_id)
)
_RECORD = sa.insert(events)
_attempt_row = values_of(Attempt)
_event_row = values_of(Event)


class SqlAttempts:
    """`ports.Attempts` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, attempt_id: str) -> Attempt | None:
        """Return an attempt; in a writing unit of work its row is locked."""
        statement = _ATTEMPT_LOCKED if self._sql.locking else _ATTEMPT
        row = self._sql.one(statement, {"id": attempt_id})
        return None if row is None else Attempt(*row)

    def find(
        self, account_id: str, resource_link_id: str, content: Content
    ) -> Attempt | None:
        """Return the latest attempt of an account at a content in a resource link."""
        row = self._sql.find(
            _LATEST,
            {
                "account_id": account_id,
                "resource_link_id": resource_link_id,
                "course_id": content.course_id,
                "module_id": content.module_id,
                "activity_id": content.activity_id,
            },
        )
        return None if row is None else Attempt(*row)

    def of_account(self, account_id: str) -> Sequence[Attempt]:
        """Return an account's attempts, newest first."""
        rows = self._sql.all(_OF_ACCOUNT, {"account_id": account_id})
        return [Attempt(*row) for row in rows]

    def of_resource_link(self, resource_link_id: str) -> Sequence[Attempt]:
        """Return the attempts in a resource link, newest first."""
        rows = self._sql.all(_OF_LINK, {"resource_link_id": resource_link_id})
        return [Attempt(*row) for row in rows]

    def instructors(self, roster: Roster) -> AbstractSet[str]:
        """Return the subjects whose last launch of a link of the course was to teach."""
        key = {
            "platform_id": roster.platform_id,
            "deployment_id": roster.deployment_id,
            "memberships_url": roster.memberships_url,
        }
        return {row[0] for row in self._sql.all(_INSTRUCTORS, key)}

    def all(self, *, after: str = "", limit: int = 1000) -> Sequence[Attempt]:
        """Return attempts in order of id, those after an id."""
        rows = self._sql.all(_PAGE, {"after": after, "limit": limit})
        return [Attempt(*row) for row in rows]

    def of_release(
        self, release_id: str, *, after: str = "", limit: int = 1000
    ) -> Sequence[Attempt]:
        """Return the attempts on a release in order of id, those after an id."""
        asked = {"release_id": release_id, "after": after, "limit": limit}
        return [Attempt(*row) for row in self._sql.all(_OF_RELEASE, asked)]

    def counts(self, course_id: str) -> Mapping[str, AttemptCount]:
        """Return how many attempts stand on each release of a course, by its id."""
        rows = self._sql.all(_COUNTS, {"course_id": course_id})
        return {row[0]: AttemptCount(row[1], row[2]) for row in rows}

    def save(self, attempt: Attempt) -> None:
        """Add or replace an attempt."""
        row = _attempt_row(attempt)
        if not self._sql.run(_UPDATE, {**row, "attempt": attempt.id}):
            self._sql.run(_INSERT, row)

    def recorded(
        self, attempt_id: str, event_ids: Sequence[str]
    ) -> Mapping[str, RecordedEvent]:
        """Return those of the events that were recorded before, by id."""
        if not event_ids:
            return {}
        rows = self._sql.all(
            _RECORDED, {"attempt_id": attempt_id, "ids": list(event_ids)}
        )
        return {
            row.id: RecordedEvent(
                Event(*row[:6]), attempt_id, row.received_at, row.reply
            )
            for row in rows
        }

    def learners(self) -> Mapping[str, int]:
        """Return how many people learn in each resource link, by its id; no trials."""
        return {row[0]: row[1] for row in self._sql.all(_LEARNERS)}

    def events(self, attempt_id: str) -> Sequence[RecordedEvent]:
        """Return all events of an attempt in the order in which they were recorded."""
        rows = self._sql.all(_EVENTS, {"attempt_id": attempt_id})
        return [
            RecordedEvent(Event(*row[:6]), attempt_id, row.received_at, row.reply)
            for row in rows
        ]

    def record(self, events: Sequence[RecordedEvent]) -> None:
        """Append events."""
        if events:
            self._sql.run(_RECORD, [_recorded_row(event) for event in events])


def _recorded_row(recorded: RecordedEvent) -> dict[str, Any]:
    return {
        **_event_row(recorded.event),
        "attempt_id": recorded.attempt_id,
        "received_at": recorded.received_at,
        "reply": recorded.reply,
    }
