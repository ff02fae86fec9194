"""Empty, migrated databases, made quickly."""

import tempfile
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from lti_service.storage.database import SqlStorage, open_storage
from lti_service.storage.tables import metadata

KEPT = {"jp_conversions", "rule_parameters"}
"""Tables that a migration fills."""


def open_empty_sqlite(folder: Path) -> SqlStorage:
    """Open a migrated database in a file of its own."""
    path = folder / "service.db"
    path.write_bytes(_migrated_file())
    return open_storage(f"sqlite:///{path}")


def open_empty_postgresql(url: str) -> SqlStorage:
    """Open a database that tests share, migrated and emptied."""
    _migrate(url)
    storage = open_storage(url)
    with storage._engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name not in KEPT:  # emptying is quicker than TRUNCATE here
                connection.execute(sa.delete(table))
    return storage


@cache
def _migrate(url: str) -> None:
    storage = open_storage(url)
    storage.upgrade()
    storage.dispose()


@cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        storage = open_storage(f"sqlite:///{path}")
        storage.upgrade()
        storage.dispose()
        return path.read_bytes()
