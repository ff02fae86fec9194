"""What waits for an account, gathered from every queue it may work on (R7)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from lti_service.domain.agency_plan import PlanState, plan_state
from lti_service.domain.grant import Role
from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.observation import LATEST
from lti_service.domain.task import Place, Task, TaskKind, in_order
from lti_service.domain.team import PlanMark, TeamMember, shown_plan
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.claim_queue import count_claims
from lti_service.use_cases.access.grant import Identity, identify, today
from lti_service.use_cases.assignment.marking_queue import (
    waiting_assignments,
)
from lti_service.use_cases.evidence.decision import assessment_queue
from lti_service.use_cases.evidence.moderation import moderation_queue
from lti_service.use_cases.evidence.objection import objection_queue
from lti_service.use_cases.learning_hours.hours_queue import (
    VERIFIERS,
    hours_queue,
)
from lti_service.use_cases.lms.outbox_queue import waiting
from lti_service.use_cases.needs.queue import waiting_needs
from lti_service.use_cases.observation.observation_list import waiting_drills
from lti_service.use_cases.programme.enrolment_list import (
    WaitingEnrolment,
    waiting_enrolments,
)

EVERY_PLACE = tuple(Place)


def waiting_tasks(
    account_id: str,
    places: Sequence[Place] = EVERY_PLACE,
    *,
    but: frozenset[TaskKind] = frozenset(),
    ports: Ports,
) -> tuple[Task, ...]:
    """Return what waits for an account, what is due first before the rest.

    Args:
        account_id: For whom; of a role that they do not hold nothing waits.
        places: Only what these pages show.
        but: Kinds that the page tells of by itself: they are not looked for.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: No such account.
    """
    with ports.storage.reading() as uow:
        identity = identify(account_id, uow=uow, on=today(ports))
    found: list[Task] = []
    for place in places:
        for kind, gather in _GATHERERS[place]:
            if kind not in but:
                found += gather(identity, ports)
    return in_order(found)


def team_tasks(
    members: Iterable[TeamMember], plans: Sequence[PlanMark], ports: Ports
) -> list[Task]:
    """Return the plans of a supervisor's people that wait for an answer."""
    found = []
    for member in members:
        mine = [row for row in plans if row.person_id == member.person.id]
        for year in sorted({row.year for row in mine}):
            plan = shown_plan(row for row in mine if row.year == year)
            if plan is not None and plan.state is IndividualPlanState.PROPOSED:
                found.append(
                    Task(
                        TaskKind.PLAN,
                        Place.TEAM,
                        member.person.name,
                        1,
                        year,
                        _day(plan.at, ports),
                        None,
                        f"/team/plans?year={year}",
                    )
                )
    return found


def count_for_supervisor(
    person_id: str, on: date, uow: UnitOfWork, ports: Ports
) -> int | None:
    """Return how many plans wait for a supervisor; none for who supervises nobody."""
    members = uow.team.members(person_id, on)
    if not members:
        return None
    ids = [member.person.id for member in members]
    return len(team_tasks(members, uow.team.plans(ids, plan_years(on)), ports))


def plan_years(on: date) -> tuple[int, int, int]:
    """Return the years whose plans may wait on a day."""
    return on.year - 1, on.year, on.year + 1


def returned_plans(person_id: str, uow: UnitOfWork, ports: Ports) -> list[Task]:
    """Return a person's own plans that came back from the supervisor."""
    found = []
    rows = uow.team.plans([person_id], plan_years(today(ports))[1:])
    newest = {row.year: row for row in sorted(rows, key=lambda one: one.row)}
    for year, row in sorted(newest.items()):
        if row.state is IndividualPlanState.RETURNED:
            since = _day(row.at, ports)
            path = f"/me/plan?year={year}"
            found.append(
                Task(TaskKind.OWN_PLAN, Place.ME, "", 1, year, since, None, path)
            )
    return found


def drill_tasks(person_id: str, place: Place, uow: UnitOfWork, on: date) -> list[Task]:
    """Return the drills whose day has come and that a person is to observe."""
    return [
        Task(
            TaskKind.OBSERVATIONS,
            place,
            one.drill.title,
            one.left,
            None,
            one.drill.day,
            one.drill.day + LATEST,
            f"/assess/observe/{one.drill.id}",
        )
        for one in waiting_drills(person_id, on, uow)
    ]


