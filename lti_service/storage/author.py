"""Uploaded releases that nobody is offered yet."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from lti_service.domain.course import DraftState, ReleaseDraft
from lti_service.storage.columns import Moment, choice
from lti_service.storage.schema import columns_of, metadata, values_of
from lti_service.storage.transaction import Transaction

release_drafts = sa.Table(
    "release_drafts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("course_id", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("uploaded_by", sa.Text, nullable=False),
    sa.Column("uploaded_at", Moment, nullable=False),
    sa.Column("state", choice(DraftState), nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)

draft_contents = sa.Table(
    "draft_contents",
    metadata,
    sa.Column(
        "draft_id", sa.Text, sa.ForeignKey("release_drafts.id"), primary_key=True
    ),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

_DRAFTS = sa.select(*columns_of(release_drafts, ReleaseDraft))
_DRAFT = _DRAFTS.where(release_drafts.c.id == sa.bindparam("id"))
_DRAFT_LOCKED = _DRAFT.with_for_update()
_ALL = _DRAFTS.order_by(release_drafts.c.uploaded_at.desc(), release_drafts.c.id)
_ADD = sa.insert(release_drafts)
_ADD_CONTENT = sa.insert(draft_contents)
_CONTENT = sa.select(draft_contents.c.content).where(
    draft_contents.c.draft_id == sa.bindparam("id")
)
_SAVE = (
    sa.update(release_drafts)
    .where(release_drafts.c.id == sa.bindparam("draft"))
    .values(state=sa.bindparam("state"), changed_at=sa.bindparam("changed_at"))
)
_EMPTY = sa.delete(draft_contents).where(
    draft_contents.c.draft_id == sa.bindparam("id")
)
_OLD = (
    release_drafts.c.state == DraftState.DISCARDED,
    release_drafts.c.changed_at < sa.bindparam("before", type_=Moment()),
)
_FORGET_CONTENTS = sa.delete(draft_contents).where(
    draft_contents.c.draft_id.in_(sa.select(release_drafts.c.id).where(*_OLD))
)
_FORGET = sa.delete(release_drafts).where(*_OLD)
_row = values_of(ReleaseDraft)


class SqlReleaseDrafts:
    """`ports.ReleaseDrafts` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, draft_id: str) -> ReleaseDraft | None:
        """Return a draft; in a writing unit of work its row is locked."""
        statement = _DRAFT_LOCKED if self._sql.locking else _DRAFT
        row = self._sql.one(statement, {"id": draft_id})
        return None if row is None else ReleaseDraft(*row)

    def all(self) -> Sequence[ReleaseDraft]:
        """Return all drafts, uploaded last first."""
        return [ReleaseDraft(*row) for row in self._sql.all(_ALL)]

    def add(self, draft: ReleaseDraft, content: bytes) -> None:
        """Add a draft and its release file."""
        self._sql.run(_ADD, _row(draft))
        self._sql.run(_ADD_CONTENT, {"draft_id": draft.id, "content": content})

    def content(self, draft_id: str) -> bytes | None:
        """Return the release file; none where it was published or forgotten."""
        row = self._sql.one(_CONTENT, {"id": draft_id})
        return None if row is None else bytes(row[0])

    def save(self, draft: ReleaseDraft) -> None:
        """Replace what is known of a draft."""
        self._sql.run(
            _SAVE,
            {"draft": draft.id, "state": draft.state, "changed_at": draft.changed_at},
        )

    def empty(self, draft_id: str) -> None:
        """Forget the file of a draft; the release has it once it is published."""
        self._sql.run(_EMPTY, {"id": draft_id})

    def forget(self, before: datetime) -> int:
        """Forget drafts that were discarded before then; return how many."""
        self._sql.run(_FORGET_CONTENTS, {"before": before})
        return self._sql.run(_FORGET, {"before": before})
