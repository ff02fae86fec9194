"""Gradebook columns that are looked for or made, and scores that wait for a new one."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    for name in ("line_items_url", "found_line_item_url"):
        op.add_column(
            "resource_links",
            sa.Column(name, sa.Text(), nullable=False, server_default=""),
        )
    for name in ("scores_due_at", "column_asked_at"):
        op.add_column("resource_links", sa.Column(name, MOMENT))
    op.create_index(
        "ix_resource_links_scores_due_at", "resource_links", ["scores_due_at"]
    )


def downgrade() -> None:
    op.drop_index("ix_resource_links_scores_due_at", "resource_links")
    for name in (
        "column_asked_at",
        "scores_due_at",
        "found_line_item_url",
        "line_items_url",
    ):
        op.drop_column("resource_links", name)