def _drills(identity: Identity, ports: Ports) -> list[Task]:
    """An assessor finds them at the assessors' place, everybody else at their own."""
    place = Place.ASSESS if identity.of(Role.ASSESSOR) else Place.ME
    if identity.person is None:
        return []
    with ports.storage.reading() as uow:
        return drill_tasks(identity.person.id, place, uow, today(ports))


def _drills_of_others(identity: Identity, ports: Ports) -> list[Task]:
    return [] if identity.of(Role.ASSESSOR) else _drills(identity, ports)


def _drills_of_assessors(identity: Identity, ports: Ports) -> list[Task]:
    return _drills(identity, ports) if identity.of(Role.ASSESSOR) else []


def _own(identity: Identity, ports: Ports) -> list[Task]:
    if identity.person is None:
        return []
    with ports.storage.reading() as uow:
        return returned_plans(identity.person.id, uow, ports)


def _plans(identity: Identity, ports: Ports) -> list[Task]:
    if identity.person is None:
        return []
    on = today(ports)
    with ports.storage.reading() as uow:
        members = uow.team.members(identity.person.id, on)
        ids = [member.person.id for member in members]
        plans = uow.team.plans(ids, plan_years(on)) if ids else ()
    return team_tasks(members, plans, ports)


def _marking_of_supervisors(identity: Identity, ports: Ports) -> list[Task]:
    """An assessor finds them at the assessors' place."""
    return [] if identity.of(Role.ASSESSOR) else _marking(identity, ports, Place.TEAM)


def _marking_of_assessors(identity: Identity, ports: Ports) -> list[Task]:
    return _marking(identity, ports, Place.ASSESS) if identity.of(Role.ASSESSOR) else []


def _marking(identity: Identity, ports: Ports, place: Place) -> list[Task]:
    found = waiting_assignments(identity.account.id, ports=ports)
    due = [one.hand_in.due_at for one in found if one.hand_in.due_at is not None]
    return _several(
        TaskKind.ASSIGNMENTS,
        place,
        [one.hand_in.handed_in_at for one in found],
        "/assess/assignments",
        ports,
        _day(min(due), ports) if due else None,
    )


def _cases(identity: Identity, ports: Ports) -> list[Task]:
    if not identity.of(Role.ASSESSOR) or identity.person is None:
        return []
    found = assessment_queue(identity.account.id, ports=ports)
    times = [one.since for one in found]
    return _several(TaskKind.CASES, Place.ASSESS, times, "/assess", ports)


def _objections(identity: Identity, ports: Ports) -> list[Task]:
    if not identity.of(Role.ASSESSOR):
        return []
    found = objection_queue(identity.account.id, ports=ports)
    times = [one.objection.raised_at for one in found]
    path = "/assess/objections"
    return _several(TaskKind.OBJECTIONS, Place.ASSESS, times, path, ports)


def _moderations(identity: Identity, ports: Ports) -> list[Task]:
    if not identity.of(Role.ASSESSOR):
        return []
    found = moderation_queue(identity.account.id, ports=ports)
    with ports.storage.reading() as uow:
        decisions = [uow.evidence.decision(one.decision_id) for one in found]
    times = [one.decided_at for one in decisions if one is not None]
    path = "/assess/moderation"
    return _several(TaskKind.MODERATIONS, Place.ASSESS, times, path, ports)


def _enrolments(identity: Identity, ports: Ports) -> list[Task]:
    """Each batch is a row of its own, since it is decided on its own page."""
    if not identity.of(Role.ADMINISTRATOR):
        return []
    batches: dict[str, list[WaitingEnrolment]] = {}
    for one in waiting_enrolments(identity.account.id, ports=ports):
        if one.may_decide:
            batches.setdefault(one.batch.id, []).append(one)
    return [
        Task(
            TaskKind.ENROLMENTS,
            Place.ADMIN,
            f"{first.programme.title}, {first.batch.name}",
            len(found),
            None,
            _day(first.since, ports),
            first.batch.until,
            f"/admin/batches/{batch_id}",
        )
        for batch_id, found in batches.items()
        for first in found[:1]
    ]


def _needs(identity: Identity, ports: Ports) -> list[Task]:
    return [
        Task(
            TaskKind.NEEDS,
            Place.ADMIN,
            "",
            one.items,
            one.cycle.year,
            _day(one.since, ports),
            one.until,
            f"/admin/needs/{one.cycle.year}",
        )
        for one in waiting_needs(identity.account.id, ports=ports)
    ]


