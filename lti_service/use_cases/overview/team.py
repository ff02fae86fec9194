"""A supervisor's people: where each stands, and one person's page (Q4, Q5)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role
from lti_service.domain.individual_plan import (
    IndividualPlan,
    IndividualPlanState,
    holding,
    newest,
)
from lti_service.domain.learning_hours import (
    Balance,
    JpEntry,
    YearOfHours,
    count_entries,
    hours_rule,
    year_of_hours,
)
from lti_service.domain.plan import StandingState
from lti_service.domain.summary import HeldStanding, PersonSummary
from lti_service.domain.task import Task, in_order
from lti_service.domain.team import (
    EnrolmentMark,
    NextStep,
    PlanMark,
    TeamMember,
    next_step,
    shown_plan,
)
from lti_service.errors import ForbiddenError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.evidence.plan import Plan, my_plan
from lti_service.use_cases.learning_hours.learning_hours import (
    HoursCard,
    hours_card,
)
from lti_service.use_cases.overview.task import plan_years, team_tasks


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One of a supervisor's people.

    Attributes:
        standings: What is kept; none where nothing is kept of the person yet.
        plan: Of this year, as far as a supervisor may know.
        enrolments: Under way or waiting.
    """

    member: TeamMember
    standings: tuple[HeldStanding, ...] | None
    hours: YearOfHours
    plan: PlanMark | None
    enrolments: tuple[EnrolmentMark, ...]
    step: NextStep

    @property
    def met(self) -> int:
        """How many requirements are met."""
        return sum(1 for one in self.standings or () if not one.gap)

    @property
    def gaps(self) -> list[HeldStanding]:
        """What is not held, or not high enough."""
        return [one for one in self.standings or () if one.gap]

    @property
    def required(self) -> int:
        """How many requirements there are."""
        return len(self.standings or ())

    def of(self, state: StandingState) -> list[HeldStanding]:
        """Return the standings in a state."""
        return [one for one in self.standings or () if one.state == state]

    @property
    def is_short(self) -> bool:
        """Whether hours lack, or are too many."""
        return self.hours.balance not in {Balance.WITHIN, Balance.NO_LIMIT}


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A supervisor's people, those with most gaps first.

    Attributes:
        tasks: Plans of these people that wait for an answer.
        waiting: How many changes the summaries have not seen yet.
    """

    on: date
    rows: tuple[TeamRow, ...]
    tasks: tuple[Task, ...]
    competencies: Mapping[str, str]
    rule_version: int
    waiting: int
    at: datetime

    @property
    def complete(self) -> int:
        """How many people meet all that their post requires."""
        return sum(1 for row in self.rows if row.required and not row.gaps)


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One of a supervisor's people: status, evidence, hours, plan, enrolments.

    Attributes:
        plan: The newest row that a supervisor may know of; none for none.
        held: What was agreed last.
    """

    member: TeamMember
    standing: Plan
    card: HoursCard
    plan: IndividualPlan | None
    held: IndividualPlan | None
    enrolments: tuple[EnrolmentMark, ...]


