"""All that a person's own page answers: standing, next step, hours, plan (Q7 to Q9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.grant import units_above
from lti_service.domain.individual_plan import (
    IndividualPlan,
    IndividualPlanState,
    holding,
    newest,
)
from lti_service.domain.learning_hours import hours_rule
from lti_service.domain.my_step import Doing, Gap, MyStep, my_step
from lti_service.domain.plan import StandingState
from lti_service.domain.programme import EnrolmentState, is_open_on
from lti_service.domain.rule import mastery_rule
from lti_service.domain.task import Place, Task
from lti_service.domain.team import EnrolmentMark
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.evidence.objection import ObjectionCase, objections_of
from lti_service.use_cases.evidence.plan import Plan, Requirement, plan_of
from lti_service.use_cases.learning_hours.learning_hours import HoursCard, card_of
from lti_service.use_cases.overview.task import drill_tasks, returned_plans

_EXPIRES = (StandingState.EXPIRED, StandingState.EXPIRING)


@dataclass(frozen=True, slots=True)
class MyProfile:
    """A person's own page.

    Attributes:
        row: The requirement that the step is for; none where it is for none.
        current: The newest row of this year's plan; none where there is no plan.
        held: What was agreed last; none where nothing was.
        enrolments: Programmes that one is in or proposed for.
        tasks: Own plans that came back, and drills to observe.
        objections: One's own, newest first.
    """

    standing: Plan
    step: MyStep
    row: Requirement | None
    card: HoursCard
    current: IndividualPlan | None
    held: IndividualPlan | None
    enrolments: tuple[EnrolmentMark, ...]
    tasks: tuple[Task, ...]
    objections: tuple[ObjectionCase, ...]


def my_profile(
    person_id: str, *, observes: bool = True, ports: Ports
) -> MyProfile | None:
    """Return all of a person's own page; none where there is no such person.

    Args:
        person_id: Whose.
        observes: Whether to look for drills that wait for them.
        ports: Connections to the outside.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        person = uow.organisation.person(person_id)
        if person is None:
            return None
        parameters = uow.rules.parameters(on)
        plan = plan_of(person, on, mastery_rule(parameters), uow, ports)
        card = card_of(person, on.year, hours_rule(parameters), uow, ports)
        rows = [
            row
            for row in plan.requirements
            if not row.standing.met or row.standing.state in _EXPIRES
        ]
        plans = uow.plans.individual(person_id, on.year)
        enrolments = tuple(uow.team.enrolments([person_id], on))
        tasks = returned_plans(person_id, uow, ports)
        if observes:
            tasks += drill_tasks(person_id, Place.ME, uow, on)
        objections = tuple(objections_of(person_id, uow, ports))
        open_programmes = _open_programmes(plan, uow, ports) if rows else []
        learning = _learning(enrolments, uow)
    current = newest(plans)
    step = my_step(
        [_gap(row) for row in rows],
        plan_returned=current is not None
        and current.state is IndividualPlanState.RETURNED,
        learning=learning,
        open_programmes=open_programmes,
        planned=_planned(current),
    )
    code = step.competency_code
    row = next((one for one in rows if one.competency.code == code), None)
    return MyProfile(
        plan,
        step,
        row,
        card,
        current,
        holding(plans),
        enrolments,
        tuple(tasks),
        objections,
    )


def _gap(row: Requirement) -> Gap:
    state = row.standing.state
    return Gap(
        row.competency.code,
        state in _EXPIRES,
        row.course.title if row.course else "",
        row.passed,
        state is StandingState.PROPOSED,
    )


def _planned(plan: IndividualPlan | None) -> list[Doing]:
    if plan is None:
        return []
    items = sorted(plan.items, key=lambda item: item.due_on)
    return [
        Doing(item.activity, frozenset({item.competency_code}), item.due_on)
        for item in items
    ]


def _learning(enrolments: Sequence[EnrolmentMark], uow: UnitOfWork) -> list[Doing]:
    if not enrolments:
        return []
    outcomes = {
        row.title: frozenset(one.competency_code for one in row.outcomes)
        for row in uow.programmes.programmes()
    }
    return [
        Doing(one.programme, outcomes.get(one.programme, frozenset()), one.until)
        for one in enrolments
    ]


def _open_programmes(plan: Plan, uow: UnitOfWork, ports: Ports) -> list[Doing]:
    """Return programmes with a batch that is open to the person's unit, soonest first."""
    on = today(ports)
    batches = [batch for batch in uow.programmes.batches() if on <= batch.until]
    if not batches:
        return []
    above = units_above(
        plan.posting.unit_code if plan.posting else "",
        {unit.code: unit.parent_code for unit in uow.organisation.units()},
    )
    programmes = {row.code: row for row in uow.programmes.programmes()}
    taken = {
        row.batch_id
        for row in uow.programmes.enrolments_of(plan.person.id)
        if row.state is EnrolmentState.COMPLETED
    }
    done = {b.programme_code for b in uow.programmes.batches() if b.id in taken}
    found = []
    for batch in sorted(batches, key=lambda one: (one.since, one.id)):
        programme = programmes.get(batch.programme_code)
        if programme is None or programme.code in done:
            continue
        if not is_open_on(programme, batch, on):
            continue
        if programme.owner_unit and programme.owner_unit not in above:
            continue
        codes = frozenset(one.competency_code for one in programme.outcomes)
        found.append(Doing(programme.title, codes, batch.since))
    return found