def _hours(identity: Identity, ports: Ports) -> list[Task]:
    held = any(identity.of(role) for role in VERIFIERS)
    if not held or identity.person is None:
        return []
    queue = hours_queue(identity.account.id, most=1, ports=ports)
    if not queue.total:
        return []
    first = [one.counted.entry.recorded_at for one in queue.first]
    since = _day(min(first), ports) if first else None
    path = "/admin/hours"
    return [Task(TaskKind.HOURS, Place.ADMIN, "", queue.total, None, since, None, path)]


def _claims(identity: Identity, ports: Ports) -> list[Task]:
    n = count_claims(ports=ports) if _everywhere(identity, Role.ADMINISTRATOR) else 0
    path = "/admin/claims"
    task = Task(TaskKind.CLAIMS, Place.ADMIN, "", n, None, None, None, path)
    return [task] if n else []


def _scores(identity: Identity, ports: Ports) -> list[Task]:
    if not _everywhere(identity, Role.ADMINISTRATOR):
        return []
    n = waiting(ports=ports).counts.get("failed", 0)
    path = "/admin/outbox"
    task = Task(TaskKind.SCORES, Place.ADMIN, "", n, None, None, None, path)
    return [task] if n else []


def _mirrors(identity: Identity, ports: Ports) -> list[Task]:
    """Each Moodle is a row of its own, since it is decided on its own page."""
    if not _everywhere(identity, Role.ADMINISTRATOR):
        return []
    found = []
    with ports.storage.reading() as uow:
        for moodle in uow.moodle.connections():
            n = sum(uow.mirrors.asking(moodle.id).values())
            if n and moodle.ended_at is None:
                path = f"/admin/moodle/{moodle.id}/push"
                found.append(
                    Task(
                        TaskKind.MIRRORS,
                        Place.ADMIN,
                        moodle.name,
                        n,
                        None,
                        None,
                        None,
                        path,
                    )
                )
    return found


def _agency_plan(identity: Identity, ports: Ports) -> list[Task]:
    if not _everywhere(identity, Role.LEADERSHIP):
        return []
    found = []
    with ports.storage.reading() as uow:
        for year in uow.plans.years():
            steps = uow.plans.steps(year)
            if plan_state(steps) is PlanState.SUBMITTED:
                since = max(steps, key=lambda step: step.number).at
                found.append(
                    Task(
                        TaskKind.AGENCY_PLAN,
                        Place.ADMIN,
                        "",
                        1,
                        year,
                        _day(since, ports),
                        None,
                        f"/admin/plan/{year}",
                    )
                )
    return found


def _everywhere(identity: Identity, role: Role) -> bool:
    return any(not grant.unit_code for grant in identity.of(role))


def _several(
    kind: TaskKind,
    place: Place,
    times: Sequence[datetime],
    path: str,
    ports: Ports,
    due: date | None = None,
) -> list[Task]:
    if not times:
        return []
    since = _day(min(times), ports)
    return [Task(kind, place, "", len(times), None, since, due, path)]


def _day(at: datetime, ports: Ports) -> date:
    return at.astimezone(ports.time_zone).date()


_Gather = Callable[[Identity, Ports], list[Task]]

_GATHERERS: dict[Place, tuple[tuple[TaskKind, _Gather], ...]] = {
    Place.ME: (
        (TaskKind.OWN_PLAN, _own),
        (TaskKind.OBSERVATIONS, _drills_of_others),
    ),
    Place.TEAM: (
        (TaskKind.PLAN, _plans),
        (TaskKind.ASSIGNMENTS, _marking_of_supervisors),
    ),
    Place.ASSESS: (
        (TaskKind.ASSIGNMENTS, _marking_of_assessors),
        (TaskKind.OBSERVATIONS, _drills_of_assessors),
        (TaskKind.CASES, _cases),
        (TaskKind.OBJECTIONS, _objections),
        (TaskKind.MODERATIONS, _moderations),
    ),
    Place.ADMIN: (
        (TaskKind.ENROLMENTS, _enrolments),
        (TaskKind.NEEDS, _needs),
        (TaskKind.HOURS, _hours),
        (TaskKind.CLAIMS, _claims),
        (TaskKind.SCORES, _scores),
        (TaskKind.MIRRORS, _mirrors),
        (TaskKind.AGENCY_PLAN, _agency_plan),
    ),
}
