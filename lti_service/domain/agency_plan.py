"""The agency's yearly development plan (rencana pengembangan kompetensi).

Append-only: a change of an item is a new version of it, and what was decided stays. Until
the PPK decides, versions are of the draft; after that each belongs to a revision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

MONTHS_OF_A_QUARTER = 3
QUARTERS = (1, 2, 3, 4)
FORMS = ("A", "B", "C")
"""First letters of routes: education, classical and non-classical training."""


class PlanItemState(StrEnum):
    """Whether an item is drafted, decided, or not to be carried out."""

    DRAFT = "draft"
    DECIDED = "decided"
    CANCELLED = "cancelled"


class Content(StrEnum):
    """The seven contents that the law asks of each item, in its order."""

    COMPETENCY = "competency"
    TARGET = "target"
    ROUTE = "route"
    ORGANISER = "organiser"
    SCHEDULE = "schedule"
    CURRICULUM = "curriculum"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One version of one item (butir rencana); the highest version holds.

    Attributes:
        id: The same in all versions; what enrolments name.
        number: Of the item within its year, shown to people.
        need_ids: Needs that it answers; each need is in one item of a year.
        person_ids: Whom it is for, as far as they are named.
        unit_code: The one unit whose people it is for; empty for any.
        people: For how many people; 0 while nobody said.
        route: Route (jalur) such as B3; empty while nobody said.
        programme_code: Empty until there is one.
        first_month: 1 to 12; 0 while nobody said.
        last_month: 1 to 12; 0 while nobody said.
        curriculum: How it fits the curriculum of the competency's custodian agency.
        budget: Whole rupiah; none while nobody said, 0 for what costs nothing.
        funding: Where the money comes from.
        revision: Number of the revision that made this version; 0 for the draft.
        changed_by: Account id, or ``cli``.
    """

    id: str
    year: int
    version: int
    number: int
    competency_code: str
    level: int
    need_ids: tuple[str, ...]
    person_ids: tuple[str, ...]
    unit_code: str
    people: int
    route: str
    organiser: str
    programme_code: str
    first_month: int
    last_month: int
    curriculum: str
    budget: int | None
    funding: str
    state: PlanItemState
    revision: int
    changed_by: str
    changed_at: datetime

    @property
    def quarter(self) -> int:
        """The quarter that it begins in, 1 to 4; 0 while nobody said."""
        return (self.first_month + MONTHS_OF_A_QUARTER - 1) // MONTHS_OF_A_QUARTER

    @property
    def missing(self) -> tuple[Content, ...]:
        """Which of the seven contents it lacks, in the law's order."""
        there = {
            Content.COMPETENCY: bool(self.competency_code and self.level),
            Content.TARGET: self.people > 0,
            Content.ROUTE: bool(self.route),
            Content.ORGANISER: bool(self.organiser),
            Content.SCHEDULE: bool(self.first_month and self.last_month),
            Content.CURRICULUM: bool(self.curriculum),
            Content.BUDGET: self.budget is not None
            and (self.budget == 0 or bool(self.funding)),
        }
        return tuple(content for content, filled in there.items() if not filled)

    @property
    def stands(self) -> bool:
        """Whether it is not cancelled."""
        return self.state is not PlanItemState.CANCELLED


EDITED = (
    "competency_code",
    "level",
    "unit_code",
    "people",
    "route",
    "organiser",
    "programme_code",
    "first_month",
    "last_month",
    "curriculum",
    "budget",
    "funding",
    "state",
)
"""What people change of an item; a revision says these before and after."""


