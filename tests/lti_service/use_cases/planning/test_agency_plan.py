from dataclasses import replace
from datetime import date

import pytest

from lti_service.domain.agency_plan import PlanAct, PlanItemState, PlanState
from lti_service.domain.grant import Role
from lti_service.domain.programme import EnrolmentState
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.use_cases.planning.agency_plan import Proposed, propose_plan
from lti_service.use_cases.planning.plan_change import (
    add_item,
    cancel_items,
    change_items,
    restore_item,
)
from lti_service.use_cases.planning.plan_decision import (
    decide_plan,
    submit_plan,
    withdraw_plan,
)
from lti_service.use_cases.planning.plan_realisation import plan_years, year_plan
from lti_service.use_cases.planning.plan_revision import Change
from lti_service.use_cases.planning.plan_spending import (
    Payment,
    record_spending,
    take_spending_back,
)
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    decision,
    give,
    keep,
)
from tests.lti_service.use_cases.planning.given import (
    LEADER,
    PLANNER,
    WHOLE,
    YEAR,
    agency,
    decided,
    items_now,
    keep_items,
    keep_needs,
    need,
    verdict,
)
from tests.service_factories import batch, enrolment, plan_item, programme

SPENT = Payment(5_000_000, date(2026, 5, 4), "Kuitansi 7")


def test_validated_needs_become_items_in_one_act_and_the_same_again_adds_nothing() -> (
    None
):
    storage, ports = agency()
    keep_needs(
        storage,
        need("n-1"),
        need("n-2", BOSS),
        need("n-3", competency_code="M02", subject="M02"),
        need("n-4", competency_code="", subject="kinerja", title="Kinerja"),
    )
    first = propose_plan(YEAR, PLANNER, by_unit=False, ports=ports)
    assert first == Proposed(added=2, extended=0, needs=3, unlevelled=1)
    cooperation, disaster = items_now(storage)
    assert (cooperation.competency_code, cooperation.people) == ("M02", 1)
    assert disaster.need_ids == ("n-1", "n-2")
    assert (disaster.person_ids, disaster.people) == ((LEARNER.id, BOSS.id), 2)
    before = list(storage.tables.plan_items)
    again = propose_plan(YEAR, PLANNER, by_unit=False, ports=ports)
    assert (again.added, again.extended, again.needs) == (0, 0, 0)
    assert storage.tables.plan_items == before


def test_a_later_need_goes_into_the_item_that_is_there() -> None:
    storage, ports = agency()
    keep_needs(storage, need("n-1"))
    propose_plan(YEAR, PLANNER, by_unit=False, ports=ports)
    keep_needs(storage, need("n-2", BOSS))
    found = propose_plan(YEAR, PLANNER, by_unit=False, ports=ports)
    assert (found.added, found.extended) == (0, 1)
    (item,) = items_now(storage)
    assert (item.version, item.people, item.need_ids) == (2, 2, ("n-1", "n-2"))


def test_by_unit_each_unit_gets_items_of_its_own() -> None:
    storage, ports = agency()
    keep_needs(storage, need("n-1"), need("n-2", BOSS, unit_code="PEMDA"))
    assert propose_plan(YEAR, PLANNER, by_unit=True, ports=ports).added == 2
    assert {item.unit_code for item in items_now(storage)} == {"KEC", "PEMDA"}


def test_an_item_lists_which_of_the_seven_contents_it_lacks() -> None:
    storage, ports = agency()
    keep_needs(storage, need("n-1"))
    propose_plan(YEAR, PLANNER, by_unit=False, ports=ports)
    (item,) = items_now(storage)
    assert list(item.missing) == [
        "route",
        "organiser",
        "schedule",
        "curriculum",
        "budget",
    ]
    change = Change({**WHOLE, "people": "1"})
    change_items(YEAR, {item.id: 1}, change, PLANNER, ports=ports)
    (item,) = items_now(storage)
    assert (item.missing, item.quarter, item.budget) == ((), 2, 15_000_000)


