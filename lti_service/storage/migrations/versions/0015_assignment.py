"""Hand-ins, their files and marks."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
EXACT = sa.Numeric().with_variant(sa.String(40), "sqlite")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBERS = {
    "least": ("0.75", "share"),
    "double_share": ("0.1", "share"),
    "difference": ("0.2", "share"),
    "undo_hours": ("24", "hours"),
}


def upgrade() -> None:
    _create_hand_ins()
    _create_marks()
    _create_files()
    _add_numbers()


def _create_hand_ins() -> None:
    op.create_table(
        "hand_ins",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("handed_in_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name="fk_hand_ins_attempt_id_attempts"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_hand_ins_account_id_accounts"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_hand_ins"),
        sa.UniqueConstraint("id", name="uq_hand_ins_id"),
        sa.UniqueConstraint(
            "attempt_id",
            "activity_id",
            "number",
            name="uq_hand_ins_attempt_id_activity_id_number",
        ),
    )


def _create_marks() -> None:
    op.create_table(
        "marks",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hand_in_id", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("given", EXACT, nullable=True),
        sa.Column("maximum", EXACT, nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("marked_by", sa.Text(), nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hand_in_id"], ["hand_ins.id"], name="fk_marks_hand_in_id_hand_ins"
        ),
        sa.ForeignKeyConstraint(["undoes"], ["marks.id"], name="fk_marks_undoes_marks"),
        sa.PrimaryKeyConstraint("sequence", name="pk_marks"),
        sa.UniqueConstraint("id", name="uq_marks_id"),
        sa.UniqueConstraint("undoes", name="uq_marks_undoes"),
    )
    op.create_index("ix_marks_hand_in_id", "marks", ["hand_in_id"])
    op.create_index("ix_marks_marked_by", "marks", ["marked_by"])
    op.create_table(
        "mark_drafts",
        sa.Column("hand_in_id", sa.Text(), nullable=False),
        sa.Column("marker_id", sa.Text(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["hand_in_id"], ["hand_ins.id"], name="fk_mark_drafts_hand_in_id_hand_ins"
        ),
        sa.PrimaryKeyConstraint("hand_in_id", "marker_id", name="pk_mark_drafts"),
    )


def _create_files() -> None:
    op.create_table(
        "hand_in_files",
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.id"],
            name="fk_hand_in_files_attempt_id_attempts",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_hand_in_files_account_id_accounts",
        ),
        sa.PrimaryKeyConstraint("attempt_id", "id", name="pk_hand_in_files"),
    )
    op.create_index("ix_hand_in_files_account_id", "hand_in_files", ["account_id"])
    op.create_index("ix_hand_in_files_sha256", "hand_in_files", ["sha256"])
    op.create_table(
        "file_contents",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_file_contents"),
    )


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
                "code": f"marking.{code}",
                "valid_from": date(2000, 1, 1),
                "value": exact(value),
                "unit": unit,
                "version": 1,
                "legal_basis": "aturan internal, periksa",
            }
            for code, (value, unit) in NUMBERS.items()
        ],
    )
