"""How gradebook columns compared with our scores last."""

from collections.abc import Mapping

import sqlalchemy as sa

from lti_service.domain.gradebook import Comparison
from lti_service.storage.columns import Moment
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

comparisons = sa.Table(
    "comparisons",
    metadata,
    sa.Column(
        "resource_link_id",
        sa.Text,
        sa.ForeignKey("resource_links.id"),
        primary_key=True,
    ),
    sa.Column("compared_at", Moment, nullable=False),
    sa.Column("scores", sa.Integer, nullable=False),
    sa.Column("differing", sa.Integer, nullable=False),
)

_ALL = sa.select(*columns_of(comparisons, Comparison))
_SAVE = insert_or_update(comparisons, ["resource_link_id"])
_row = values_of(Comparison)


class SqlComparisons:
    """`ports.Comparisons` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def all(self) -> Mapping[str, Comparison]:
        """Return the last comparison of each link that was compared, by its id."""
        return {row[0]: Comparison(*row) for row in self._sql.all(_ALL)}

    def save(self, comparison: Comparison) -> None:
        """Add a comparison, or replace the link's last one."""
        self._sql.run(_SAVE, _row(comparison))