def test_several_items_change_at_once_and_only_in_what_was_typed() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item(), plan_item(id="item-2", number=2, organiser="LAN"))
    change = Change({"funding": "APBN"})
    seen = {"item-1": 1, "item-2": 1}
    assert len(change_items(YEAR, seen, change, PLANNER, ports=ports).items) == 2
    assert [(i.funding, i.organiser) for i in items_now(storage)] == [
        ("APBN", "BPSDM"),
        ("APBN", "LAN"),
    ]


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written() -> None:
    storage, ports = agency()
    typed = {
        **WHOLE,
        "competency_code": "X",
        "level": "6",
        "people": "lima",
        "route": "Z1",
        "first_month": "6",
        "last_month": "5",
        "budget": "15,5",
        "programme_code": "X",
        "unit_code": "X",
    }
    saved = add_item(YEAR, Change(typed), PLANNER, ports=ports)
    assert [p.field for p in saved.problems] == [
        "competency_code",
        "unit_code",
        "route",
        "programme_code",
        "level",
        "people",
        "last_month",
        "budget",
    ]
    assert not storage.tables.plan_items
    assert not storage.tables.audit


def test_somebody_elses_change_meanwhile_is_not_overwritten() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item())
    change_items(YEAR, {"item-1": 1}, Change({"people": "7"}), PLANNER, ports=ports)
    with pytest.raises(ConflictError, match="plan-changed"):
        change_items(YEAR, {"item-1": 1}, Change({"people": "9"}), PLANNER, ports=ports)
    assert items_now(storage)[0].people == 7


def test_an_item_is_cancelled_and_brought_back_and_all_versions_stay() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item())
    cancel_items(YEAR, {"item-1": 1}, "", PLANNER, ports=ports)
    assert items_now(storage)[0].state is PlanItemState.CANCELLED
    restore_item("item-1", 1, 2, "", PLANNER, ports=ports)
    assert [v.state for v in storage.tables.plan_items] == [
        PlanItemState.DRAFT,
        PlanItemState.CANCELLED,
        PlanItemState.DRAFT,
    ]


def test_only_a_whole_plan_is_submitted() -> None:
    storage, ports = agency()
    with pytest.raises(InvalidInputError, match="plan-incomplete"):
        submit_plan(YEAR, PLANNER, ports=ports)
    keep_items(storage, plan_item(), plan_item(id="item-2", number=2, budget=None))
    with pytest.raises(InvalidInputError, match="plan-incomplete"):
        submit_plan(YEAR, PLANNER, ports=ports)
    cancel_items(YEAR, {"item-2": 1}, "", PLANNER, ports=ports)
    assert submit_plan(YEAR, PLANNER, ports=ports).act is PlanAct.SUBMITTED


def test_while_it_waits_for_the_leader_nothing_changes_but_it_may_be_withdrawn() -> (
    None
):
    storage, ports = agency()
    keep_items(storage, plan_item())
    submit_plan(YEAR, PLANNER, ports=ports)
    for act in (
        lambda: change_items(
            YEAR, {"item-1": 1}, Change({"people": "7"}), PLANNER, ports=ports
        ),
        lambda: add_item(YEAR, Change(WHOLE), PLANNER, ports=ports),
        lambda: propose_plan(YEAR, PLANNER, by_unit=False, ports=ports),
    ):
        with pytest.raises(ConflictError, match="plan-submitted"):
            act()
    withdraw_plan(YEAR, PLANNER, ports=ports)
    change_items(YEAR, {"item-1": 1}, Change({"people": "7"}), PLANNER, ports=ports)
    assert items_now(storage)[0].people == 7


def test_the_leader_decides_by_a_document_and_every_item_is_decided() -> None:
    storage, ports = agency()
    decided(storage, ports, plan_item())
    (item,) = items_now(storage)
    assert (item.state, item.version, item.revision) == (PlanItemState.DECIDED, 2, 0)
    plan = year_plan(YEAR, ports=ports)
    assert plan.state is PlanState.DECIDED
    assert plan.decided is not None
    assert (plan.decided.document_no, plan.decided.by) == ("800/12/2026", LEADER)
    assert [entry.action for entry in storage.tables.audit] == [
        "plan.submitted",
        "plan.decided",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"document_no": " "}, "document-missing"),
        ({"document_date": None}, "document-missing"),
        ({"document_date": date(2026, 11, 25)}, "document-missing"),
        ({"decided": False}, "return-note-missing"),
        ({"seen": 0}, "plan-step"),
    ],
)
def test_a_decision_without_what_it_needs_changes_nothing(
    changes: dict[str, object], code: str
) -> None:
    storage, ports = agency()
    keep_items(storage, plan_item())
    submit_plan(YEAR, PLANNER, ports=ports)
    with pytest.raises(ServiceError, match=code):
        decide_plan(YEAR, verdict(**changes), LEADER, ports=ports)
    assert year_plan(YEAR, ports=ports).state is PlanState.SUBMITTED


