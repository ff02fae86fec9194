from collections.abc import Callable
from dataclasses import replace

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.needs import (
    CycleState,
    GapKind,
    NeedState,
    Priority,
    Verdict,
)
from lti_service.domain.organisation import Unit
from lti_service.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.ports import Ports
from lti_service.use_cases.needs.judgement import (
    judge_matching,
    judge_needs,
    prioritise_needs,
    undo_judgement,
)
from lti_service.use_cases.needs.needs import change_stage, decide_cycle
from lti_service.use_cases.needs.queue import (
    NeedsQuery,
    list_needs,
    need_history,
    waiting_needs,
)
from tests.fakes import FakeClock, FakeStorage
from tests.lti_service.needs_office import YEAR, at_stage, items, move
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    TODAY,
    account_of,
    give,
)
from tests.service_factories import need_item

VERIFICATION, VALIDATION = CycleState.VERIFICATION, CycleState.VALIDATION
VERIFIER, VALIDATOR = account_of(BOSS).id, account_of(ADMIN).id
GRANTED, REFUSED = Verdict.GRANTED, Verdict.REFUSED


def own_need(storage: FakeStorage, person_id: str, state: NeedState) -> str:
    item = need_item(
        id=f"own-{person_id}", person_id=person_id, unit_code="KEC", state=state
    )
    storage.tables.need_items[item.id] = item
    return item.id


def ids(storage: FakeStorage) -> list[str]:
    return [item.id for item in items(storage).values()]


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(ServiceError) as refused:
        act()
    return refused.value.code


def judge(
    ports: Ports,
    stage: CycleState,
    item_ids: list[str],
    account_id: str,
    verdict: Verdict = GRANTED,
    note: str = "",
) -> Callable[[], object]:
    return lambda: judge_needs(
        YEAR, stage, verdict, item_ids, note, account_id, ports=ports
    )


def test_a_person_cannot_verify_themselves() -> None:
    storage, ports = at_stage(VERIFICATION)
    own = own_need(storage, BOSS.id, NeedState.PROPOSED)
    before = dict(storage.tables.need_items)
    chosen = [*ids(storage), own]
    assert code_of(judge(ports, VERIFICATION, chosen, VERIFIER)) == "need-own"
    assert storage.tables.need_items == before
    judged = judge_matching(YEAR, VERIFICATION, NeedsQuery(), VERIFIER, ports=ports)
    assert judged.items == 3
    assert storage.tables.need_items[own].state is NeedState.PROPOSED


def test_a_person_cannot_validate_themselves() -> None:
    storage, ports = at_stage(VALIDATION)
    own = own_need(storage, ADMIN.id, NeedState.VERIFIED)
    assert code_of(judge(ports, VALIDATION, [own], VALIDATOR)) == "need-own"
    act = judge(ports, VALIDATION, [own], VALIDATOR, REFUSED, "Tidak perlu")
    assert code_of(act) == "need-own"
    assert not waiting_needs(VALIDATOR, ports=ports)
    give(storage, Role.ADMINISTRATOR, ASSESSOR)
    judge(ports, VALIDATION, [own], account_of(ASSESSOR).id)()
    assert storage.tables.need_items[own].state is NeedState.VALIDATED


def test_nobody_sets_the_priority_of_their_own_need() -> None:
    storage, ports = at_stage(VERIFICATION)
    own = own_need(storage, BOSS.id, NeedState.PROPOSED)

    def act() -> object:
        return prioritise_needs(
            YEAR, VERIFICATION, Priority.HIGH, [own], VERIFIER, ports=ports
        )

    assert code_of(act) == "need-own"


def test_several_needs_are_verified_at_once_then_validated() -> None:
    storage, ports = at_stage(VERIFICATION)
    (waiting,) = waiting_needs(VERIFIER, ports=ports)
    assert waiting.items == 3
    judge(ports, VERIFICATION, ids(storage), VERIFIER)()
    found = items(storage)["M02"]
    assert (found.state, found.verifier_id) == (NeedState.VERIFIED, BOSS.id)
    assert not waiting_needs(VERIFIER, ports=ports)
    assert not waiting_needs(VALIDATOR, ports=ports)
    move(ports, VALIDATION)
    (waiting,) = waiting_needs(VALIDATOR, ports=ports)
    assert waiting.items == 3
    judge(ports, VALIDATION, ids(storage)[:1], VALIDATOR, note="Sesuai renstra")()
    validated = storage.tables.need_items[ids(storage)[0]]
    assert (validated.state, validated.validator_note) == (
        NeedState.VALIDATED,
        "Sesuai renstra",
    )
    actions = [entry.action for entry in storage.tables.audit]
    assert "needs.verification.granted" in actions
    assert "needs.validation.granted" in actions


