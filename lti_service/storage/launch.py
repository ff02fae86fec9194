"""Platforms, accounts, resource links and nonces."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lti_service.domain.launch import (
    Account,
    Content,
    Platform,
    ResourceLink,
)
from lti_service.errors import ConflictError
from lti_service.storage.columns import NAMES, Moment
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.session import session_epochs
from lti_service.storage.transaction import Row, Transaction

platforms = sa.Table(
    "platforms",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("auth_url", sa.Text, nullable=False),
    sa.Column("token_url", sa.Text, nullable=False),
    sa.Column("jwks_url", sa.Text, nullable=False),
    sa.Column("deployments", NAMES, nullable=False),
    sa.Column("trust_nip", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("issuer", "client_id"),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("platform_id", sa.Text, sa.ForeignKey("platforms.id"), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), index=True),
    sa.Column("claimed_nip", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.UniqueConstraint("platform_id", "subject"),
)

resource_links = sa.Table(
    "resource_links",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("platform_id", sa.Text, sa.ForeignKey("platforms.id"), nullable=False),
    sa.Column("deployment_id", sa.Text, nullable=False),
    sa.Column("lti_id", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("context_id", sa.Text, nullable=False),
    sa.Column("context_title", sa.Text, nullable=False),
    sa.Column("line_item_url", sa.Text, nullable=False),
    sa.Column("course_id", sa.Text, nullable=False),
    sa.Column("module_id", sa.Text, nullable=False),
    sa.Column("page", sa.Text, nullable=False),
    sa.Column("activity_id", sa.Text, nullable=False, server_default=""),
    sa.Column("memberships_url", sa.Text, nullable=False, server_default=""),
    sa.Column("line_items_url", sa.Text, nullable=False, server_default=""),
    sa.Column("found_line_item_url", sa.Text, nullable=False, server_default=""),
    sa.Column("scores_due_at", Moment, index=True),
    # Whoever makes a column holds it for a while: two would make two.
    sa.Column("column_asked_at", Moment),
    sa.UniqueConstraint("platform_id", "deployment_id", "lti_id"),
)

nonces = sa.Table(
    "nonces",
    metadata,
    sa.Column("platform_id", sa.Text, primary_key=True),
    sa.Column("nonce", sa.Text, primary_key=True),
    sa.Column("expires_at", Moment, nullable=False, index=True),
)

_PLATFORMS = sa.select(*columns_of(platforms, Platform))
_PLATFORM = _PLATFORMS.where(platforms.c.id == sa.bindparam("id"))
_PLATFORMS_OF_ISSUER = _PLATFORMS.where(
    platforms.c.issuer == sa.bindparam("issuer")
).order_by(platforms.c.client_id)
_PLATFORMS_BY_NAME = _PLATFORMS.order_by(platforms.c.name, platforms.c.id)
_SAVE_PLATFORM = insert_or_update(platforms, ["id"])
_LAUNCHED = sa.select(
    sa.or_(
        sa.exists().where(accounts.c.platform_id == sa.bindparam("id")),
        sa.exists().where(resource_links.c.platform_id == sa.bindparam("id")),
    )
)
_LAST_SEEN = sa.select(
    accounts.c.platform_id, sa.func.max(accounts.c.seen_at)
).group_by(accounts.c.platform_id)
_REMOVE_PLATFORM = sa.delete(platforms).where(platforms.c.id == sa.bindparam("id"))
_FORGET_NONCES_OF = sa.delete(nonces).where(nonces.c.platform_id == sa.bindparam("id"))
_platform_row = values_of(Platform)


class SqlPlatforms:
    """`ports.Platforms` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, platform_id: str) -> Platform | None:
        """Return a platform."""
        row = self._sql.one(_PLATFORM, {"id": platform_id})
        return None if row is None else Platform(*row)

    def find(self, issuer: str) -> Sequence[Platform]:
        """Return the platforms of an issuer, one per client id."""
        return [
            Platform(*row)
            for row in self._sql.all(_PLATFORMS_OF_ISSUER, {"issuer": issuer})
        ]

    def all(self) -> Sequence[Platform]:
        """Return all platforms, by name."""
        return [Platform(*row) for row in self._sql.all(_PLATFORMS_BY_NAME)]

    def save(self, platform: Platform) -> None:
        """Add or replace a platform."""
        self._sql.run(_SAVE_PLATFORM, _platform_row(platform))

    def last_launches(self) -> Mapping[str, datetime]:
        """Return when somebody came last from each platform, to the hour, by its id."""
        return dict(self._sql.all(_LAST_SEEN))

    def remove(self, platform_id: str) -> None:
        """Remove a platform that nobody launched from."""
        key = {"id": platform_id}
        row = self._sql.one(_LAUNCHED, key)
        if row is not None and row[0]:
            raise ConflictError("platform-in-use", platform=platform_id)
        self._sql.run(_FORGET_NONCES_OF, key)
        self._sql.run(_REMOVE_PLATFORM, key)