def test_a_plan_that_is_returned_is_a_draft_again_with_the_leaders_note() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item())
    submit_plan(YEAR, PLANNER, ports=ports)
    back = verdict(decided=False, note="Tambahkan coaching.")
    decide_plan(YEAR, back, LEADER, ports=ports)
    plan = year_plan(YEAR, ports=ports)
    assert (plan.state, plan.steps[-1].note) == (PlanState.DRAFT, "Tambahkan coaching.")


def test_a_drafter_is_not_the_decider_not_even_by_another_account() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item())
    give(storage, Role.LEADERSHIP, ADMIN)
    submit_plan(YEAR, PLANNER, ports=ports)
    with pytest.raises(ForbiddenError, match="decider-drafted"):
        decide_plan(YEAR, verdict(), PLANNER, ports=ports)
    other = replace(storage.tables.accounts[PLANNER], id="a-other", subject="other")
    storage.tables.accounts[other.id] = other
    with pytest.raises(ForbiddenError, match="decider-drafted"):
        decide_plan(YEAR, verdict(), "a-other", ports=ports)


def test_only_a_leader_of_everything_decides_and_only_an_administrator_drafts() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item())
    submit_plan(YEAR, PLANNER, ports=ports)
    give(storage, Role.LEADERSHIP, LEARNER, "KEC")
    give(storage, Role.ADMINISTRATOR, ASSESSOR, "KEC")
    for act in (
        lambda: decide_plan(YEAR, verdict(), "a-learner", ports=ports),
        lambda: withdraw_plan(YEAR, "a-assessor", ports=ports),
        lambda: add_item(YEAR, Change(WHOLE), LEADER, ports=ports),
    ):
        with pytest.raises(ForbiddenError, match="forbidden"):
            act()


def test_after_the_decision_a_change_needs_a_reason_and_is_a_numbered_revision() -> (
    None
):
    storage, ports = agency()
    decided(storage, ports, plan_item())
    seen = {"item-1": 2}
    with pytest.raises(InvalidInputError, match="revision-reason-missing"):
        change_items(YEAR, seen, Change({"people": "7"}), PLANNER, ports=ports)
    change = Change({"people": "7", "budget": "20000000"}, "Peserta bertambah.", "8/26")
    saved = change_items(YEAR, seen, change, PLANNER, ports=ports)
    assert saved.revision == 1
    (revision,) = storage.tables.plan_revisions
    assert (revision.number, revision.reason, revision.document_no, revision.by) == (
        1,
        "Peserta bertambah.",
        "8/26",
        PLANNER,
    )
    assert [(c.field, c.before, c.after) for c in revision.changes] == [
        ("people", "5", "7"),
        ("budget", "15000000", "20000000"),
    ]
    assert [(v.people, v.revision) for v in storage.tables.plan_items] == [
        (5, 0),
        (5, 0),
        (7, 1),
    ]
    assert storage.tables.audit[-1].action == "plan.revised"
    assert storage.tables.audit[-1].reason == "Peserta bertambah."


def test_after_the_decision_adding_and_cancelling_are_revisions_too() -> None:
    storage, ports = agency()
    decided(storage, ports, plan_item())
    with pytest.raises(ConflictError, match="plan-decided"):
        propose_plan(YEAR, PLANNER, by_unit=False, ports=ports)
    add_item(YEAR, Change(WHOLE, "Mandat baru."), PLANNER, ports=ports)
    cancel_items(YEAR, {"item-1": 2}, "Batal.", PLANNER, ports=ports)
    assert [r.number for r in storage.tables.plan_revisions] == [1, 2]
    first, second = items_now(storage)
    assert (first.state, second.state) == (
        PlanItemState.CANCELLED,
        PlanItemState.DECIDED,
    )
    (change,) = storage.tables.plan_revisions[1].changes
    assert (change.field, change.before, change.after) == (
        "state",
        "decided",
        "cancelled",
    )


