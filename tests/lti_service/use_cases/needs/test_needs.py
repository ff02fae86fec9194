from dataclasses import replace
from datetime import date, timedelta

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.needs import CycleState, NeedState
from lti_service.errors import ConflictError, ForbiddenError, InvalidInputError
from lti_service.use_cases.needs.needs import (
    PlannedCycle,
    change_stage,
    cycle_progress,
    decide_cycle,
    list_cycles,
    open_cycle,
)
from tests.lti_service.needs_office import (
    YEAR,
    at_stage,
    items,
    make_inventory,
    needs_office,
)
from tests.lti_service.office import ADMIN, BOSS, LEARNER, TODAY, account_of, give

DAY = timedelta(days=1)
PLANNED = PlannedCycle(
    2028, TODAY, TODAY + 30 * DAY, TODAY + 60 * DAY, TODAY + 90 * DAY
)
INVENTORY, VERIFICATION = CycleState.INVENTORY, CycleState.VERIFICATION
VALIDATION, DECIDED = CycleState.VALIDATION, CycleState.DECIDED


def test_a_cycle_is_opened_once_a_year_and_starts_with_the_inventory() -> None:
    storage, ports = needs_office()
    cycle = open_cycle(PLANNED, actor=account_of(ADMIN).id, ports=ports)
    assert (cycle.state, cycle.until) == (INVENTORY, PLANNED.inventory_until)
    assert storage.tables.needs_cycles[2028] == cycle
    with pytest.raises(ConflictError):
        open_cycle(PLANNED, ports=ports)
    assert storage.tables.audit[-1].action == "needs.stage"


@pytest.mark.parametrize(
    "planned",
    [
        replace(PLANNED, year=26),
        replace(PLANNED, verification_until=TODAY),
        replace(PLANNED, validation_until=TODAY + 40 * DAY),
    ],
)
def test_days_out_of_order_open_nothing(planned: PlannedCycle) -> None:
    storage, ports = needs_office()
    with pytest.raises(InvalidInputError):
        open_cycle(planned, ports=ports)
    assert list(storage.tables.needs_cycles) == [YEAR]


def test_only_an_administrator_of_everything_leads_a_cycle() -> None:
    storage, ports = needs_office()
    give(storage, Role.ADMINISTRATOR, LEARNER, "KEC")
    for person in (LEARNER, BOSS):
        who = account_of(person).id
        with pytest.raises(ForbiddenError):
            open_cycle(PLANNED, actor=who, ports=ports)
        with pytest.raises(ForbiddenError):
            change_stage(YEAR, INVENTORY, VERIFICATION, "", actor=who, ports=ports)
        with pytest.raises(ForbiddenError):
            decide_cycle(YEAR, "Gubernur", "1", TODAY, actor=who, ports=ports)


def test_stages_follow_each_other_and_go_back_only_with_a_reason() -> None:
    storage, ports = needs_office()
    change_stage(YEAR, INVENTORY, VERIFICATION, "2 unit belum", ports=ports)
    with pytest.raises(ConflictError):
        change_stage(YEAR, INVENTORY, VERIFICATION, "", ports=ports)
    with pytest.raises(ConflictError):
        change_stage(YEAR, VERIFICATION, DECIDED, "", ports=ports)
    with pytest.raises(InvalidInputError):
        change_stage(YEAR, VERIFICATION, INVENTORY, " ", ports=ports)
    change_stage(YEAR, VERIFICATION, INVENTORY, "Masih ada usulan", ports=ports)
    with storage.reading() as uow:
        stages = [(one.state, one.note) for one in uow.needs.stages(YEAR)]
    assert stages == [
        (VERIFICATION, "2 unit belum"),
        (INVENTORY, "Masih ada usulan"),
    ]


@pytest.mark.parametrize(
    ("by", "number", "day", "code"),
    [
        ("", "800/1", TODAY, "needs-decision-incomplete"),
        ("Gubernur", " ", TODAY, "needs-decision-incomplete"),
        ("Gubernur", "800/1", None, "needs-decision-incomplete"),
        ("Gubernur", "800/1", TODAY + DAY, "needs-decision-early"),
    ],
)
def test_a_decision_needs_who_number_and_day(
    by: str, number: str, day: date | None, code: str
) -> None:
    _, ports = at_stage(VALIDATION)
    with pytest.raises(InvalidInputError) as refused:
        decide_cycle(YEAR, by, number, day, ports=ports)
    assert refused.value.code == code


def test_what_was_validated_is_decided_with_its_document() -> None:
    storage, ports = at_stage(VALIDATION)
    decided = decide_cycle(YEAR, "Gubernur", "800/1/2026", TODAY, ports=ports)
    assert (decided.state, decided.document_number) == (DECIDED, "800/1/2026")
    assert storage.tables.needs_cycles[YEAR] == decided
    assert storage.tables.audit[-1].after == DECIDED
    with pytest.raises(ConflictError):
        decide_cycle(YEAR, "Gubernur", "800/1/2026", TODAY, ports=ports)


def test_progress_is_told_by_unit_and_competency_with_what_is_left() -> None:
    storage, ports = at_stage(VERIFICATION)
    first = items(storage)["M02"]
    storage.tables.need_items[first.id] = replace(first, state=NeedState.VERIFIED)
    second = items(storage)["M08"]
    storage.tables.need_items[second.id] = replace(second, state=NeedState.WITHDRAWN)
    found = cycle_progress(account_of(ADMIN).id, YEAR, ports=ports)
    assert (found.people, found.all.items, found.all.provisional) == (1, 2, 1)
    assert found.all.left(VERIFICATION) == 1
    assert found.all.left(INVENTORY) == 0
    (unit,) = found.units
    assert (unit.key, unit.name, unit.items) == ("KEC", "Kecamatan Seruni", 2)
    assert [one.key for one in found.competencies if one.items] == ["M02", "T-PB-01"]
    (listed,) = list_cycles(account_of(ADMIN).id, ports=ports)
    assert listed.all.items == 2


def test_progress_is_that_of_the_reader_s_units_alone() -> None:
    storage, ports = at_stage(VERIFICATION)
    for one in items(storage).values():
        storage.tables.need_items[one.id] = replace(one, unit_code="PEMDA")
    assert cycle_progress(account_of(BOSS).id, YEAR, ports=ports).all.items == 0
    admin = account_of(ADMIN).id
    assert cycle_progress(admin, YEAR, unit_code="KEC", ports=ports).all.items == 0
    assert cycle_progress(admin, YEAR, unit_code="PEMDA", ports=ports).all.items == 3
    with pytest.raises(ForbiddenError):
        cycle_progress(account_of(BOSS).id, YEAR, unit_code="PEMDA", ports=ports)
    with pytest.raises(ForbiddenError):
        cycle_progress(account_of(LEARNER).id, YEAR, ports=ports)


def test_a_stage_change_ends_an_inventory_that_runs() -> None:
    storage, ports = needs_office(cursor="")
    make_inventory(ports)
    storage.tables.needs_cycles[YEAR] = replace(
        storage.tables.needs_cycles[YEAR], cursor="p-boss"
    )
    change_stage(YEAR, INVENTORY, VERIFICATION, "", ports=ports)
    assert storage.tables.needs_cycles[YEAR].cursor is None
