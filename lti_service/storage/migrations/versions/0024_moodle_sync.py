"""What is kept of Moodles: connections, people, observations, mappings, runs."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
EXACT = sa.Numeric().with_variant(sa.String(40), "sqlite")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "moodles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("trusts_idnumber", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_moodles"),
    )
    op.create_table(
        "moodle_courses",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("idnumber", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tracks_completion", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"], ["moodles.id"], name="fk_moodle_courses_moodle_id_moodles"
        ),
        sa.PrimaryKeyConstraint("moodle_id", "id", name="pk_moodle_courses"),
    )
    op.create_table(
        "moodle_activities",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.Text(), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"], ["moodles.id"], name="fk_moodle_activities_moodle_id_moodles"
        ),
        sa.PrimaryKeyConstraint("moodle_id", "id", name="pk_moodle_activities"),
    )
    op.create_table(
        "moodle_accounts",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("idnumber", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("doubt", sa.Text(), nullable=False),
        sa.Column("matched_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"], ["moodles.id"], name="fk_moodle_accounts_moodle_id_moodles"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_moodle_accounts_person_id_people"
        ),
        sa.PrimaryKeyConstraint("moodle_id", "user_id", name="pk_moodle_accounts"),
    )
    op.create_index(
        "ix_moodle_accounts_person_id", "moodle_accounts", ["person_id"], unique=False
    )
    op.create_table(
        "moodle_participants",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("user_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last_access", sa.BigInteger(), nullable=False),
        sa.Column("progress", EXACT, nullable=True),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["moodle_id"],
            ["moodles.id"],
            name="fk_moodle_participants_moodle_id_moodles",
        ),
        sa.PrimaryKeyConstraint(
            "moodle_id", "course_id", "user_id", name="pk_moodle_participants"
        ),
    )
    op.create_table(
        "moodle_runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_trial", sa.Boolean(), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("next_course", sa.Integer(), nullable=False),
        sa.Column("next_user", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("refusals", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"], ["moodles.id"], name="fk_moodle_runs_moodle_id_moodles"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_moodle_runs"),
    )
    op.create_table(
        "moodle_observations",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("completion", sa.Text(), nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.Column("share", EXACT, nullable=True),
        sa.Column("graded_at", MOMENT, nullable=True),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"],
            ["moodles.id"],
            name="fk_moodle_observations_moodle_id_moodles",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["moodle_runs.id"],
            name="fk_moodle_observations_run_id_moodle_runs",
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_moodle_observations"),
        sa.UniqueConstraint(
            "moodle_id",
            "user_id",
            "course_id",
            "activity_id",
            "run_id",
            name="uq_moodle_observations_place",
        ),
    )
    op.create_index(
        "ix_moodle_observations_course",
        "moodle_observations",
        ["moodle_id", "course_id", "user_id"],
        unique=False,
    )
    op.create_index(
        "ix_moodle_observations_run_id", "moodle_observations", ["run_id"], unique=False
    )
    op.create_table(
        "moodle_mappings",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("activity_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("programme_code", sa.Text(), nullable=False),
        sa.Column("hours", EXACT, nullable=True),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("is_counted_already", sa.Boolean(), nullable=False),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"], ["moodles.id"], name="fk_moodle_mappings_moodle_id_moodles"
        ),
        sa.PrimaryKeyConstraint(
            "moodle_id",
            "course_id",
            "activity_id",
            "revision",
            name="pk_moodle_mappings",
        ),
    )
