from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.agency_plan import PlanItemState
from lti_service.domain.grant import Role
from lti_service.domain.learning_hours import JpEntry, JpState
from lti_service.domain.organisation import Person
from lti_service.domain.programme import Enrolment, EnrolmentState, ProgrammeState
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.ports import Ports
from lti_service.use_cases.programme.enrolment import (
    WITHDRAWN_BY_SELF,
    propose_enrolment,
    withdraw_enrolment,
)
from lti_service.use_cases.programme.enrolment_adding import add_people
from lti_service.use_cases.programme.enrolment_list import (
    batch_page,
    waiting_enrolments,
)
from lti_service.use_cases.programme.enrolment_several import (
    EnrolmentAct,
    change_enrolments,
)
from tests import service_factories as make
from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    NIP,
    OTHER_NIP,
    TODAY,
    give,
    office,
)

A_ADMIN, A_LEARNER, A_BOSS = "a-admin", "a-learner", "a-boss"


def training(**changes: Any) -> tuple[FakeStorage, Ports]:
    """The office, a programme that is open, and a batch that has begun."""
    storage, ports = office()
    batch = make.batch(**changes)
    storage.tables.programmes["PB-01", 1] = make.programme()
    storage.tables.batches[batch.id, 1] = batch
    return storage, ports


def put(
    storage: FakeStorage,
    person: Person = LEARNER,
    state: EnrolmentState = EnrolmentState.PROPOSED,
    **changes: Any,
) -> Enrolment:
    row = make.enrolment(
        **{"id": f"en-{person.id}", "person_id": person.id, "state": state} | changes
    )
    storage.tables.enrolments[row.id, row.revision] = row
    return row


def states(ports: Ports) -> dict[str, EnrolmentState]:
    with ports.storage.reading() as uow:
        return {row.person_id: row.state for row in uow.programmes.enrolments()}


def hours(ports: Ports, person: Person = LEARNER) -> list[JpEntry]:
    with ports.storage.reading() as uow:
        return list(uow.hours.of_person(person.id))


def seen(*rows: Enrolment) -> list[str]:
    return [f"{row.id}@{row.revision}" for row in rows]


def change(
    ports: Ports, act: EnrolmentAct, *rows: Enrolment, **options: Any
) -> list[str]:
    done = change_enrolments(
        "PB-01-A", seen(*rows), act, A_ADMIN, **options, ports=ports
    )
    return [str(problem.reason) for problem in done.problems]


def newest(ports: Ports, person: Person = LEARNER) -> Enrolment:
    with ports.storage.reading() as uow:
        (row,) = uow.programmes.enrolments_of(person.id)
        return row


@pytest.mark.parametrize("account", [A_LEARNER, A_BOSS, A_ADMIN])
def test_one_is_proposed_by_oneself_the_supervisor_or_an_administrator(
    account: str,
) -> None:
    storage, ports = training()
    row = propose_enrolment("PB-01-A", LEARNER.id, account, ports=ports)
    assert (row.state, row.recorded_by) == (EnrolmentState.PROPOSED, account)
    (act,) = storage.tables.audit
    assert (act.action, act.actor, act.object) == (
        "enrolment.proposed",
        account,
        f"enrolment:{row.id}",
    )


def test_nobody_else_proposes() -> None:
    _, ports = training()
    with pytest.raises(ForbiddenError):
        propose_enrolment("PB-01-A", LEARNER.id, "a-assessor", ports=ports)
    with pytest.raises(ForbiddenError):
        propose_enrolment("PB-01-A", BOSS.id, A_LEARNER, ports=ports)
    assert states(ports) == {}


def test_a_programme_that_is_not_open_takes_no_proposal() -> None:
    storage, ports = training()
    storage.tables.programmes["PB-01", 2] = make.programme(
        version=2, state=ProgrammeState.CLOSED
    )
    with pytest.raises(InvalidInputError):
        propose_enrolment("PB-01-A", LEARNER.id, A_LEARNER, ports=ports)


def test_one_takes_part_once_in_a_programme_at_a_time() -> None:
    storage, ports = training()
    storage.tables.batches["PB-01-B", 1] = make.batch(id="PB-01-B")
    propose_enrolment("PB-01-A", LEARNER.id, A_LEARNER, ports=ports)
    for batch in ("PB-01-A", "PB-01-B"):
        with pytest.raises(ConflictError):
            propose_enrolment(batch, LEARNER.id, A_LEARNER, ports=ports)


