"""Of which link a session is, and how each gradebook column compared last."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.add_column(
        "sessions",
        sa.Column("resource_link_id", sa.Text(), nullable=False, server_default=""),
    )
    op.create_table(
        "comparisons",
        sa.Column("resource_link_id", sa.Text(), nullable=False),
        sa.Column("compared_at", MOMENT, nullable=False),
        sa.Column("scores", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_link_id"],
            ["resource_links.id"],
            name="fk_comparisons_resource_link_id_resource_links",
        ),
        sa.PrimaryKeyConstraint("resource_link_id", name="pk_comparisons"),
    )
