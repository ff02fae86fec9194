"""What the practice LMS remembers: its key, launches under way, tokens and scores."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey

from lti_service.errors import SettingsError
from lti_service.sandbox.activity import ACTIVITIES, Activity

_TABLES = """
CREATE TABLE IF NOT EXISTS signing_key (kid TEXT PRIMARY KEY, pem TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, member_id TEXT NOT NULL, activity_id TEXT NOT NULL,
    learner_id TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, scope TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS scores (
    activity_id TEXT NOT NULL, member_id TEXT NOT NULL, given REAL, maximum REAL,
    comment TEXT NOT NULL, sent_at INTEGER NOT NULL,
    PRIMARY KEY (activity_id, member_id));
"""
MESSAGE_SECONDS = 600
CHOICE_SECONDS = 7200
TOKEN_SECONDS = 3600
_FIRST_ADDED = 100
"""Ids of activities that teachers add are higher."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a person begins: a launch, a choice of content, a review.

    Attributes:
        activity_id: Empty where content is to be chosen.
        learner_id: Whose work is to be reviewed; empty where none is.
    """

    member_id: str
    activity_id: str = ""
    learner_id: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A score in the gradebook.

    Attributes:
        given: Out of `maximum`; none where it was wiped.
        sent_at: The timestamp that came with it, whole seconds since 1970.
    """

    activity_id: str
    member_id: str
    given: float | None
    maximum: float | None
    comment: str
    sent_at: int

    @property
    def moment(self) -> datetime:
        """`sent_at` as a time in UTC."""
        return datetime.fromtimestamp(self.sent_at, UTC)


class State:
    """A small SQLite file, or memory.

    Args:
        path: None for memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        try:
            # One connection, used under the lock by all threads; each statement commits.
            self._sql = sqlite3.connect(
                path or ":memory:", check_same_thread=False, isolation_level=None
            )
            self._sql.executescript(_TABLES)
        except sqlite3.Error as error:
            raise SettingsError(
                f"The practice LMS cannot keep its state in {path}: {error}. "
                "Name another file with --state."
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    @cached_property
    def key(self) -> tuple[str, RSAKey]:
        """The kid and private key that this platform signs with."""
        with self._lock:
            row = self._sql.execute("SELECT kid, pem FROM signing_key").fetchone()
            if row is None:
                pem = RSAKey.generate_key(2048).as_pem(private=True).decode()
                row = (secrets.token_hex(10), pem)
                self._sql.execute("INSERT INTO signing_key VALUES (?, ?)", row)
        return row[0], RSAKey.import_key(row[1])

    def begin(
        self, message: Message, now: datetime, seconds: int = MESSAGE_SECONDS
    ) -> str:
        """Remember what begins, for some time; return its id."""
        message_id = secrets.token_urlsafe(16)
        moment = now.timestamp()
        self._run("DELETE FROM messages WHERE expires_at < ?", moment)
        self._run(
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?)",
            message_id,
            *astuple(message),
            moment + seconds,
        )
        return message_id

    def take(self, message_id: str, now: datetime) -> Message | None:
        """Return what began under an id, once."""
        rows = self._run(
            "DELETE FROM messages WHERE id = ? AND expires_at >= ? "
            "RETURNING member_id, activity_id, learner_id",
            message_id,
            now.timestamp(),
        )
        return Message(*rows[0]) if rows else None

    def add_activity(self, activity: Activity) -> None:
        """Add an activity at the end of the course; it gets an id of its own."""
        document = json.dumps({**asdict(activity), "id": "", "added": True})
        self._run(
            "INSERT INTO activities (id, document) SELECT max(?, "
            "coalesce((SELECT max(id) FROM activities), 0)) + 1, ?",
            _FIRST_ADDED,
            document,
        )

    def activities(self) -> Mapping[str, Activity]:
        """Return all activities by id: those of the course, then those added."""
        rows = self._run("SELECT id, document FROM activities ORDER BY id")
        added = {
            str(number): Activity(**{**json.loads(document), "id": str(number)})
            for number, document in rows
        }
        return {**ACTIVITIES, **added}

    def new_token(self, scope: str, now: datetime) -> str:
        """Give out an access token."""
        token = secrets.token_hex(16)
        moment = now.timestamp()
        self._run("DELETE FROM tokens WHERE expires_at < ?", moment)
        self._run(
            "INSERT INTO tokens VALUES (?, ?, ?)", token, scope, moment + TOKEN_SECONDS
        )
        return token

    def scopes(self, token: str, now: datetime) -> frozenset[str]:
        """Return what a token allows; nothing where it is unknown or over."""
        rows = self._run(
            "SELECT scope FROM tokens WHERE token = ? AND expires_at >= ?",
            token,
            now.timestamp(),
        )
        return frozenset(rows[0][0].split()) if rows else frozenset()

    def take_score(self, score: Score) -> bool:
        """Store a score; return False where one with no earlier timestamp is there."""
        rows = self._run(
            "INSERT INTO scores VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (activity_id, member_id) DO UPDATE SET "
            "given = excluded.given, maximum = excluded.maximum, "
            "comment = excluded.comment, sent_at = excluded.sent_at "
            "WHERE excluded.sent_at > scores.sent_at RETURNING 1",
            score.activity_id,
            score.member_id,
            score.given,
            score.maximum,
            score.comment,
            score.sent_at,
        )
        return bool(rows)

    def scores(self) -> Sequence[Score]:
        """Return all scores."""
        rows = self._run(
            "SELECT activity_id, member_id, given, maximum, comment, sent_at FROM scores"
        )
        return [Score(*row) for row in rows]

    def _run(self, statement: str, *values: object) -> list[Any]:
        with self._lock:
            return self._sql.execute(statement, values).fetchall()
