"""Since when Moodles are pushed to each night."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.add_column("moodles", sa.Column("pushes_since", MOMENT))


def downgrade() -> None:
    op.drop_column("moodles", "pushes_since")
