"""Learning hours: the ledger, how routes become JP, and what the law asks a year."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
EXACT = sa.Numeric().with_variant(sa.String(40), "sqlite")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

CIRCULAR = (
    "Edaran BPS Februari 2019 menurut Peraturan LAN 10/2018; "
    "periksa: menunggu keputusan daerah"
)
TWICE = f"{CIRCULAR} (paling banyak dua kali sebulan dibaca sebagai batas JP sebulan)"
CONTRACT = (
    "dihitung menurut tahun kalender, "
    "periksa: pasal itu menyebut tahun perjanjian kerja"
)
# Code, name, basis, JP national and international (empty: the circular gives no sure
# figure, and the national one holds), most JP national and international, for what.
ROUTES = (
    ("A1", "Tugas belajar", "PER_SEMESTER", "20", "20", "", "", ""),
    ("A2", "Izin belajar", "PER_SEMESTER", "20", "20", "", "", ""),
    ("B1", "Pelatihan struktural kepemimpinan", "ACTUAL", "1", "", "", "", ""),
    ("B2", "Pelatihan manajerial", "ACTUAL", "1", "", "", "", ""),
    ("B3", "Pelatihan teknis", "ACTUAL", "1", "", "", "", ""),
    ("B4", "Pelatihan fungsional", "ACTUAL", "1", "", "", "", ""),
    ("B5", "Pelatihan sosial kultural", "ACTUAL", "1", "", "", "", ""),
    ("B6", "Seminar, konferensi, sarasehan", "PER_DAY", "4", "6", "", "", ""),
    ("B7", "Workshop, lokakarya", "PER_DAY", "5", "7", "", "", ""),
    ("B8", "Kursus", "ACTUAL", "1", "", "", "", ""),
    ("B9", "Penataran", "ACTUAL", "1", "", "", "", ""),
    ("B10", "Bimbingan teknis", "ACTUAL", "1", "", "", "", ""),
    ("B11", "Sosialisasi", "PER_DAY", "4", "6", "", "", ""),
    ("C1", "Coaching", "PER_SESSION", "2", "4", "4", "8", "MONTH"),
    ("C2", "Mentoring", "PER_SESSION", "2", "4", "4", "8", "MONTH"),
    ("C3", "E-learning", "ACTUAL", "1", "1", "3", "4", "DAY"),
    ("C4", "Pelatihan jarak jauh", "ACTUAL", "1", "", "", "", ""),
    ("C5", "Detasering", "PER_EVENT", "20", "24", "", "", ""),
    ("C6", "Pembelajaran alam terbuka", "ACTUAL", "1", "", "", "", ""),
    ("C7", "Benchmarking", "PER_EVENT", "10", "20", "", "", ""),
    ("C8", "Pertukaran dengan swasta, BUMN, BUMD", "PER_EVENT", "20", "24", "", "", ""),
    ("C9", "Belajar mandiri", "ACTUAL", "1", "", "2", "", "DAY"),
    ("C10", "Komunitas belajar", "ACTUAL", "1", "", "2", "", "DAY"),
    ("C11", "Magang, praktik kerja", "PER_EVENT", "20", "24", "", "", ""),
)
CONVERTED_FROM = date(2019, 1, 1)
# The first whole calendar years after the regulations came into force.
PARAMETERS = (
    (
        "hours.minimum.PNS",
        date(2018, 1, 1),
        "20",
        "JP",
        "PP 11/2017 jo. PP 17/2020 Pasal 203",
    ),
    (
        "hours.maximum.PPPK",
        date(2019, 1, 1),
        "24",
        "JP",
        f"PP 49/2018 Pasal 39–40; {CONTRACT}",
    ),
    ("hours.minutes", date(2018, 1, 1), "45", "minutes", "Peraturan LAN 10/2018"),
)


def upgrade() -> None:
    op.create_table(
        "jp_conversions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("value", EXACT, nullable=False),
        sa.Column("cap_value", EXACT, nullable=True),
        sa.Column("cap_period", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "code", "scope", "valid_from", name="pk_jp_conversions"
        ),
    )
    op.create_table(
        "jp_entries",
        sa.Column("sequence", SEQUENCE, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("amount", EXACT, nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("verifier_id", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_jp_entries_person_id_people"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_jp_entries"),
        sa.UniqueConstraint("id", name="uq_jp_entries_id"),
        sa.UniqueConstraint(
            "person_id",
            "record",
            "revision",
            name="uq_jp_entries_person_id_record_revision",
        ),
    )
    op.create_index("ix_jp_entries_state", "jp_entries", ["state"], unique=False)
    exact: Callable[[str], object] = (
        str if op.get_bind().dialect.name == "sqlite" else Decimal
    )
    op.bulk_insert(_table("jp_conversions", _CONVERSION), _conversions(exact))
    op.bulk_insert(
        _table("rule_parameters", _PARAMETER),
        [
            {
                "code": code,
                "valid_from": since,
                "value": exact(value),
                "unit": unit,
                "version": 1,
                "legal_basis": legal_basis,
            }
            for code, since, value, unit, legal_basis in PARAMETERS
        ],
    )


_CONVERSION = (
    "code",
    "scope",
    "valid_from",
    "name",
    "basis",
    "value",
    "cap_value",
    "cap_period",
    "version",
    "legal_basis",
)
_PARAMETER = ("code", "valid_from", "value", "unit", "version", "legal_basis")


def _table(name: str, columns: tuple[str, ...]) -> sa.TableClause:
    sqlite = op.get_bind().dialect.name == "sqlite"
    kinds: dict[str, Any] = {
        "valid_from": sa.Date(),
        "version": sa.Integer(),
        "value": sa.Text() if sqlite else sa.Numeric(),
        "cap_value": sa.Text() if sqlite else sa.Numeric(),
    }
    return sa.table(
        name, *(sa.column(column, kinds.get(column, sa.Text())) for column in columns)
    )


def _conversions(exact: Callable[[str], object]) -> list[dict[str, object]]:
    return [
        {
            "code": code,
            "scope": scope,
            "valid_from": CONVERTED_FROM,
            "name": name,
            "basis": "PER_DAY"
            if basis == "PER_SESSION" and scope == "international"
            else basis,
            "value": exact(value),
            "cap_value": exact(cap) if cap else None,
            "cap_period": period,
            "version": 1,
            "legal_basis": TWICE if period == "MONTH" else CIRCULAR,
        }
        for code, name, basis, home, abroad, cap_home, cap_abroad, period in ROUTES
        for scope, value, cap in (
            ("national", home, cap_home),
            ("international", abroad, cap_abroad),
        )
        if value
    ]
