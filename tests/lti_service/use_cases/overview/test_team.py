"""Supervisors see their people of today, and nobody else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.team import NextStep
from lti_service.errors import ForbiddenError
from lti_service.ports import Ports
from lti_service.use_cases.evidence.summary import refresh_summaries
from lti_service.use_cases.overview.team import member_page, team_page
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    TODAY,
    account_of,
    decision,
    give,
    keep,
    office,
)
from tests.service_factories import individual_item, individual_plan, jp_entry

BOSS_ACCOUNT = account_of(BOSS).id
KEY = LEARNER.id, date(2026, 1, 5)


def summarised() -> tuple[FakeStorage, Ports]:
    storage, ports = office()
    keep(storage, decision())
    while refresh_summaries(ports=ports):
        pass
    return storage, ports


def plan(storage: FakeStorage, state: IndividualPlanState, row: int = 1) -> None:
    storage.tables.individual_plans.append(
        individual_plan(
            id=f"rpi-{row}",
            person_id=LEARNER.id,
            row=row,
            state=state,
            by=LEARNER.id,
            supervisor_id=BOSS.id,
            items=(individual_item(activity=f"Kegiatan {row}"),),
        )
    )


def test_each_person_is_shown_with_what_is_met_and_what_comes_next() -> None:
    storage, ports = summarised()
    storage.tables.hours.append(
        jp_entry(person_id=LEARNER.id, until=TODAY, since=TODAY)
    )

    page = team_page(BOSS_ACCOUNT, ports=ports)

    (row,) = page.rows
    assert row.member.person == LEARNER
    assert (row.met, row.required) == (1, 3)
    assert [one.competency_code for one in row.gaps] == ["M02", "M08"]
    assert row.step is NextStep.PLAN
    assert row.hours.entries
    assert (page.complete, page.tasks) == (0, ())


def test_a_plan_that_waits_is_a_task_and_the_next_step() -> None:
    storage, ports = summarised()
    plan(storage, IndividualPlanState.PROPOSED)

    page = team_page(BOSS_ACCOUNT, ports=ports)

    (task,) = page.tasks
    assert (task.who, task.path) == (LEARNER.name, "/team/plans?year=2026")
    assert task.since == MORNING.astimezone(ports.time_zone).date()
    assert page.rows[0].step is NextStep.ANSWER_PLAN


def test_before_the_summaries_are_made_nothing_is_claimed() -> None:
    _, ports = office()

    (row,) = team_page(BOSS_ACCOUNT, ports=ports).rows

    assert (row.standings, row.step) == (None, NextStep.UNKNOWN)


def test_one_persons_page_tells_standing_hours_and_agreed_plan_and_is_in_the_trail() -> (
    None
):
    storage, ports = summarised()
    plan(storage, IndividualPlanState.AGREED)
    plan(storage, IndividualPlanState.DRAFT, 2)

    page = member_page(BOSS_ACCOUNT, LEARNER.id, ports=ports)

    assert page.standing.met == 1
    assert page.plan is not None
    assert page.plan.items[0].activity == "Kegiatan 1"
    assert page.card.person == LEARNER
    (entry,) = storage.tables.audit
    assert (entry.action, entry.object) == ("team.viewed", f"person:{LEARNER.id}")


def moved(storage: FakeStorage) -> None:
    """The learner has another supervisor since today."""
    posting = storage.tables.postings[KEY]
    yesterday = TODAY - timedelta(days=1)
    storage.tables.postings[KEY] = replace(posting, until=yesterday)
    storage.tables.postings[LEARNER.id, TODAY] = replace(
        posting, supervisor_id=ADMIN.id, since=TODAY
    )


def nothing(_storage: FakeStorage) -> None:
    """All is as it was."""


@pytest.mark.parametrize(
    ("who", "before"),
    [
        (BOSS, moved),
        (ASSESSOR, nothing),
        (ADMIN, nothing),
        (LEARNER, nothing),
    ],
)
def test_a_former_supervisor_a_stranger_and_the_person_are_turned_away(
    who: Any, before: Callable[[FakeStorage], None]
) -> None:
    storage, ports = summarised()
    before(storage)

    with pytest.raises(ForbiddenError):
        member_page(account_of(who).id, LEARNER.id, ports=ports)
    with pytest.raises(ForbiddenError):
        team_page(account_of(who).id, ports=ports)
    assert storage.tables.audit == []


@pytest.mark.parametrize("person_id", ["p-nobody", BOSS.id, ASSESSOR.id])
def test_a_supervisor_opens_no_others_and_learns_not_whether_they_exist(
    person_id: str,
) -> None:
    _, ports = summarised()

    with pytest.raises(ForbiddenError) as refused:
        member_page(BOSS_ACCOUNT, person_id, ports=ports)

    assert refused.value.code == "forbidden"


def test_a_grant_opens_the_page_but_makes_nobody_ones_own() -> None:
    storage, ports = summarised()
    give(storage, Role.SUPERVISOR, ASSESSOR)

    assert team_page(account_of(ASSESSOR).id, ports=ports).rows == ()
    with pytest.raises(ForbiddenError):
        member_page(account_of(ASSESSOR).id, LEARNER.id, ports=ports)


def test_who_stands_in_today_has_the_people_of_today() -> None:
    storage, ports = summarised()
    moved(storage)

    rows = team_page(account_of(ADMIN).id, ports=ports).rows

    assert [row.member.person for row in rows] == [LEARNER]
