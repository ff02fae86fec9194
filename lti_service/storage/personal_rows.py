"""Where the rows of one person are, by the register."""

import json
import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from lti_service.domain.moodle_push import MESSAGE
from lti_service.domain.personal_data import PersonalTable
from lti_service.domain.personal_register import REGISTER
from lti_service.storage.schema import metadata
from lti_service.storage.transaction import Transaction

_APART = re.compile("[:/ ]")
_NAMED = (
    "attempts",
    "credentials",
    "decisions",
    "enrolments",
    "evidence",
    "grants",
    "hand_ins",
    "individual_plans",
    "jp_entries",
    "need_items",
    "objections",
    "observations",
    "transcripts",
)
"""Tables whose ids the trail names as what was acted on."""


def table_of(entry: PersonalTable) -> sa.Table:
    """Return the table of an entry."""
    return metadata.tables[entry.name]


def rows_of(name: str, person_id: str) -> sa.ColumnElement[bool]:
    """Return the condition for the rows of a person, by the paths of the register."""
    entry, table = REGISTER[name], metadata.tables[name]
    found: list[sa.ColumnElement[bool]] = []
    for path in entry.paths:
        columns = [table.c[column] for column in path.columns]
        if not path.table:
            found.append(columns[0] == person_id)
            continue
        other = metadata.tables[path.table]
        there = sa.select(*(other.c[column] for column in path.there)).where(
            rows_of(path.table, person_id)
        )
        one = columns[0] if len(columns) == 1 else sa.tuple_(*columns)
        found.append(one.in_(there))
    return sa.or_(sa.false(), *found)


class PersonalRows:
    """The conditions for the rows of one person, as they are now.

    Those with a way of their own are looked up at once, so that an erasure may change
    what led to them.
    """

    def __init__(self, sql: Transaction, person_id: str) -> None:
        self._sql = sql
        self._person_id = person_id
        accounts = metadata.tables["accounts"]
        self.accounts = sql.all(
            sa.select(accounts.c.id, accounts.c.platform_id, accounts.c.subject).where(
                accounts.c.person_id == person_id
            )
        )
        self._special = {
            "audit": self._audit(),
            "drills": self._mentioned("drills", "participants", "observers"),
            "file_contents": rows_of("file_contents", person_id),
            "import_drafts": self._drafts(),
            "members": self._members(),
            "outbox": self._outbox(),
            "plan_items": self._mentioned("plan_items", "person_ids"),
        }

    def where(self, entry: PersonalTable) -> sa.ColumnElement[bool]:
        """Return the condition for the person's rows of a table."""
        if entry.special:
            return self._special[entry.name]
        return rows_of(entry.name, self._person_id)

    @property
    def actors(self) -> Sequence[str]:
        """Ids by which the person acts."""
        return [self._person_id, *(row.id for row in self.accounts)]

    def _mentioned(self, name: str, *columns: str) -> sa.ColumnElement[bool]:
        """Rows with a list in which the person's id is."""
        table, quoted = metadata.tables[name], json.dumps(self._person_id)
        return sa.or_(
            *(
                sa.type_coerce(table.c[column], sa.Text).contains(
                    quoted, autoescape=True
                )
                for column in columns
            )
        )

    def _members(self) -> sa.ColumnElement[bool]:
        members, rosters = metadata.tables["members"], metadata.tables["rosters"]
        return sa.or_(
            sa.false(),
            *(
                sa.and_(
                    members.c.subject == account.subject,
                    members.c.roster_id.in_(
                        sa.select(rosters.c.id).where(
                            rosters.c.platform_id == account.platform_id
                        )
                    ),
                )
                for account in self.accounts
            ),
        )

    def _outbox(self) -> sa.ColumnElement[bool]:
        outbox = metadata.tables["outbox"]
        mine = sa.or_(
            sa.false(),
            *(
                sa.and_(
                    outbox.c.platform_id == account.platform_id,
                    outbox.c.natural_key.endswith(
                        f"|{account.subject}", autoescape=True
                    ),
                )
                for account in self.accounts
            ),
            sa.and_(
                outbox.c.kind == MESSAGE,
                outbox.c.natural_key.contains(f":{self._person_id}:", autoescape=True),
            ),
        )
        return outbox.c.id.in_(
            [r.id for r in self._sql.all(sa.select(outbox).where(mine))]
        )

    def _drafts(self) -> sa.ColumnElement[bool]:
        drafts = metadata.tables["import_drafts"]
        numbers = metadata.tables["person_identifiers"]
        values = self._sql.all(
            sa.select(numbers.c.value).where(rows_of(numbers.name, self._person_id))
        )
        return sa.or_(
            sa.false(),
            *(
                sa.type_coerce(drafts.c[column], sa.Text).contains(
                    value, autoescape=True
                )
                for (value,) in values
                for column in ("sheet", "report")
            ),
        )

    def _audit(self) -> sa.ColumnElement[bool]:
        audit = metadata.tables["audit"]
        ids: set[Any] = set(self.actors)
        for name in _NAMED:
            table = metadata.tables[name]
            found = sa.select(table.c.id).where(rows_of(name, self._person_id))
            ids |= {row.id for row in self._sql.all(found)}
            if "record" in table.c:
                found = sa.select(table.c.record).where(rows_of(name, self._person_id))
                ids |= {row.record for row in self._sql.all(found)}
        users = metadata.tables["moodle_accounts"]
        known = sa.select(users.c.moodle_id, users.c.user_id).where(
            rows_of(users.name, self._person_id)
        )
        whole = {f"moodle:{one}/user/{user}" for one, user in self._sql.all(known)}
        told = self._sql.all(sa.select(audit.c.sequence, audit.c.object))
        mine = [
            row.sequence
            for row in told
            if row.object in whole or not ids.isdisjoint(_APART.split(row.object)[1:])
        ]
        return audit.c.sequence.in_(mine)
