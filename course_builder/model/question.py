"""Questions as authors write them, and the rules that tell a right answer."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from course_builder.errors import NOWHERE, SourceLocation
from course_builder.model.prose import Prose
from course_builder.model.rubric import Rubric


@dataclass(frozen=True, slots=True)
class CompetencyRef:
    """A competency at a level, written ``T-PB-01.2``.

    Attributes:
        code: Code of the competency in its framework.
        level: Level of proficiency, 1 to 5.
    """

    code: str
    level: int
    where: SourceLocation = field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        return f"{self.code}.{self.level}"


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """Right when exactly the right options are chosen.

    Attributes:
        options: Ids of all options in source order: a to z, then 0 to 9, then o37, o38 …
        right: Ids of the right options; one when not `multiple`, at least one otherwise.
        multiple: Whether several options may be chosen.
        boolean: Whether it is a true-or-false question.
        partial: Whether some of the right options earn some of the points: those
            rightly chosen less those wrongly chosen, of all right ones, never below 0.
    """

    options: tuple[str, ...]
    right: frozenset[str]
    multiple: bool = False
    boolean: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers from `low` to `high`, both included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class NumberRule:
    """Right when the number lies in one of the ranges.

    Attributes:
        accepted: At least one range.
        unit: One word that may follow the learner's number; empty for none.
    """

    accepted: tuple[NumberRange, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TextRule:
    """Right when the text equals an answer or matches a pattern as a whole.

    Attributes:
        answers: Accepted answers as written.
        patterns: Regular expressions from the common ground of Python and JavaScript.
        exact: Whether case and white space count.
    """

    answers: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class OrderRule:
    """Right when the items stand in the right order.

    Attributes:
        order: Ids of the items in the right order. An id is a letter by the item's place
            in the order in which the learner finds them, so that it gives nothing away.
        partial: Whether each item in its right place earns its share of the points.
    """

    order: tuple[str, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class MatchRule:
    """Right when every left item has its right partner.

    Attributes:
        partners: For each left item, in source order, the id of its partner. An id is a
            letter by the partner's place in the order in which the learner finds them;
            left items whose partners read the same share one.
        partial: Whether each pair earns its share of the points.
    """

    partners: tuple[str, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class GapRule:
    """Right when every gap is filled rightly.

    Attributes:
        gaps: One rule for each gap, in the order of the text.
        partial: Whether each gap earns its share of the points.
    """

    gaps: tuple[NumberRule | TextRule, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class LongRule:
    """An open answer, which a person marks; nothing here is right or wrong."""


Rule: TypeAlias = (
    ChoiceRule | NumberRule | TextRule | OrderRule | MatchRule | GapRule | LongRule
)


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice, item to be ordered, or partner to be matched.

    Whether it is right is the rule's affair. Items and partners stand in the order in
    which the learner finds them, which `course_builder.model.draw` shuffles.
    """

    id: str
    text: Prose
    feedback: Prose | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with everything its author wrote.

    Attributes:
        id: Unique within the course; ASCII kebab-case; results are recorded under it.
        prompt: What is asked.
        options: The options of a choice, items to be ordered or partners to be matched;
            empty otherwise.
        left: What is to be matched, in source order; empty otherwise.
        rubric: How an open answer is marked; none otherwise.
        points: Points for a right answer, > 0, at most two decimals.
        hint_cost: Points that each opened hint takes off, >= 0.
        attempts: How often the learner may answer, >= 1.
        required: Whether finishing the course needs it.
        competencies: What a right answer gives evidence for.
    """

    id: str
    prompt: Prose
    rule: Rule
    options: tuple[Option, ...] = ()
    points: Decimal = Decimal(1)
    hint_cost: Decimal = Decimal(0)
    attempts: int = 3
    required: bool = True
    competencies: tuple[CompetencyRef, ...] = ()
    tags: tuple[str, ...] = ()
    hints: tuple[Prose, ...] = ()
    right: Prose | None = None
    wrong: Prose | None = None
    explanation: Prose | None = None
    left: tuple[Prose, ...] = ()
    rubric: Rubric | None = None
    where: SourceLocation = field(default=NOWHERE, compare=False)
