"""Who looked at whose personal data, and how long what is kept."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
NUMBERS = {
    "session_hours": ("0", "hours"),
    "invitation_days": ("90", "days"),
    "mark_draft_days": ("180", "days"),
    "member_months": ("24", "months"),
    "access_days": ("730", "days"),
    "personnel_years": ("0", "years"),
}


def upgrade() -> None:
    op.create_table(
        "access_views",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("subject_id", sa.Text, primary_key=True),
        sa.Column("actor", sa.Text, primary_key=True),
        sa.Column("page", sa.Text, primary_key=True),
        sa.Column("first_at", MOMENT, nullable=False),
    )
    op.create_index(
        "ix_access_views_subject_id_day", "access_views", ["subject_id", "day"]
    )
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
                "code": f"retention.{code}",
                "valid_from": date(2000, 1, 1),
                "value": exact(value),
                "unit": unit,
                "version": 1,
                "legal_basis": "aturan internal, periksa (UU 27/2022)",
            }
            for code, (value, unit) in NUMBERS.items()
        ],
    )
