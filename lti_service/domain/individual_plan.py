"""A person's development plan of a year (rencana pengembangan individu, RPI).

Append-only: each act is a new row of the person's year, and the newest holds. What the
supervisor agreed to stays; a change after that is a new version, to be agreed again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MOST_ITEMS = 20


class IndividualPlanState(StrEnum):
    """Where a person's plan is."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    RETURNED = "returned"


class LearningMode(StrEnum):
    """How one learns (10-20-70): in class, from others, at work."""

    FORMAL = "formal"
    SOCIAL = "social"
    WORK = "work"


_SOCIAL = ("C1", "C2", "C10")
_WORK = ("C5", "C7", "C8", "C11")


def learning_mode(route: str) -> LearningMode:
    """Return how one learns by a route.

    Which route is which is our own reading of common usage, not of a rule.
    """
    if route in _SOCIAL:
        return LearningMode.SOCIAL
    return LearningMode.WORK if route in _WORK else LearningMode.FORMAL


@dataclass(frozen=True, slots=True)
class IndividualItem:
    """One thing to do.

    Attributes:
        plan_item_id: The agency's plan item that it is part of; empty for one's own.
        level: Level aimed at, 1 to 5.
        activity: What is to be done, in the person's words.
        route: Route (jalur) such as C1.
        due_on: The day by which it is done.
    """

    plan_item_id: str
    competency_code: str
    level: int
    activity: str
    route: str
    due_on: date


@dataclass(frozen=True, slots=True)
class IndividualPlan:
    """One row of a person's year; the highest `row` holds.

    Attributes:
        row: 1 for the first row of a person and year.
        version: 1 until a plan that was agreed is changed.
        supervisor_id: Who is asked, or answered: the supervisor of that day; none for
            a draft.
        note: What the supervisor said.
        agreed_on: Day of the agreement; none for other states.
        by: Person id of who did this.
    """

    id: str
    person_id: str
    year: int
    row: int
    version: int
    state: IndividualPlanState
    items: tuple[IndividualItem, ...]
    supervisor_id: str | None
    note: str
    agreed_on: date | None
    by: str
    at: datetime

    @property
    def answered(self) -> bool:
        """Whether the supervisor has spoken on it last."""
        return self.state in {IndividualPlanState.AGREED, IndividualPlanState.RETURNED}


def newest(rows: Iterable[IndividualPlan]) -> IndividualPlan | None:
    """Return the row that holds of one person's year; none where there is none."""
    return max(rows, key=lambda row: row.row, default=None)


def holding(rows: Sequence[IndividualPlan]) -> IndividualPlan | None:
    """Return what was agreed last: it holds while a later version is being written.

    An agreement that was taken back, so that the plan waits again, holds no more.
    """
    version_state: dict[int, IndividualPlan] = {}
    for row in sorted(rows, key=lambda row: row.row):
        version_state[row.version] = row
    agreed = [
        row for row in version_state.values() if row.state is IndividualPlanState.AGREED
    ]
    return max(agreed, key=lambda row: row.version, default=None)


def next_version(rows: Sequence[IndividualPlan]) -> int:
    """Return the version that a change now belongs to."""
    last = newest(rows)
    if last is None:
        return 1
    return last.version + (last.state is IndividualPlanState.AGREED)
