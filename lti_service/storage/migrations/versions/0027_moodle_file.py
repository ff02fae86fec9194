"""Moodles without a token: what names and people in the files of reports stand for."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "moodle_runs",
        sa.Column("source", sa.Text(), nullable=False, server_default=""),
    )
    op.create_table(
        "moodle_file_places",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"],
            ["moodles.id"],
            name="fk_moodle_file_places_moodle_id_moodles",
        ),
        sa.PrimaryKeyConstraint(
            "moodle_id", "course_id", "key", name="pk_moodle_file_places"
        ),
    )
    op.create_table(
        "moodle_file_users",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"],
            ["moodles.id"],
            name="fk_moodle_file_users_moodle_id_moodles",
        ),
        sa.PrimaryKeyConstraint("moodle_id", "key", name="pk_moodle_file_users"),
    )
    op.create_index(
        "ix_moodle_file_users_user", "moodle_file_users", ["moodle_id", "user_id"]
    )


def downgrade() -> None:
    op.drop_table("moodle_file_users")
    op.drop_table("moodle_file_places")
    op.drop_column("moodle_runs", "source")
