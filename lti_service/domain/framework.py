"""Competency frameworks, and what a position requires."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency of a framework.

    Attributes:
        kind: manajerial, sosial kultural, teknis or nilai.
        parent_code: Empty at the top.
    """

    code: str
    framework_code: str
    name: str
    kind: str
    parent_code: str = ""


@dataclass(frozen=True, slots=True)
class CompetencyLevel:
    """One level of proficiency, 1 to 5, with behaviour indicators."""

    competency_code: str
    level: int
    name: str
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PositionStandard:
    """What a position requires, by date (standar kompetensi jabatan).

    Attributes:
        level: Required level, 1 to 5.
        valid_to: Last day; none while it holds.
        legal_basis: Decision it rests on; empty means provisional (sementara).
    """

    position_code: str
    competency_code: str
    level: int
    necessity: str
    valid_from: date
    valid_to: date | None
    legal_basis: str
