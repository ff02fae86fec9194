"""Databases as earlier versions of the service wrote them, for the migrations to bring on.

`python -m tests.lti_service.storage.earlier` keeps one of this version: everybody of
`tests/attacks/world.py`, under the name of the last migration. Done at a release, it says
ever after whether that release's data can be brought on.
"""

import base64
import json
import sqlite3
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command

from lti_service.storage.database import SqlStorage, _migration_config
from tests.attacks.world import open_world
from tests.databases import KEPT

DATABASES = Path(__file__).parents[2] / "cases" / "databases"
_MADE_ANEW = {"alembic_version", "summary_changes", *KEPT}
"""Migrations fill these, or triggers of the database."""
_READ: Mapping[type, Any] = {
    bool: bool,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    Decimal: Decimal,
}
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def fill(storage: SqlStorage, revision: str) -> None:
    """Migrate an empty database to an earlier revision, and put that one's rows in."""
    told = json.loads((DATABASES / f"{revision}.json").read_text("utf-8"))
    with storage._engine.begin() as connection:
        config = _migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        found = sa.MetaData()
        found.reflect(connection)
        assert set(told) <= set(found.tables)
        for table in found.sorted_tables:
            if table.name not in told:
                continue
            columns = [table.c[name] for name in told[table.name]["columns"]]
            connection.execute(
                sa.insert(table),
                [
                    {
                        c.name: _read(c, value)
                        for c, value in zip(columns, row, strict=True)
                    }
                    for row in told[table.name]["rows"]
                ],
            )
            _count_on(connection, table)


def _read(column: sa.Column[Any], value: Any) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    kind = column.type.python_type
    return value if value is None or kind not in _READ else _READ[kind](value)


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL's counters stand where the rows' own numbers end."""
    if connection.dialect.name == "postgresql" and "sequence" in table.c:
        counter = sa.func.pg_get_serial_sequence(table.name, "sequence")
        last = sa.select(sa.func.max(table.c.sequence)).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(counter, last)))


def rows(storage: SqlStorage) -> Rows:
    """Return all rows of a database, whatever its revision."""
    found = sa.MetaData()
    with storage._engine.connect() as connection:
        found.reflect(connection)
        return {
            table.name: [
                dict(row) for row in connection.execute(sa.select(table)).mappings()
            ]
            for table in found.sorted_tables
            if table.name not in _MADE_ANEW
        }


def keep() -> Path:
    """Write a file with the rows of this version; keys are left out."""
    with tempfile.TemporaryDirectory() as folder:
        world = open_world(Path(folder))
        revision = world.storage.revision()
        names = rows(world.storage).keys()
        world.close()
        with closing(sqlite3.connect(Path(folder) / "service.db")) as connection:
            told = {name: _told(connection, name) for name in names}
    tables = (
        f' {json.dumps(name)}: {{"columns": {json.dumps(columns)}, "rows": [\n  '
        + ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in content)
        + "\n ]}"
        for name, (columns, content) in told.items()
        if content
    )
    path = DATABASES / f"{revision}.json"
    path.write_text("{\n" + ",\n".join(tables) + "\n}\n", "utf-8")
    return path


def _told(
    connection: sqlite3.Connection, name: str
) -> tuple[list[str], list[list[Any]]]:
    found = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a name of ours
    columns = [column[0] for column in found.description]
    return columns, [
        [
            "a key of the tests"
            if column == "pem"
            else {"base64": base64.b64encode(value).decode()}
            if isinstance(value, bytes)
            else value
            for column, value in zip(columns, row, strict=True)
        ]
        for row in found
    ]


if __name__ == "__main__":
    sys.stdout.write(f"{keep()}\n")
