"""Competency frameworks, and what a position requires."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

KINDS = ("manajerial", "sosial kultural", "teknis", "nilai")
"""Kinds of competencies."""


class FrameworkStatus(StrEnum):
    """Whether a framework may be used: drafted, decided, or withdrawn."""

    DRAFT = "rancangan"
    ADOPTED = "ditetapkan"
    DEPRECATED = "dicabut"


@dataclass(frozen=True, slots=True)
class Framework:
    """A competency framework, such as SKJ or BerAKHLAK.

    Attributes:
        version: As its publisher writes it; empty where it has none.
        source_uri: Where the original is; copies must not lose it.
        legal_basis: Decision it rests on; empty where there is none.
    """

    code: str
    title: str
    version: str = ""
    status: FrameworkStatus = FrameworkStatus.DRAFT
    source_uri: str = ""
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency of a framework.

    Attributes:
        kind: One of `KINDS`.
        parent_code: Empty at the top.
        definition: What is meant by it.
    """

    code: str
    framework_code: str
    name: str
    kind: str
    parent_code: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class CompetencyLevel:
    """One level of proficiency, 1 to 5, with behaviour indicators."""

    competency_code: str
    level: int
    name: str
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameworkContent:
    """A whole framework, as files carry it.

    Attributes:
        competencies: By code.
        levels: By competency code and level.
    """

    framework: Framework
    competencies: tuple[Competency, ...]
    levels: tuple[CompetencyLevel, ...]

    def levels_by_competency(self) -> Mapping[str, Sequence[CompetencyLevel]]:
        """Return the levels of each competency that has any, lowest first."""
        found: dict[str, list[CompetencyLevel]] = {}
        for level in self.levels:
            found.setdefault(level.competency_code, []).append(level)
        return found


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


def overlapped(
    new: PositionStandard, others: Iterable[PositionStandard]
) -> PositionStandard | None:
    """Return the standard that a new one cannot stand beside; none where there is none.

    Two whose days are both named and meet contradict each other. One without a last day
    ends by itself where the next begins.
    """
    for old in sorted(others, key=lambda one: one.valid_from):
        if _about(old) == _about(new) and old.valid_from != new.valid_from:
            first, then = sorted((old, new), key=lambda one: one.valid_from)
            if first.valid_to is not None and first.valid_to >= then.valid_from:
                return old
    return None


def placed(
    new: PositionStandard, others: Iterable[PositionStandard]
) -> tuple[PositionStandard, PositionStandard | None]:
    """Return a new standard as it fits between the others, and the one that it ends.

    What it ends has its last day; both without a last day otherwise keep none.
    """
    same = [old for old in others if _about(old) == _about(new)]
    later = [old for old in same if old.valid_from > new.valid_from]
    earlier = [old for old in same if old.valid_from < new.valid_from]
    if later and new.valid_to is None:
        first = min(old.valid_from for old in later)
        new = replace(new, valid_to=first - _DAY)
    before = max(earlier, key=lambda old: old.valid_from, default=None)
    if before is not None and before.valid_to is None:
        return new, replace(before, valid_to=new.valid_from - _DAY)
    return new, None


def _about(standard: PositionStandard) -> tuple[str, str]:
    return standard.position_code, standard.competency_code


_DAY = timedelta(days=1)
