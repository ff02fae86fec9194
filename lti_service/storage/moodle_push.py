"""What is kept of items that Moodles mirror."""

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from lti_service.domain.moodle_ledger import MatchDoubt
from lti_service.domain.moodle_push import ASKING, ItemKind, MirrorItem, MirrorState
from lti_service.storage.columns import Encoded, Moment, choice
from lti_service.storage.moodle_table import moodle_accounts
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction


def _write_fields(fields: Mapping[str, str]) -> str:
    return json.dumps(dict(fields), sort_keys=True)


def _read_fields(text: str) -> Mapping[str, str]:
    return MappingProxyType(json.loads(text))


_FIELDS = Encoded(_write_fields, _read_fields)

moodle_mirrors = sa.Table(
    "moodle_mirrors",
    metadata,
    sa.Column("moodle_id", sa.Text, sa.ForeignKey("moodles.id"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("kind", choice(ItemKind), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), index=True),
    sa.Column("links", _FIELDS, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("wanted", _FIELDS, nullable=False),
    sa.Column("sent", _FIELDS),
    sa.Column("known", _FIELDS),
    sa.Column("theirs", _FIELDS),
    sa.Column("remote_id", sa.BigInteger),
    sa.Column("state", choice(MirrorState), nullable=False),
    sa.Column("is_kept", sa.Boolean, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Index("ix_moodle_mirrors_state", "moodle_id", "state"),
)

_SAVE = insert_or_update(moodle_mirrors, ["moodle_id", "key"])
_row = values_of(MirrorItem)
_ITEMS = sa.select(*columns_of(moodle_mirrors, MirrorItem)).where(
    moodle_mirrors.c.moodle_id == sa.bindparam("id")
)
_KEYS: sa.BindParameter[list[Any]] = sa.bindparam("keys", expanding=True)
_SOME = _ITEMS.where(moodle_mirrors.c.key.in_(_KEYS))
_LIST = (
    _ITEMS.where(
        moodle_mirrors.c.state.in_(sa.bindparam("states", expanding=True)),
        moodle_mirrors.c.kind.in_(sa.bindparam("kinds", expanding=True)),
    )
    .order_by(moodle_mirrors.c.place, moodle_mirrors.c.key)
    .limit(sa.bindparam("most"))
    .offset(sa.bindparam("skipped"))
)
_COUNTS = (
    sa.select(moodle_mirrors.c.state, sa.func.count())
    .where(moodle_mirrors.c.moodle_id == sa.bindparam("id"))
    .group_by(moodle_mirrors.c.state)
)
_ASKING = (
    sa.select(moodle_mirrors.c.kind, moodle_mirrors.c.state, sa.func.count())
    .where(
        moodle_mirrors.c.moodle_id == sa.bindparam("id"),
        moodle_mirrors.c.state.in_(sorted(ASKING)),
    )
    .group_by(moodle_mirrors.c.kind, moodle_mirrors.c.state)
)
_PEOPLE = (
    sa.select(moodle_accounts.c.person_id, moodle_accounts.c.user_id)
    .where(
        moodle_accounts.c.moodle_id == sa.bindparam("id"),
        moodle_accounts.c.person_id.is_not(None),
        moodle_accounts.c.doubt == MatchDoubt.NONE,
    )
    .order_by(moodle_accounts.c.user_id)
)
_AT_ONCE = 500


class SqlMirrors:
    """`ports.moodle_push.Mirrors` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, moodle_id: str, key: str) -> MirrorItem | None:
        """Return an item."""
        return self.some(moodle_id, [key]).get(key)

    def some(self, moodle_id: str, keys: Iterable[str]) -> Mapping[str, MirrorItem]:
        """Return these items, by key."""
        asked, found = sorted(set(keys)), {}
        for start in range(0, len(asked), _AT_ONCE):
            about = {"id": moodle_id, "keys": asked[start : start + _AT_ONCE]}
            for row in self._sql.all(_SOME, about):
                item = MirrorItem(*row)
                found[item.key] = item
        return found

    def list(
        self,
        moodle_id: str,
        states: Sequence[MirrorState],
        limit: int,
        offset: int = 0,
        *,
        kinds: Sequence[ItemKind] = tuple(ItemKind),
    ) -> Sequence[MirrorItem]:
        """Return the items in these states, in the order in which they are sent."""
        about = {
            "id": moodle_id,
            "states": list(states),
            "kinds": list(kinds),
            "most": limit,
            "skipped": offset,
        }
        return [MirrorItem(*row) for row in self._sql.all(_LIST, about)]

    def counts(self, moodle_id: str) -> Mapping[MirrorState, int]:
        """Return how many items are in each state."""
        return {row[0]: row[1] for row in self._sql.all(_COUNTS, {"id": moodle_id})}

    def asking(self, moodle_id: str) -> Mapping[tuple[ItemKind, MirrorState], int]:
        """Return how many items wait for an answer, by kind and state."""
        rows = self._sql.all(_ASKING, {"id": moodle_id})
        return {(kind, state): count for kind, state, count in rows}

    def save(self, items: Sequence[MirrorItem]) -> None:
        """Add or replace items."""
        if items:
            self._sql.run(_SAVE, [_row(item) for item in items])

    def people(self, moodle_id: str) -> Sequence[tuple[str, int]]:
        """Return whose accounts are matched: person ids and user ids, by user id."""
        rows = self._sql.all(_PEOPLE, {"id": moodle_id})
        return [(person_id, user_id) for person_id, user_id in rows]
