"""What Moodles mirror: frameworks, templates, plans, ratings."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.create_table(
        "moodle_mirrors",
        sa.Column("moodle_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=True),
        sa.Column("known", sa.Text(), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("remote_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["moodle_id"], ["moodles.id"], name="fk_moodle_mirrors_moodle_id_moodles"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_moodle_mirrors_person_id_people"
        ),
        sa.PrimaryKeyConstraint("moodle_id", "key", name="pk_moodle_mirrors"),
    )
    op.create_index(
        "ix_moodle_mirrors_person_id", "moodle_mirrors", ["person_id"], unique=False
    )
    op.create_index(
        "ix_moodle_mirrors_state",
        "moodle_mirrors",
        ["moodle_id", "state"],
        unique=False,
    )
