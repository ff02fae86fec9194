"""Learning plans and ratings of competencies in Moodles."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moodle(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["moodle_id"], ["moodles.id"], name=f"fk_{table}_moodle_id_moodles"
    )


def _run(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["run_id"], ["moodle_runs.id"], name=f"fk_{table}_run_id_moodle_runs"
    )


def upgrade() -> None:
    op.create_table(
        "moodle_competencies",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idnumber", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("framework", sa.Text(), nullable=False),
        _moodle("moodle_competencies"),
        sa.PrimaryKeyConstraint("moodle_id", "id", name="pk_moodle_competencies"),
    )
    op.create_table(
        "moodle_ratings",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("competency_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("is_proficient", sa.Boolean()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("rated_at", MOMENT, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        _moodle("moodle_ratings"),
        _run("moodle_ratings"),
        sa.PrimaryKeyConstraint("sequence", name="pk_moodle_ratings"),
        sa.UniqueConstraint(
            "moodle_id", "user_id", "line_id", "run_id", name="uq_moodle_ratings_line"
        ),
    )
    op.create_index("ix_moodle_ratings_run_id", "moodle_ratings", ["run_id"])
    op.create_index(
        "ix_moodle_ratings_rater", "moodle_ratings", ["moodle_id", "rater_id"]
    )
    op.create_table(
        "moodle_plans",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        _moodle("moodle_plans"),
        _run("moodle_plans"),
        sa.PrimaryKeyConstraint("sequence", name="pk_moodle_plans"),
        sa.UniqueConstraint(
            "moodle_id", "user_id", "plan_id", "run_id", name="uq_moodle_plans_plan"
        ),
    )
    op.create_index("ix_moodle_plans_run_id", "moodle_plans", ["run_id"])
    op.create_table(
        "moodle_plan_reads",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        _moodle("moodle_plan_reads"),
        sa.PrimaryKeyConstraint("moodle_id", "user_id", name="pk_moodle_plan_reads"),
    )


def downgrade() -> None:
    for table in (
        "moodle_plan_reads",
        "moodle_plans",
        "moodle_ratings",
        "moodle_competencies",
    ):
        op.drop_table(table)
