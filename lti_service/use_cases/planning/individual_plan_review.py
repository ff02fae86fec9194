"""A supervisor agrees to the plans of their people, or returns them with a note."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from lti_service.domain.agency_plan import PlanState, plan_state
from lti_service.domain.grant import Role
from lti_service.domain.individual_plan import (
    IndividualPlan,
    IndividualPlanState,
    holding,
    newest,
)
from lti_service.domain.organisation import Person
from lti_service.errors import ConflictError, ForbiddenError, InvalidInputError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.learning_hours.learning_hours import (
    route_names,
)
from lti_service.use_cases.planning.individual_plan import append_row, supervisor_of
from lti_service.use_cases.planning.plan_revision import LONGEST_REASON


class Answer(StrEnum):
    """What a supervisor may do; the last takes back what they said."""

    AGREE = "agree"
    RETURN = "return"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """One of a supervisor's people, with their plan of a year.

    Attributes:
        plan: The newest row; none where there is no plan yet. A draft is the person's
            own until it is proposed: then this is what was proposed or answered last.
        held: What was agreed last; none where nothing was.
        may_undo: Whether this supervisor spoke last.
    """

    person: Person
    position: str
    plan: IndividualPlan | None
    held: IndividualPlan | None
    may_undo: bool


@dataclass(frozen=True, slots=True)
class TeamYear:
    """A supervisor's people, those whose plan waits first."""

    year: int
    years: tuple[int, ...]
    people: tuple[TeamPlan, ...]
    competencies: Mapping[str, str]
    routes: Mapping[str, str]
    at: datetime

    @property
    def waiting(self) -> list[TeamPlan]:
        """Those whose plan waits for this supervisor."""
        return [one for one in self.people if _waits(one.plan)]


@dataclass(frozen=True, slots=True)
class WaitingPlans:
    """Plans that wait for somebody.

    Attributes:
        individual: Plans of their people, those that wait longest first.
        agency: Years whose plan waits for the leader's decision, and since when.
        names: Names of the people, by id.
    """

    individual: tuple[IndividualPlan, ...]
    agency: tuple[tuple[int, datetime], ...]
    names: Mapping[str, str]


def supervises(person_id: str | None, *, ports: Ports) -> bool:
    """Whether somebody supervises anybody today."""
    if not person_id:
        return False
    with ports.storage.reading() as uow:
        return bool(uow.team.members(person_id, today(ports)))


def team_plans(account_id: str, year: int | None, *, ports: Ports) -> TeamYear:
    """Return the plans of those whom an account's person supervises today.

    Raises:
        ForbiddenError: They supervise nobody, and have no such role: ``forbidden``.
    """
    on = today(ports)
    asked = year or on.year
    with ports.storage.reading() as uow:
        identity = identify(account_id, uow=uow, on=on)
        me = identity.person.id if identity.person else ""
        team = _team(me, on, uow)
        if not team and not identity.of(Role.SUPERVISOR):
            raise ForbiddenError("forbidden", roles=Role.SUPERVISOR)
        positions = {row.code: row.name for row in uow.organisation.positions()}
        people = []
        for person, position_code in team.values():
            rows = uow.plans.individual(person.id, asked)
            shown = [r for r in rows if r.state is not IndividualPlanState.DRAFT]
            last, plan = newest(rows), newest(shown)
            if plan is not None and last is not None and _waits(plan):
                plan = plan if last.row == plan.row else None
            people.append(
                TeamPlan(
                    person,
                    positions.get(position_code, position_code),
                    plan,
                    holding(rows),
                    last is not None
                    and last == plan
                    and last.answered
                    and last.by == me,
                )
            )
        return TeamYear(
            asked,
            tuple(sorted({asked, on.year - 1, on.year, on.year + 1}, reverse=True)),
            tuple(
                sorted(people, key=lambda one: (not _waits(one.plan), one.person.name))
            ),
            {row.code: row.name for row in uow.frameworks.competencies()},
            route_names(uow.hours.conversions()),
            ports.clock.now().astimezone(ports.time_zone),
        )


