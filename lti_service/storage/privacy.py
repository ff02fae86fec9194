"""Everything on one person, by the register; and who looked at it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from lti_service.domain.access import AccessView
from lti_service.domain.outbox import OutboxState
from lti_service.domain.personal_data import Holds, PersonalTable
from lti_service.domain.personal_erasure import (
    GONE,
    event_without_text,
    items_without_text,
    none_said,
    progress_without_text,
    without_texts,
)
from lti_service.domain.personal_register import REGISTER
from lti_service.domain.retention import Cutoffs
from lti_service.storage.columns import Encoded, Moment
from lti_service.storage.personal_rows import PersonalRows, rows_of, table_of
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

access_views = sa.Table(
    "access_views",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("subject_id", sa.Text, primary_key=True),
    sa.Column("actor", sa.Text, primary_key=True),
    sa.Column("page", sa.Text, primary_key=True),
    sa.Column("first_at", Moment, nullable=False),
    sa.Index(None, "subject_id", "day"),
)

_FILES = "file_contents"
_BATCH = 500
_REDACT: Mapping[tuple[str, str], Callable[[Any], object]] = {
    ("attempts", "activities"): progress_without_text,
    ("events", "answer"): event_without_text,
    ("hand_ins", "answers"): without_texts,
    ("marks", "comments"): none_said,
    ("observations", "comments"): none_said,
    ("individual_plans", "items"): items_without_text,
}
"""What takes the typed words out of a column that holds answers."""

_NOTE = insert_or_skip(access_views, "day", "subject_id", "actor", "page")
_VIEWS = sa.select(*columns_of(access_views, AccessView)).order_by(
    access_views.c.day.desc(),
    access_views.c.first_at.desc(),
    access_views.c.subject_id,
    access_views.c.page,
)
_view_row = values_of(AccessView)


class SqlPrivacy:
    """`ports.Privacy` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def rows(self, person_id: str) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Yield the rows about a person."""
        found = PersonalRows(self._sql, person_id)
        own = frozenset(found.actors)
        for entry in REGISTER.values():
            if entry.is_personal and entry.name != _FILES:
                for row in self._read(entry, found):
                    yield entry.name, _told(entry, row, own)

    def acts(self, person_id: str) -> Mapping[str, int]:
        """Return in how many rows a person is named as who acted."""
        actors = PersonalRows(self._sql, person_id).actors
        counted: dict[str, int] = {}
        for entry in REGISTER.values():
            table = table_of(entry)
            for column in entry.of(Holds.ACTOR):
                row = self._sql.one(
                    sa.select(sa.func.count())
                    .select_from(table)
                    .where(table.c[column].in_(actors))
                )
                if row and row[0]:
                    counted[f"{entry.name}.{column}"] = int(row[0])
        return counted

    def files(self, person_id: str) -> Iterator[tuple[str, str, bytes]]:
        """Yield the files that a person sent."""
        found = PersonalRows(self._sql, person_id)
        sent, contents = metadata.tables["hand_in_files"], metadata.tables[_FILES]
        named = sa.select(sent.c.id, sent.c.name, sent.c.sha256).where(
            found.where(REGISTER["hand_in_files"])
        )
        for file_id, name, sha256 in self._sql.all(named.order_by(sent.c.id)):
            row = self._sql.one(
                sa.select(contents.c.data).where(contents.c.sha256 == sha256)
            )
            if row is not None:
                yield file_id, name, bytes(row[0])

    def erase(self, person_id: str, name: str, at: datetime) -> Mapping[str, int]:
        """Take away what names a person."""
        found = PersonalRows(self._sql, person_id)
        digests = self._digests(found)
        changed = self._forget_claims(person_id, name)
        # Those with a way of their own are known by now: `accounts` may lose its keys.
        for entry in REGISTER.values():
            if not entry.is_personal or entry.name == _FILES:
                continue
            where = found.where(entry)
            if entry.goes:
                count = self._sql.run(sa.delete(table_of(entry)).where(where), {})
            else:
                count = self._empty(entry, where, name, at)
            if count:
                changed[entry.name] = changed.get(entry.name, 0) + count
        if gone := self._drop_contents(digests):
            changed[_FILES] = gone
        return changed

    def note(self, view: AccessView) -> bool:
        """Keep that a page was opened."""
        return self._sql.run(_NOTE, _view_row(view)) > 0

    def seen(self, subject_id: str, actor: str, page: str, day: date) -> bool:
        """Whether it is kept that a page was opened on a day."""
        asked = _VIEWS.where(
            access_views.c.day == day,
            access_views.c.subject_id == subject_id,
            access_views.c.actor == actor,
            access_views.c.page == page,
        )
        return self._sql.one(asked) is not None

    def views_of(self, subject_id: str, limit: int) -> Sequence[AccessView]:
        """Return who looked at a person's pages, newest first."""
        asked = _VIEWS.where(access_views.c.subject_id == subject_id).limit(limit)
        return [AccessView(*row) for row in self._sql.all(asked)]

    def views(self, limit: int) -> Sequence[AccessView]:
        """Return who looked at anybody's pages, newest first."""
        return [AccessView(*row) for row in self._sql.all(_VIEWS.limit(limit))]

    def forget(self, before: Cutoffs) -> Mapping[str, int]:
        """Delete what is over its time."""
        tables = metadata.tables
        members, marks = tables["members"], tables["marks"]
        drafts, invitations = tables["mark_drafts"], tables["invitations"]
        pending = tables["registration_invitations"]
        settled = sa.exists().where(
            marks.c.hand_in_id == drafts.c.hand_in_id, marks.c.settles
        )
        over: list[tuple[sa.Table, sa.ColumnElement[bool]]] = []
        if limit := before.invitations:
            over += [(one, one.c.expires_at < limit) for one in (invitations, pending)]
        if limit := before.members:
            over.append((members, members.c.left_on < limit.date()))
        if limit := before.mark_drafts:
            begun = sa.and_(drafts.c.leased_until < limit, settled)
            over.append((drafts, begun))
        if limit := before.access:
            over.append((access_views, access_views.c.day < limit.date()))
        counts = {
            table.name: self._sql.run(sa.delete(table).where(where), {})
            for table, where in over
        }
        return {name: count for name, count in counts.items() if count}

    def _read(
        self, entry: PersonalTable, found: PersonalRows
    ) -> Iterator[Mapping[str, Any]]:
        """Yield rows as texts where a column is one of ours."""
        table = table_of(entry)
        shown = [c for c in table.c if entry.columns[c.name] not in _NOT_TOLD]
        columns = [
            sa.type_coerce(c, sa.Text).label(c.name)
            if isinstance(c.type, Encoded)
            else c
            for c in shown
        ]
        asked = sa.select(*columns).where(found.where(entry))
        for row in self._sql.all(asked.order_by(*table.primary_key.columns)):
            yield dict(zip((c.name for c in shown), row, strict=True))

    def _empty(
        self,
        entry: PersonalTable,
        where: sa.ColumnElement[bool],
        name: str,
        at: datetime,
    ) -> int:
        """Empty or replace what names a person in the rows of a table."""
        table, values = table_of(entry), dict[str, Any]()
        for column in entry.loses:
            kind = entry.columns[column]
            if kind is Holds.NAME:
                values[column] = sa.literal(name)
            elif kind is Holds.KEY:
                values[column] = sa.literal(GONE) + table.c.id
            elif kind is not Holds.ANSWERS:
                empty = _EMPTY.get((entry.name, column), "")
                values[column] = sa.literal(empty, sa.Text)
        count = sum(
            self._redact(table, column, where) for column in entry.of(Holds.ANSWERS)
        )
        if entry.name == "outbox":
            waits = table.c.state.in_([OutboxState.WAITING, OutboxState.FAILED])
            drop = {"state": OutboxState.DROPPED, "error": "erased", "updated_at": at}
            self._sql.run(sa.update(table).where(where, waits).values(drop), {})
        if entry.name == "audit":
            where = sa.and_(where, table.c.action != "person.erased")
        if values:
            differs = sa.or_(
                *(
                    sa.type_coerce(table.c[column], sa.Text) != value
                    for column, value in values.items()
                )
            )
            changes = {
                column: sa.type_coerce(value, sa.Text)
                for column, value in values.items()
            }
            asked = sa.update(table).where(where, differs)
            count += self._sql.run(asked.values(changes), {})
        return count

    def _redact(
        self, table: sa.Table, column: str, where: sa.ColumnElement[bool]
    ) -> int:
        """Take what was typed out of answers, row by row; return how many had any."""
        redact, key = _REDACT[table.name, column], list(table.primary_key.columns)
        count = 0
        for *own, answers in self._sql.all(
            sa.select(*key, table.c[column]).where(where)
        ):
            left = redact(answers)
            if left == answers:
                continue
            this = [one == value for one, value in zip(key, own, strict=True)]
            self._sql.run(sa.update(table).where(*this).values({column: left}), {})
            count += 1
        return count

    def _forget_claims(self, person_id: str, name: str) -> dict[str, int]:
        """Take a person's NIP out of what accounts claim, linked or not."""
        numbers = metadata.tables["person_identifiers"]
        accounts, reviews = (
            metadata.tables["accounts"],
            metadata.tables["claim_reviews"],
        )
        own = sa.select(numbers.c.value).where(rows_of(numbers.name, person_id))
        claimed = sa.update(accounts).where(accounts.c.claimed_nip.in_(own))
        users = metadata.tables["moodle_accounts"]
        unmatched = sa.update(users).where(users.c.idnumber.in_(own))
        counts = {
            "claim_reviews": self._sql.run(
                sa.delete(reviews).where(reviews.c.nip.in_(own)), {}
            ),
            "accounts": self._sql.run(claimed.values(claimed_nip=""), {}),
            "moodle_accounts": self._sql.run(
                unmatched.values(idnumber="", name=name), {}
            ),
        }
        return {name: count for name, count in counts.items() if count}

    def _digests(self, found: PersonalRows) -> Sequence[str]:
        sent = metadata.tables["hand_in_files"]
        mine = sa.select(sent.c.sha256).distinct()
        asked = mine.where(found.where(REGISTER["hand_in_files"]))
        return [row.sha256 for row in self._sql.all(asked)]

    def _drop_contents(self, digests: Sequence[str]) -> int:
        """Delete contents that nobody else sent as well."""
        sent, contents = metadata.tables["hand_in_files"], metadata.tables[_FILES]
        count = 0
        for start in range(0, len(digests), _BATCH):
            where = (
                contents.c.sha256.in_(digests[start : start + _BATCH]),
                ~sa.exists().where(sent.c.sha256 == contents.c.sha256),
            )
            count += self._sql.run(sa.delete(contents).where(*where), {})
        return count


_NOT_TOLD = {Holds.OPENS, Holds.SHARED, Holds.MIXED}
_EMPTY = {("outbox", "payload"): "{}"}


def _told(
    entry: PersonalTable, row: Mapping[str, Any], own: frozenset[str]
) -> Mapping[str, object]:
    return {
        column: _acted(value, own)
        if entry.columns[column] is Holds.ACTOR
        else _plain(value)
        for column, value in row.items()
    }


def _acted(value: Any, own: frozenset[str]) -> str:
    if not value:
        return ""
    return "self" if value in own else "other"


def _plain(value: Any) -> object:
    """Return a value in JSON's types."""
    match value:
        case None | bool() | int() | float():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case str() if value[:1] in {"[", "{", '"'}:
            try:
                return json.loads(value)
            except ValueError:
                return value
        case _:
            return str(value)
