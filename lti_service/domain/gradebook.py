"""Our scores beside those of a platform's gradebook."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Result:
    """What a platform's gradebook holds of one person.

    Attributes:
        subject: ``userId``, which is ``sub`` at a launch.
        hundredths: Per cent of the column's maximum, in hundredths; none where it holds
            no number.
        at: When it was graded; none where the platform does not say.
    """

    subject: str
    hundredths: int | None
    at: datetime | None = None


class Agreement(StrEnum):
    """How our score of a person and the gradebook's stand to each other."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_ARRIVED = "not_arrived"
    ONLY_THERE = "only_there"
    UNKNOWN_PERSON = "unknown_person"
    NO_COLUMN = "no_column"
    NOT_DUE = "not_due"

    @property
    def differs(self) -> bool:
        """Whether somebody should look at it."""
        return self not in {Agreement.SAME, Agreement.NO_COLUMN, Agreement.NOT_DUE}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of the last comparison of a link's column.

    Attributes:
        scores: People with a score, here or there.
        differing: Those of them who want a look.
    """

    resource_link_id: str
    compared_at: datetime
    scores: int
    differing: int


def agreement(
    ours: int | None, theirs: int | None, *, known: bool, column: bool
) -> Agreement:
    """Return how two scores stand to each other.

    Args:
        ours: In hundredths of a per cent; none where nothing is to be sent yet.
        theirs: The same; none where the gradebook holds nothing.
        known: Whether the person has opened the activity here.
        column: Whether the activity has a column in the gradebook.
    """
    if not column:
        return Agreement.NOT_DUE if ours is None else Agreement.NO_COLUMN
    if theirs is None:
        return Agreement.NOT_DUE if ours is None else Agreement.NOT_ARRIVED
    if not known:
        return Agreement.UNKNOWN_PERSON
    if ours is None:
        return Agreement.ONLY_THERE
    # Platforms round on the scale of their column.
    same = abs(ours - theirs) <= 1
    return Agreement.SAME if same else Agreement.DIFFERENT
