from dataclasses import replace
from datetime import date

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.ports import Ports
from lti_service.use_cases.planning.individual_plan import (
    Written,
    propose_individual,
    save_individual,
    withdraw_individual,
)
from lti_service.use_cases.planning.individual_plan_review import (
    Answer,
    answer_individual,
    supervises,
    team_plans,
    waiting_plans,
)
from lti_service.use_cases.planning.individual_year import my_year
from lti_service.use_cases.planning.plan_decision import submit_plan
from tests.fakes import FakeStorage
from tests.lti_service.office import ASSESSOR, BOSS, LEARNER, give
from tests.lti_service.use_cases.planning.given import (
    LEADER,
    PLANNER,
    YEAR,
    agency,
    keep_items,
)
from tests.service_factories import individual_item, plan_item

ME, SUPERVISOR = "a-learner", "a-boss"
SINCE = date(2026, 1, 5)
TYPED = {
    "competency_code": "T-PB-01",
    "level": "2",
    "activity": "Coaching dengan kepala seksi",
    "route": "C1",
    "due_on": "2026-12-15",
}


def write(
    ports: Ports, *typed: dict[str, str], seen: int = 0, who: str = ME
) -> Written:
    return save_individual(YEAR, typed or (TYPED,), (), who, seen=seen, ports=ports)


def proposed(ports: Ports) -> None:
    write(ports)
    propose_individual(YEAR, ME, ports=ports)


def answer(
    ports: Ports, what: Answer, seen: int, note: str = "", who: str = SUPERVISOR
) -> None:
    answer_individual(LEARNER.id, YEAR, what, note, who, seen=seen, ports=ports)


def states(storage: FakeStorage) -> list[str]:
    return [row.state.value for row in storage.tables.individual_plans]


def test_a_plan_is_written_proposed_and_agreed_by_the_supervisor_of_that_day() -> None:
    storage, ports = agency()
    assert write(ports).problems == ()
    asked = propose_individual(YEAR, ME, ports=ports)
    assert asked.supervisor_id == BOSS.id
    answer(ports, Answer.AGREE, seen=2)
    last = storage.tables.individual_plans[-1]
    assert (last.state, last.agreed_on, last.by, last.version) == (
        IndividualPlanState.AGREED,
        date(2026, 11, 24),
        BOSS.id,
        1,
    )
    assert last.items == (individual_item(),)
    assert [entry.action for entry in storage.tables.audit] == [
        "individual-plan.written",
        "individual-plan.proposed",
        "individual-plan.agreed",
    ]


def test_a_plan_that_is_returned_shows_the_note_and_can_be_proposed_again() -> None:
    storage, ports = agency()
    proposed(ports)
    with pytest.raises(InvalidInputError, match="return-note-missing"):
        answer(ports, Answer.RETURN, seen=2)
    answer(ports, Answer.RETURN, seen=2, note="Tambahkan pengamatan.")
    mine = my_year(LEARNER.id, YEAR, ports=ports)
    assert mine is not None
    assert mine.current is not None
    assert mine.current.note == "Tambahkan pengamatan."
    write(ports, {**TYPED, "level": "3"}, seen=3)
    propose_individual(YEAR, ME, ports=ports)
    assert states(storage) == ["draft", "proposed", "returned", "draft", "proposed"]


def test_a_change_after_the_agreement_is_a_new_version_to_be_agreed_again() -> None:
    storage, ports = agency()
    proposed(ports)
    answer(ports, Answer.AGREE, seen=2)
    write(ports, TYPED, {**TYPED, "activity": "Magang"}, seen=3)
    mine = my_year(LEARNER.id, YEAR, ports=ports)
    assert mine is not None
    assert mine.current is not None
    assert mine.held is not None
    assert (mine.current.version, mine.current.state) == (2, "draft")
    assert (mine.held.version, len(mine.held.items)) == (1, 1)
    propose_individual(YEAR, ME, ports=ports)
    answer(ports, Answer.AGREE, seen=5)
    mine = my_year(LEARNER.id, YEAR, ports=ports)
    assert mine is not None
    assert mine.held is not None
    assert (mine.held.version, len(mine.held.items)) == (2, 2)
    assert len(storage.tables.individual_plans) == 6


def test_saving_what_is_there_already_writes_nothing() -> None:
    storage, ports = agency()
    write(ports)
    assert write(ports, seen=1).plan is not None
    assert states(storage) == ["draft"]


def test_while_it_waits_it_is_not_changed_but_may_be_taken_back() -> None:
    _, ports = agency()
    proposed(ports)
    with pytest.raises(ConflictError, match="individual-waiting"):
        write(ports, {**TYPED, "level": "3"}, seen=2)
    with pytest.raises(ConflictError, match="individual-waiting"):
        propose_individual(YEAR, ME, ports=ports)
    withdraw_individual(YEAR, ME, ports=ports)
    assert write(ports, {**TYPED, "level": "3"}, seen=3).plan is not None
    with pytest.raises(ConflictError, match="plan-step"):
        withdraw_individual(YEAR, ME, ports=ports)


def test_an_answer_may_be_undone_by_whoever_gave_it() -> None:
    storage, ports = agency()
    proposed(ports)
    answer(ports, Answer.AGREE, seen=2)
    answer(ports, Answer.UNDO, seen=3)
    assert states(storage)[-1] == "proposed"
    mine = my_year(LEARNER.id, YEAR, ports=ports)
    assert mine is not None
    assert mine.held is None


