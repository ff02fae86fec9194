"""Observing: who may, what becomes of it, and what sending again changes."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.grant import Role
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.use_cases.observation.drill import cancel_drill
from lti_service.use_cases.observation.observation import (
    Place,
    record_observations,
    withdraw_observation,
)
from lti_service.use_cases.observation.observation_list import (
    my_observations,
    observer_drills,
    observing_page,
    team_sheets,
    waiting_observations,
)
from lti_service.use_cases.observation.observation_sheet import end_sheet, save_sheet
from tests.lti_service.office import ADMIN, ASSESSOR, BOSS, LEARNER, account_of, give
from tests.lti_service.use_cases.observation.given import SHEET, Field, score


def code_of(error: pytest.ExceptionInfo[ServiceError]) -> str:
    return error.value.code


def test_what_is_seen_becomes_evidence_of_each_competency_of_the_sheet() -> None:
    field = Field()
    row = field.observe()
    evidence = field.evidence
    assert [(e.competency_code, e.level, e.kind) for e in evidence] == [
        ("T-PB-01", 3, "observation"),
        ("M08", 2, "observation"),
    ]
    for one in evidence:
        assert one.result == Decimal("0.875")
        assert one.state is EvidenceState.ACCEPTED
        assert (one.person_id, one.assessor_id) == (LEARNER.id, ASSESSOR.id)
        assert one.observed_on == date(2026, 11, 24)
        assert one.activity == f"lembar/{field.sheet}/latihan/{field.drill}"
    assert (row.observer_id, row.revision) == (ASSESSOR.id, 1)
    assert [e.action for e in field.storage.tables.audit][-1] == "observation.recorded"


def test_sending_twice_changes_nothing() -> None:
    field = Field()
    sent = score()
    before = field.observe(**vars_of(sent))
    rows = len(field.storage.tables.observations), len(field.storage.tables.audit)
    field.later(hours=2)
    again = field.observe(**vars_of(replace(sent, levels=(1, 1))))
    assert again == before
    assert rows == (
        len(field.storage.tables.observations),
        len(field.storage.tables.audit),
    )
    assert len(field.evidence) == 2


def vars_of(sent: Any) -> dict[str, Any]:
    return {name: getattr(sent, name) for name in sent.__slots__}


def test_a_correction_is_another_revision_and_counts_instead() -> None:
    field = Field()
    field.observe()
    second = field.observe(levels=(2, 2))
    assert second.revision == 2
    rows = latest(field.evidence)
    assert {row.result for row in rows} == {Decimal("0.5")}
    assert {row.revision for row in rows} == {2}
    assert len(field.evidence) == 4


def test_two_observers_of_one_person_are_kept_apart() -> None:
    field = Field()
    field.let_observe(BOSS)
    field.observe()
    field.observe(BOSS, levels=(2, 2))
    assert {row.revision for row in field.storage.tables.observations} == {1}
    evidence = latest(field.evidence)
    assert {row.assessor_id for row in evidence} == {ASSESSOR.id, BOSS.id}
    assert len({row.activity for row in evidence}) == 1
    page = observing_page(field.place, account_of(BOSS).id, ports=field.ports)
    assert page.mine[LEARNER.id].levels == (2, 2)


def test_nobody_observes_themselves() -> None:
    field = Field()
    field.let_observe(BOSS)
    with pytest.raises(ForbiddenError) as error:
        field.observe(BOSS, person_id=BOSS.id)
    assert code_of(error) == "self-observation"
    page = observing_page(field.place, account_of(BOSS).id, ports=field.ports)
    assert [one.id for one in page.ground.people] == [LEARNER.id]


@pytest.mark.parametrize("who", [LEARNER, ADMIN, BOSS])
def test_who_is_not_named_observes_no_drill(who: Any) -> None:
    field = Field()
    with pytest.raises(NotFoundError) as error:
        field.observe(who)
    assert code_of(error) == "unknown-drill"
    assert field.storage.tables.observations == []


def test_only_participants_are_observed() -> None:
    field = Field()
    for person in (ADMIN.id, "nobody", ""):
        with pytest.raises(ForbiddenError) as error:
            field.observe(person_id=person)
        assert code_of(error) == "observation-person"


def test_an_id_of_another_is_refused_and_tells_nothing() -> None:
    field = Field()
    field.let_observe(BOSS)
    theirs = field.observe()
    others: tuple[dict[str, Any], ...] = ({}, {"person_id": BOSS.id})
    for changes in others:
        with pytest.raises(ConflictError) as error:
            field.observe(BOSS, id=theirs.id, **changes)
        assert code_of(error) == "observation-known"


@pytest.mark.parametrize("levels", [(), (3,), (0, 3), (5, 3), (3, 3, 3), (-1, 3)])
def test_each_criterion_needs_a_level(levels: Any) -> None:
    field = Field()
    with pytest.raises(InvalidInputError) as error:
        field.observe(levels=levels)
    assert code_of(error) == "observation-levels"


def test_the_time_of_a_device_is_held_within_the_day_and_now() -> None:
    field = Field()
    ahead = field.observe(at=field.now + timedelta(days=900))
    assert ahead.observed_at == field.now
    behind = field.observe(at=field.now - timedelta(days=900))
    assert behind.observed_at.astimezone(field.ports.time_zone).date() == ahead.on
    assert {row.observed_on for row in field.evidence} == {ahead.on}


def test_what_a_phone_kept_is_taken_for_thirty_days_and_no_longer() -> None:
    field = Field()
    seen_at = field.now
    field.later(days=30)
    row = field.observe(at=seen_at)
    assert (row.on, row.observed_at) == (date(2026, 11, 24), seen_at)
    field.later(days=1)
    with pytest.raises(ConflictError) as error:
        field.observe(at=seen_at)
    assert code_of(error) == "observation-closed"


def test_a_drill_is_scored_neither_before_its_day_nor_once_cancelled() -> None:
    field = Field()
    coming = Place(field.prepare(day="2026-11-25"))
    with pytest.raises(ConflictError) as error:
        field.observe(place=coming)
    assert code_of(error) == "observation-early"
    cancel_drill(field.drill, field.admin, ports=field.ports)
    with pytest.raises(ConflictError) as error:
        field.observe()
    assert code_of(error) == "observation-closed"
    cancel_drill(field.drill, field.admin, back=True, ports=field.ports)
    assert field.observe().id


def test_a_drill_keeps_the_words_it_was_prepared_with() -> None:
    field = Field()
    changed = SHEET | {"k1": "", **{f"k1-{n}": "" for n in range(1, 5)}}
    save_sheet(changed, field.admin, sheet_id=field.sheet, seen=1, ports=field.ports)
    assert field.observe().sheet_version == 1
    at_work = field.observe(BOSS, field.work, levels=(4,), comments=())
    assert at_work.sheet_version == 2
    # A page that was opened before the change still sends the version it showed.
    old = field.observe(BOSS, field.work, version=1)
    assert (old.sheet_version, old.revision) == (1, 2)


def test_a_supervisor_observes_their_own_people_of_that_day_alone() -> None:
    field = Field()
    row = field.observe(BOSS, field.work)
    assert row.activity == f"lembar/{field.sheet}"
    for person in (ASSESSOR.id, ADMIN.id):
        with pytest.raises(ForbiddenError) as error:
            field.observe(BOSS, field.work, person_id=person)
        assert code_of(error) == "observation-person"
    with pytest.raises(ForbiddenError):
        field.observe(ASSESSOR, field.work)


def test_a_role_of_supervisor_alone_observes_nobody() -> None:
    field = Field()
    give(field.storage, Role.SUPERVISOR, ASSESSOR)
    with pytest.raises(ForbiddenError) as error:
        field.observe(ASSESSOR, field.work)
    assert code_of(error) == "observation-person"


def test_who_supervised_on_another_day_does_not_count_today() -> None:
    field = Field()
    key = LEARNER.id, date(2026, 1, 5)
    postings = field.storage.tables.postings
    old = postings[key]
    postings[key] = replace(old, until=date(2026, 11, 20))
    new = replace(old, since=date(2026, 11, 21), supervisor_id=ASSESSOR.id)
    postings[LEARNER.id, new.since] = new
    give(field.storage, Role.SUPERVISOR, BOSS)
    with pytest.raises(ForbiddenError) as error:
        field.observe(BOSS, field.work)
    assert code_of(error) == "observation-person"
    # What was seen while they still were is taken, though it was kept on a phone.
    row = field.observe(BOSS, field.work, at=field.now - timedelta(days=5))
    assert row.on == date(2026, 11, 19)
    assert field.observe(ASSESSOR, field.work).on == date(2026, 11, 24)


def test_by_an_ended_sheet_nothing_more_is_observed() -> None:
    field = Field()
    before = field.now
    field.later(hours=1)
    end_sheet(field.sheet, field.admin, ports=field.ports)
    field.later(hours=1)
    with pytest.raises(ConflictError) as error:
        field.observe(BOSS, field.work, version=1)
    assert code_of(error) == "observation-closed"
    assert field.observe(BOSS, field.work, version=1, at=before).id


def test_another_day_is_another_observation_of_the_same_activity() -> None:
    field = Field()
    first = field.observe(BOSS, field.work)
    field.later(days=1)
    second = field.observe(BOSS, field.work)
    assert first.record != second.record
    assert first.activity == second.activity


def test_withdrawing_needs_a_reason_and_takes_the_evidence_with_it() -> None:
    field = Field()
    row = field.observe()
    who = account_of(ASSESSOR).id
    with pytest.raises(InvalidInputError):
        withdraw_observation(row.record, "  ", who, ports=field.ports)
    gone = withdraw_observation(row.record, "Orang lain.", who, ports=field.ports)
    assert (gone.withdrawn, gone.reason, gone.revision) == (True, "Orang lain.", 2)
    newest = latest(field.evidence)
    assert {one.state for one in newest} == {EvidenceState.WITHDRAWN}
    assert field.storage.tables.audit[-1].reason == "Orang lain."
    with pytest.raises(ConflictError):
        withdraw_observation(row.record, "Lagi.", who, ports=field.ports)
    assert observing_page(field.place, who, ports=field.ports).mine == {}
    assert field.observe().revision == 3
    newest = latest(field.evidence)
    assert {one.state for one in newest} == {EvidenceState.ACCEPTED}


@pytest.mark.parametrize("who", [LEARNER, BOSS])
def test_strangers_and_the_observed_withdraw_nothing(who: Any) -> None:
    field = Field()
    row = field.observe()
    with pytest.raises(NotFoundError):
        withdraw_observation(
            row.record, "Tidak.", account_of(who).id, ports=field.ports
        )


def test_an_administrator_of_the_unit_may_withdraw() -> None:
    field = Field()
    row = field.observe()
    gone = withdraw_observation(
        row.record, "Salah orang.", field.admin, ports=field.ports
    )
    assert (gone.said_by, gone.observer_id) == (field.admin, ASSESSOR.id)


def test_of_what_a_phone_sends_what_is_refused_hinders_no_other() -> None:
    field = Field()
    sent = [score(levels=(9, 9)), score(person_id=BOSS.id), score(person_id=ADMIN.id)]
    who = account_of(ASSESSOR).id
    found = record_observations(sent, field.place, who, ports=field.ports)
    assert [getattr(one, "code", "saved") for one in found] == [
        "observation-levels",
        "saved",
        "observation-person",
    ]
    with pytest.raises(InvalidInputError):
        record_observations([score()] * 51, field.place, who, ports=field.ports)
    with pytest.raises(NotFoundError):
        record_observations([], field.place, account_of(ADMIN).id, ports=field.ports)


def test_a_drill_waits_for_its_observer_until_all_are_observed() -> None:
    field = Field()
    who = account_of(ASSESSOR).id
    field.prepare(day="2026-11-25", title="Besok")
    (waiting,) = waiting_observations(who, ports=field.ports)
    assert (waiting.drill.id, waiting.left) == (field.drill, 2)
    field.observe()
    field.observe(person_id=BOSS.id)
    assert waiting_observations(who, ports=field.ports) == []
    assert waiting_observations(account_of(BOSS).id, ports=field.ports) == []
    assert [one.observed for one in observer_drills(who, ports=field.ports)] == [0, 2]


def test_a_person_reads_what_was_said_and_by_whom() -> None:
    field = Field()
    field.observe()
    field.observe(BOSS, field.work)
    found = my_observations(account_of(LEARNER).id, ports=field.ports)
    assert {one.observer for one in found} == {ASSESSOR.name, BOSS.name}
    assert {one.row.comments for one in found} == {("", "Tenang")}
    assert my_observations(account_of(ADMIN).id, ports=field.ports) == []
    team = team_sheets(account_of(BOSS).id, ports=field.ports)
    assert [row.person_id for row in team.recent] == [LEARNER.id]
