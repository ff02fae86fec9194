"""The plan against what became of it (R3), and what waits for the leader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from lti_service.domain.agency_plan import (
    BudgetTotals,
    PlanItem,
    PlanRevision,
    PlanState,
    PlanStep,
    Spending,
    budget_totals,
    current_items,
    decision_step,
    plan_state,
    spent_on_item,
    until_day,
)
from lti_service.domain.evidence import Decision, Outcome, effective
from lti_service.domain.programme import Enrolment, EnrolmentState, Programme
from lti_service.domain.rule import RuleParameter
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import name_of, today
from lti_service.use_cases.learning_hours.learning_hours import (
    route_names,
)

PLAN_COLUMNS = (
    "year",
    "item",
    "state",
    "competency",
    "level",
    "people",
    "unit",
    "route",
    "organiser",
    "programme",
    "first_month",
    "last_month",
    "curriculum",
    "budget",
    "funding",
    "missing",
    "enrolled",
    "finished",
    "achieved",
    "spent",
    "document",
    "revision",
    "as_of",
)


@dataclass(frozen=True, slots=True)
class RealisedItem:
    """A plan item, and what became of it until a day.

    Attributes:
        enrolled: People who take part or took part, dropped ones left out.
        achieved: People of the item on whom the level was decided within the year.
        spent: Whole rupiah.
        suggested: Programmes whose outcomes reach the item's level.
    """

    item: PlanItem
    competency: str
    unit: str
    route: str
    programme: str
    enrolled: int
    finished: int
    achieved: int
    spent: int
    suggested: tuple[Programme, ...] = ()


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A year's plan as of a day.

    Attributes:
        items: By number, cancelled ones too.
        decided: The step that decided it; none before that.
        basis: What the seven contents rest on; none where no rule says so yet.
        names: Names of accounts, by id.
        at: When it was read.
    """

    year: int
    state: PlanState
    items: tuple[RealisedItem, ...]
    totals: BudgetTotals
    steps: tuple[PlanStep, ...]
    revisions: tuple[PlanRevision, ...]
    spendings: tuple[Spending, ...]
    decided: PlanStep | None
    basis: RuleParameter | None
    at: datetime
    on: date
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def standing(self) -> list[RealisedItem]:
        """The items that are not cancelled."""
        return [row for row in self.items if row.item.stands]

    @property
    def incomplete(self) -> int:
        """How many items lack one of the seven contents."""
        return sum(1 for row in self.standing if row.item.missing)

    @property
    def people(self) -> int:
        """For how many people the items are, those counted twice who are in two."""
        return sum(row.item.people for row in self.standing)

    @property
    def spent(self) -> int:
        """Whole rupiah that were spent on any item, cancelled ones too."""
        return sum(row.spent for row in self.items)


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A year's plan in one line."""

    year: int
    state: PlanState
    items: int
    people: int
    budget: int
    incomplete: int


def plan_years(*, ports: Ports) -> list[PlanSummary]:
    """Return the plans that there are, the latest year first."""
    with ports.storage.reading() as uow:
        return [_summary(year, uow) for year in uow.plans.years()]


def year_plan(year: int, on: date | None = None, *, ports: Ports) -> YearPlan:
    """Return a year's plan with what became of each item, as of a day."""
    at, day = ports.clock.now().astimezone(ports.time_zone), on or today(ports)
    with ports.storage.reading() as uow:
        versions = until_day(uow.plans.versions(year), day, ports.time_zone)
        items = current_items(versions)
        steps = tuple(
            step
            for step in uow.plans.steps(year)
            if step.at.astimezone(ports.time_zone).date() <= day
        )
        revisions = tuple(
            one
            for one in uow.plans.revisions(year)
            if one.at.astimezone(ports.time_zone).date() <= day
        )
        spendings = tuple(uow.plans.spendings(year))
        actors = {one.changed_by for one in versions} | {one.by for one in steps}
        actors |= {one.by for one in revisions} | {one.by for one in spendings}
        contents = [
            rule for rule in uow.rules.parameters(day) if rule.code == "plan.contents"
        ]
        return YearPlan(
            year=year,
            state=plan_state(steps),
            items=tuple(_realised(items, spendings, year, day, uow, ports)),
            totals=budget_totals(items),
            steps=steps,
            revisions=revisions,
            spendings=spendings,
            decided=decision_step(steps),
            basis=contents[0] if contents else None,
            at=at,
            on=day,
            names={actor: name_of(actor, uow) for actor in actors},
        )


