"""Needs cycles and need items."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SINCE = date(2018, 1, 1)
BASIS = "Usulan awal; periksa: menunggu keputusan daerah"
POINTS = {
    "gap": "2",
    "necessity.mutlak": "3",
    "necessity.wajib": "3",
    "necessity.penting": "2",
    "necessity.perlu": "1",
    "kind.performance": "3",
    "kind.mandate": "3",
    "risk": "3",
    "high": "6",
    "medium": "3",
}


def upgrade() -> None:
    op.create_table(
        "needs_cycles",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("inventory_until", sa.Date(), nullable=False),
        sa.Column("verification_until", sa.Date(), nullable=False),
        sa.Column("validation_until", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("state_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("inventoried_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("year", name="pk_needs_cycles"),
    )
    op.create_table(
        "needs_stages",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year"], ["needs_cycles.year"], name="fk_needs_stages_year_needs_cycles"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_needs_stages"),
    )
    op.create_index("ix_needs_stages_year", "needs_stages", ["year"], unique=False)
    op.create_table(
        "need_items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("position_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("competency_code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("necessity", sa.Text(), nullable=False),
        sa.Column("target_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("priority_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("verifier_id", sa.Text(), nullable=False),
        sa.Column("verifier_note", sa.Text(), nullable=False),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("validator_id", sa.Text(), nullable=False),
        sa.Column("validator_note", sa.Text(), nullable=False),
        sa.Column("validated_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_need_items_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["year"], ["needs_cycles.year"], name="fk_need_items_year_needs_cycles"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_need_items"),
        sa.UniqueConstraint(
            "year",
            "person_id",
            "kind",
            "subject",
            name="uq_need_items_year_person_id_kind_subject",
        ),
    )
    op.create_index(
        "ix_need_items_person_id", "need_items", ["person_id"], unique=False
    )
    op.create_index(
        "ix_need_items_year_unit_code",
        "need_items",
        ["year", "unit_code"],
        unique=False,
    )
    op.create_table(
        "need_changes",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["need_items.id"], name="fk_need_changes_item_id_need_items"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_need_changes"),
    )
    op.create_index(
        "ix_need_changes_item_id", "need_changes", ["item_id"], unique=False
    )
    op.create_table(
        "need_mandates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("competency_code", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["year"], ["needs_cycles.year"], name="fk_need_mandates_year_needs_cycles"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_need_mandates"),
    )
    op.create_table(
        "career_targets",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("position_code", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_career_targets_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["year"], ["needs_cycles.year"], name="fk_career_targets_year_needs_cycles"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_career_targets"),
    )
    op.create_index(
        "ix_career_targets_year_person_id",
        "career_targets",
        ["year", "person_id"],
        unique=False,
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    exact: Callable[[str], object] = str if sqlite else Decimal
    op.bulk_insert(
        sa.table(
            "rule_parameters",
            sa.column("code", sa.Text()),
            sa.column("valid_from", sa.Date()),
            sa.column("value", sa.Text() if sqlite else sa.Numeric()),
            sa.column("unit", sa.Text()),
            sa.column("version", sa.Integer()),
            sa.column("legal_basis", sa.Text()),
        ),
        [
            {
                "code": f"needs.priority.{code}",
                "valid_from": SINCE,
                "value": exact(value),
                "unit": "points",
                "version": 1,
                "legal_basis": BASIS,
            }
            for code, value in POINTS.items()
        ],
    )
