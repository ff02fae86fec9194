"""What waits for an account is gathered from the queues that its roles open."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.learning_hours import JpState
from lti_service.domain.objection import Objection
from lti_service.domain.observation import LATEST
from lti_service.domain.organisation import Person
from lti_service.domain.programme import ProgrammeOutcome
from lti_service.domain.task import Place, Task, TaskKind
from lti_service.ports import Ports
from lti_service.use_cases.overview.my_profile import my_profile
from lti_service.use_cases.overview.places import open_places
from lti_service.use_cases.overview.task import waiting_tasks
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    account_of,
    decision,
    enough,
    evidence,
    keep,
    office,
)
from tests.lti_service.use_cases.observation.given import Field
from tests.service_factories import (
    batch,
    enrolment,
    individual_plan,
    jp_entry,
    programme,
)


def busy() -> tuple[FakeStorage, Ports]:
    """An office in which something waits for everybody."""
    storage, ports = office()
    keep(storage, *enough(), evidence("e-9", competency_code="M08"))
    keep(storage, decision(decided_by="p-boss", competency_code="M02"))
    tables = storage.tables
    tables.objections["o-1"] = Objection("o-1", "d-1", LEARNER.id, "Keliru", MORNING)
    tables.individual_plans += [
        individual_plan(
            person_id=LEARNER.id,
            by=LEARNER.id,
            state=IndividualPlanState.PROPOSED,
            supervisor_id=BOSS.id,
        ),
        individual_plan(
            id="rpi-2",
            person_id=ASSESSOR.id,
            by=BOSS.id,
            state=IndividualPlanState.RETURNED,
            note="Lengkapi",
        ),
    ]
    tables.hours.append(
        jp_entry(person_id=LEARNER.id, state=JpState.SUBMITTED, amount=Decimal(2))
    )
    tables.programmes["PB-01", 1] = programme(outcomes=(ProgrammeOutcome("M08", 2),))
    tables.batches["PB-01-A", 1] = batch()
    tables.enrolments["en-1", 1] = enrolment(person_id=LEARNER.id)
    return storage, ports


def told(who: Person, ports: Ports, *places: Place) -> dict[TaskKind, Task]:
    tasks = waiting_tasks(account_of(who).id, places or tuple(Place), ports=ports)
    return {task.kind: task for task in tasks}


def test_an_assessor_has_cases_objections_moderations_and_their_own_plan() -> None:
    _, ports = busy()

    found = told(ASSESSOR, ports)

    assert set(found) == {
        TaskKind.CASES,
        TaskKind.MODERATIONS,
        TaskKind.OBJECTIONS,
        TaskKind.OWN_PLAN,
    }
    assert (found[TaskKind.CASES].n, found[TaskKind.CASES].path) == (2, "/assess")
    assert found[TaskKind.OBJECTIONS].path == "/assess/objections"
    assert found[TaskKind.OWN_PLAN].path == "/me/plan?year=2026"


def test_an_administrator_has_proposals_and_hours() -> None:
    _, ports = busy()

    found = told(ADMIN, ports)

    assert set(found) == {TaskKind.ENROLMENTS, TaskKind.HOURS}
    assert found[TaskKind.ENROLMENTS].due == batch().until
    assert found[TaskKind.ENROLMENTS].path == "/admin/batches/PB-01-A"
    assert found[TaskKind.HOURS].path == "/admin/hours"


def test_proposals_for_two_batches_lead_to_each_of_them() -> None:
    storage, ports = busy()
    tables = storage.tables
    tables.batches["PB-01-B", 1] = batch(id="PB-01-B", name="Angkatan II")
    for number, person in enumerate((LEARNER, BOSS), 2):
        row = enrolment(id=f"en-{number}", person_id=person.id, batch_id="PB-01-B")
        tables.enrolments[row.id, 1] = row

    tasks = waiting_tasks(account_of(ADMIN).id, (Place.ADMIN,), ports=ports)

    assert [
        (one.who, one.n, one.path) for one in tasks if one.kind is TaskKind.ENROLMENTS
    ] == [
        ("Penanggulangan bencana dasar, Angkatan I", 1, "/admin/batches/PB-01-A"),
        ("Penanggulangan bencana dasar, Angkatan II", 2, "/admin/batches/PB-01-B"),
    ]


def test_a_supervisor_has_the_plans_of_their_people() -> None:
    _, ports = busy()

    assert list(told(BOSS, ports)) == [TaskKind.PLAN]
    assert open_places(BOSS.id, [], ports=ports).plans == 1
    assert open_places(LEARNER.id, [], ports=ports).plans is None


def test_for_whom_nothing_waits_there_is_nothing() -> None:
    _, ports = busy()

    assert told(LEARNER, ports) == {}


def test_a_page_asks_for_its_place_alone_and_not_for_what_it_tells_itself() -> None:
    _, ports = busy()
    account = account_of(ASSESSOR).id

    assert set(told(ASSESSOR, ports, Place.ME)) == {TaskKind.OWN_PLAN}
    found = waiting_tasks(
        account, (Place.ASSESS,), but=frozenset({TaskKind.CASES}), ports=ports
    )
    kinds = {task.kind for task in found}
    assert kinds == {TaskKind.MODERATIONS, TaskKind.OBJECTIONS}


def test_a_drill_waits_for_its_observer_from_its_day_on_where_they_work() -> None:
    field = Field()
    (found,) = waiting_tasks(account_of(ASSESSOR).id, ports=field.ports)
    assert (found.kind, found.place, found.n) == (
        TaskKind.OBSERVATIONS,
        Place.ASSESS,
        2,
    )
    assert (found.who, found.path) == (
        "Latihan tsunami",
        f"/assess/observe/{field.drill}",
    )
    assert found.since == date(2026, 11, 24)
    assert found.due == date(2026, 11, 24) + LATEST


def test_who_observes_without_being_an_assessor_finds_the_drill_on_their_own_page() -> (
    None
):
    field = Field()
    field.let_observe(ADMIN)
    places = {
        task.place
        for task in waiting_tasks(account_of(ADMIN).id, ports=field.ports)
        if task.kind is TaskKind.OBSERVATIONS
    }
    assert places == {Place.ME}
    profile = my_profile(ADMIN.id, ports=field.ports)
    assert profile is not None
    assert [task.kind for task in profile.tasks] == [TaskKind.OBSERVATIONS]


def test_before_its_day_a_drill_waits_for_nobody() -> None:
    field = Field()
    for drill in field.storage.tables.drills:
        later = replace(drill, day=drill.day + timedelta(days=1), revision=99)
        field.storage.tables.drills = [later]
    assert waiting_tasks(account_of(ASSESSOR).id, ports=field.ports) == ()
