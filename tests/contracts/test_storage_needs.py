"""Cycles of needs, their items, and each change of these, whoever stores them."""

from datetime import timedelta

import pytest

from lti_service.domain.needs import (
    CareerTarget,
    CycleState,
    GapKind,
    Mandate,
    NeedCount,
    NeedFilter,
    NeedState,
    Priority,
    StageChange,
    Verdict,
    change_of,
    judged,
)
from lti_service.errors import ConflictError
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING
from tests.fakes.needs_rule import needs_parameters

HOUR = timedelta(hours=1)


@pytest.fixture
def kept(storage: Storage) -> Storage:
    """An office with two people, and a cycle."""
    given.an_office(storage)
    with storage.writing() as uow:
        uow.needs.save_cycle(make.needs_cycle())
        uow.commit()
    return storage


def test_cycles_come_back_the_latest_year_first(kept: Storage) -> None:
    decided = make.needs_cycle(
        year=2026,
        state=CycleState.DECIDED,
        decided_by="Gubernur",
        decided_on=make.TODAY,
        document_number="800/12/2025",
        cursor="",
        inventoried_at=MORNING,
    )
    with kept.writing() as uow:
        uow.needs.save_cycle(decided)
        assert uow.needs.cycles() == [make.needs_cycle(), decided]
        assert uow.needs.cycle(2026) == decided
        assert uow.needs.cycle(2025) is None
        again = make.needs_cycle(cursor="person-1")
        uow.needs.save_cycle(again)
        assert uow.needs.cycle(2027) == again


def test_how_a_cycle_came_to_its_stage_is_kept_in_order(kept: Storage) -> None:
    stages = [
        StageChange(2027, CycleState.INVENTORY, "cli", MORNING),
        StageChange(2027, CycleState.VERIFICATION, "cli", MORNING, "3 belum"),
        StageChange(2027, CycleState.INVENTORY, "cli", MORNING + HOUR, "terlalu dini"),
    ]
    with kept.writing() as uow:
        for stage in stages:
            uow.needs.add_stage(stage)
        assert uow.needs.stages(2027) == stages
        assert uow.needs.stages(2026) == []


def test_an_item_is_replaced_and_each_change_stays(kept: Storage) -> None:
    first = make.need_item()
    with kept.writing() as uow:
        uow.needs.save([first], [change_of(first)])
        uow.commit()
    refused = judged(
        first,
        CycleState.VERIFICATION,
        Verdict.REFUSED,
        "Sudah mengikuti",
        "person-2",
        MORNING + HOUR,
    )
    with kept.writing() as uow:
        assert uow.needs.get("need-1") == first
        uow.needs.save([refused], [change_of(refused, "Sudah mengikuti")])
        uow.commit()
    with kept.reading() as uow:
        assert uow.needs.get("need-1") == refused
        changes = uow.needs.changes("need-1")
    assert [(c.state, c.by, c.note) for c in changes] == [
        (NeedState.PROPOSED, "inventory", ""),
        (NeedState.NOT_VERIFIED, "person-2", "Sudah mengikuti"),
    ]
    assert refused.verified_at == MORNING + HOUR


def test_a_need_is_there_once_by_person_kind_and_subject(kept: Storage) -> None:
    with kept.writing() as uow:
        uow.needs.save([make.need_item()], [])
        uow.needs.save([make.need_item(id="need-2", kind=GapKind.CAREER)], [])
        uow.commit()
    with pytest.raises(ConflictError), kept.writing() as uow:
        uow.needs.save([make.need_item(id="need-3")], [])