def team_page(account_id: str, *, ports: Ports) -> TeamPage:
    """Return the people whom an account's person supervises today.

    Raises:
        ForbiddenError: They supervise nobody, and have no such role: ``forbidden``.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        identity = identify(account_id, uow=uow, on=on)
        me = identity.person.id if identity.person else ""
        members = uow.team.members(me, on) if me else ()
        if not members and not identity.of(Role.SUPERVISOR):
            raise ForbiddenError("forbidden", roles=Role.SUPERVISOR)
        return _page(members, on, uow, ports)


def team_of(person_id: str, on: date, *, ports: Ports) -> TeamPage:
    """Return the people whom somebody supervises on a day, who may be nobody."""
    with ports.storage.reading() as uow:
        return _page(uow.team.members(person_id, on), on, uow, ports)


def member_page(account_id: str, person_id: str, *, ports: Ports) -> MemberPage:
    """Return one of a supervisor's people; that it was opened is in the trail.

    Raises:
        ForbiddenError: It is none of theirs today, or nobody: ``forbidden``.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        identity = identify(account_id, uow=uow, on=on)
        me = identity.person.id if identity.person else ""
        members = uow.team.members(me, on) if me else ()
        member = next((one for one in members if one.person.id == person_id), None)
        if member is None:
            raise ForbiddenError("forbidden", roles=Role.SUPERVISOR)
        rows = uow.plans.individual(person_id, on.year)
        enrolments = tuple(uow.team.enrolments([person_id], on))
    standing = my_plan(person_id, on, ports=ports)
    card = hours_card(person_id, on.year, ports=ports)
    if standing is None or card is None:
        raise ForbiddenError("forbidden", roles=Role.SUPERVISOR)
    with ports.storage.writing() as uow:
        entry = AuditEntry(
            ports.clock.now(), account_id, "team.viewed", f"person:{person_id}"
        )
        uow.audit.add(entry)
        uow.commit()
    return MemberPage(member, standing, card, _known(rows), holding(rows), enrolments)


def _known(rows: Sequence[IndividualPlan]) -> IndividualPlan | None:
    """Return the row that `shown_plan` means."""
    last = newest(rows)
    if last is not None and last.state is IndividualPlanState.PROPOSED:
        return last
    return newest(row for row in rows if row.answered)


def _page(
    members: Sequence[TeamMember], on: date, uow: UnitOfWork, ports: Ports
) -> TeamPage:
    ids = [member.person.id for member in members]
    kept = {one.person_id: one for one in uow.summaries.of_people(ids)} if ids else {}
    plans = uow.team.plans(ids, plan_years(on)) if ids else ()
    enrolled = _by_person(uow.team.enrolments(ids, on) if ids else ())
    entries: dict[str, list[JpEntry]] = defaultdict(list)
    for entry in uow.hours.of_people(ids) if ids else ():
        entries[entry.person_id].append(entry)
    conversions = uow.hours.conversions()
    rule = hours_rule(uow.rules.parameters(on))
    rows = []
    for member in members:
        person = member.person
        counted = count_entries(entries[person.id], conversions)
        hours = year_of_hours(on.year, counted, person.employment_type, rule)
        plan = shown_plan(
            row for row in plans if (row.person_id, row.year) == (person.id, on.year)
        )
        mine = tuple(enrolled.get(person.id, ()))
        found = _standings(kept.get(person.id))
        step = next_step(found, _first_waiting(person.id, plans, plan), mine)
        rows.append(TeamRow(member, found, hours, plan, mine, step))
    rows.sort(key=lambda row: (-len(row.gaps), row.member.person.name.casefold()))
    return TeamPage(
        on,
        tuple(rows),
        in_order(team_tasks(members, plans, ports)),
        {row.code: row.name for row in uow.frameworks.competencies()},
        max((one.rule_version for one in kept.values()), default=0),
        uow.summaries.waiting(),
        ports.clock.now().astimezone(ports.time_zone),
    )


def _first_waiting(
    person_id: str, plans: Sequence[PlanMark], present: PlanMark | None
) -> PlanMark | None:
    """Return a plan of any year that waits, else this year's."""
    mine = [row for row in plans if row.person_id == person_id]
    for year in sorted({row.year for row in mine}):
        plan = shown_plan(row for row in mine if row.year == year)
        if plan is not None and plan.state is IndividualPlanState.PROPOSED:
            return plan
    return present


def _standings(summary: PersonSummary | None) -> tuple[HeldStanding, ...] | None:
    return summary.standings if summary is not None else None


def _by_person(
    enrolments: Sequence[EnrolmentMark],
) -> Mapping[str, list[EnrolmentMark]]:
    found: dict[str, list[EnrolmentMark]] = defaultdict(list)
    for one in enrolments:
        found[one.person_id].append(one)
    return found
