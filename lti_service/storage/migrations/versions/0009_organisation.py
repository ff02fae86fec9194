"""Where units lie and who leads them, and people whom complete lists leave out."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("district", "head_code"):
        op.add_column(
            "units", sa.Column(name, sa.Text(), nullable=False, server_default="")
        )
    op.add_column(
        "people",
        sa.Column("absences", sa.Integer(), nullable=False, server_default="0"),
    )
