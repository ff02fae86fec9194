from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from course_builder.model.course import DeclaredCompetency
from lti_service.domain.learning_hours import (
    Balance,
    JpEntry,
    JpState,
    Scope,
)
from lti_service.ports import Ports
from lti_service.use_cases.access.claim import link_account, unlink_account
from lti_service.use_cases.evidence.plan import recompute
from lti_service.use_cases.learning.attempt import handle_events
from lti_service.use_cases.learning_hours.learning_hours import hours_card
from tests.fakes import FakeCourses, FakeStorage
from tests.lti_service.office import (
    BOSS,
    LEARNER,
    NIP,
    TODAY,
    account_of,
    attempt,
    link,
    office,
)
from tests.lti_service.use_cases.learning.given import publish, two_questions

COURSE = two_questions(
    id="siaga",
    title="Siaga bencana",
    hours=Decimal(4),
    competencies=(DeclaredCompetency("T-PB-01", 1),),
)
ACCOUNT = account_of(LEARNER)


def unlinked(*, right: bool = True) -> tuple[FakeStorage, Ports]:
    """The learner's account passed a course and is linked to nobody."""
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    account = replace(ACCOUNT, person_id=None, claimed_nip=NIP)
    storage.tables.accounts[account.id] = account
    storage.tables.attempts["t-1"] = attempt(COURSE, account.id, right=right)
    return storage, ports


def join(ports: Ports, person_id: str = LEARNER.id) -> None:
    link_account(ACCOUNT.id, person_id, actor="a-admin", ports=ports)


def held(ports: Ports, person_id: str = LEARNER.id) -> list[JpEntry]:
    with ports.storage.reading() as uow:
        return list(uow.hours.of_person(person_id))


def test_a_passed_course_brings_its_declared_hours_on_the_day_of_the_pass() -> None:
    _, ports = unlinked()
    join(ports)
    (row,) = held(ports)
    assert (row.activity, row.course_id, row.amount) == (
        "Siaga bencana",
        "siaga",
        Decimal(4),
    )
    assert (row.route, row.scope, row.state) == (
        "C3",
        Scope.NATIONAL,
        JpState.RECOGNISED,
    )
    assert (row.until, row.record) == (date(2026, 11, 14), "attempt:t-1")
    card = hours_card(LEARNER.id, None, ports=ports)
    assert card is not None
    assert [card.year.learned, card.year.recognised] == [4, 3]
    assert (card.year.balance, card.year.difference) == (Balance.SHORT, 17)


def test_a_course_that_was_not_passed_brings_none() -> None:
    _, ports = unlinked(right=False)
    join(ports)
    assert held(ports) == []


def test_a_course_learned_on_two_days_has_the_cap_of_both() -> None:
    storage, ports = unlinked()
    slow = storage.tables.attempts["t-1"]
    begun = slow.started_at - timedelta(days=1)
    storage.tables.attempts["t-1"] = replace(slow, started_at=begun)
    join(ports)
    card = hours_card(LEARNER.id, None, ports=ports)
    assert card is not None
    assert card.year.recognised == 4


def test_a_part_of_a_course_brings_none() -> None:
    storage, ports = unlinked()
    whole = storage.tables.attempts["t-1"]
    storage.tables.attempts["t-1"] = replace(whole, module_id="m1")
    join(ports)
    assert held(ports) == []


def test_hours_come_even_where_no_competency_is_shown() -> None:
    bare = two_questions(id="siaga", hours=Decimal(2), competencies=())
    bare = replace(
        bare,
        activities={
            question.id: replace(question, competencies=())
            for question in bare.questions
        },
    )
    storage, ports = unlinked()
    storage.tables.evidence.clear()
    ports.courses.courses["r-1"] = bare  # type: ignore[attr-defined]
    join(ports)
    assert storage.tables.evidence == {}
    assert [row.amount for row in held(ports)] == [2]


def test_passing_while_linked_brings_the_hours_at_once_and_once() -> None:
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    link(storage)
    undone = replace(
        attempt(COURSE, ACCOUNT.id, publish(COURSE, ports), right=False),
        activities={},
        completed_at=None,
    )
    storage.tables.attempts["t-1"] = undone
    answers = [
        {"id": f"answer-{q}", "kind": "answered", "activity": q, "answer": ["b"]}
        for q in COURSE.activities
    ]
    for _ in range(2):
        handle_events("t-1", ACCOUNT.id, {"events": answers}, ports=ports)
    (row,) = held(ports)
    assert (row.until, row.state) == (TODAY, JpState.RECOGNISED)
    assert row.revision == 1


def test_unlinking_withdraws_the_hours_by_a_new_row() -> None:
    storage, ports = unlinked()
    join(ports)
    unlink_account(ACCOUNT.id, actor="a-admin", ports=ports)
    assert [row.state for row in storage.tables.hours] == [
        JpState.RECOGNISED,
        JpState.WITHDRAWN,
    ]
    join(ports, BOSS.id)
    assert [row.state for row in held(ports, BOSS.id)] == [JpState.RECOGNISED]
    assert [row.state for row in held(ports)] == [JpState.WITHDRAWN]


def test_linking_again_brings_the_hours_back() -> None:
    _, ports = unlinked()
    join(ports)
    unlink_account(ACCOUNT.id, actor="a-admin", ports=ports)
    join(ports)
    assert [(r.state, r.revision) for r in held(ports)] == [(JpState.RECOGNISED, 3)]


def test_recomputing_writes_hours_that_lack_and_never_twice() -> None:
    storage, ports = unlinked()
    join(ports)
    first = storage.tables.hours[:]
    storage.tables.hours.clear()
    assert recompute(TODAY, check=True, ports=ports).missing == ("t-1",)
    assert storage.tables.hours == []
    assert recompute(TODAY, check=False, ports=ports).missing == ("t-1",)
    assert recompute(TODAY, check=False, ports=ports).missing == ()
    assert [replace(r, id="") for r in held(ports)] == [
        replace(r, id="") for r in first
    ]
