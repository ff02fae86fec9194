from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lti_service.domain.framework import PositionStandard
from lti_service.domain.needs import (
    CareerTarget,
    CycleState,
    GapKind,
    NeedState,
    Priority,
)
from lti_service.domain.organisation import Posting
from lti_service.errors import ConflictError, NotFoundError
from lti_service.use_cases.needs import inventory as needs_inventory
from lti_service.use_cases.needs.inventory import (
    continue_inventory,
    request_inventory,
    run_inventory,
)
from lti_service.use_cases.needs.mandate import end_mandate, make_mandate
from lti_service.use_cases.needs.my_needs import choose_target
from lti_service.use_cases.needs.needs import change_stage
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.needs_office import YEAR, items, make_inventory, needs_office
from tests.lti_service.office import ADMIN, BOSS, LEARNER, account_of, decision, keep

REFERENCE = date(2026, 11, 1)


def standard(
    storage: FakeStorage, position: str, code: str, level: int, since: date, basis: str
) -> None:
    row = PositionStandard(position, code, level, "wajib", since, None, basis)
    storage.tables.standards[position, code, since] = row


def test_gap_uses_the_standard_and_posting_valid_on_the_reference_date() -> None:
    storage, ports = needs_office()
    standard(storage, "KASI", "M08", 4, date(2026, 11, 2), "Keputusan 9/2026")
    standard(storage, "STAF", "M02", 3, date(2026, 1, 1), "Keputusan 9/2026")
    move = date(2026, 11, 10)
    old = storage.tables.postings[LEARNER.id, date(2026, 1, 5)]
    storage.tables.postings[LEARNER.id, old.since] = replace(
        old, until=move - timedelta(days=1)
    )
    storage.tables.postings[LEARNER.id, move] = Posting(
        LEARNER.id, "STAF", "PEMDA", None, move
    )
    make_inventory(ports)
    found = items(storage)
    assert {code: item.required for code, item in found.items()} == {
        "M02": 2,
        "M08": 2,
        "T-PB-01": 2,
    }
    assert {item.unit_code for item in found.values()} == {"KEC"}
    assert {item.position_code for item in found.values()} == {"KASI"}


def test_position_to_be_held_is_a_second_separate_comparison() -> None:
    storage, ports = needs_office()
    storage.tables.postings[BOSS.id, date(2026, 1, 5)] = Posting(
        BOSS.id, "STAF", "KEC", None, date(2026, 1, 5)
    )
    target = CareerTarget(YEAR, BOSS.id, "KASI", BOSS.id, MORNING)
    storage.tables.career_targets.append(target)
    standard(storage, "STAF", "M02", 1, date(2026, 1, 1), "Keputusan 9/2026")
    make_inventory(ports)
    career = items(storage, BOSS, GapKind.CAREER)
    held = items(storage, BOSS, GapKind.COMPETENCY)
    assert {code: item.required for code, item in held.items()} == {"M02": 1}
    assert {code: item.required for code, item in career.items()} == {
        "M02": 2,
        "M08": 2,
        "T-PB-01": 2,
    }
    assert {item.target_code for item in career.values()} == {"KASI"}
    assert {item.position_code for item in career.values()} == {"STAF"}


def test_what_the_post_held_asks_already_is_not_asked_again_for_the_target() -> None:
    storage, ports = needs_office()
    target = CareerTarget(YEAR, LEARNER.id, "KASI", LEARNER.id, MORNING)
    storage.tables.career_targets.append(target)
    make_inventory(ports)
    assert not items(storage, LEARNER, GapKind.CAREER)


def test_no_decided_skj_falls_back_to_tier_defaults_and_marks_the_gap_sementara() -> (
    None
):
    storage, ports = needs_office()
    for key in [key for key in storage.tables.standards if key[0] == "KASI"]:
        del storage.tables.standards[key]
    make_inventory(ports)
    found = items(storage)
    assert set(found) == {"M02", "M08"}
    assert {(i.required, i.provisional) for i in found.values()} == {(2, True)}


def test_a_standard_without_legal_basis_marks_its_gap_alone_sementara() -> None:
    storage, ports = needs_office()
    make_inventory(ports)
    marked = {code: item.provisional for code, item in items(storage).items()}
    assert marked == {"M02": False, "M08": False, "T-PB-01": True}


def test_what_is_held_on_the_reference_date_is_no_gap_but_later_is() -> None:
    storage, ports = needs_office()
    early = datetime(2026, 10, 1, tzinfo=UTC)
    late = datetime(2026, 11, 5, tzinfo=UTC)
    keep(
        storage,
        decision(1, decided_at=early),
        decision(2, competency_code="M02", decided_at=late),
        decision(3, competency_code="M08", level=1, decided_at=early),
    )
    make_inventory(ports)
    found = items(storage)
    assert {code: item.held for code, item in found.items()} == {"M02": 0, "M08": 1}


def test_an_expired_decision_holds_no_longer() -> None:
    storage, ports = needs_office()
    keep(storage, decision(1, valid_until=date(2026, 10, 31), decided_at=datetime(2025, 1, 1, tzinfo=UTC)))  # fmt: skip
    make_inventory(ports)
    assert items(storage)["T-PB-01"].held == 0


def test_a_second_inventory_changes_nothing() -> None:
    storage, ports = needs_office()
    make_inventory(ports)
    before, changes = dict(storage.tables.need_items), list(storage.tables.need_changes)
    make_inventory(ports)
    assert storage.tables.need_items == before
    assert storage.tables.need_changes == changes


