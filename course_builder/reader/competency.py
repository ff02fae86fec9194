"""Competencies at a level, written ``T-PB-01.2``."""

from course_builder.errors import SourceLocation
from course_builder.model.question import CompetencyRef

_LEVELS = frozenset("12345")


def read_competency_ref(text: str, where: SourceLocation) -> CompetencyRef | None:
    """Read a code, a point and a level from 1 to 5."""
    code, _, level = text.rpartition(".")
    if not code or level not in _LEVELS:
        return None
    return CompetencyRef(code, int(level), where)
