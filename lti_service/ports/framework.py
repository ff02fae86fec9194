"""Competencies and standards."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    PositionStandard,
)


class Frameworks(Protocol):
    """Frameworks, competencies, their levels, and what positions require."""

    def get(self, code: str) -> Framework | None:
        """Return a framework."""
        ...

    def all(self) -> Sequence[Framework]:
        """Return all frameworks, by code."""
        ...

    def save(self, framework: Framework) -> None:
        """Add or replace a framework."""
        ...

    def competency(self, code: str) -> Competency | None:
        """Return a competency."""
        ...

    def competencies_in(self, codes: Sequence[str]) -> Sequence[Competency]:
        """Return the competencies of those codes that there are, by code."""
        ...

    def levels_in(self, codes: Sequence[str]) -> Sequence[CompetencyLevel]:
        """Return the levels of some competencies, by code and level."""
        ...

    def competencies(self) -> Sequence[Competency]:
        """Return all competencies, by code."""
        ...

    def levels(self, competency_code: str) -> Sequence[CompetencyLevel]:
        """Return the levels of a competency, lowest first."""
        ...

    def save_competency(self, competency: Competency) -> None:
        """Add or replace a competency."""
        ...

    def save_level(self, level: CompetencyLevel) -> None:
        """Add or replace a level."""
        ...

    def standards(self, position_code: str, on: date) -> Sequence[PositionStandard]:
        """Return what a position requires on a day, by competency code."""
        ...

    def standards_of(self, position_code: str) -> Sequence[PositionStandard]:
        """Return all that a position ever required, by competency code and first day."""
        ...

    def save_standard(self, standard: PositionStandard) -> None:
        """Add a standard, or replace the one that began on the same day."""
        ...