def plan_row(plan: YearPlan, row: RealisedItem) -> tuple[object, ...]:
    """Return an item for machines, by `PLAN_COLUMNS`."""
    item = row.item
    return (
        item.year,
        item.number,
        item.state,
        item.competency_code,
        item.level,
        item.people,
        item.unit_code,
        item.route,
        item.organiser,
        item.programme_code,
        item.first_month or "",
        item.last_month or "",
        item.curriculum,
        "" if item.budget is None else item.budget,
        item.funding,
        " ".join(item.missing),
        row.enrolled,
        row.finished,
        row.achieved,
        row.spent,
        plan.decided.document_no if plan.decided else "",
        item.revision,
        plan.on.isoformat(),
    )


def _realised(
    items: Sequence[PlanItem],
    spendings: Sequence[Spending],
    year: int,
    on: date,
    uow: UnitOfWork,
    ports: Ports,
) -> list[RealisedItem]:
    competencies = {row.code: row.name for row in uow.frameworks.competencies()}
    units = {unit.code: unit.name for unit in uow.organisation.units()}
    routes = route_names(uow.hours.conversions())
    programmes = {row.code: row for row in uow.programmes.programmes()}
    parts: dict[str, dict[str, EnrolmentState]] = {}
    for row in uow.programmes.enrolments():
        if row.plan_item_id and _known_by(row, on, ports):
            best = parts.setdefault(row.plan_item_id, {})
            if best.get(row.person_id) is not EnrolmentState.COMPLETED:
                best[row.person_id] = _state_then(row, on)
    achieved = _achieved_in(year, on, uow, ports)
    found = []
    for item in items:
        people = parts.get(item.id, {})
        taking = {p for p, s in people.items() if s is not EnrolmentState.DROPPED}
        mine = taking | set(item.person_ids)
        found.append(
            RealisedItem(
                item=item,
                competency=competencies.get(item.competency_code, item.competency_code),
                unit=units.get(item.unit_code, item.unit_code),
                route=routes.get(item.route, item.route),
                programme=programmes[item.programme_code].title
                if item.programme_code in programmes
                else item.programme_code,
                enrolled=len(taking),
                finished=sum(s is EnrolmentState.COMPLETED for s in people.values()),
                achieved=sum(
                    achieved.get((person, item.competency_code), 0) >= item.level
                    for person in mine
                ),
                spent=spent_on_item(item.id, spendings, on),
                suggested=tuple(
                    programme
                    for programme in programmes.values()
                    if any(
                        outcome.competency_code == item.competency_code
                        and outcome.level >= item.level
                        for outcome in programme.outcomes
                    )
                ),
            )
        )
    return found


def _known_by(row: Enrolment, on: date, ports: Ports) -> bool:
    if row.completed_on is not None:
        return True
    return row.recorded_at.astimezone(ports.time_zone).date() <= on


def _state_then(row: Enrolment, on: date) -> EnrolmentState:
    if row.completed_on is not None and row.completed_on > on:
        return EnrolmentState.ACTIVE
    return row.state


def _achieved_in(
    year: int, on: date, uow: UnitOfWork, ports: Ports
) -> dict[tuple[str, str], int]:
    """Return the highest level decided as achieved within a year, until a day."""
    by_person: dict[tuple[str, str], list[Decision]] = {}
    for decision in uow.evidence.all_decisions():
        if decision.decided_at.astimezone(ports.time_zone).date() <= on:
            key = decision.person_id, decision.competency_code
            by_person.setdefault(key, []).append(decision)
    return {
        key: max(levels)
        for key, made in by_person.items()
        if (
            levels := [
                decision.level
                for decision in effective(made)
                if decision.outcome is Outcome.ACHIEVED
                and decision.decided_at.astimezone(ports.time_zone).year == year
            ]
        )
    }


def _summary(year: int, uow: UnitOfWork) -> PlanSummary:
    items = [item for item in current_items(uow.plans.versions(year)) if item.stands]
    return PlanSummary(
        year,
        plan_state(uow.plans.steps(year)),
        len(items),
        sum(item.people for item in items),
        sum(item.budget or 0 for item in items),
        sum(1 for item in items if item.missing),
    )
