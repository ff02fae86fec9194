"""Members of platforms' courses, and who teaches there."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.add_column(
        "resource_links",
        sa.Column("memberships_url", sa.Text(), nullable=False, server_default=""),
    )
    op.add_column(
        "attempts",
        sa.Column(
            "instructor", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.create_table(
        "rosters",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=False),
        sa.Column("deployment_id", sa.Text(), nullable=False),
        sa.Column("memberships_url", sa.Text(), nullable=False),
        sa.Column("context_id", sa.Text(), nullable=False),
        sa.Column("context_title", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("ignored", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["platforms.id"],
            name="fk_rosters_platform_id_platforms",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rosters"),
        sa.UniqueConstraint(
            "platform_id",
            "deployment_id",
            "memberships_url",
            name="uq_rosters_platform_id_deployment_id_memberships_url",
        ),
    )
    op.create_index("ix_rosters_due_at", "rosters", ["due_at"])
    op.create_table(
        "members",
        sa.Column("roster_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["rosters.id"], name="fk_members_roster_id_rosters"
        ),
        sa.PrimaryKeyConstraint("roster_id", "subject", name="pk_members"),
    )
