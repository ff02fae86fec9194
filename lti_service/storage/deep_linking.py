"""Choices of content under way."""

from datetime import datetime

import sqlalchemy as sa

from lti_service.domain.deep_linking import ContentPick
from lti_service.storage.columns import Moment
from lti_service.storage.schema import columns_of, metadata, values_of
from lti_service.storage.transaction import Transaction

picks = sa.Table(
    "content_picks",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("platform_id", sa.Text, sa.ForeignKey("platforms.id"), nullable=False),
    sa.Column("deployment_id", sa.Text, nullable=False),
    sa.Column("resource_link_id", sa.Text, nullable=False),
    sa.Column("return_url", sa.Text, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("multiple", sa.Boolean, nullable=False),
    sa.Column("line_items", sa.Boolean, nullable=False),
    sa.Column("expires_at", Moment, nullable=False, index=True),
)

_PICK = sa.select(*columns_of(picks, ContentPick)).where(
    picks.c.id == sa.bindparam("id")
)
_ADD = sa.insert(picks)
_FORGET = sa.delete(picks).where(picks.c.expires_at < sa.bindparam("before"))
_row = values_of(ContentPick)


class SqlContentPicks:
    """`ports.ContentPicks` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, pick_id: str) -> ContentPick | None:
        """Return a choice, expired or not."""
        row = self._sql.one(_PICK, {"id": pick_id})
        return None if row is None else ContentPick(*row)

    def add(self, pick: ContentPick) -> None:
        """Add a choice."""
        self._sql.run(_ADD, _row(pick))

    def forget(self, before: datetime) -> int:
        """Forget the choices that expired before that time; return how many."""
        return self._sql.run(_FORGET, {"before": before})
