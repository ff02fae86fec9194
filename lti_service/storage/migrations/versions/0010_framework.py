"""Frameworks as things of their own, and the lowest managerial level of each group."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LAW = "Peraturan Menteri PANRB 38/2017"
# Lowest managerial level of each group of positions, and what that rests on.
TIERS = {
    "jpt utama": ("5", f"{LAW} (periksa: belum dicocokkan dengan naskahnya)"),
    "jpt madya": ("5", LAW),
    "jpt pratama": ("4", LAW),
    "administrator": ("3", LAW),
    "pengawas": ("2", LAW),
    "pelaksana": ("1", LAW),
}


def upgrade() -> None:
    op.create_table(
        "frameworks",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source_uri", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_frameworks"),
    )
    op.execute(
        "INSERT INTO frameworks "
        "(code, title, version, status, source_uri, legal_basis) "
        "SELECT DISTINCT framework_code, framework_code, '', 'rancangan', '', '' "
        "FROM competencies"
    )
    op.add_column(
        "competencies",
        sa.Column("definition", sa.Text(), nullable=False, server_default=""),
    )
    _add_tiers()


def _add_tiers() -> None:
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
                "code": f"tier_level.{group}",
                "valid_from": date(2018, 1, 1),
                "value": exact(value),
                "unit": "level",
                "version": 1,
                "legal_basis": legal_basis,
            }
            for group, (value, legal_basis) in TIERS.items()
        ],
    )
