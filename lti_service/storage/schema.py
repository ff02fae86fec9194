"""The metadata that all tables share, and statements both databases understand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Statements = Mapping[str, sa.Insert]
"""The same statement by name of dialect."""


def columns_of(table: sa.Table, kind: type[Any]) -> tuple[sa.Column[Any], ...]:
    """Return the columns named like a dataclass's fields, in the order of these.

    So ``kind(*row)`` reads a row.
    """
    return tuple(table.c[field.name] for field in fields(kind))


def values_of(kind: type[Any], but: str = "") -> Callable[[Any], dict[str, Any]]:
    """Return a function from a dataclass instance to a row, without one of its fields."""
    names = tuple(field.name for field in fields(kind) if field.name != but)
    read = attrgetter(*names)
    return lambda value: dict(zip(names, read(value), strict=True))


def insert_or_skip(table: sa.Table, *key: str) -> Statements:
    """Insert a row, or do nothing where the key is there; the row count tells which.

    Without a key, nothing is done where any unique key is there.
    """
    # Without the option SQLAlchemy counts updates only, and psycopg forgets.
    return {
        dialect: insert(table)
        .on_conflict_do_nothing(index_elements=key or None)
        .execution_options(preserve_rowcount=True)
        for dialect, insert in (
            ("sqlite", sqlite.insert),
            ("postgresql", postgresql.insert),
        )
    }


def insert_or_update(
    table: sa.Table, key: Sequence[str], *, but: Sequence[str] = ()
) -> Statements:
    """Insert a row, or replace the one with this key but for these columns."""
    statements: dict[str, sa.Insert] = {}
    for dialect, insert in (
        ("sqlite", sqlite.insert),
        ("postgresql", postgresql.insert),
    ):
        statement = insert(table)
        statements[dialect] = statement.on_conflict_do_update(
            index_elements=key,
            set_={
                column.name: statement.excluded[column.name]
                for column in table.columns
                if column.name not in key and column.name not in but
            },
        )
    return statements


def insert_or_add(table: sa.Table, key: str, number: str) -> Statements:
    """Insert a row, or add its number to that of the row with this key."""
    statements: dict[str, sa.Insert] = {}
    for dialect, insert in (
        ("sqlite", sqlite.insert),
        ("postgresql", postgresql.insert),
    ):
        statement = insert(table)
        statements[dialect] = statement.on_conflict_do_update(
            index_elements=[key],
            set_={number: table.c[number] + statement.excluded[number]},
        )
    return statements


def insert_or_add_all(
    table: sa.Table, key: Sequence[str], numbers: Sequence[str]
) -> Statements:
    """Insert a row, or add its numbers to those of the row with this key."""
    statements: dict[str, sa.Insert] = {}
    for dialect, insert in (
        ("sqlite", sqlite.insert),
        ("postgresql", postgresql.insert),
    ):
        statement = insert(table)
        statements[dialect] = statement.on_conflict_do_update(
            index_elements=key,
            set_={name: table.c[name] + statement.excluded[name] for name in numbers},
        )
    return statements
