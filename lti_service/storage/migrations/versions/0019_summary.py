"""Summaries that reports read, noted by triggers; the least size of a group."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")
COUNTS = ("people", "assessed", "met", "gaps", "provisional")
# Table, kind of change, column of its key, and the events after which it is noted.
NOTED = (
    ("evidence", "person", "person_id", ("INSERT",)),
    ("decisions", "person", "person_id", ("INSERT",)),
    ("postings", "person", "person_id", ("INSERT", "UPDATE", "DELETE")),
    ("people", "person", "id", ("INSERT", "UPDATE", "DELETE")),
    ("positions", "position", "code", ("UPDATE",)),
    (
        "position_standards",
        "position",
        "position_code",
        ("INSERT", "UPDATE", "DELETE"),
    ),
    ("competencies", "all", "", ("INSERT", "UPDATE", "DELETE")),
    ("frameworks", "all", "", ("UPDATE",)),
    ("rule_parameters", "all", "", ("INSERT", "UPDATE", "DELETE")),
)
# An update is noted where one of these differs: a new name moves nobody.
COMPARED = {
    "postings": ("position_code", "unit_code", "until", "kind"),
    "people": ("active",),
    "positions": ('"group"',),
    "position_standards": ("level", "valid_to", "legal_basis"),
    "competencies": ("kind", "parent_code", "framework_code"),
    "frameworks": ("status",),
    "rule_parameters": ("value", "valid_to"),
}


OWN = "aturan internal, periksa"
NUMBERS = {
    "report.smallest_group": ("5", "people", f"{OWN}; UU 27/2022 meminta pelindungan"),
    "item.difficulty": ("10", "people", OWN),
    "item.discrimination": ("15", "people", OWN),
    "item.sure": ("30", "people", OWN),
    "ipasn.technical_hours": (
        "20",
        "hours",
        "PermenPANRB 38/2018; Peraturan BKN 8/2019 (periksa: belum dicocokkan dengan "
        "naskahnya)",
    ),
}


def upgrade() -> None:
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "summary_changes",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_summary_changes"),
    )
    op.create_index("ix_summary_changes_key", "summary_changes", ["key"])
    op.create_table(
        "person_summaries",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("changes_on", sa.Date()),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_person_summaries"),
    )
    op.create_index(
        "ix_person_summaries_changes_on", "person_summaries", ["changes_on"]
    )
    op.create_table(
        "standings",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("competency_code", sa.Text(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assessed", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.PrimaryKeyConstraint("person_id", "competency_code", name="pk_standings"),
    )
    op.create_table(
        "gap_counts",
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("competency_code", sa.Text(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint(
            "unit_code", "group", "competency_code", "required", name="pk_gap_counts"
        ),
    )
    op.create_table(
        "summary_state",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_summary_state"),
    )
    _add_numbers()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()
    # Whoever is there already is computed once.
    op.execute("INSERT INTO summary_changes (kind, key) VALUES ('all', '')")


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
                "code": code,
                "valid_from": date(2000, 1, 1),
                "value": exact(value),
                "unit": unit,
                "version": 1,
                "legal_basis": basis,
            }
            for code, (value, unit, basis) in NUMBERS.items()
        ],
    )


def _sqlite_triggers() -> None:
    for table, kind, column, events in NOTED:
        for event in events:
            op.execute(
                f"CREATE TRIGGER summary_{table}_{event.lower()} AFTER {event} ON {table}"
                f"{_when(table, event, 'IS NOT')} BEGIN INSERT INTO summary_changes "
                f"(kind, key) VALUES ('{kind}', {_key(column, event)}); END"
            )


def _postgresql_triggers() -> None:
    for table, kind, column, events in NOTED:
        for event in events:
            name = f"summary_{table}_{event.lower()}"
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN INSERT INTO summary_changes (kind, key) "
                f"VALUES ('{kind}', {_key(column, event)}); RETURN NULL; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW"
                f"{_when(table, event, 'IS DISTINCT FROM')} EXECUTE FUNCTION {name}()"
            )


def _key(column: str, event: str) -> str:
    row = "OLD" if event == "DELETE" else "NEW"
    return f"{row}.{column}" if column else "''"


def _when(table: str, event: str, differs: str) -> str:
    if event != "UPDATE":
        return ""
    tests = (f"OLD.{name} {differs} NEW.{name}" for name in COMPARED[table])
    return f" WHEN ({' OR '.join(tests)})"