def test_a_refusal_needs_a_note_that_is_kept() -> None:
    storage, ports = at_stage(VERIFICATION)
    chosen = ids(storage)[:1]
    act = judge(ports, VERIFICATION, chosen, VERIFIER, REFUSED, "  ")
    assert code_of(act) == "need-note-missing"
    judge(ports, VERIFICATION, chosen, VERIFIER, REFUSED, " Sudah ikut 2025 ")()
    item = storage.tables.need_items[chosen[0]]
    assert (item.state, item.verifier_note) == (
        NeedState.NOT_VERIFIED,
        "Sudah ikut 2025",
    )
    assert storage.tables.audit[-1].reason == "Sudah ikut 2025"


def test_one_act_is_taken_back_whole_while_the_stage_lasts() -> None:
    storage, ports = at_stage(VERIFICATION)
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    one, *rest = ids(storage)
    judge(ports, VERIFICATION, [one], VERIFIER)()
    clock.advance(minutes=1)
    act = judge_matching(YEAR, VERIFICATION, NeedsQuery(), VERIFIER, ports=ports)
    assert act.items == len(rest)
    clock.advance(minutes=1)
    undone = undo_judgement(YEAR, VERIFICATION, act.at, VERIFIER, ports=ports)
    assert undone.items == len(rest)
    states = {id_: storage.tables.need_items[id_].state for id_ in ids(storage)}
    assert states == {one: NeedState.VERIFIED} | dict.fromkeys(rest, NeedState.PROPOSED)
    item = storage.tables.need_items[rest[0]]
    assert (item.verifier_id, item.verified_at) == ("", None)

    def again() -> object:
        return undo_judgement(YEAR, VERIFICATION, act.at, VERIFIER, ports=ports)

    assert code_of(again) == "need-meanwhile"
    move(ports, VALIDATION)
    assert code_of(again) == "needs-stage-closed"
    with storage.reading() as uow:
        kept = [change.state for change in uow.needs.changes(rest[0])]
    assert kept == [NeedState.PROPOSED, NeedState.VERIFIED, NeedState.PROPOSED]


def test_nobody_takes_back_what_another_judged() -> None:
    storage, ports = at_stage(VERIFICATION)
    give(storage, Role.VERIFIER, ASSESSOR, "KEC")
    act = judge_matching(YEAR, VERIFICATION, NeedsQuery(), VERIFIER, ports=ports)
    with pytest.raises(ForbiddenError):
        undo_judgement(YEAR, VERIFICATION, act.at, account_of(ASSESSOR).id, ports=ports)


def test_what_somebody_else_judged_meanwhile_is_left_alone() -> None:
    storage, ports = at_stage(VERIFICATION)
    judge(ports, VERIFICATION, ids(storage)[:1], VERIFIER)()
    before = dict(storage.tables.need_items)
    act = judge(ports, VERIFICATION, ids(storage), VERIFIER)
    assert code_of(act) == "need-meanwhile"
    assert storage.tables.need_items == before


def test_each_stage_is_judged_by_its_role_in_its_units_alone() -> None:
    storage, ports = at_stage(VERIFICATION)
    chosen = ids(storage)
    assert code_of(judge(ports, VERIFICATION, chosen, VALIDATOR)) == "forbidden"
    learner = account_of(LEARNER).id
    assert code_of(judge(ports, VERIFICATION, chosen, learner)) == "forbidden"
    assert code_of(judge(ports, VALIDATION, chosen, VALIDATOR)) == "needs-stage-closed"
    storage.tables.units["DINKES"] = Unit("DINKES", "Dinas", "dinas", "PEMDA", "")
    other = own_need(storage, ADMIN.id, NeedState.PROPOSED)
    storage.tables.need_items[other] = replace(
        storage.tables.need_items[other], unit_code="DINKES"
    )
    assert code_of(judge(ports, VERIFICATION, [other], VERIFIER)) == "forbidden"
    with pytest.raises(ForbiddenError):
        need_history(VERIFIER, other, ports=ports)
    with pytest.raises(ForbiddenError):
        list_needs(VERIFIER, YEAR, NeedsQuery(unit_code="DINKES"), ports=ports)
    assert list_needs(VERIFIER, YEAR, NeedsQuery(), ports=ports).total == 3