class PlanAct(StrEnum):
    """A step of a year's plan as a whole."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    DECIDED = "decided"


class PlanState(StrEnum):
    """Where a year's plan is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step, never changed.

    Attributes:
        number: 1 for the first of a year.
        document_no: Of the decision; empty for other steps.
        document_date: Of the decision; none for other steps.
        note: Why it was returned.
        by: Account id.
    """

    id: str
    year: int
    number: int
    act: PlanAct
    document_no: str
    document_date: date | None
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What a revision changed of one item, in plain values."""

    item_id: str
    item_number: int
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanRevision:
    """A change of a plan that was decided, with its number and reason; never changed.

    Attributes:
        number: 1 for the first of a year.
        document_no: Of a document that orders it; empty where there is none.
        by: Account id.
    """

    id: str
    year: int
    number: int
    reason: str
    document_no: str
    changes: tuple[PlanChange, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Spending:
    """Money that an item took; what was entered wrongly is taken back by another row.

    Attributes:
        amount: Whole rupiah; below 0 in a row that takes another back.
        takes_back: Id of the row that this one takes back; none for all else.
        by: Account id.
    """

    id: str
    item_id: str
    year: int
    amount: int
    spent_on: date
    note: str
    takes_back: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ValidatedNeed:
    """A need that was validated, as far as a plan asks."""

    id: str
    person_id: str
    competency_code: str
    level: int
    unit_code: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item that needs ask for: a new one, or more needs for one that is there.

    Attributes:
        item: The item that takes them in; none for a new one.
    """

    competency_code: str
    level: int
    unit_code: str
    needs: tuple[ValidatedNeed, ...]
    item: PlanItem | None


@dataclass(frozen=True, slots=True)
class BudgetTotals:
    """Budgets in whole rupiah, by source and quarter; quarter 0 has no schedule yet."""

    total: int = 0
    by_source: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    by_quarter: Mapping[int, int] = field(default_factory=dict)
    without: int = 0


def current_items(versions: Iterable[PlanItem]) -> list[PlanItem]:
    """Return the newest version of each item, by number."""
    newest: dict[str, PlanItem] = {}
    for item in versions:
        known = newest.get(item.id)
        if known is None or item.version > known.version:
            newest[item.id] = item
    return sorted(newest.values(), key=lambda item: item.number)


def until_day(
    versions: Iterable[PlanItem], on: date, time_zone: tzinfo
) -> list[PlanItem]:
    """Return the versions made on a day or before it."""
    return [v for v in versions if v.changed_at.astimezone(time_zone).date() <= on]


def plan_state(steps: Iterable[PlanStep]) -> PlanState:
    """Return where a plan is after its steps; what was decided stays decided."""
    acts = [step.act for step in sorted(steps, key=lambda step: step.number)]
    if PlanAct.DECIDED in acts:
        return PlanState.DECIDED
    if acts and acts[-1] is PlanAct.SUBMITTED:
        return PlanState.SUBMITTED
    return PlanState.DRAFT


def decision_step(steps: Iterable[PlanStep]) -> PlanStep | None:
    """Return the step that decided a plan; none before that."""
    return next((step for step in steps if step.act is PlanAct.DECIDED), None)


def changes_of(before: PlanItem | None, after: PlanItem) -> tuple[PlanChange, ...]:
    """Return what a new version of an item changes; all of it where it is new."""
    return tuple(
        PlanChange(after.id, after.number, name, old, new)
        for name in EDITED
        if (old := _plain(before, name)) != (new := _plain(after, name))
    )


def propose_items(
    needs: Iterable[ValidatedNeed],
    versions: Iterable[PlanItem],
    *,
    by_unit: bool,
) -> list[Proposal]:
    """Group needs that no item has yet, by competency and level and, where asked, unit.

    A group whose item is there goes into it; so the same needs again propose nothing.

    Args:
        needs: Validated needs of the year.
        versions: All versions of the year's items.
        by_unit: Whether each unit gets items of its own.
    """
    items = current_items(versions)
    taken = {need for item in items if item.stands for need in item.need_ids}
    groups: dict[tuple[str, int, str], dict[str, ValidatedNeed]] = {}
    for need in needs:
        if need.id not in taken:
            unit = need.unit_code if by_unit else ""
            key = need.competency_code, need.level, unit
            groups.setdefault(key, {})[need.id] = need
    known = {
        (item.competency_code, item.level, item.unit_code): item
        for item in reversed(items)
        if item.state is PlanItemState.DRAFT
    }
    return [
        Proposal(
            *key, tuple(groups[key][n] for n in sorted(groups[key])), known.get(key)
        )
        for key in sorted(groups)
    ]


def budget_totals(items: Iterable[PlanItem]) -> BudgetTotals:
    """Sum the budgets of all items that stand; say how many have none yet."""
    by_source: dict[str, dict[int, int]] = {}
    by_quarter: dict[int, int] = {}
    without = 0
    for item in items:
        if not item.stands:
            continue
        if item.budget is None:
            without += 1
            continue
        source = by_source.setdefault(item.funding, {})
        source[item.quarter] = source.get(item.quarter, 0) + item.budget
        by_quarter[item.quarter] = by_quarter.get(item.quarter, 0) + item.budget
    ordered = {name: by_source[name] for name in sorted(by_source, key=str.casefold)}
    return BudgetTotals(sum(by_quarter.values()), ordered, by_quarter, without)


def spent_on_item(
    item_id: str, spendings: Iterable[Spending], on: date | None = None
) -> int:
    """Return what an item took in all, until a day where one is named."""
    rows = (row for row in spendings if row.item_id == item_id)
    return sum(row.amount for row in rows if on is None or row.spent_on <= on)


def may_be_taken_back(row: Spending, spendings: Sequence[Spending]) -> bool:
    """Whether an entry of money counts, so that it can be taken back."""
    gone = {one.takes_back for one in spendings}
    return row.takes_back is None and row.id not in gone


def _plain(item: PlanItem | None, name: str) -> str:
    value = getattr(item, name) if item is not None else None
    return "" if value is None else str(value)
