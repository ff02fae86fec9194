"""To whom messages go and since when they wait, and whether platforms take them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
LONG_AGO = "2000-01-01T00:00:00.000000+00:00"


def upgrade() -> None:
    op.add_column(
        "outbox", sa.Column("platform_id", sa.Text(), nullable=False, server_default="")
    )
    op.add_column(
        "outbox",
        sa.Column("queued_at", MOMENT, nullable=False, server_default=LONG_AGO),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    platform = (
        "json_extract(payload, '$.platform_id')"
        if sqlite
        else "payload::json ->> 'platform_id'"
    )
    op.execute(
        f"UPDATE outbox SET queued_at = created_at, platform_id = coalesce({platform}, '')"  # noqa: S608 - one of the two above
    )
    op.drop_index("ix_outbox_state_due_at", "outbox")
    op.create_index(
        "ix_outbox_state_platform_id_due_at",
        "outbox",
        ["state", "platform_id", "due_at"],
    )
    op.create_table(
        "circuits",
        sa.Column("platform_id", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_message", sa.Text(), nullable=False),
        sa.Column("paused_until", MOMENT, nullable=True),
        sa.Column("next_slot_at", MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform_id", name="pk_circuits"),
    )
