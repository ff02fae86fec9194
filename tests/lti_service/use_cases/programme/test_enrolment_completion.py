from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lti_service.domain.learning_hours import JpState
from lti_service.domain.programme import Enrolment, EnrolmentState
from lti_service.ports import Ports
from lti_service.use_cases.access.claim import link_account, unlink_account
from lti_service.use_cases.evidence.plan import recompute
from lti_service.use_cases.learning.attempt import handle_events
from lti_service.use_cases.learning_hours.learning_hours import hours_card
from lti_service.use_cases.programme.enrolment_completion import (
    BY_COURSE,
    complete_enrolments,
)
from lti_service.use_cases.programme.enrolment_several import (
    EnrolmentAct,
    change_enrolments,
)
from tests import service_factories as make
from tests.fakes import FakeCourses, FakeStorage
from tests.lti_service.office import (
    ADMIN,
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
from tests.lti_service.use_cases.programme.test_enrolment import put, training

COURSE = two_questions(id="siaga", title="Siaga bencana", hours=Decimal(4))
ACCOUNT = account_of(LEARNER)
PASSED_ON = date(2026, 11, 14)
APPROVED = EnrolmentState.APPROVED


def learned(
    *,
    since: date = PASSED_ON,
    linked: bool = True,
    state: EnrolmentState = APPROVED,
    **changes: Any,
) -> tuple[FakeStorage, Ports]:
    """The learner passed the course of a programme that they are enrolled in."""
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    tables = storage.tables
    tables.programmes["PB-01", 1] = make.programme(course_id="siaga")
    tables.batches["PB-01-A", 1] = make.batch(since=since)
    account = ACCOUNT if linked else replace(ACCOUNT, person_id=None, claimed_nip=NIP)
    tables.accounts[account.id] = account
    tables.attempts["t-1"] = replace(attempt(COURSE, account.id), **changes)
    put(storage, state=state)
    return storage, ports


def mine(ports: Ports) -> Enrolment:
    with ports.storage.reading() as uow:
        (row,) = uow.programmes.enrolments_of(LEARNER.id)
        return row


def link_learner(ports: Ports) -> None:
    link_account(ACCOUNT.id, LEARNER.id, actor="a-admin", ports=ports)


def test_a_passed_course_completes_on_the_day_of_the_pass_and_hours_come_once() -> None:
    _, ports = learned(linked=False)
    link_learner(ports)
    row = mine(ports)
    assert (row.state, row.completed_on, row.hours_learned) == (
        EnrolmentState.COMPLETED,
        PASSED_ON,
        Decimal(4),
    )
    assert (row.source, row.recorded_by) == ("attempt:t-1", BY_COURSE)
    card = hours_card(LEARNER.id, None, ports=ports)
    assert card is not None
    assert [one.entry.record for one in card.year.entries] == ["attempt:t-1"]


def test_passing_while_enrolled_completes_at_once() -> None:
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    link(storage)
    storage.tables.programmes["PB-01", 1] = make.programme(course_id="siaga")
    storage.tables.batches["PB-01-A", 1] = make.batch()
    put(storage, state=APPROVED)
    release = publish(COURSE, ports)
    storage.tables.attempts["t-1"] = replace(
        attempt(COURSE, ACCOUNT.id, release, right=False),
        activities={},
        completed_at=None,
    )
    answers = [
        {"id": f"answer-{q}", "kind": "answered", "activity": q, "answer": ["b"]}
        for q in COURSE.activities
    ]
    for _ in range(2):
        handle_events("t-1", ACCOUNT.id, {"events": answers}, ports=ports)
    row = mine(ports)
    assert (row.state, row.completed_on, row.revision) == (
        EnrolmentState.COMPLETED,
        TODAY,
        2,
    )


def test_a_pass_before_the_batch_began_completes_nothing() -> None:
    _, ports = learned(since=PASSED_ON + timedelta(days=1))
    assert complete_enrolments(check=False, ports=ports) == ()
    assert mine(ports).state is APPROVED


def test_a_proposal_or_a_part_of_a_course_completes_nothing() -> None:
    _, ports = learned(state=EnrolmentState.PROPOSED)
    assert complete_enrolments(check=False, ports=ports) == ()
    _, ports = learned(module_id="m1")
    assert complete_enrolments(check=False, ports=ports) == ()


def test_another_course_completes_nothing() -> None:
    storage, ports = learned()
    storage.tables.programmes["PB-01", 1] = make.programme(course_id="lain")
    assert complete_enrolments(check=False, ports=ports) == ()


def test_approving_whoever_passed_since_the_batch_began_completes_them() -> None:
    _, ports = learned(state=EnrolmentState.PROPOSED)
    done = change_enrolments(
        "PB-01-A",
        [f"en-{LEARNER.id}@1"],
        EnrolmentAct.APPROVE,
        "a-admin",
        ports=ports,
    )
    assert done.problems == ()
    assert mine(ports).state is EnrolmentState.COMPLETED


def test_what_a_course_completes_is_neither_ticked_nor_undone_by_hand() -> None:
    _, ports = learned()
    told = change_enrolments(
        "PB-01-A",
        [f"en-{LEARNER.id}@1"],
        EnrolmentAct.COMPLETE,
        "a-admin",
        ports=ports,
    )
    assert "selesai dengan sendirinya" in str(told.problems[0].reason)
    complete_enrolments(check=False, ports=ports)
    told = change_enrolments(
        "PB-01-A",
        [f"en-{LEARNER.id}@2"],
        EnrolmentAct.UNDO,
        "a-admin",
        ports=ports,
    )
    assert "karena kursusnya lulus" in str(told.problems[0].reason)
    assert mine(ports).state is EnrolmentState.COMPLETED


def test_recomputing_completes_what_lacks_and_then_finds_nothing() -> None:
    storage, ports = learned()
    link_id = f"en-{LEARNER.id}"
    compared = recompute(TODAY, check=True, ports=ports)
    assert compared.enrolments == (link_id,)
    assert mine(ports).state is APPROVED
    assert recompute(TODAY, check=False, ports=ports).enrolments == (link_id,)
    assert mine(ports).state is EnrolmentState.COMPLETED
    before = dict(storage.tables.enrolments)
    assert recompute(TODAY, check=True, ports=ports).enrolments == ()
    assert recompute(TODAY, check=False, ports=ports).enrolments == ()
    assert storage.tables.enrolments == before


def test_recomputing_brings_the_hours_of_what_was_completed_by_hand() -> None:
    storage, ports = training()
    put(
        storage,
        state=EnrolmentState.COMPLETED,
        completed_on=TODAY,
        hours_learned=Decimal(6),
        recorded_by="a-admin",
    )
    assert complete_enrolments(check=True, ports=ports) == (f"en-{LEARNER.id}",)
    assert storage.tables.hours == []
    complete_enrolments(check=False, ports=ports)
    (entry,) = storage.tables.hours
    assert (entry.amount, entry.verifier_id) == (Decimal(6), ADMIN.id)
    assert complete_enrolments(check=False, ports=ports) == ()


def test_hours_that_a_verifier_refused_are_not_brought_back() -> None:
    storage, ports = training()
    row = put(storage, state=APPROVED)
    change_enrolments(
        "PB-01-A",
        [f"{row.id}@1"],
        EnrolmentAct.COMPLETE,
        "a-admin",
        ports=ports,
    )
    (entry,) = storage.tables.hours
    refused = replace(entry, id="jp-2", revision=2, state=JpState.REFUSED)
    storage.tables.hours.append(refused)
    assert complete_enrolments(check=False, ports=ports) == ()
    assert storage.tables.hours[-1] == refused


def test_unlinking_the_account_takes_the_completion_back_and_linking_brings_it() -> (
    None
):
    storage, ports = learned(linked=False)
    link_learner(ports)
    unlink_account(ACCOUNT.id, actor="a-admin", ports=ports)
    row = mine(ports)
    assert (row.state, row.completed_on, row.source) == (APPROVED, None, "")
    assert complete_enrolments(check=False, ports=ports) == ()
    link_account(ACCOUNT.id, BOSS.id, actor="a-admin", ports=ports)
    assert mine(ports).state is APPROVED
    assert [e.revision for e in storage.tables.enrolments.values()] == [1, 2, 3]


def test_a_seminar_brings_its_days_of_the_route() -> None:
    storage, ports = training()
    storage.tables.programmes["PB-01", 1] = make.programme(route="B6")
    row = put(storage, state=APPROVED)
    change_enrolments(
        "PB-01-A",
        [f"{row.id}@1"],
        EnrolmentAct.COMPLETE,
        "a-admin",
        ports=ports,
    )
    card = hours_card(LEARNER.id, None, ports=ports)
    assert card is not None
    (one,) = card.year.entries
    assert [one.entry.amount, one.after] == [2, 8]
