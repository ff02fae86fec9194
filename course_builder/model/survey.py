"""Surveys: opinions, not answers."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from course_builder.errors import NOWHERE, SourceLocation
from course_builder.model.prose import Prose
from course_builder.model.question import CompetencyRef, Option


@dataclass(frozen=True, slots=True)
class ScaleItem:
    """A statement to agree with, on a scale.

    Attributes:
        id: Its letter in the survey, or the ``#id`` its author gave.
        low: Lowest number of the scale: 0 or 1.
        high: Highest number.
        low_label: What the lowest number means; may be empty.
        high_label: What the highest number means; may be empty.
        reverse: Whether a low number is the good one.
    """

    id: str
    text: Prose
    low: int
    high: int
    low_label: str = ""
    high_label: str = ""
    required: bool = False
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class TextItem:
    """Something to write freely."""

    id: str
    text: Prose
    required: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceItem:
    """Something to choose; written as a `question` directive without a right answer."""

    id: str
    text: Prose
    options: tuple[Option, ...]
    multiple: bool = False
    required: bool = False


SurveyItem: TypeAlias = ScaleItem | TextItem | ChoiceItem


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey.

    Attributes:
        title: Its first heading; empty where it has none.
        level: reaction, learning, behaviour or results. Source: Kirkpatrick's four levels.
        anonymous: Whether answers are kept without the person.
        after_days: Days after completion when it is sent, as a follow-up; none for at
            once.
        audience: Whom a follow-up asks: self, supervisor, peer.
        points: What handing it in is worth; 0 for nothing.
    """

    id: str
    items: tuple[SurveyItem, ...]
    title: str = ""
    intro: Prose | None = None
    level: str = "reaction"
    anonymous: bool = False
    after_days: int | None = None
    audience: tuple[str, ...] = ("self",)
    points: Decimal = Decimal(0)
    required: bool = True
    competencies: tuple[CompetencyRef, ...] = ()
    where: SourceLocation = field(default=NOWHERE, compare=False)