_written = [field.name for field in fields(Account) if field.name != "epoch"]
account_select = sa.select(
    *(accounts.c[name] for name in _written),
    sa.func.coalesce(session_epochs.c.epoch, 0).label("epoch"),
).select_from(accounts.outerjoin(session_epochs))
_ACCOUNT = account_select.where(accounts.c.id == sa.bindparam("id"))
_ACCOUNT_OF_SUBJECT = account_select.where(
    accounts.c.platform_id == sa.bindparam("platform_id"),
    accounts.c.subject == sa.bindparam("subject"),
)
_ACCOUNTS_OF_PERSON = account_select.where(
    accounts.c.person_id == sa.bindparam("person_id")
).order_by(accounts.c.created_at, accounts.c.id)
_UNCLAIMED = account_select.where(
    accounts.c.platform_id == sa.bindparam("platform_id"),
    accounts.c.person_id.is_(None),
    accounts.c.claimed_nip == "",
).order_by(accounts.c.created_at, accounts.c.id)
_SAVE_ACCOUNT = insert_or_update(accounts, ["id"])
_account_row = values_of(Account, but="epoch")


class SqlAccounts:
    """`ports.Accounts` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, account_id: str) -> Account | None:
        """Return an account."""
        row = self._sql.one(_ACCOUNT, {"id": account_id})
        return None if row is None else Account(*row)

    def find(self, platform_id: str, subject: str) -> Account | None:
        """Return the account of a subject at a platform."""
        row = self._sql.find(
            _ACCOUNT_OF_SUBJECT, {"platform_id": platform_id, "subject": subject}
        )
        return None if row is None else Account(*row)

    def of_person(self, person_id: str) -> Sequence[Account]:
        """Return the accounts linked to a person, oldest first."""
        rows = self._sql.all(_ACCOUNTS_OF_PERSON, {"person_id": person_id})
        return [Account(*row) for row in rows]

    def unclaimed(self, platform_id: str) -> Sequence[Account]:
        """Return a platform's accounts that are linked to nobody and claim no NIP."""
        rows = self._sql.all(_UNCLAIMED, {"platform_id": platform_id})
        return [Account(*row) for row in rows]

    def save(self, account: Account) -> None:
        """Add or replace an account; its epoch is raised by `Sessions` alone."""
        self._sql.run(_SAVE_ACCOUNT, _account_row(account))


_LINK_COLUMNS = (
    "id", "platform_id", "deployment_id", "lti_id", "title", "context_id",
    "context_title", "line_item_url", "course_id", "module_id",
    "activity_id", "page", "memberships_url", "line_items_url",
    "found_line_item_url", "scores_due_at",
)  # fmt: skip
_LINKS = sa.select(*(resource_links.c[name] for name in _LINK_COLUMNS))
_LINK = _LINKS.where(resource_links.c.id == sa.bindparam("id"))
_LINK_OF_PLATFORM = _LINKS.where(
    resource_links.c.platform_id == sa.bindparam("platform_id"),
    resource_links.c.deployment_id == sa.bindparam("deployment_id"),
    resource_links.c.lti_id == sa.bindparam("lti_id"),
)
_LINK_OF_LINE_ITEM = (
    _LINKS.where(
        resource_links.c.platform_id == sa.bindparam("platform_id"),
        resource_links.c.deployment_id == sa.bindparam("deployment_id"),
        resource_links.c.line_item_url == sa.bindparam("line_item_url"),
    )
    .order_by(resource_links.c.id)
    .limit(1)
)
_ALL_LINKS = _LINKS.order_by(
    resource_links.c.context_title, resource_links.c.title, resource_links.c.id
)
_SAVE_LINK = insert_or_update(resource_links, ["id"], but=("column_asked_at",))
_SCORES_DUE = (
    _LINKS.where(resource_links.c.scores_due_at <= sa.bindparam("now"))
    .order_by(resource_links.c.scores_due_at, resource_links.c.id)
    .limit(1)
)
_MOVE_SCORES_DUE = (
    sa.update(resource_links)
    .where(
        resource_links.c.id == sa.bindparam("link"),
        resource_links.c.scores_due_at == sa.bindparam("before"),
    )
    .values(scores_due_at=sa.bindparam("after"))
)
_HOLD_COLUMN = (
    sa.update(resource_links)
    .where(
        resource_links.c.id == sa.bindparam("link"),
        sa.or_(
            resource_links.c.column_asked_at.is_(None),
            resource_links.c.column_asked_at <= sa.bindparam("stale"),
        ),
    )
    .values(column_asked_at=sa.bindparam("now"))
)
_FREE_COLUMN = (
    sa.update(resource_links)
    .where(resource_links.c.id == sa.bindparam("link"))
    .values(column_asked_at=None)
)
_SET_COLUMN = (
    sa.update(resource_links)
    .where(resource_links.c.id == sa.bindparam("link"))
    .values(
        line_item_url=sa.bindparam("url"),
        found_line_item_url=sa.bindparam("url"),
        scores_due_at=sa.bindparam("now"),
        column_asked_at=None,
    )
)


