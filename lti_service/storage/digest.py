"""What people chose of digests, and each digest with what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from lti_service.domain.digest import Digest, DigestState, Frequency, NoticeChoice
from lti_service.storage.columns import Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

notice_choices = sa.Table(
    "notice_choices",
    metadata,
    sa.Column("recipient", sa.Text, primary_key=True),
    sa.Column("frequency", choice(Frequency), nullable=False),
    sa.Column("token", sa.Text, nullable=False, unique=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)

digest_days = sa.Table(
    "digest_days",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("begun_at", Moment, nullable=False),
)

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("recipient", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("state", choice(DigestState), nullable=False, index=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)

_CHOICES = sa.select(*columns_of(notice_choices, NoticeChoice))
_CHOICE = _CHOICES.where(notice_choices.c.recipient == sa.bindparam("recipient"))
_OF_TOKEN = _CHOICES.where(notice_choices.c.token == sa.bindparam("token"))
_SAVE_CHOICE = insert_or_update(notice_choices, ["recipient"])
_BEGIN = insert_or_skip(digest_days, "day")
_BEGUN = sa.select(digest_days.c.day).where(digest_days.c.day == sa.bindparam("day"))
_LAST = sa.select(digests.c.recipient, sa.func.max(digests.c.day)).group_by(
    digests.c.recipient
)
_PLAN = insert_or_skip(digests, "recipient", "day")
_SAVE = insert_or_update(digests, ["recipient", "day"])
_ROWS = sa.select(*columns_of(digests, Digest))
_DUE = (
    _ROWS.where(
        digests.c.state == DigestState.WAITING, digests.c.due_at <= sa.bindparam("now")
    )
    .order_by(digests.c.due_at, digests.c.recipient)
    .limit(sa.bindparam("most"))
)
_UNSENT = _ROWS.where(
    digests.c.state.in_((DigestState.REFUSED, DigestState.FAILED)),
    digests.c.day >= sa.bindparam("since"),
).order_by(digests.c.day.desc(), digests.c.recipient)
_choice_row = values_of(NoticeChoice)
_row = values_of(Digest)


class SqlDigests:
    """`ports.Digests` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def hold_still(self) -> None:
        """Let no other worker plan or take digests until the end of the transaction."""
        self._sql.lock("digest")

    def choice(self, recipient: str) -> NoticeChoice | None:
        """Return what somebody chose; none where they never did."""
        row = self._sql.one(_CHOICE, {"recipient": recipient})
        return NoticeChoice(*row) if row else None

    def choice_of_token(self, token: str) -> NoticeChoice | None:
        """Return the choice that a link in a digest is about."""
        row = self._sql.one(_OF_TOKEN, {"token": token})
        return NoticeChoice(*row) if row else None

    def choices(self) -> Sequence[NoticeChoice]:
        """Return all choices, by recipient."""
        found = (NoticeChoice(*row) for row in self._sql.all(_CHOICES))
        return sorted(found, key=lambda one: one.recipient)

    def save_choice(self, choice: NoticeChoice) -> None:
        """Add or replace a choice."""
        self._sql.run(_SAVE_CHOICE, _choice_row(choice))

    def begin(self, day: date, at: datetime) -> bool:
        """Note that a day's digests are planned; return False where they were."""
        return self._sql.run(_BEGIN, {"day": day, "begun_at": at}) == 1

    def has_begun(self, day: date) -> bool:
        """Whether a day's digests are planned."""
        return self._sql.one(_BEGUN, {"day": day}) is not None

    def last_days(self) -> Mapping[str, date]:
        """Return the day of each recipient's last digest."""
        return {row[0]: row[1] for row in self._sql.all(_LAST)}

    def plan(self, digest: Digest) -> bool:
        """Add a digest; return False where the recipient has one of that day."""
        return self._sql.run(_PLAN, _row(digest)) == 1

    def due(self, now: datetime, limit: int) -> Sequence[Digest]:
        """Return digests that wait and are due, the longest first."""
        rows = self._sql.all(_DUE, {"now": now, "most": limit})
        return [Digest(*row) for row in rows]

    def save(self, digest: Digest) -> None:
        """Replace a digest by what became of it."""
        self._sql.run(_SAVE, _row(digest))

    def unsent(self, since: date) -> Sequence[Digest]:
        """Return digests from a day on that were refused or failed, newest first."""
        return [Digest(*row) for row in self._sql.all(_UNSENT, {"since": since})]