def test_money_spent_is_dated_noted_and_taken_back_by_another_entry() -> None:
    storage, ports = agency()
    decided(storage, ports, plan_item())
    entry = record_spending("item-1", SPENT, PLANNER, ports=ports)
    assert year_plan(YEAR, ports=ports).spent == 5_000_000
    take_spending_back(entry.id, YEAR, PLANNER, ports=ports)
    assert year_plan(YEAR, ports=ports).spent == 0
    with pytest.raises(ConflictError, match="spending-gone"):
        take_spending_back(entry.id, YEAR, PLANNER, ports=ports)
    assert [row.amount for row in storage.tables.plan_spendings] == [
        5_000_000,
        -5_000_000,
    ]


@pytest.mark.parametrize(
    "payment",
    [
        replace(SPENT, amount=None),
        replace(SPENT, amount=0),
        replace(SPENT, spent_on=None),
        replace(SPENT, spent_on=date(2026, 11, 25)),
        replace(SPENT, note=" "),
    ],
)
def test_money_without_amount_day_or_note_is_not_entered(payment: Payment) -> None:
    storage, ports = agency()
    keep_items(storage, plan_item())
    with pytest.raises(InvalidInputError, match="spending-entry"):
        record_spending("item-1", payment, PLANNER, ports=ports)
    with pytest.raises(NotFoundError):
        record_spending("item-9", SPENT, PLANNER, ports=ports)


def test_an_item_is_followed_to_enrolment_completion_and_achievement() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item(person_ids=(LEARNER.id,)))
    keep(storage, decision())
    with storage.writing() as uow:
        uow.programmes.append_programme(programme())
        uow.programmes.append_batch(batch())
        for number, (person, state) in enumerate(
            (
                (LEARNER, EnrolmentState.COMPLETED),
                (BOSS, EnrolmentState.ACTIVE),
                (ADMIN, EnrolmentState.DROPPED),
            )
        ):
            done = state is EnrolmentState.COMPLETED
            row = enrolment(
                id=f"e-{number}",
                person_id=person.id,
                plan_item_id="item-1",
                state=state,
                completed_on=date(2026, 11, 1) if done else None,
            )
            uow.programmes.append_enrolment(row)
        uow.commit()
    (now,) = year_plan(YEAR, ports=ports).items
    assert (now.enrolled, now.finished, now.achieved) == (2, 1, 1)
    (then,) = year_plan(YEAR, date(2026, 11, 24), ports=ports).items
    assert then.enrolled == 2


def test_what_was_achieved_in_another_year_or_at_a_lower_level_does_not_count() -> None:
    storage, ports = agency()
    keep(storage, decision())
    keep_items(
        storage,
        plan_item(person_ids=(LEARNER.id,), level=3),
        plan_item(id="item-2", number=2, person_ids=(BOSS.id,)),
        plan_item(id="item-3", year=2025, person_ids=(LEARNER.id,)),
    )
    assert [r.achieved for r in year_plan(YEAR, ports=ports).items] == [0, 0]
    assert [r.achieved for r in year_plan(2025, ports=ports).items] == [0]


def test_a_plan_is_told_as_of_a_day() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item())
    assert year_plan(YEAR, date(2026, 11, 23), ports=ports).items == ()
    assert len(year_plan(YEAR, date(2026, 11, 24), ports=ports).items) == 1


def test_the_years_are_summed_without_what_was_cancelled() -> None:
    storage, ports = agency()
    keep_items(
        storage,
        plan_item(),
        plan_item(id="item-2", number=2, state=PlanItemState.CANCELLED),
        plan_item(id="item-3", year=2027, budget=None),
    )
    assert [
        (s.year, s.items, s.people, s.budget, s.incomplete)
        for s in plan_years(ports=ports)
    ] == [(2027, 1, 5, 0, 1), (2026, 1, 5, 15_000_000, 0)]