class SqlResourceLinks:
    """`ports.ResourceLinks` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, link_id: str) -> ResourceLink | None:
        """Return a resource link."""
        return _read_link(self._sql.one(_LINK, {"id": link_id}))

    def find(
        self, platform_id: str, deployment_id: str, lti_id: str
    ) -> ResourceLink | None:
        """Return the link of that id in a deployment."""
        key = {
            "platform_id": platform_id,
            "deployment_id": deployment_id,
            "lti_id": lti_id,
        }
        return _read_link(self._sql.find(_LINK_OF_PLATFORM, key))

    def of_line_item(
        self, platform_id: str, deployment_id: str, line_item_url: str
    ) -> ResourceLink | None:
        """Return the link of a deployment whose gradebook column that is."""
        key = {
            "platform_id": platform_id,
            "deployment_id": deployment_id,
            "line_item_url": line_item_url,
        }
        return _read_link(self._sql.one(_LINK_OF_LINE_ITEM, key))

    def all(self) -> Sequence[ResourceLink]:
        """Return all links, by title of their context and their own."""
        found = (_read_link(row) for row in self._sql.all(_ALL_LINKS))
        return [link for link in found if link is not None]

    def save(self, link: ResourceLink) -> None:
        """Add or replace a resource link."""
        self._sql.run(_SAVE_LINK, _link_row(link))

    def scores_due(self, now: datetime) -> ResourceLink | None:
        """Return the link whose scores wait longest for a new column."""
        return _read_link(self._sql.one(_SCORES_DUE, {"now": now}))

    def move_scores_due(
        self, link_id: str, before: datetime, after: datetime | None
    ) -> bool:
        """Let its scores wait for another time; return False where that changed."""
        row = {"link": link_id, "before": before, "after": after}
        return self._sql.run(_MOVE_SCORES_DUE, row) == 1

    def hold_column(self, link_id: str, now: datetime, stale: datetime) -> bool:
        """Take the making of its column in hand; return False where somebody has it."""
        row = {"link": link_id, "now": now, "stale": stale}
        return self._sql.run(_HOLD_COLUMN, row) == 1

    def free_column(self, link_id: str) -> None:
        """Let anybody make its column."""
        self._sql.run(_FREE_COLUMN, {"link": link_id})

    def set_column(self, link_id: str, line_item_url: str, now: datetime) -> None:
        """Keep a column that was found or made; finished scores are due for it."""
        row = {"link": link_id, "url": line_item_url, "now": now}
        self._sql.run(_SET_COLUMN, row)


def _read_link(row: Row | None) -> ResourceLink | None:
    if row is None:
        return None
    values: tuple[Any, ...] = (*row[:8], Content(*row[8:12]), *row[12:])
    return ResourceLink(*values)


def _link_row(link: ResourceLink) -> Mapping[str, Any]:
    content = link.content
    values = (
        link.id, link.platform_id, link.deployment_id, link.lti_id, link.title,
        link.context_id, link.context_title, link.line_item_url,
        content.course_id, content.module_id, content.activity_id, content.page,
        link.memberships_url, link.line_items_url, link.found_line_item_url,
        link.scores_due_at,
    )  # fmt: skip
    return dict(zip(_LINK_COLUMNS, values, strict=True))


_SPEND = insert_or_skip(nonces, "platform_id", "nonce")
_FORGET_NONCES = sa.delete(nonces).where(nonces.c.expires_at < sa.bindparam("before"))


class SqlNonces:
    """`ports.Nonces` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def spend(self, platform_id: str, nonce: str, expires_at: datetime) -> bool:
        """Remember a nonce; return False where it was spent before."""
        row = {"platform_id": platform_id, "nonce": nonce, "expires_at": expires_at}
        return self._sql.run(_SPEND, row) == 1

    def forget(self, before: datetime) -> int:
        """Forget the nonces that expired before that time; return how many."""
        return self._sql.run(_FORGET_NONCES, {"before": before})
