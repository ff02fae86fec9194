"""Quizzes and the banks that they draw from."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePosixPath

from course_builder.errors import NOWHERE, SourceLocation
from course_builder.model.prose import Prose
from course_builder.model.question import CompetencyRef, Question


class Role(StrEnum):
    """What a quiz is for."""

    PRACTICE = "practice"
    PRETEST = "pretest"
    POSTTEST = "posttest"
    EXAM = "exam"


class When(StrEnum):
    """When a learner is told what was right."""

    IMMEDIATE = "immediate"
    AFTER = "after"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Bank:
    """A file of questions that are never shown by themselves.

    Attributes:
        path: Relative to the course folder: ``banks/ancaman.md``.
        questions: In source order.
    """

    path: PurePosixPath
    questions: tuple[Question, ...]
    where: SourceLocation = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Draw:
    """How many questions are drawn, of one tag or of all.

    Attributes:
        tag: Empty for any question.
        count: >= 1.
    """

    tag: str
    count: int


@dataclass(frozen=True, slots=True)
class Quiz:
    """A group of questions that are answered in runs.

    Attributes:
        title: Its first heading; empty where it has none.
        intro: What stands before the first question; may be none.
        questions: Its own, in source order, then those of its bank.
        bank: Path of the bank relative to the course folder, as written; empty for none.
        draws: Empty where every question is asked.
        attempts: Runs that a learner has; 0 for no limit.
        pass_mark: Per cent of its points that passes; none where it has no mark of its
            own.
        shuffle: Whether questions and options come in another order each run.
        minutes: Time limit of a run; none for no limit.
        points: What the whole quiz is worth, > 0; none where it is worth the sum of its
            questions, or one point for each drawn question.
        required: Whether finishing the course needs it.
        competencies: What questions give evidence for that name nothing themselves.
    """

    id: str
    questions: tuple[Question, ...]
    role: Role = Role.PRACTICE
    title: str = ""
    intro: Prose | None = None
    bank: str = ""
    draws: tuple[Draw, ...] = ()
    attempts: int = 0
    pass_mark: int | None = None
    shuffle: bool = False
    feedback: When = When.IMMEDIATE
    minutes: int | None = None
    points: Decimal | None = None
    required: bool = False
    competencies: tuple[CompetencyRef, ...] = ()
    where: SourceLocation = field(default=NOWHERE, compare=False)