def test_ones_own_needs_say_who_else_judges_them() -> None:
    storage, ports = at_stage(VALIDATION)
    own_need(storage, ADMIN.id, NeedState.VERIFIED)
    alone = list_needs(VALIDATOR, YEAR, NeedsQuery(), ports=ports)
    assert (alone.own, alone.others) == (1, ())
    give(storage, Role.ADMINISTRATOR, ASSESSOR, "KEC")
    helped = list_needs(VALIDATOR, YEAR, NeedsQuery(), ports=ports)
    assert helped.others == (ASSESSOR.name,)
    assert list_needs(VERIFIER, YEAR, NeedsQuery(), ports=ports).own == 0


def test_bad_choices_are_refused_in_words() -> None:
    storage, ports = at_stage(VERIFICATION)
    assert code_of(judge(ports, VERIFICATION, [], VERIFIER)) == "need-chosen-none"
    unknown = [*ids(storage), "need-unknown"]
    assert code_of(judge(ports, VERIFICATION, unknown, VERIFIER)) == "not-found"
    none = NeedsQuery(competency_code="NONE")
    with pytest.raises(InvalidInputError):
        judge_matching(YEAR, VERIFICATION, none, VERIFIER, ports=ports)
    with pytest.raises(NotFoundError):
        need_history(VERIFIER, "need-unknown", ports=ports)


def test_a_verifier_without_a_person_judges_nothing() -> None:
    storage, ports = at_stage(VERIFICATION)
    account = replace(account_of(BOSS), id="a-nobody", person_id=None)
    storage.tables.accounts[account.id] = account
    held = next(iter(storage.tables.grants.values()))
    storage.tables.grants["g-nobody"] = replace(
        held,
        id="g-nobody",
        role=Role.VERIFIER,
        person_id=None,
        account_id="a-nobody",
    )
    act = judge(ports, VERIFICATION, ids(storage), "a-nobody")
    assert code_of(act) == "verifier-unlinked"


def test_a_decided_cycle_keeps_its_items_as_they_are() -> None:
    storage, ports = at_stage(VALIDATION)
    chosen = ids(storage)
    decide_cycle(YEAR, "Gubernur", "800/1/2026", TODAY, ports=ports)
    for stage in (VERIFICATION, VALIDATION):
        for who in (VERIFIER, VALIDATOR):
            assert code_of(judge(ports, stage, chosen, who)) in {
                "needs-stage-closed",
                "forbidden",
            }

    def back() -> object:
        return change_stage(YEAR, CycleState.DECIDED, VALIDATION, "Keliru", ports=ports)

    assert code_of(back) == "needs-stage-closed"


def test_a_priority_that_a_person_set_is_kept_with_their_name() -> None:
    storage, ports = at_stage(VERIFICATION)
    chosen = ids(storage)[:2]
    prioritise_needs(YEAR, VERIFICATION, Priority.LOW, chosen, VERIFIER, ports=ports)
    item = storage.tables.need_items[chosen[0]]
    assert (item.priority, item.priority_by) == (Priority.LOW, BOSS.id)
    history = need_history(VALIDATOR, chosen[0], ports=ports)
    assert history.changes[-1].priority is Priority.LOW
    assert history.row.names[BOSS.id] == BOSS.name


def test_a_list_is_filtered_and_says_what_waits_and_what_may_be_judged() -> None:
    storage, ports = at_stage(VERIFICATION)
    own_need(storage, BOSS.id, NeedState.PROPOSED)
    found = list_needs(VERIFIER, YEAR, NeedsQuery(), ports=ports)
    assert (found.total, found.open, found.waiting, found.pages) == (4, 3, 3, 1)
    assert {row.item.person_id: row.judges for row in found.rows} == {
        LEARNER.id: True,
        BOSS.id: False,
    }
    assert found.open_state is NeedState.PROPOSED
    waiting = list_needs(VERIFIER, YEAR, NeedsQuery(waiting=True), ports=ports)
    assert waiting.total == 3
    one = NeedsQuery(competency_code="M08", kind=GapKind.COMPETENCY, unit_code="KEC")
    assert list_needs(VERIFIER, YEAR, one, ports=ports).total == 1
    refused = NeedsQuery(state=NeedState.NOT_VERIFIED)
    assert list_needs(VERIFIER, YEAR, refused, ports=ports).total == 0
    reader = list_needs(VALIDATOR, YEAR, NeedsQuery(), ports=ports)
    assert (reader.judging, reader.open, reader.total) == (False, 0, 4)
