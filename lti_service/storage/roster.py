"""Rosters of platforms' courses, and their members."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lti_service.domain.roster import Member, MemberRole, MemberState, Roster
from lti_service.storage.columns import Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

rosters = sa.Table(
    "rosters",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("platform_id", sa.Text, sa.ForeignKey("platforms.id"), nullable=False),
    sa.Column("deployment_id", sa.Text, nullable=False),
    sa.Column("memberships_url", sa.Text, nullable=False),
    sa.Column("context_id", sa.Text, nullable=False),
    sa.Column("context_title", sa.Text, nullable=False),
    sa.Column("due_at", Moment, nullable=False, index=True),
    sa.Column("read_at", Moment),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("ignored", sa.Integer, nullable=False),
    sa.UniqueConstraint("platform_id", "deployment_id", "memberships_url"),
)

members = sa.Table(
    "members",
    metadata,
    sa.Column("roster_id", sa.Text, sa.ForeignKey("rosters.id"), primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", choice(MemberRole), nullable=False),
    sa.Column("state", choice(MemberState), nullable=False),
    sa.Column("joined_on", sa.Date, nullable=False),
    sa.Column("left_on", sa.Date),
)

_ROSTERS = sa.select(*columns_of(rosters, Roster))
_ROSTER = _ROSTERS.where(rosters.c.id == sa.bindparam("id"))
_ROSTER_LOCKED = _ROSTER.with_for_update()
_AT_ADDRESS = _ROSTERS.where(
    rosters.c.platform_id == sa.bindparam("platform_id"),
    rosters.c.deployment_id == sa.bindparam("deployment_id"),
    rosters.c.memberships_url == sa.bindparam("memberships_url"),
)
_ALL = _ROSTERS.order_by(rosters.c.context_title, rosters.c.id)
_MOST_OVERDUE = (
    _ROSTERS.where(rosters.c.due_at <= sa.bindparam("now"))
    .order_by(rosters.c.due_at, rosters.c.id)
    .limit(1)
)
_MOST_OVERDUE_FREE = _MOST_OVERDUE.with_for_update(skip_locked=True)
_SAVE = insert_or_update(rosters, ["id"])
_MEMBERS = (
    sa.select(*columns_of(members, Member))
    .where(members.c.roster_id == sa.bindparam("roster_id"))
    .order_by(members.c.name, members.c.subject)
)
_COUNTS = (
    sa.select(members.c.roster_id, sa.func.count())
    .where(members.c.state != MemberState.LEFT)
    .group_by(members.c.roster_id)
)
_SAVE_MEMBERS = insert_or_update(members, ["roster_id", "subject"])
_roster_row = values_of(Roster)
_member_row = values_of(Member)


class SqlRosters:
    """`ports.Rosters` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, roster_id: str) -> Roster | None:
        """Return a roster; in a writing unit of work its row is locked."""
        statement = _ROSTER_LOCKED if self._sql.locking else _ROSTER
        row = self._sql.one(statement, {"id": roster_id})
        return None if row is None else Roster(*row)

    def find(
        self, platform_id: str, deployment_id: str, memberships_url: str
    ) -> Roster | None:
        """Return the roster at an address of a deployment."""
        key = {
            "platform_id": platform_id,
            "deployment_id": deployment_id,
            "memberships_url": memberships_url,
        }
        row = self._sql.find(_AT_ADDRESS, key)
        return None if row is None else Roster(*row)

    def all(self) -> Sequence[Roster]:
        """Return all rosters, by title of their course."""
        return [Roster(*row) for row in self._sql.all(_ALL)]

    def most_overdue(self, now: datetime) -> Roster | None:
        """Return the roster that is due longest and that nobody holds."""
        statement = _MOST_OVERDUE_FREE if self._sql.locking else _MOST_OVERDUE
        row = self._sql.one(statement, {"now": now})
        return None if row is None else Roster(*row)

    def save(self, roster: Roster) -> None:
        """Add or replace a roster."""
        self._sql.run(_SAVE, _roster_row(roster))

    def members(self, roster_id: str) -> Sequence[Member]:
        """Return the members, those who left included, by name."""
        rows = self._sql.all(_MEMBERS, {"roster_id": roster_id})
        return [Member(*row) for row in rows]

    def counts(self) -> Mapping[str, int]:
        """Return how many belong to each class now, by roster."""
        return {row[0]: row[1] for row in self._sql.all(_COUNTS)}

    def save_members(self, changed: Sequence[Member]) -> None:
        """Add or replace members."""
        rows: list[dict[str, Any]] = [_member_row(member) for member in changed]
        if rows:
            self._sql.run(_SAVE_MEMBERS, rows)
