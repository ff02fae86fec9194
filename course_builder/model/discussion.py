"""Discussions."""

from dataclasses import dataclass, field
from decimal import Decimal

from course_builder.errors import NOWHERE, SourceLocation
from course_builder.model.prose import Prose
from course_builder.model.question import CompetencyRef


@dataclass(frozen=True, slots=True)
class Discussion:
    """A prompt to talk about, or to reflect on where there is no one to talk to.

    Attributes:
        title: Its first heading; empty where it has none.
        points: What a contribution is worth; 0 for nothing.
    """

    id: str
    prompt: Prose
    title: str = ""
    points: Decimal = Decimal(0)
    required: bool = False
    competencies: tuple[CompetencyRef, ...] = ()
    where: SourceLocation = field(default=NOWHERE, compare=False)