def test_an_inventory_follows_what_was_learned_and_takes_back_what_is_no_gap() -> None:
    storage, ports = needs_office()
    make_inventory(ports)
    at = datetime(2026, 10, 1, tzinfo=UTC)
    keep(storage, decision(1, decided_at=at))
    keep(storage, decision(2, competency_code="M08", level=1, decided_at=at))
    make_inventory(ports)
    found = items(storage)
    assert found["T-PB-01"].state is NeedState.WITHDRAWN
    assert (found["M08"].held, found["M08"].priority) == (1, Priority.MEDIUM)
    with storage.reading() as uow:
        changes = uow.needs.changes(found["M08"].id)
    assert [(c.held, c.by) for c in changes] == [(0, "inventory"), (1, "inventory")]
    storage.tables.decisions.clear()
    make_inventory(ports)
    assert items(storage)["T-PB-01"].state is NeedState.PROPOSED


def test_an_inventory_never_overwrites_what_a_person_changed() -> None:
    storage, ports = needs_office()
    make_inventory(ports)
    touched = replace(
        items(storage)["T-PB-01"], priority=Priority.LOW, changed_by=BOSS.id
    )
    storage.tables.need_items[touched.id] = touched
    keep(storage, decision(1, decided_at=datetime(2026, 10, 1, tzinfo=UTC)))
    make_inventory(ports)
    assert items(storage)["T-PB-01"] == touched


def test_who_is_inactive_or_without_a_post_needs_nothing_any_more() -> None:
    storage, ports = needs_office()
    make_inventory(ports)
    storage.tables.people[LEARNER.id] = replace(LEARNER, active=False)
    make_inventory(ports)
    assert {i.state for i in items(storage).values()} == {NeedState.WITHDRAWN}


def test_an_inventory_that_is_broken_off_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    storage, ports = needs_office()
    monkeypatch.setattr(needs_inventory, "BATCH", 1)
    request_inventory(YEAR, ports=ports)
    saved = needs_inventory.inventory_people
    looked_at: list[str] = []

    def breaks(people: Mapping[str, bool], *about: Any, **more: Any) -> int:
        looked_at.extend(people)
        if len(looked_at) == 3:
            raise RuntimeError("power is gone")
        return saved(people, *about, **more)

    monkeypatch.setattr(needs_inventory, "inventory_people", breaks)
    with pytest.raises(RuntimeError):
        run_inventory(YEAR, ports=ports)
    assert storage.tables.needs_cycles[YEAR].cursor == "p-assessor"
    assert continue_inventory(ports=ports)
    assert looked_at == ["p-admin", "p-assessor", "p-boss", "p-boss", "p-learner"]
    cycle = storage.tables.needs_cycles[YEAR]
    assert (cycle.cursor, cycle.inventoried_at) == (None, MORNING)
    assert not continue_inventory(ports=ports)


def test_asking_for_an_inventory_that_runs_does_not_begin_it_anew() -> None:
    storage, ports = needs_office(cursor="p-boss")
    assert request_inventory(YEAR, ports=ports).cursor == "p-boss"
    assert run_inventory(YEAR, ports=ports).people == 1
    assert storage.tables.audit == []


def test_no_inventory_is_made_once_its_stage_is_over() -> None:
    storage, ports = needs_office()
    request_inventory(YEAR, ports=ports)
    change_stage(YEAR, CycleState.INVENTORY, CycleState.VERIFICATION, "", ports=ports)
    assert run_inventory(YEAR, ports=ports).people == 0
    with pytest.raises(ConflictError) as refused:
        request_inventory(YEAR, ports=ports)
    assert refused.value.code == "needs-stage-closed"
    with pytest.raises(NotFoundError):
        request_inventory(2030, ports=ports)
    assert not storage.tables.need_items


def test_a_mandate_is_for_everybody_of_its_group_who_lacks_the_level() -> None:
    storage, ports = needs_office()
    keep(
        storage,
        decision(
            1,
            person_id=BOSS.id,
            competency_code="M02",
            level=3,
            decided_at=datetime(2026, 10, 1, tzinfo=UTC),
        ),
    )
    mandate = make_mandate(
        YEAR,
        "M02",
        3,
        "Edaran 1/2026",
        unit_code="PEMDA",
        group="fungsional",
        actor=account_of(ADMIN).id,
        ports=ports,
    )
    make_inventory(ports)
    assert not items(storage, BOSS)
    assert not items(storage, LEARNER, GapKind.MANDATE)
    (item,) = items(storage, ADMIN).values()
    assert (item.kind, item.required, item.reason) == (
        GapKind.MANDATE,
        3,
        "Edaran 1/2026",
    )
    end_mandate(YEAR, mandate.id, ports=ports)
    make_inventory(ports)
    assert items(storage, ADMIN)["M02"].state is NeedState.WITHDRAWN
    end_mandate(YEAR, mandate.id, back=True, ports=ports)
    make_inventory(ports)
    assert items(storage, ADMIN)["M02"].state is NeedState.PROPOSED
    trail = [e.action for e in storage.tables.audit if "mandate" in e.action]
    assert trail == ["needs.mandate", "needs.mandate-ended", "needs.mandate-restored"]


def test_choosing_a_position_to_be_held_is_compared_at_once_and_can_be_undone() -> None:
    storage, ports = needs_office()
    assert choose_target(YEAR, "KASI", account_of(BOSS).id, ports=ports) == 3
    assert len(items(storage, BOSS, GapKind.CAREER)) == 3
    choose_target(YEAR, "", account_of(BOSS).id, ports=ports)
    assert {i.state for i in items(storage, BOSS).values()} == {NeedState.WITHDRAWN}
    assert len(storage.tables.career_targets) == 2
