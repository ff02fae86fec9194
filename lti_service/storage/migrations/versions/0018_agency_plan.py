"""Plan items, revisions and individual plans."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CONTENTS = "PP 11/2017 jo. PP 17/2020 Pasal 207"


def upgrade() -> None:
    _items()
    _steps()
    op.create_table(
        "individual_plans",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("supervisor_id", sa.Text()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_individual_plans_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_individual_plans"),
        sa.UniqueConstraint(
            "person_id", "year", "row", name="uq_individual_plans_person_id_year_row"
        ),
    )
    op.create_index("ix_individual_plans_year", "individual_plans", ["year"])
    _number_of_contents()


def _items() -> None:
    op.create_table(
        "plan_items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("competency_code", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("need_ids", sa.Text(), nullable=False),
        sa.Column("person_ids", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("programme_code", sa.Text(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("curriculum", sa.Text(), nullable=False),
        sa.Column("budget", sa.BigInteger()),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_plan_items"),
    )
    op.create_index("ix_plan_items_year", "plan_items", ["year"])
    op.create_table(
        "plan_spendings",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("takes_back", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_plan_spendings"),
        sa.UniqueConstraint("id", name="uq_plan_spendings_id"),
        sa.UniqueConstraint("takes_back", name="uq_plan_spendings_takes_back"),
    )
    op.create_index("ix_plan_spendings_year", "plan_spendings", ["year"])


def _steps() -> None:
    op.create_table(
        "plan_steps",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("document_date", sa.Date()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_steps"),
        sa.UniqueConstraint("year", "number", name="uq_plan_steps_year_number"),
    )
    op.create_table(
        "plan_revisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_revisions"),
        sa.UniqueConstraint("year", "number", name="uq_plan_revisions_year_number"),
    )


def _number_of_contents() -> None:
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
                "code": "plan.contents",
                "valid_from": date(2018, 1, 1),
                "value": exact("7"),
                "unit": "contents",
                "version": 1,
                "legal_basis": CONTENTS,
            }
        ],
    )
