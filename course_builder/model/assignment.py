"""Work that is handed in and marked by a person."""

from dataclasses import dataclass, field
from decimal import Decimal

from course_builder.errors import NOWHERE, SourceLocation
from course_builder.model.prose import Prose
from course_builder.model.question import CompetencyRef
from course_builder.model.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Assignment:
    """A piece of work.

    Attributes:
        title: Its first heading; empty where it has none.
        task: What is to be done, without the rubric.
        rubric: May be none.
        submit: How it may be handed in: file, text, link; at least one.
        accept: Suffixes of files without the dot, in lower case; empty for any.
        largest_mb: Megabytes that a file may have; >= 1.
        assessor: Who marks it: supervisor or assessor.
        due_days: Days from the start of the attempt; none for no date.
        points: What full marks are worth, > 0.
    """

    id: str
    task: Prose
    title: str = ""
    rubric: Rubric | None = None
    submit: tuple[str, ...] = ("text",)
    accept: tuple[str, ...] = ()
    largest_mb: int = 10
    assessor: str = "assessor"
    due_days: int | None = None
    points: Decimal = Decimal(10)
    required: bool = True
    competencies: tuple[CompetencyRef, ...] = ()
    where: SourceLocation = field(default=NOWHERE, compare=False)