def answer_individual(
    person_id: str,
    year: int,
    answer: Answer,
    note: str,
    account_id: str,
    *,
    seen: int,
    ports: Ports,
) -> IndividualPlan:
    """Agree to a plan, return it with a note, or take one's answer back.

    Args:
        person_id: Whose plan it is.
        year: Of the plan.
        answer: What is said.
        note: What is to be mended; needed where it is returned.
        account_id: Who answers.
        seen: Number of the row that was seen.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account is not the supervisor of today: ``forbidden``.
        ConflictError: The plan is not as it was seen: ``plan-changed``.
        InvalidInputError: Returned without a note: ``return-note-missing``.
    """
    on, note = today(ports), note.strip()[:LONGEST_REASON]
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        me = identify(account_id, uow=uow, on=on).person
        supervisor = supervisor_of(person_id, on, uow)
        if me is None or supervisor is None or me.id != supervisor.id:
            raise ForbiddenError("forbidden", roles=Role.SUPERVISOR)
        last = newest(uow.plans.individual(person_id, year))
        if last is None or last.row != seen or not _answerable(last, answer, me.id):
            raise ConflictError("plan-changed")
        if answer is Answer.RETURN and not note:
            raise InvalidInputError("return-note-missing")
        state = {
            Answer.AGREE: IndividualPlanState.AGREED,
            Answer.RETURN: IndividualPlanState.RETURNED,
            Answer.UNDO: IndividualPlanState.PROPOSED,
        }[answer]
        plan = replace(
            last,
            id=ports.new_id(),
            row=last.row + 1,
            state=state,
            supervisor_id=me.id,
            note="" if answer is Answer.UNDO else note,
            agreed_on=on if answer is Answer.AGREE else None,
            by=me.id,
            at=ports.clock.now(),
        )
        append_row(plan, _ACTS[answer], account_id, uow)
        uow.commit()
    return plan


def waiting_plans(account_id: str, *, ports: Ports) -> WaitingPlans:
    """Return what waits for an account: its people's plans, and the agency's.

    The agency's waits for leaders of everything alone.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        identity = identify(account_id, uow=uow, on=on)
        me = identity.person.id if identity.person else ""
        team = _team(me, on, uow)
        rows = [
            plan
            for person_id in team
            for year in (on.year - 1, on.year, on.year + 1)
            if (plan := newest(uow.plans.individual(person_id, year))) and _waits(plan)
        ]
        agency = []
        if any(not grant.unit_code for grant in identity.of(Role.LEADERSHIP)):
            for year in uow.plans.years():
                steps = uow.plans.steps(year)
                if plan_state(steps) is PlanState.SUBMITTED:
                    last = max(steps, key=lambda step: step.number)
                    agency.append((year, last.at))
        return WaitingPlans(
            tuple(sorted(rows, key=lambda plan: (plan.at, plan.person_id))),
            tuple(sorted(agency)),
            {person.id: person.name for person, _ in team.values()},
        )


_ACTS = {Answer.AGREE: "agreed", Answer.RETURN: "returned", Answer.UNDO: "reopened"}


def _answerable(last: IndividualPlan, answer: Answer, me: str) -> bool:
    if answer is Answer.UNDO:
        return last.answered and last.by == me
    return last.state is IndividualPlanState.PROPOSED


def _waits(plan: IndividualPlan | None) -> bool:
    return plan is not None and plan.state is IndividualPlanState.PROPOSED


def _team(person_id: str, on: date, uow: UnitOfWork) -> dict[str, tuple[Person, str]]:
    """Return whom somebody supervises on a day, by the latest posting of each."""
    found: dict[str, tuple[Person, str]] = {}
    if not person_id:
        return found
    for posting in uow.organisation.subordinates(person_id, on):
        held = uow.organisation.posting(posting.person_id, on)
        person = uow.organisation.person(posting.person_id)
        if (
            person is not None
            and person.active
            and person.id != person_id
            and held is not None
            and held.supervisor_id == person_id
        ):
            found[person.id] = person, held.position_code
    return found
