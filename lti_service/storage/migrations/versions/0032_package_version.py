"""Which version of a course the packages in Moodles are."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "moodle_activities",
        sa.Column("package_version", sa.Text(), nullable=False, server_default=""),
    )


def downgrade() -> None:
    op.drop_column("moodle_activities", "package_version")
