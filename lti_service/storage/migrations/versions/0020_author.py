"""Which release of a course is offered, and what was before."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
NUMBERS = {
    "smallest_group": ("10", "people"),
    "stopped_days": ("14", "days"),
}
DRAFT = ("id", "course_id", "version", "title", "language", "content_hash")


def upgrade() -> None:
    op.create_table(
        "course_offers",
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_id", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("offered_by", sa.Text(), nullable=False),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["releases.id"],
            name="fk_course_offers_release_id_releases",
        ),
        sa.PrimaryKeyConstraint("course_id", "number", name="pk_course_offers"),
    )
    op.create_table(
        "release_drafts",
        *(sa.Column(name, sa.Text(), nullable=False) for name in DRAFT),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release_drafts"),
    )
    op.create_table(
        "draft_contents",
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["release_drafts.id"],
            name="fk_draft_contents_draft_id_release_drafts",
        ),
        sa.PrimaryKeyConstraint("draft_id", name="pk_draft_contents"),
    )
    op.create_index("ix_attempts_release_id", "attempts", ["release_id"])
    _tell_what_was_offered()
    _add_numbers()
    op.drop_index("uq_releases_current", table_name="releases")
    op.drop_column("releases", "current")


def _add_numbers() -> None:
    exact = str if op.get_bind().dialect.name == "sqlite" else Decimal
    rule_parameters = sa.table(
        "rule_parameters",
        sa.column("code"),
        sa.column("valid_from", sa.Date()),
        sa.column("value", sa.Text() if exact is str else sa.Numeric()),
        sa.column("unit"),
        sa.column("version", sa.Integer()),
        sa.column("legal_basis"),
    )
    op.bulk_insert(
        rule_parameters,
        [
            {
                "code": f"author.{code}",
                "valid_from": date(2000, 1, 1),
                "value": exact(value),
                "unit": unit,
                "version": 1,
                "legal_basis": "aturan internal, periksa",
            }
            for code, (value, unit) in NUMBERS.items()
        ],
    )


def _tell_what_was_offered() -> None:
    """Turn each publishing into an offer, the one that holds now the last of each course.

    Who published is in the trail; where it is not, it was a command.
    """
    op.execute(
        """
        INSERT INTO course_offers
            (course_id, number, release_id, act, offered_by, offered_at, reason)
        SELECT course_id,
            row_number() OVER (PARTITION BY course_id 
                ORDER BY "current", published_at, id),
            id, 'published',
            coalesce((
                SELECT max(actor) FROM audit
                WHERE action = 'release.published'
                    AND object = 'release:' || course_id || '-' || version
            ), 'cli'),
            published_at, ''
        FROM releases
        """
    )
