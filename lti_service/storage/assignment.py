"""Hand-ins and marks, to which rows are only ever added, drafts, and files."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from lti_service.domain.assignment import HandIn, Mark, MarkDraft, Verdict
from lti_service.domain.hand_in_file import HandInFile
from lti_service.storage.columns import (
    ANSWERS,
    SEQUENCE,
    TEXTS,
    Exact,
    Moment,
    choice,
)
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

hand_ins = sa.Table(
    "hand_ins",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("attempt_id", sa.Text, sa.ForeignKey("attempts.id"), nullable=False),
    sa.Column("activity_id", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("course_id", sa.Text, nullable=False),
    sa.Column("handed_in_at", Moment, nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("answers", ANSWERS, nullable=False),
    sa.UniqueConstraint("attempt_id", "activity_id", "number"),
)

marks = sa.Table(
    "marks",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column(
        "hand_in_id",
        sa.Text,
        sa.ForeignKey("hand_ins.id"),
        nullable=False,
        index=True,
    ),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("verdict", choice(Verdict), nullable=False),
    sa.Column("levels", TEXTS, nullable=False),
    sa.Column("comments", TEXTS, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("given", Exact),
    sa.Column("maximum", Exact, nullable=False),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.Column("settles", sa.Boolean, nullable=False),
    sa.Column("rule_version", sa.Integer, nullable=False),
    sa.Column("marked_by", sa.Text, nullable=False, index=True),
    sa.Column("marked_at", Moment, nullable=False),
    sa.Column("undoes", sa.Text, sa.ForeignKey("marks.id"), unique=True),
)

mark_drafts = sa.Table(
    "mark_drafts",
    metadata,
    sa.Column("hand_in_id", sa.Text, sa.ForeignKey("hand_ins.id"), primary_key=True),
    sa.Column("marker_id", sa.Text, primary_key=True),
    sa.Column("levels", TEXTS, nullable=False),
    sa.Column("comments", TEXTS, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("saved_at", Moment),
    sa.Column("leased_until", Moment, nullable=False),
)

hand_in_files = sa.Table(
    "hand_in_files",
    metadata,
    sa.Column("attempt_id", sa.Text, sa.ForeignKey("attempts.id"), primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column(
        "account_id",
        sa.Text,
        sa.ForeignKey("accounts.id"),
        nullable=False,
        index=True,
    ),
    sa.Column("activity_id", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("sent_at", Moment, nullable=False),
)

file_contents = sa.Table(
    "file_contents",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

_HAND_INS = sa.select(*columns_of(hand_ins, HandIn))
_HAND_IN = _HAND_INS.where(hand_ins.c.id == sa.bindparam("id"))
_OF_ATTEMPT = _HAND_INS.where(
    hand_ins.c.attempt_id == sa.bindparam("attempt_id")
).order_by(hand_ins.c.sequence)
_later, _undoing = hand_ins.alias("later"), marks.alias("undoing")
_WAITING = _HAND_INS.where(
    ~sa.exists().where(
        _later.c.attempt_id == hand_ins.c.attempt_id,
        _later.c.activity_id == hand_ins.c.activity_id,
        _later.c.number > hand_ins.c.number,
    ),
    ~sa.exists().where(
        marks.c.hand_in_id == hand_ins.c.id,
        marks.c.settles,
        ~sa.exists().where(_undoing.c.undoes == marks.c.id),
    ),
).order_by(hand_ins.c.sequence)
_MARKS = sa.select(*columns_of(marks, Mark))
_MARK = _MARKS.where(marks.c.id == sa.bindparam("id"))
_MARKS_OF = _MARKS.where(
    marks.c.hand_in_id.in_(sa.bindparam("ids", expanding=True))
).order_by(marks.c.sequence)
_ALL_MARKS = _MARKS.order_by(marks.c.sequence)
_MARKED_BY = _MARKS.where(
    marks.c.marked_by == sa.bindparam("person_id"),
    marks.c.marked_at >= sa.bindparam("since"),
).order_by(marks.c.sequence.desc())
_ADD_HAND_IN = sa.insert(hand_ins)
_ADD_MARK = sa.insert(marks)
_SAVE_DRAFT = insert_or_update(mark_drafts, ("hand_in_id", "marker_id"))
_DRAFTS = sa.select(*columns_of(mark_drafts, MarkDraft)).order_by(
    mark_drafts.c.hand_in_id, mark_drafts.c.marker_id
)
_DROP_DRAFT = sa.delete(mark_drafts).where(
    mark_drafts.c.hand_in_id == sa.bindparam("hand_in"),
    mark_drafts.c.marker_id == sa.bindparam("marker"),
)
_FILE = sa.select(*columns_of(hand_in_files, HandInFile)).where(
    hand_in_files.c.attempt_id == sa.bindparam("attempt_id"),
    hand_in_files.c.id == sa.bindparam("id"),
)
_ADD_FILE = insert_or_skip(hand_in_files, "attempt_id", "id")
_ADD_CONTENT = insert_or_skip(file_contents, "sha256")
_CONTENT = sa.select(file_contents.c.data).where(
    file_contents.c.sha256 == sa.bindparam("sha256")
)
_WEIGHT = sa.select(sa.func.coalesce(sa.func.sum(hand_in_files.c.size), 0)).where(
    hand_in_files.c.account_id == sa.bindparam("account_id")
)
_REMOVE_FILE = sa.delete(hand_in_files).where(
    hand_in_files.c.attempt_id == sa.bindparam("attempt"),
    hand_in_files.c.id == sa.bindparam("file"),
)
_REMOVE_CONTENT = sa.delete(file_contents).where(
    file_contents.c.sha256 == sa.bindparam("content"),
    ~sa.exists().where(hand_in_files.c.sha256 == file_contents.c.sha256),
)
_hand_in_row = values_of(HandIn)
_mark_row = values_of(Mark)
_draft_row = values_of(MarkDraft)
_file_row = values_of(HandInFile)


class SqlAssignments:
    """`ports.Assignments` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def add_hand_in(self, hand_in: HandIn) -> None:
        """Add a hand-in; attempt, activity and number are there once."""
        self._sql.run(_ADD_HAND_IN, _hand_in_row(hand_in))

    def hand_in(self, hand_in_id: str) -> HandIn | None:
        """Return a hand-in."""
        row = self._sql.one(_HAND_IN, {"id": hand_in_id})
        return HandIn(*row) if row else None

    def of_attempt(self, attempt_id: str) -> Sequence[HandIn]:
        """Return what was handed in in an attempt, oldest first."""
        rows = self._sql.all(_OF_ATTEMPT, {"attempt_id": attempt_id})
        return [HandIn(*row) for row in rows]

    def waiting(self) -> Sequence[HandIn]:
        """Return the latest hand-in of each attempt and activity that is not settled."""
        return [HandIn(*row) for row in self._sql.all(_WAITING)]

    def add_mark(self, mark: Mark) -> None:
        """Add a mark."""
        self._sql.run(_ADD_MARK, _mark_row(mark))

    def mark(self, mark_id: str) -> Mark | None:
        """Return a mark."""
        row = self._sql.one(_MARK, {"id": mark_id})
        return Mark(*row) if row else None

    def marks(self, hand_in_ids: Iterable[str]) -> Sequence[Mark]:
        """Return the marks of hand-ins, oldest first."""
        ids = list(hand_in_ids)
        rows = self._sql.all(_MARKS_OF, {"ids": ids}) if ids else ()
        return [Mark(*row) for row in rows]

    def all_marks(self) -> Sequence[Mark]:
        """Return all marks, oldest first."""
        return [Mark(*row) for row in self._sql.all(_ALL_MARKS)]

    def marked_by(self, person_id: str, since: datetime) -> Sequence[Mark]:
        """Return what somebody marked from a moment on, newest first."""
        key = {"person_id": person_id, "since": since}
        return [Mark(*row) for row in self._sql.all(_MARKED_BY, key)]

    def save_draft(self, draft: MarkDraft) -> None:
        """Add a draft, or replace the marker's own of the same hand-in."""
        self._sql.run(_SAVE_DRAFT, _draft_row(draft))

    def drafts(self) -> Sequence[MarkDraft]:
        """Return all drafts."""
        return [MarkDraft(*row) for row in self._sql.all(_DRAFTS)]

    def drop_draft(self, hand_in_id: str, marker_id: str) -> None:
        """Forget a marker's draft; nothing happens where there is none."""
        self._sql.run(_DROP_DRAFT, {"hand_in": hand_in_id, "marker": marker_id})


