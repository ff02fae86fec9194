"""Who may do what and when, what was said of NIP claims, and tokens that ended early."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.add_column("grants", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("grants", sa.Column("ended_at", MOMENT, nullable=True))
    op.add_column(
        "grants", sa.Column("ended_by", sa.Text(), nullable=False, server_default="")
    )
    op.add_column(
        "invitations",
        sa.Column("unit_code", sa.Text(), nullable=False, server_default=""),
    )
    op.add_column(
        "invitations",
        sa.Column("created_by", sa.Text(), nullable=False, server_default="cli"),
    )
    op.add_column("sessions", sa.Column("replaced_at", MOMENT, nullable=True))
    op.create_table(
        "session_epochs",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_session_epochs_account_id_accounts",
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_session_epochs"),
    )
    op.create_table(
        "claim_reviews",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("nip", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=False),
        sa.Column("reviewed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_claim_reviews_account_id_accounts",
        ),
        sa.PrimaryKeyConstraint("account_id", "nip", name="pk_claim_reviews"),
    )
    op.create_index("ix_claim_reviews_act", "claim_reviews", ["act"])