def test_one_takes_back_a_proposal_and_may_propose_again() -> None:
    storage, ports = training()
    row = propose_enrolment("PB-01-A", LEARNER.id, A_LEARNER, ports=ports)
    taken = withdraw_enrolment(row.id, A_LEARNER, ports=ports)
    assert (taken.state, taken.reason) == (EnrolmentState.DROPPED, WITHDRAWN_BY_SELF)
    again = propose_enrolment("PB-01-A", LEARNER.id, A_LEARNER, ports=ports)
    assert (again.id, again.revision, again.reason) == (row.id, 3, "")
    assert [act.action for act in storage.tables.audit] == [
        "enrolment.proposed",
        "enrolment.withdrawn",
        "enrolment.proposed",
    ]


def test_one_takes_back_neither_anothers_nor_what_has_begun() -> None:
    storage, ports = training()
    row = put(storage, state=EnrolmentState.APPROVED)
    with pytest.raises(NotFoundError):
        withdraw_enrolment(row.id, A_BOSS, ports=ports)
    with pytest.raises(ConflictError):
        withdraw_enrolment(row.id, A_LEARNER, ports=ports)


def test_several_are_approved_at_once_while_there_are_places() -> None:
    storage, ports = training(places=2)
    rows = [put(storage, person) for person in (LEARNER, BOSS)]
    assert change(ports, EnrolmentAct.APPROVE, *rows) == []
    assert set(states(ports).values()) == {EnrolmentState.APPROVED}
    assert [act.action for act in storage.tables.audit] == ["enrolment.approved"] * 2


def test_where_places_lack_nobody_is_approved_and_each_problem_is_told() -> None:
    storage, ports = training(places=1)
    rows = [put(storage, person) for person in (LEARNER, BOSS, ASSESSOR)]
    told = change(ports, EnrolmentAct.APPROVE, *rows)
    assert told == ["Semua 1 tempat sudah terisi."] * 2
    assert set(states(ports).values()) == {EnrolmentState.PROPOSED}
    assert storage.tables.audit == []


def test_a_page_that_is_out_of_date_changes_nothing() -> None:
    storage, ports = training()
    row = put(storage)
    change(ports, EnrolmentAct.APPROVE, row)
    told = change(ports, EnrolmentAct.DROP, row, reason="Sakit")
    assert told == ["Sudah diubah orang lain sejak halaman ini dibuka."]
    assert states(ports) == {LEARNER.id: EnrolmentState.APPROVED}


def test_completing_brings_the_hours_of_the_programme_once() -> None:
    storage, ports = training()
    row = put(storage, state=EnrolmentState.APPROVED)
    assert change(ports, EnrolmentAct.COMPLETE, row) == []
    done = newest(ports)
    assert (done.state, done.completed_on, done.hours_learned) == (
        EnrolmentState.COMPLETED,
        TODAY,
        Decimal(8),
    )
    (entry,) = hours(ports)
    assert (entry.amount, entry.route, entry.state, entry.verifier_id) == (
        Decimal(8),
        "B3",
        JpState.RECOGNISED,
        ADMIN.id,
    )
    assert (entry.since, entry.until, entry.record) == (
        date(2026, 11, 16),
        TODAY,
        f"enrolment:{row.id}",
    )


def test_undoing_a_completion_withdraws_its_hours_and_doing_it_again_brings_them() -> (
    None
):
    storage, ports = training()
    change(
        ports,
        EnrolmentAct.COMPLETE,
        put(storage, state=EnrolmentState.APPROVED),
    )
    assert change(ports, EnrolmentAct.UNDO, newest(ports)) == []
    assert newest(ports).state is EnrolmentState.APPROVED
    assert [entry.state for entry in hours(ports)] == [JpState.WITHDRAWN]
    change(ports, EnrolmentAct.COMPLETE, newest(ports))
    assert [entry.state for entry in hours(ports)] == [JpState.RECOGNISED]
    assert [entry.revision for entry in storage.tables.hours] == [1, 2, 3]


def test_all_who_are_active_complete_at_once_but_not_oneself() -> None:
    storage, ports = training(places=None)
    for person in (LEARNER, BOSS, ADMIN):
        put(storage, person, EnrolmentState.APPROVED)
    put(storage, ASSESSOR)
    assert change(ports, EnrolmentAct.COMPLETE, everybody=True) == []
    assert states(ports) == {
        LEARNER.id: EnrolmentState.COMPLETED,
        BOSS.id: EnrolmentState.COMPLETED,
        ADMIN.id: EnrolmentState.APPROVED,
        ASSESSOR.id: EnrolmentState.PROPOSED,
    }


@pytest.mark.parametrize("act", ["approve", "complete", "undo"])
def test_nobody_decides_on_their_own(act: str) -> None:
    storage, ports = training()
    state = EnrolmentState.PROPOSED if act == "approve" else EnrolmentState.ACTIVE
    told = change(ports, EnrolmentAct(act), put(storage, ADMIN, state))
    assert told == ["Anda tidak dapat memutuskan kepesertaan Anda sendiri."]


