"""Column types that keep domain values exact on SQLite and PostgreSQL alike."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

from course_builder.model.activity_progress import ActivityProgress, Answer
from course_builder.model.progress_document import progress_document, read_progress


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC; on SQLite ISO text of one width, which sorts by time."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """Return the type this has in a database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(32))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Return what is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        if dialect.name == "sqlite":
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        return value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Return what was stored."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            value = datetime.fromisoformat(value)
        moment: datetime = value.astimezone(UTC)
        return moment


class Exact(TypeDecorator[Decimal]):
    """An exact decimal; text on SQLite, whose numbers are binary."""

    impl = sa.Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """Return the type this has in a database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(40))
        return dialect.type_descriptor(sa.Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> Any:
        """Return what is stored."""
        if value is None or dialect.name != "sqlite":
            return value
        return f"{value:f}"

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        """Return what was stored."""
        if value is None or dialect.name != "sqlite":
            return value  # type: ignore[no-any-return]
        return Decimal(value)


class Encoded(TypeDecorator[Any]):
    """Text that stands for a value; none stays none.

    Args:
        encode: Value to text.
        decode: Text to value.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(
        self, encode: Callable[[Any], str], decode: Callable[[str], Any]
    ) -> None:
        super().__init__()
        self.encode = encode
        self.decode = decode

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """Return what is stored."""
        del dialect
        return None if value is None else self.encode(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        """Return what was stored."""
        del dialect
        return None if value is None else self.decode(value)


def choice(kind: type[StrEnum]) -> Encoded:
    """Return the type of a column that holds a member of an enumeration."""
    return Encoded(str, kind)


def _dump(value: object) -> str:
    # ASCII, so that what learners type comes back whatever it holds: neither database
    # takes half a surrogate pair, and PostgreSQL no NUL.
    return json.dumps(value, separators=(",", ":"))


def _dump_names(names: frozenset[str]) -> str:
    return _dump(sorted(names))


def _load_names(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


def _load_texts(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _load_answer(text: str) -> Any:
    match json.loads(text):
        case str(typed):
            return typed
        case list(chosen):
            return tuple(chosen)
        case answers:
            return _answers(answers)


def _load_answers(text: str) -> Mapping[str, Answer]:
    return _answers(json.loads(text))


def _answers(answers: Mapping[str, str | list[str]]) -> Mapping[str, Answer]:
    return {
        name: answer if isinstance(answer, str) else tuple(answer)
        for name, answer in answers.items()
    }


def _dump_activities(activities: Mapping[str, ActivityProgress]) -> str:
    return _dump({id_: progress_document(done) for id_, done in activities.items()})


def _load_activities(text: str) -> Mapping[str, ActivityProgress]:
    return {id_: read_progress(done) for id_, done in json.loads(text).items()}


DOCUMENT = Encoded(_dump, json.loads)
"""A JSON value, its keys in their order."""

NAMES = Encoded(_dump_names, _load_names)
"""A set of texts."""

TEXTS = Encoded(_dump, _load_texts)
"""A sequence of texts."""

ANSWER = Encoded(_dump, _load_answer)
"""A typed text, a sequence of ids or texts, or answers by name."""

ANSWERS = Encoded(_dump, _load_answers)
"""Answers by name."""

ACTIVITIES = Encoded(_dump_activities, _load_activities)
"""Progress by activity, as `course_builder.model.progress_document` writes it."""

SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A number that the database gives in order of insertion."""
