"""Attempts at SCORM packages in Moodles, and what packages call themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
EXACT = sa.Numeric().with_variant(sa.String(40), "sqlite")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "moodle_activities",
        sa.Column("package", sa.Text(), nullable=False, server_default=""),
    )
    op.create_table(
        "moodle_attempts",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("share", EXACT),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("last_at", MOMENT),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"], ["moodles.id"], name="fk_moodle_attempts_moodle_id_moodles"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["moodle_runs.id"], name="fk_moodle_attempts_run_id_moodle_runs"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_moodle_attempts"),
        sa.UniqueConstraint(
            "moodle_id",
            "user_id",
            "course_id",
            "activity_id",
            "number",
            "run_id",
            name="uq_moodle_attempts_place",
        ),
    )
    op.create_index("ix_moodle_attempts_run_id", "moodle_attempts", ["run_id"])


def downgrade() -> None:
    op.drop_table("moodle_attempts")
    op.drop_column("moodle_activities", "package")