@pytest.mark.parametrize("day", [date(2026, 11, 15), date(2026, 11, 25)])
def test_one_completes_between_the_first_day_and_today(day: date) -> None:
    storage, ports = training()
    row = put(storage, state=EnrolmentState.APPROVED)
    told = change(ports, EnrolmentAct.COMPLETE, row, completed_on=day)
    assert told == ["Tanggal selesai harus di antara hari mulai dan hari ini."]
    assert hours(ports) == []


def test_dropping_needs_a_reason_and_can_be_undone() -> None:
    storage, ports = training()
    row = put(storage, state=EnrolmentState.APPROVED)
    with pytest.raises(InvalidInputError):
        change(ports, EnrolmentAct.DROP, row, reason="  ")
    assert change(ports, EnrolmentAct.DROP, row, reason="Pindah tugas") == []
    assert (newest(ports).state, newest(ports).reason) == (
        EnrolmentState.DROPPED,
        "Pindah tugas",
    )
    change(ports, EnrolmentAct.UNDO, newest(ports))
    assert newest(ports).state is EnrolmentState.APPROVED


def test_an_undo_needs_a_place_again() -> None:
    storage, ports = training(places=1)
    row = put(storage, state=EnrolmentState.APPROVED)
    change(ports, EnrolmentAct.DROP, row, reason="Sakit")
    put(storage, BOSS, EnrolmentState.APPROVED)
    told = change(ports, EnrolmentAct.UNDO, newest(ports))
    assert told == ["Semua 1 tempat sudah terisi."]


def test_an_undo_makes_nobody_take_part_twice() -> None:
    storage, ports = training()
    storage.tables.batches["PB-01-B", 1] = make.batch(id="PB-01-B", name="Lain")
    row = put(storage, state=EnrolmentState.APPROVED)
    change(ports, EnrolmentAct.DROP, row, reason="Pindah angkatan")
    put(storage, id="en-b", batch_id="PB-01-B")
    with ports.storage.reading() as uow:
        dropped = uow.programmes.enrolment(row.id)
    assert dropped
    told = change(ports, EnrolmentAct.UNDO, dropped)
    assert told == ["Masih mengikuti program ini di Lain."]


def test_what_cannot_be_done_now_is_told_by_name() -> None:
    storage, ports = training()
    row = put(storage, state=EnrolmentState.COMPLETED)
    done = change_enrolments(
        "PB-01-A", seen(row), EnrolmentAct.APPROVE, A_ADMIN, ports=ports
    )
    (problem,) = done.problems
    assert problem.name == LEARNER.name
    assert "tidak memungkinkan" in str(problem.reason)


def test_an_administrator_of_another_unit_reaches_nobody_here() -> None:
    storage, ports = training()
    row = put(storage)
    give(storage, Role.ADMINISTRATOR, ASSESSOR, "LAIN")
    assert batch_page("a-assessor", "PB-01-A", ports=ports).participants == ()
    assert batch_page("a-assessor", "PB-01-A", ports=ports).elsewhere == 1
    with pytest.raises(NotFoundError):
        change_enrolments(
            "PB-01-A", seen(row), EnrolmentAct.APPROVE, "a-assessor", ports=ports
        )
    done = add_people("PB-01-A", NIP, [], "a-assessor", ports=ports)
    assert [str(p.reason) for p in done.problems] == [
        "Tidak ada pegawai dengan NIP ini di unit Anda."
    ]
    with pytest.raises(NotFoundError):
        add_people("PB-01-A", "", [LEARNER.id], "a-assessor", ports=ports)


def test_who_is_no_administrator_changes_nothing() -> None:
    storage, ports = training()
    row = put(storage)
    for act in (
        lambda: change_enrolments(
            "PB-01-A", seen(row), EnrolmentAct.APPROVE, A_BOSS, ports=ports
        ),
        lambda: add_people("PB-01-A", NIP, [], A_BOSS, ports=ports),
        lambda: batch_page(A_BOSS, "PB-01-A", ports=ports),
    ):
        with pytest.raises(ForbiddenError):
            act()


def test_people_are_added_by_nip_and_by_name_approved_at_once() -> None:
    storage, ports = training()
    nips = f"{NIP[:8]} {NIP[8:14]} {NIP[14]} {NIP[15:]}\n\n"
    done = add_people("PB-01-A", nips, [BOSS.id, LEARNER.id], A_ADMIN, ports=ports)
    assert (done.problems, len(done.done)) == ((), 2)
    assert states(ports) == {
        LEARNER.id: EnrolmentState.APPROVED,
        BOSS.id: EnrolmentState.APPROVED,
    }
    assert NIP not in repr(storage.tables.audit)


def test_adding_whose_proposal_waits_approves_it() -> None:
    storage, ports = training()
    put(storage)
    add_people("PB-01-A", NIP, [], A_ADMIN, ports=ports)
    assert (newest(ports).state, newest(ports).revision) == (
        EnrolmentState.APPROVED,
        2,
    )