def test_only_the_supervisor_by_posting_of_that_day_may_answer() -> None:
    storage, ports = agency()
    proposed(ports)
    give(storage, Role.SUPERVISOR, ASSESSOR)
    for who in ("a-assessor", ME, PLANNER):
        with pytest.raises(ForbiddenError, match="forbidden"):
            answer(ports, Answer.AGREE, seen=2, who=who)
    posting = storage.tables.postings[LEARNER.id, SINCE]
    storage.tables.postings[LEARNER.id, SINCE] = replace(
        posting, supervisor_id=ASSESSOR.id
    )
    with pytest.raises(ForbiddenError, match="forbidden"):
        answer(ports, Answer.AGREE, seen=2)
    answer(ports, Answer.AGREE, seen=2, who="a-assessor")
    assert storage.tables.individual_plans[-1].by == ASSESSOR.id


def test_nobody_agrees_to_their_own_plan_even_if_a_file_says_so() -> None:
    storage, ports = agency()
    posting = storage.tables.postings[LEARNER.id, SINCE]
    storage.tables.postings[LEARNER.id, SINCE] = replace(
        posting, supervisor_id=LEARNER.id
    )
    write(ports)
    with pytest.raises(ConflictError, match="supervisor-missing"):
        propose_individual(YEAR, ME, ports=ports)
    assert not supervises(LEARNER.id, ports=ports)
    with pytest.raises(ForbiddenError):
        answer(ports, Answer.AGREE, seen=1, who=ME)


def test_an_answer_to_what_was_not_seen_changes_nothing() -> None:
    storage, ports = agency()
    proposed(ports)
    for what, seen in ((Answer.AGREE, 1), (Answer.UNDO, 2)):
        with pytest.raises(ConflictError, match="plan-changed"):
            answer(ports, what, seen=seen)
    assert len(storage.tables.individual_plans) == 2


def test_an_empty_plan_is_not_proposed() -> None:
    _, ports = agency()
    with pytest.raises(InvalidInputError, match="individual-empty"):
        propose_individual(YEAR, ME, ports=ports)


def test_all_that_is_wrong_in_a_plan_is_told_at_once_and_empty_rows_are_left_out() -> (
    None
):
    storage, ports = agency()
    bad = {
        "competency_code": "X",
        "level": "9",
        "activity": "",
        "route": "Z",
        "due_on": "2027-01-01",
    }
    found = write(ports, TYPED, {"activity": " ", "level": "2"}, bad)
    assert [problem.field for problem in found.problems] == [
        "activity-2",
        "competency_code-2",
        "level-2",
        "route-2",
        "due_on-2",
    ]
    assert storage.tables.individual_plans == []


def test_a_year_that_is_over_is_not_written_any_more() -> None:
    _, ports = agency()
    for year in (2025, 2028):
        with pytest.raises(NotFoundError):
            save_individual(year, (), (), ME, seen=0, ports=ports)


def test_who_belongs_to_nobody_has_no_plan() -> None:
    storage, ports = agency()
    storage.tables.accounts[ME] = replace(storage.tables.accounts[ME], person_id=None)
    with pytest.raises(ForbiddenError, match="decider-unlinked"):
        write(ports)


def test_suggested_are_items_that_name_me_and_then_gaps_that_nothing_covers() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item(person_ids=(LEARNER.id,)), plan_item(id="item-2"))
    mine = my_year(LEARNER.id, YEAR, ports=ports)
    assert mine is not None
    assert [(s.key, s.due_on) for s in mine.suggestions] == [
        ("plan:item-1", date(2026, 5, 31)),
        ("gap:M02", date(2026, 12, 31)),
        ("gap:M08", date(2026, 12, 31)),
    ]
    item = individual_item(plan_item_id="item-1", due_on=date(2026, 5, 31))
    save_individual(YEAR, (), (item,), ME, seen=0, ports=ports)
    mine = my_year(LEARNER.id, YEAR, ports=ports)
    assert mine is not None
    assert [s.key for s in mine.suggestions] == ["gap:M02", "gap:M08"]
    assert mine.items == (item,)


def test_a_supervisor_sees_their_people_and_what_waits_first_never_a_draft() -> None:
    _, ports = agency()
    write(ports)
    team = team_plans(SUPERVISOR, YEAR, ports=ports)
    assert [(one.person.id, one.plan) for one in team.people] == [(LEARNER.id, None)]
    assert team.waiting == []
    propose_individual(YEAR, ME, ports=ports)
    team = team_plans(SUPERVISOR, YEAR, ports=ports)
    assert [one.person.id for one in team.waiting] == [LEARNER.id]
    withdraw_individual(YEAR, ME, ports=ports)
    team = team_plans(SUPERVISOR, YEAR, ports=ports)
    assert [one.plan for one in team.people] == [None]


def test_who_supervises_nobody_sees_no_team() -> None:
    _, ports = agency()
    with pytest.raises(ServiceError, match="forbidden"):
        team_plans("a-assessor", YEAR, ports=ports)


def test_what_waits_is_listed_for_the_supervisor_and_for_the_leader() -> None:
    storage, ports = agency()
    assert waiting_plans(SUPERVISOR, ports=ports).individual == ()
    proposed(ports)
    keep_items(storage, plan_item())
    submit_plan(YEAR, PLANNER, ports=ports)
    waiting = waiting_plans(LEADER, ports=ports)
    assert [plan.person_id for plan in waiting.individual] == [LEARNER.id]
    assert waiting.names == {LEARNER.id: LEARNER.name}
    assert [year for year, _ in waiting.agency] == [YEAR]
    other = waiting_plans("a-assessor", ports=ports)
    assert (other.individual, other.agency) == ((), ())