class SqlHandInFiles:
    """`ports.HandInFiles` in SQL: in the database, so that machines share no disk."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def add(self, file: HandInFile, content: bytes) -> bool:
        """Add a file; return False where its attempt had one of that id."""
        self._sql.lock("file", file.sha256)
        if self._sql.run(_ADD_FILE, _file_row(file)) != 1:
            return False
        self._sql.run(_ADD_CONTENT, {"sha256": file.sha256, "data": content})
        return True

    def get(self, attempt_id: str, file_id: str) -> HandInFile | None:
        """Return what is known of a file."""
        row = self._sql.one(_FILE, {"attempt_id": attempt_id, "id": file_id})
        return HandInFile(*row) if row else None

    def content(self, file: HandInFile) -> bytes | None:
        """Return a file's content."""
        row = self._sql.one(_CONTENT, {"sha256": file.sha256})
        return bytes(row[0]) if row else None

    def remove(self, file: HandInFile) -> None:
        """Remove a file, and its content where no other file has the same."""
        # Nobody may add the same content while it goes.
        self._sql.lock("file", file.sha256)
        self._sql.run(_REMOVE_FILE, {"attempt": file.attempt_id, "file": file.id})
        self._sql.run(_REMOVE_CONTENT, {"content": file.sha256})

    def weight(self, account_id: str) -> int:
        """Return the bytes of all files of an account."""
        row = self._sql.one(_WEIGHT, {"account_id": account_id})
        return int(row[0]) if row else 0
