"""Moderation of decisions with its numbers, and objections."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
NUMBERS = {
    "least": ("3", "decisions"),
    "share": ("0.1", "share"),
    "kappa": ("0.6", "kappa"),
}


def upgrade() -> None:
    op.create_table(
        "moderations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.Text(), nullable=False),
        sa.Column("judged_at", MOMENT, nullable=False),
        sa.Column("replacement", sa.Text()),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name="fk_moderations_decision_id_decisions",
        ),
        sa.ForeignKeyConstraint(
            ["replacement"],
            ["decisions.id"],
            name="fk_moderations_replacement_decisions",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_moderations"),
        sa.UniqueConstraint(
            "decision_id", "turn", name="uq_moderations_decision_id_turn"
        ),
    )
    op.create_table(
        "objections",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("answered_by", sa.Text()),
        sa.Column("answered_at", MOMENT),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("replacement", sa.Text()),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name="fk_objections_decision_id_decisions",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_objections_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["replacement"],
            ["decisions.id"],
            name="fk_objections_replacement_decisions",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
    )
    op.create_index("ix_objections_person_id", "objections", ["person_id"])
    _add_numbers()


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
                "code": f"moderation.{code}",
                "valid_from": date(2000, 1, 1),
                "value": exact(value),
                "unit": unit,
                "version": 1,
                "legal_basis": "aturan internal, periksa",
            }
            for code, (value, unit) in NUMBERS.items()
        ],
    )
