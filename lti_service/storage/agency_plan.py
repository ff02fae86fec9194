"""The agency's plan and people's own plans: rows are only ever added."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import sqlalchemy as sa

from lti_service.domain.agency_plan import (
    PlanAct,
    PlanChange,
    PlanItem,
    PlanItemState,
    PlanRevision,
    PlanStep,
    Spending,
)
from lti_service.domain.individual_plan import (
    IndividualItem,
    IndividualPlan,
    IndividualPlanState,
)
from lti_service.storage.columns import SEQUENCE, TEXTS, Encoded, Moment, choice
from lti_service.storage.schema import columns_of, metadata, values_of
from lti_service.storage.transaction import Transaction


def _dump_changes(changes: Sequence[PlanChange]) -> str:
    return json.dumps([asdict(change) for change in changes])


def _load_changes(text: str) -> tuple[PlanChange, ...]:
    return tuple(PlanChange(**change) for change in json.loads(text))


def _dump_items(items: Sequence[IndividualItem]) -> str:
    return json.dumps(
        [{**asdict(item), "due_on": item.due_on.isoformat()} for item in items]
    )


def _load_items(text: str) -> tuple[IndividualItem, ...]:
    return tuple(
        IndividualItem(**{**item, "due_on": date.fromisoformat(item["due_on"])})
        for item in json.loads(text)
    )


plan_items = sa.Table(
    "plan_items",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("competency_code", sa.Text, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("need_ids", TEXTS, nullable=False),
    sa.Column("person_ids", TEXTS, nullable=False),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("route", sa.Text, nullable=False),
    sa.Column("organiser", sa.Text, nullable=False),
    sa.Column("programme_code", sa.Text, nullable=False),
    sa.Column("first_month", sa.Integer, nullable=False),
    sa.Column("last_month", sa.Integer, nullable=False),
    sa.Column("curriculum", sa.Text, nullable=False),
    sa.Column("budget", sa.BigInteger),
    sa.Column("funding", sa.Text, nullable=False),
    sa.Column("state", choice(PlanItemState), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)

plan_steps = sa.Table(
    "plan_steps",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("act", choice(PlanAct), nullable=False),
    sa.Column("document_no", sa.Text, nullable=False),
    sa.Column("document_date", sa.Date),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("year", "number"),
)

plan_revisions = sa.Table(
    "plan_revisions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("document_no", sa.Text, nullable=False),
    sa.Column("changes", Encoded(_dump_changes, _load_changes), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("year", "number"),
)

plan_spendings = sa.Table(
    "plan_spendings",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("item_id", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False, index=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("spent_on", sa.Date, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("takes_back", sa.Text, unique=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

individual_plans = sa.Table(
    "individual_plans",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("year", sa.Integer, nullable=False, index=True),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", choice(IndividualPlanState), nullable=False),
    sa.Column("items", Encoded(_dump_items, _load_items), nullable=False),
    sa.Column("supervisor_id", sa.Text),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("agreed_on", sa.Date),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("person_id", "year", "row"),
)

_YEARS = sa.select(plan_items.c.year).distinct().order_by(plan_items.c.year.desc())
_INSERT_ITEM = sa.insert(plan_items)
_ITEMS = sa.select(*columns_of(plan_items, PlanItem))
_VERSIONS = _ITEMS.where(plan_items.c.year == sa.bindparam("year")).order_by(
    plan_items.c.number, plan_items.c.version
)
_ITEM = (
    _ITEMS.where(plan_items.c.id == sa.bindparam("id"))
    .order_by(plan_items.c.version.desc())
    .limit(1)
)
_INSERT_STEP = sa.insert(plan_steps)
_STEPS = (
    sa.select(*columns_of(plan_steps, PlanStep))
    .where(plan_steps.c.year == sa.bindparam("year"))
    .order_by(plan_steps.c.number)
)
_INSERT_REVISION = sa.insert(plan_revisions)
_REVISIONS = (
    sa.select(*columns_of(plan_revisions, PlanRevision))
    .where(plan_revisions.c.year == sa.bindparam("year"))
    .order_by(plan_revisions.c.number)
)
_INSERT_SPENDING = sa.insert(plan_spendings)
_SPENDINGS = (
    sa.select(*columns_of(plan_spendings, Spending))
    .where(plan_spendings.c.year == sa.bindparam("year"))
    .order_by(plan_spendings.c.sequence)
)
_INSERT_INDIVIDUAL = sa.insert(individual_plans)
_INDIVIDUAL_ROWS = sa.select(*columns_of(individual_plans, IndividualPlan))
_INDIVIDUAL = _INDIVIDUAL_ROWS.where(
    individual_plans.c.person_id == sa.bindparam("person_id"),
    individual_plans.c.year == sa.bindparam("year"),
).order_by(individual_plans.c.row)
_INDIVIDUAL_YEARS = (
    sa.select(individual_plans.c.year)
    .distinct()
    .where(individual_plans.c.person_id == sa.bindparam("person_id"))
    .order_by(individual_plans.c.year.desc())
)
_later = individual_plans.alias("later")
_INDIVIDUAL_NEWEST = _INDIVIDUAL_ROWS.where(
    individual_plans.c.year == sa.bindparam("year"),
    ~sa.exists().where(
        _later.c.person_id == individual_plans.c.person_id,
        _later.c.year == individual_plans.c.year,
        _later.c.row > individual_plans.c.row,
    ),
)
_item_row = values_of(PlanItem)
_step_row = values_of(PlanStep)
_revision_row = values_of(PlanRevision)
_spending_row = values_of(Spending)
_individual_row = values_of(IndividualPlan)


class SqlPlans:
    """`ports.Plans` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def hold_still(self) -> None:
        """Let nobody else change plans before this transaction ends."""
        self._sql.lock("plans")

    def years(self) -> Sequence[int]:
        """Return the years that have items, newest first."""
        return [row[0] for row in self._sql.all(_YEARS)]

    def append_item(self, item: PlanItem) -> None:
        """Add a version of an item."""
        self._sql.run(_INSERT_ITEM, _item_row(item))

    def versions(self, year: int) -> Sequence[PlanItem]:
        """Return all versions of a year's items, by number and version."""
        return [PlanItem(*row) for row in self._sql.all(_VERSIONS, {"year": year})]

    def item(self, item_id: str) -> PlanItem | None:
        """Return the newest version of an item."""
        row = self._sql.one(_ITEM, {"id": item_id})
        return PlanItem(*row) if row else None

    def append_step(self, step: PlanStep) -> None:
        """Add a step of a year's plan."""
        self._sql.run(_INSERT_STEP, _step_row(step))

    def steps(self, year: int) -> Sequence[PlanStep]:
        """Return the steps of a year's plan, first first."""
        return [PlanStep(*row) for row in self._sql.all(_STEPS, {"year": year})]

    def append_revision(self, revision: PlanRevision) -> None:
        """Add a revision."""
        self._sql.run(_INSERT_REVISION, _revision_row(revision))

    def revisions(self, year: int) -> Sequence[PlanRevision]:
        """Return the revisions of a year's plan, first first."""
        return [PlanRevision(*row) for row in self._sql.all(_REVISIONS, {"year": year})]

    def append_spending(self, spending: Spending) -> None:
        """Add money that an item took."""
        self._sql.run(_INSERT_SPENDING, _spending_row(spending))

    def spendings(self, year: int) -> Sequence[Spending]:
        """Return all entries of money of a year, in the order they were made."""
        return [Spending(*row) for row in self._sql.all(_SPENDINGS, {"year": year})]

    def append_individual(self, plan: IndividualPlan) -> None:
        """Add a row of a person's plan."""
        self._sql.run(_INSERT_INDIVIDUAL, _individual_row(plan))

    def individual(self, person_id: str, year: int) -> Sequence[IndividualPlan]:
        """Return all rows of a person's year, first first."""
        rows = self._sql.all(_INDIVIDUAL, {"person_id": person_id, "year": year})
        return [IndividualPlan(*row) for row in rows]

    def individual_years(self, person_id: str) -> Sequence[int]:
        """Return the years that a person has a plan of, newest first."""
        rows = self._sql.all(_INDIVIDUAL_YEARS, {"person_id": person_id})
        return [row[0] for row in rows]

    def individual_newest(self, year: int) -> Sequence[IndividualPlan]:
        """Return the newest row of everybody's plan of a year, by person."""
        # PostgreSQL knows other orders of text than code points.
        rows = self._sql.all(_INDIVIDUAL_NEWEST, {"year": year})
        found = [IndividualPlan(*row) for row in rows]
        return sorted(found, key=lambda plan: plan.person_id)
