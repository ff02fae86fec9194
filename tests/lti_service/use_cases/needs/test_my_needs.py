from dataclasses import replace

import pytest

from lti_service.domain.needs import CycleState, GapKind, NeedState, Priority
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.use_cases.needs.my_needs import (
    Wish,
    choose_target,
    my_needs,
    propose_need,
    withdraw_need,
)
from tests.lti_service.needs_office import (
    YEAR,
    items,
    make_inventory,
    move,
    needs_office,
)
from tests.lti_service.office import ADMIN, BOSS, LEARNER, account_of

ME, HEAD = account_of(LEARNER).id, account_of(BOSS).id
GAP = Wish(
    GapKind.PERFORMANCE, title="Menyusun laporan", reason="Tiga laporan terlambat"
)


def test_a_performance_gap_is_proposed_with_title_and_reason() -> None:
    storage, ports = needs_office()
    item = propose_need(YEAR, GAP, ME, ports=ports)
    assert (item.unit_code, item.position_code) == ("KEC", "KASI")
    assert (item.competency_code, item.gap) == ("", 0)
    assert (item.priority, item.state) == (Priority.MEDIUM, NeedState.PROPOSED)
    assert storage.tables.audit[-1].action == "needs.proposed"
    make_inventory(ports)
    assert items(storage)[item.subject] == item
    mine = my_needs(LEARNER.id, None, ports=ports)
    assert mine is not None
    assert mine.open
    assert len(mine.rows) == 4


def test_a_supervisor_proposes_for_their_people_alone() -> None:
    _, ports = needs_office()
    item = propose_need(YEAR, replace(GAP, person_id=LEARNER.id), HEAD, ports=ports)
    assert (item.person_id, item.proposed_by) == (LEARNER.id, BOSS.id)
    with pytest.raises(ForbiddenError):
        propose_need(YEAR, replace(GAP, person_id=ADMIN.id), HEAD, ports=ports)
    with pytest.raises(ForbiddenError):
        propose_need(YEAR, replace(GAP, person_id=BOSS.id), ME, ports=ports)
    seen = my_needs(BOSS.id, YEAR, ports=ports)
    assert seen is not None
    assert [one.id for one in seen.team] == [LEARNER.id]
    assert [row.item.id for row in seen.proposed] == [item.id]
    assert seen.rows == ()


def test_a_wish_for_a_level_of_a_competency_is_measured_against_what_is_held() -> None:
    _, ports = needs_office()
    wish = Wish(GapKind.CAREER, competency_code="M02", level=3, reason="Promosi")
    item = propose_need(YEAR, wish, ME, ports=ports)
    assert (item.held, item.required, item.subject) == (0, 3, "M02")
    assert item.priority is Priority.HIGH


@pytest.mark.parametrize(
    "wish",
    [
        replace(GAP, reason=" "),
        replace(GAP, title=""),
        replace(GAP, kind=GapKind.MANDATE),
        replace(GAP, level=6),
    ],
)
def test_what_says_too_little_is_refused(wish: Wish) -> None:
    storage, ports = needs_office()
    with pytest.raises(InvalidInputError):
        propose_need(YEAR, wish, ME, ports=ports)
    assert not storage.tables.need_items


def test_the_same_wish_is_there_once_but_can_come_back() -> None:
    storage, ports = needs_office()
    item = propose_need(YEAR, GAP, ME, ports=ports)
    with pytest.raises(ConflictError):
        propose_need(YEAR, replace(GAP, title=" menyusun  LAPORAN"), ME, ports=ports)
    withdraw_need(item.id, ME, ports=ports)
    assert storage.tables.need_items[item.id].state is NeedState.WITHDRAWN
    withdraw_need(item.id, ME, back=True, ports=ports)
    assert storage.tables.need_items[item.id].state is NeedState.PROPOSED
    with pytest.raises(ConflictError):
        withdraw_need(item.id, ME, back=True, ports=ports)
    withdraw_need(item.id, ME, ports=ports)
    assert propose_need(YEAR, GAP, ME, ports=ports).id == item.id


def test_only_one_s_own_proposals_are_withdrawn() -> None:
    storage, ports = needs_office()
    make_inventory(ports)
    for item_id in [item.id for item in items(storage).values()] + ["need-unknown"]:
        with pytest.raises(NotFoundError):
            withdraw_need(item_id, ME, ports=ports)


def test_after_the_inventory_nothing_is_added_or_withdrawn() -> None:
    _, ports = needs_office()
    item = propose_need(YEAR, GAP, ME, ports=ports)
    move(ports, CycleState.VERIFICATION)
    with pytest.raises(ConflictError):
        propose_need(YEAR, replace(GAP, title="Lain"), ME, ports=ports)
    with pytest.raises(ConflictError):
        withdraw_need(item.id, ME, ports=ports)
    with pytest.raises(ConflictError):
        choose_target(YEAR, "STAF", ME, ports=ports)
    mine = my_needs(LEARNER.id, YEAR, ports=ports)
    assert mine is not None
    assert not mine.open


def test_unknown_people_competencies_and_positions_are_refused() -> None:
    storage, ports = needs_office()
    assert my_needs("p-unknown", None, ports=ports) is None
    wish = Wish(GapKind.CAREER, competency_code="NONE", reason="Promosi")
    with pytest.raises(NotFoundError):
        propose_need(YEAR, wish, ME, ports=ports)
    with pytest.raises(NotFoundError):
        choose_target(YEAR, "NONE", ME, ports=ports)
    storage.tables.postings.clear()
    with pytest.raises(ConflictError):
        propose_need(YEAR, GAP, ME, ports=ports)
    account = replace(account_of(LEARNER), id="a-nobody", person_id=None)
    storage.tables.accounts[account.id] = account
    with pytest.raises(ForbiddenError):
        propose_need(YEAR, GAP, "a-nobody", ports=ports)


def test_without_a_cycle_the_page_is_empty() -> None:
    storage, ports = needs_office()
    storage.tables.needs_cycles.clear()
    mine = my_needs(LEARNER.id, None, ports=ports)
    assert mine is not None
    assert (mine.cycle, mine.rows, mine.open) == (None, (), False)
