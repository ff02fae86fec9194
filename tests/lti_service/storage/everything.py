"""A row in every table for each of two people, all of it marked by whose it is."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import EnumType
from typing import Any

import sqlalchemy as sa

from course_builder.model.activity_progress import QuestionProgress, Submission
from lti_service.domain.import_run import Sheet, SheetRow
from lti_service.domain.individual_plan import IndividualItem
from lti_service.domain.personal_register import REGISTER
from lti_service.storage import columns as types
from lti_service.storage.database import SqlStorage
from lti_service.storage.schema import metadata
from tests.databases import KEPT

OWN, STRANGER = "own", "stranger"
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def mark(who: str, table: str, column: str) -> str:
    """Return the words that a column of somebody's row holds."""
    return f"{who}~{table}~{column}"


def fill(storage: SqlStorage) -> None:
    """Put a row into each table for both, and what both need."""
    with storage._engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name in KEPT:
                continue
            for number, who in enumerate((OWN, STRANGER), 1):
                row = {c.name: _value(c, who, number) for c in table.c}
                row |= _special(table.name, who)
                connection.execute(sa.insert(table), row)


def _value(column: sa.Column[Any], who: str, number: int) -> Any:
    table, name = column.table.name, column.name
    if column.foreign_keys:
        (key,) = column.foreign_keys
        if key.column.table is column.table:
            return None
        return _value(key.column, who, number)
    if name in {"person_id", "subject_id", "recipient"} or (table, name) in {
        ("people", "id"),
        ("summary_changes", "key"),
    }:
        return f"{who}-person"
    if name == "account_id" or (table, name) == ("accounts", "id"):
        return f"{who}-account"
    if name == "user_id":
        return number
    entry = REGISTER[table]
    if name in entry.of("actor"):  # type: ignore[arg-type]
        return f"{who}-account"
    return _typed(column, mark(who, table, name), number)


def _typed(column: sa.Column[Any], words: str, number: int) -> Any:
    kind = column.type
    if isinstance(kind, types.Encoded):
        return _encoded(column, kind, words)
    match kind:
        case types.Moment():
            return NOW + timedelta(seconds=number)
        case types.Exact():
            return Decimal(number)
        case sa.Date():
            return DAY + timedelta(days=number)
        case sa.Boolean():
            return False
        case sa.Integer() | sa.BigInteger():
            return number + 1000 if column.name == "sequence" else number
        case sa.LargeBinary():
            return words.encode()
    return words


def _encoded(column: sa.Column[Any], kind: types.Encoded, words: str) -> Any:
    if isinstance(kind.decode, EnumType):
        return next(iter(kind.decode))
    if kind is types.ACTIVITIES:
        return {
            "open": QuestionProgress(answer=words),
            "choice": QuestionProgress(answer=("a", "c"), tries=1),
            "task": Submission({"text": words}, 1),
        }
    if kind in {types.ANSWER, types.ANSWERS}:
        return {"text": words, "choice": ("b",)}
    if kind is types.NAMES:
        return frozenset({words})
    if kind is types.TEXTS:
        return (words,)
    if kind is types.DOCUMENT:
        return {"words": words}
    if column.table.name == "individual_plans":
        return (IndividualItem("", "K", 1, words, "C1", DAY),)
    if column.nullable:
        return None
    candidates: tuple[Any, ...] = ((), {}, 1)
    for plain in candidates:
        with suppress(AttributeError, TypeError):
            kind.encode(plain)
            return plain
    return None  # `_special` has it


def _special(table: str, who: str) -> dict[str, Any]:
    """What leads to a person in a way of its own."""
    person, subject = f"{who}-person", mark(who, "accounts", "subject")
    platform = mark(who, "platforms", "id")
    match table:
        case "audit":
            return {"object": f"person:{person}", "action": "person.changed"}
        case "drills":
            return {"participants": (person,), "observers": ()}
        case "plan_items":
            return {"person_ids": (person,)}
        case "hand_in_files":
            return {"sha256": mark(who, "file_contents", "sha256")}
        case "import_drafts":
            nip = mark(who, "person_identifiers", "value")
            return {
                "sheet": Sheet("a", ("nip",), (SheetRow(1, {"nip": nip}),), (), (), "b")
            }
        case "invitations":
            return {"used_by": f"{who}-account"}
        case "members":
            return {"subject": subject}
        case "need_changes":
            return {"item_id": mark(who, "need_items", "id")}
        case "outbox":
            return {
                "platform_id": platform,
                "natural_key": f"https://lms.example/{who}|{subject}",
            }
        case (
            "moodle_participants"
            | "moodle_observations"
            | "moodle_attempts"
            | "moodle_plans"
            | "moodle_plan_reads"
            | "moodle_ratings"
            | "moodle_accounts"
        ):
            return {"moodle_id": mark(who, "moodles", "id")}
        case "grants":
            return {"ended_at": None, "until": None}
        case "person_identifiers":
            return {"kind": "nip", "valid_to": None}
    return {}
