"""Events within quizzes, and surveys that keep no names."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "events", sa.Column("question", sa.Text(), nullable=False, server_default="")
    )
    op.create_table(
        "survey_responses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_responses"),
    )
    op.create_index(
        "ix_survey_responses_course_id_survey_id",
        "survey_responses",
        ["course_id", "survey_id"],
    )
