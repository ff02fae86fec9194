"""Competencies, their levels, and what positions require."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    FrameworkStatus,
    PositionStandard,
)
from lti_service.storage.columns import TEXTS
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

frameworks = sa.Table(
    "frameworks",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("source_uri", sa.Text, nullable=False),
    sa.Column("legal_basis", sa.Text, nullable=False),
)

competencies = sa.Table(
    "competencies",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("framework_code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("parent_code", sa.Text, nullable=False),
    sa.Column("definition", sa.Text, nullable=False, server_default=""),
)

competency_levels = sa.Table(
    "competency_levels",
    metadata,
    sa.Column(
        "competency_code", sa.Text, sa.ForeignKey("competencies.code"), primary_key=True
    ),
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("indicators", TEXTS, nullable=False),
)

position_standards = sa.Table(
    "position_standards",
    metadata,
    sa.Column(
        "position_code", sa.Text, sa.ForeignKey("positions.code"), primary_key=True
    ),
    sa.Column(
        "competency_code", sa.Text, sa.ForeignKey("competencies.code"), primary_key=True
    ),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("necessity", sa.Text, nullable=False),
    sa.Column("legal_basis", sa.Text, nullable=False),
)

_FRAMEWORKS = sa.select(*columns_of(frameworks, Framework)).order_by(frameworks.c.code)
_FRAMEWORK = _FRAMEWORKS.where(frameworks.c.code == sa.bindparam("code"))
_SAVE_FRAMEWORK = insert_or_update(frameworks, ["code"])
_COMPETENCIES = sa.select(*columns_of(competencies, Competency)).order_by(
    competencies.c.code
)
_COMPETENCY = _COMPETENCIES.where(competencies.c.code == sa.bindparam("code"))
_COMPETENCIES_IN = _COMPETENCIES.where(
    competencies.c.code.in_(sa.bindparam("codes", expanding=True))
)
_LEVELS_IN = (
    sa.select(*columns_of(competency_levels, CompetencyLevel))
    .where(
        competency_levels.c.competency_code.in_(sa.bindparam("codes", expanding=True))
    )
    .order_by(competency_levels.c.competency_code, competency_levels.c.level)
)
_SAVE_COMPETENCY = insert_or_update(competencies, ["code"])
_LEVELS = (
    sa.select(*columns_of(competency_levels, CompetencyLevel))
    .where(competency_levels.c.competency_code == sa.bindparam("code"))
    .order_by(competency_levels.c.level)
)
_SAVE_LEVEL = insert_or_update(competency_levels, ["competency_code", "level"])
_STANDARDS = (
    sa.select(*columns_of(position_standards, PositionStandard))
    .where(
        position_standards.c.position_code == sa.bindparam("position_code"),
        position_standards.c.valid_from <= sa.bindparam("on"),
        sa.or_(
            position_standards.c.valid_to.is_(None),
            position_standards.c.valid_to >= sa.bindparam("on"),
        ),
    )
    .order_by(position_standards.c.competency_code, position_standards.c.valid_from)
)
_STANDARDS_OF = (
    sa.select(*columns_of(position_standards, PositionStandard))
    .where(position_standards.c.position_code == sa.bindparam("position_code"))
    .order_by(position_standards.c.competency_code, position_standards.c.valid_from)
)
_SAVE_STANDARD = insert_or_update(
    position_standards, ["position_code", "competency_code", "valid_from"]
)
_framework_row = values_of(Framework)
_competency_row = values_of(Competency)
_level_row = values_of(CompetencyLevel)
_standard_row = values_of(PositionStandard)


class SqlFrameworks:
    """`ports.Frameworks` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, code: str) -> Framework | None:
        """Return a framework."""
        row = self._sql.one(_FRAMEWORK, {"code": code})
        return None if row is None else _framework(row)

    def all(self) -> Sequence[Framework]:
        """Return all frameworks, by code."""
        return [_framework(row) for row in self._sql.all(_FRAMEWORKS)]

    def save(self, framework: Framework) -> None:
        """Add or replace a framework."""
        self._sql.run(_SAVE_FRAMEWORK, _framework_row(framework))

    def competency(self, code: str) -> Competency | None:
        """Return a competency."""
        row = self._sql.one(_COMPETENCY, {"code": code})
        return None if row is None else Competency(*row)

    def competencies_in(self, codes: Sequence[str]) -> Sequence[Competency]:
        """Return the competencies of those codes that there are, by code."""
        rows = self._sql.all(_COMPETENCIES_IN, {"codes": list(codes)})
        return [Competency(*row) for row in rows]

    def levels_in(self, codes: Sequence[str]) -> Sequence[CompetencyLevel]:
        """Return the levels of some competencies, by code and level."""
        rows = self._sql.all(_LEVELS_IN, {"codes": list(codes)})
        return [CompetencyLevel(*row) for row in rows]

    def competencies(self) -> Sequence[Competency]:
        """Return all competencies, by code."""
        return [Competency(*row) for row in self._sql.all(_COMPETENCIES)]

    def levels(self, competency_code: str) -> Sequence[CompetencyLevel]:
        """Return the levels of a competency, lowest first."""
        rows = self._sql.all(_LEVELS, {"code": competency_code})
        return [CompetencyLevel(*row) for row in rows]

    def save_competency(self, competency: Competency) -> None:
        """Add or replace a competency."""
        self._sql.run(_SAVE_COMPETENCY, _competency_row(competency))

    def save_level(self, level: CompetencyLevel) -> None:
        """Add or replace a level."""
        self._sql.run(_SAVE_LEVEL, _level_row(level))

    def standards(self, position_code: str, on: date) -> Sequence[PositionStandard]:
        """Return what a position requires on a day, by competency code.

        Where two rows for a competency hold, the one that began later counts.
        """
        rows = self._sql.all(_STANDARDS, {"position_code": position_code, "on": on})
        return list(
            {row.competency_code: PositionStandard(*row) for row in rows}.values()
        )

    def standards_of(self, position_code: str) -> Sequence[PositionStandard]:
        """Return all that a position ever required, by competency code and first day."""
        rows = self._sql.all(_STANDARDS_OF, {"position_code": position_code})
        return [PositionStandard(*row) for row in rows]

    def save_standard(self, standard: PositionStandard) -> None:
        """Add a standard, or replace the one that began on the same day."""
        self._sql.run(_SAVE_STANDARD, _standard_row(standard))


def _framework(row: Sequence[Any]) -> Framework:
    code, title, version, status, source_uri, legal_basis = row
    return Framework(
        code, title, version, FrameworkStatus(status), source_uri, legal_basis
    )
