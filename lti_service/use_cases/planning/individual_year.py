"""A person's year: their plan, what the agency planned for them, and what is missing."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lti_service.domain.agency_plan import PlanItem, current_items
from lti_service.domain.individual_plan import (
    MOST_ITEMS,
    IndividualItem,
    IndividualPlan,
    holding,
    newest,
)
from lti_service.domain.organisation import Person
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.evidence.plan import Plan, my_plan
from lti_service.use_cases.learning_hours.learning_hours import (
    route_names,
)
from lti_service.use_cases.planning.individual_plan import supervisor_of


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that the plan may take up.

    Attributes:
        key: Names it in a form.
        plan_item: The agency's item that names the person; none for a gap of theirs.
        course: Title of a course that leads there; empty where there is none.
        due_on: A day that would fit.
    """

    key: str
    plan_item: PlanItem | None
    competency_code: str
    competency: str
    level: int
    course: str
    due_on: date


@dataclass(frozen=True, slots=True)
class MyYear:
    """A person's plan of a year, and all that its page needs.

    Attributes:
        current: The newest row; none where there is no plan yet.
        held: What was agreed last; none where nothing was.
        supervisor: Of today; none where none is recorded.
        years: Those with a plan, this and the next one, newest first.
        competencies: Names by code: those the post requires first.
        plan_items: The agency's items of the year, by id.
    """

    person: Person
    year: int
    current: IndividualPlan | None
    held: IndividualPlan | None
    rows: tuple[IndividualPlan, ...]
    supervisor: Person | None
    years: tuple[int, ...]
    suggestions: tuple[Suggestion, ...]
    competencies: Mapping[str, str]
    routes: Mapping[str, str]
    plan_items: Mapping[str, PlanItem]
    names: Mapping[str, str]
    standing: Plan

    @property
    def items(self) -> tuple[IndividualItem, ...]:
        """What is planned now."""
        return self.current.items if self.current else ()


def my_year(person_id: str, year: int | None, *, ports: Ports) -> MyYear | None:
    """Return a person's plan of a year, this one where none is named.

    None where there is no such person.
    """
    on = today(ports)
    asked = year or on.year
    standing = my_plan(person_id, on, ports=ports)
    if standing is None:
        return None
    with ports.storage.reading() as uow:
        rows = tuple(uow.plans.individual(person_id, asked))
        items = [i for i in current_items(uow.plans.versions(asked)) if i.stands]
        names = {row.code: row.name for row in uow.frameworks.competencies()}
        wanted = {
            row.competency.code: row.competency.name for row in standing.requirements
        }
        current = newest(rows)
        known = uow.plans.individual_years(person_id)
        return MyYear(
            person=standing.person,
            year=asked,
            current=current,
            held=holding(rows),
            rows=rows,
            supervisor=supervisor_of(person_id, on, uow),
            years=tuple(sorted({asked, on.year, on.year + 1, *known}, reverse=True)),
            suggestions=tuple(_suggestions(standing, items, current, asked, names)),
            competencies={**wanted, **names},
            routes=route_names(uow.hours.conversions()),
            plan_items={item.id: item for item in items},
            names=_names(rows, uow),
            standing=standing,
        )


def last_day(year: int, month: int) -> date:
    """Return the last day of a month; of the year where no month is known."""
    month = month or 12
    return date(year, month, calendar.monthrange(year, month)[1])


def _names(rows: Sequence[IndividualPlan], uow: UnitOfWork) -> dict[str, str]:
    ids = {row.by for row in rows} | {r.supervisor_id for r in rows if r.supervisor_id}
    people = (uow.organisation.person(person_id) for person_id in ids)
    return {person.id: person.name for person in people if person is not None}


def _suggestions(
    standing: Plan,
    items: Sequence[PlanItem],
    current: IndividualPlan | None,
    year: int,
    names: Mapping[str, str],
) -> list[Suggestion]:
    """Return the agency's items that name the person, then gaps that nothing covers."""
    planned = current.items if current else ()
    taken = {item.plan_item_id for item in planned}
    covered = {item.competency_code for item in planned}
    found = []
    for item in items:
        if standing.person.id in item.person_ids:
            covered.add(item.competency_code)
            if item.id not in taken:
                name = names.get(item.competency_code, item.competency_code)
                due = last_day(year, item.last_month)
                found.append(
                    Suggestion(
                        f"plan:{item.id}",
                        item,
                        item.competency_code,
                        name,
                        item.level,
                        "",
                        due,
                    )
                )
    for row in standing.requirements:
        code = row.competency.code
        if not row.standing.met and code not in covered:
            found.append(
                Suggestion(
                    f"gap:{code}",
                    None,
                    code,
                    row.competency.name,
                    row.standing.required,
                    row.course.title if row.course else "",
                    last_day(year, 0),
                )
            )
    return found[:MOST_ITEMS]