def test_items_are_found_by_what_they_are_most_pressing_first(kept: Storage) -> None:
    items = [
        make.need_item(id="need-1", priority=Priority.LOW),
        make.need_item(id="need-2", subject="M02", competency_code="M02", required=3),
        make.need_item(id="need-3", subject="M03", competency_code="M03"),
        make.need_item(
            id="need-4",
            person_id="person-2",
            unit_code="DINKES",
            state=NeedState.VERIFIED,
            provisional=False,
            priority=Priority.MEDIUM,
        ),
    ]
    with kept.writing() as uow:
        uow.needs.save(items, [])
        needs = uow.needs

        def ids(wanted: NeedFilter, **more: int) -> list[str]:
            return [item.id for item in needs.find(2027, wanted, **more)]

        assert ids(NeedFilter()) == ["need-2", "need-3", "need-4", "need-1"]
        assert ids(NeedFilter(), most=2, skip=1) == ["need-3", "need-4"]
        assert ids(NeedFilter(unit_codes=frozenset({"DINKES"}))) == ["need-4"]
        assert ids(NeedFilter(unit_codes=frozenset())) == []
        assert ids(NeedFilter(state=NeedState.VERIFIED)) == ["need-4"]
        assert ids(NeedFilter(priority=Priority.LOW)) == ["need-1"]
        assert ids(NeedFilter(kind=GapKind.MANDATE)) == []
        act = NeedFilter(changed_by="inventory", changed_at=MORNING)
        assert len(ids(act)) == 4
        assert ids(NeedFilter(changed_at=MORNING + HOUR)) == []
        assert ids(NeedFilter(changed_by="person-2")) == []
        assert ids(NeedFilter(but_person="person-1")) == ["need-4"]
        assert needs.number(2027, NeedFilter(competency_code="KT.KB.01")) == 2
        assert needs.number(2026, NeedFilter()) == 0
        assert needs.by_unit(2027, NeedFilter()) == [
            NeedCount("BPBD", NeedState.PROPOSED, 3, 3),
            NeedCount("DINKES", NeedState.VERIFIED, 1, 0),
        ]
        assert needs.by_competency(2027, NeedFilter(but_person="person-2")) == [
            NeedCount("KT.KB.01", NeedState.PROPOSED, 1, 1),
            NeedCount("M02", NeedState.PROPOSED, 1, 1),
            NeedCount("M03", NeedState.PROPOSED, 1, 1),
        ]
        assert needs.people(2027, NeedFilter()) == 2
        assert needs.people(2027, NeedFilter(unit_codes=frozenset({"BPBD"}))) == 1
        assert [i.id for i in needs.of_person("person-1")] == [
            "need-2",
            "need-3",
            "need-1",
        ]
        of_people = needs.of_people(2027, ["person-2", "person-9"])
        assert [item.id for item in of_people] == ["need-4"]
        assert {i.id for i in needs.of_ids(["need-1", "need-9", "need-1"])} == {
            "need-1"
        }


def test_whose_needs_were_all_withdrawn_needs_nothing(kept: Storage) -> None:
    with kept.writing() as uow:
        uow.needs.save([make.need_item(state=NeedState.WITHDRAWN)], [])
        assert uow.needs.people(2027, NeedFilter()) == 0


def test_mandates_stay_when_they_are_taken_back(kept: Storage) -> None:
    first = Mandate(
        "mandate-1", 2027, "M03", 2, "BPBD", "pengawas", "Edaran", "cli", MORNING
    )
    ended = Mandate(
        "mandate-2",
        2027,
        "M03",
        1,
        "",
        "",
        "Edaran",
        "cli",
        MORNING,
        MORNING + HOUR,
    )
    with kept.writing() as uow:
        uow.needs.save_mandate(first)
        uow.needs.save_mandate(ended)
        assert uow.needs.mandates(2027) == [first, ended]
        assert uow.needs.mandates(2026) == []


def test_the_latest_position_to_be_held_counts(kept: Storage) -> None:
    first = CareerTarget(2027, "person-1", "ANALIS", "person-1", MORNING)
    second = CareerTarget(2027, "person-1", "KASI", "person-1", MORNING + HOUR)
    with kept.writing() as uow:
        uow.needs.add_target(first)
        uow.needs.add_target(second)
        assert uow.needs.targets(2027, ["person-1", "person-2"]) == [second]
        assert uow.needs.targets(2027, ["person-2"]) == []
        assert uow.needs.targets(2026, ["person-1"]) == []


def test_the_points_of_priority_are_there_from_the_start(storage: Storage) -> None:
    with storage.reading() as uow:
        found = uow.rules.parameters(make.TODAY)
    assert [p for p in found if p.code.startswith("needs.")] == sorted(
        needs_parameters(), key=lambda p: p.code
    )


def test_decisions_of_several_people_come_in_one_reading(kept: Storage) -> None:
    first = make.decision()
    second = make.decision(id="decision-2", number=2, person_id="person-2")
    with kept.writing() as uow:
        for made in (first, second):
            uow.evidence.append_decision(made)
        assert uow.evidence.decisions_of(["person-1", "person-2"]) == [second, first]
        assert uow.evidence.decisions_of(["person-1"]) == [first]
        assert uow.evidence.decisions_of([]) == []