def test_every_problem_of_added_people_is_told_and_nobody_added() -> None:
    storage, ports = training(places=1)
    put(storage, BOSS, EnrolmentState.APPROVED)
    nips = f"123, {NIP}; 196001011980011099, {BOSS.nip}, {ADMIN.nip}"
    done = add_people("PB-01-A", nips, [], A_ADMIN, ports=ports)
    assert [str(p.reason).split(".")[0] for p in done.problems] == [
        "NIP harus terdiri atas 18 angka; yang tertulis 3 angka",
        "Tidak ada pegawai dengan NIP ini di unit Anda",
        "Semua 1 tempat sudah terisi",
        "Masih mengikuti program ini di Angkatan I",
        "Anda tidak dapat memutuskan kepesertaan Anda sendiri",
    ]
    assert list(states(ports)) == [BOSS.id]
    assert NIP not in repr(done.problems)


def test_adding_nobody_is_said() -> None:
    _, ports = training()
    with pytest.raises(InvalidInputError):
        add_people("PB-01-A", " \n", [], A_ADMIN, ports=ports)
    with pytest.raises(InvalidInputError):
        change(ports, EnrolmentAct.APPROVE)


def test_whoever_has_completed_a_batch_is_not_added_again() -> None:
    storage, ports = training()
    put(storage, state=EnrolmentState.COMPLETED)
    done = add_people("PB-01-A", NIP, [], A_ADMIN, ports=ports)
    assert "sudah menyelesaikan" in str(done.problems[0].reason)


def test_completing_must_bear_a_name() -> None:
    storage, ports = training()
    row = put(storage, state=EnrolmentState.APPROVED)
    account = storage.tables.accounts[A_ADMIN]
    storage.tables.accounts[A_ADMIN] = replace(account, person_id=None)
    for key, grant in storage.tables.grants.items():
        if grant.person_id == ADMIN.id:
            storage.tables.grants[key] = replace(
                grant, person_id=None, account_id=A_ADMIN
            )
    with pytest.raises(ServiceError) as refused:
        change(ports, EnrolmentAct.COMPLETE, row)
    assert refused.value.code == "approver-unlinked"


def test_proposals_wait_for_the_administrator_and_show_to_the_supervisor() -> None:
    storage, ports = training(places=1)
    put(storage, LEARNER)
    put(storage, ADMIN)
    put(storage, ASSESSOR, EnrolmentState.APPROVED)
    (mine,) = waiting_enrolments(A_BOSS, ports=ports)
    assert (mine.person, mine.may_decide, mine.left) == (LEARNER, False, 0)
    (decided,) = waiting_enrolments(A_ADMIN, ports=ports)
    assert (decided.person, decided.may_decide) == (LEARNER, True)
    assert waiting_enrolments(A_LEARNER, ports=ports) == ()


def test_what_waits_in_a_batch_that_is_over_waits_for_nobody() -> None:
    storage, ports = training(until=date(2026, 11, 20))
    put(storage)
    assert waiting_enrolments(A_ADMIN, ports=ports) == ()


def test_a_batch_shows_proposals_first_and_how_many_are_where() -> None:
    storage, ports = training()
    put(storage, LEARNER, EnrolmentState.APPROVED)
    put(storage, BOSS)
    page = batch_page(A_ADMIN, "PB-01-A", ports=ports)
    assert [one.person for one in page.participants] == [BOSS, LEARNER]
    assert page.participants[1].state is EnrolmentState.ACTIVE
    assert (page.figures.waiting, page.figures.enrolled, page.figures.left) == (1, 1, 1)
    assert OTHER_NIP not in repr(page)


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([{"person_ids": (LEARNER.id,)}], "item-1"),
        ([{}], "item-1"),
        ([{"unit_code": "PEMDA"}], "item-1"),
        ([{}, {"id": "item-2", "person_ids": (LEARNER.id,)}], "item-2"),
        ([{}, {"id": "item-2", "number": 2}], ""),
        ([{"unit_code": "LAIN"}], ""),
        ([{"person_ids": (BOSS.id,)}], ""),
        ([{"year": 2027}], ""),
        ([{"programme_code": "LAIN"}], ""),
        ([{"state": PlanItemState.CANCELLED}], ""),
        ([{}, {"version": 2, "programme_code": ""}], ""),
    ],
)
def test_an_enrolment_belongs_to_the_item_of_the_plan_that_asks_for_it(
    items: list[dict[str, Any]], found: str
) -> None:
    storage, ports = training()
    storage.tables.plan_items.extend(
        make.plan_item(**{"programme_code": "PB-01"} | item) for item in items
    )
    row = propose_enrolment("PB-01-A", LEARNER.id, A_LEARNER, ports=ports)
    assert row.plan_item_id == found
