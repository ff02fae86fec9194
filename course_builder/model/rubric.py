"""How a person marks a piece of work."""

from dataclasses import dataclass

from course_builder.model.prose import Prose


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of a rubric.

    Attributes:
        name: What is judged.
        levels: What each level looks like, the lowest first; one for each of the
            rubric's levels.
        required: Whether the lowest pass is asked of this criterion: its name ended
            with ``*``.
    """

    name: Prose
    levels: tuple[Prose, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Rubric:
    """A table of criteria and levels.

    Attributes:
        levels: Names of the levels, the lowest first; at least two.
        criteria: At least one.
    """

    levels: tuple[str, ...]
    criteria: tuple[Criterion, ...]
