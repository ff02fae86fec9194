"""The ten rules of the domain that have no test of their name beside their use case.

| rule | where |
|---|---|
| 1, 2 | `use_cases/needs/test_inventory.py` |
| 3 | `use_cases/needs/test_judgement.py`, `use_cases/evidence/test_decision.py`; here its second half |
| 4 | `domain/test_learning_hours.py` |
| 7 | `use_cases/planning/test_agency_plan.py` |
| 5, 6, 8, 9, 10 | here |

The worked examples of the mastery model open `domain/test_evidence.py`; those of the
exchange formats are in `files/test_framework.py` and `files/test_open_badge.py`.
"""

import inspect
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from course_builder.model.course import DeclaredCompetency
from lti_service.domain.evidence import Outcome
from lti_service.domain.learning_hours import JpState
from lti_service.domain.organisation import Posting
from lti_service.domain.plan import StandingState, standing
from lti_service.domain.suppression import suppress
from lti_service.domain.survey import SurveyResponse
from lti_service.ports import Ports
from lti_service.use_cases.access.claim import link_account
from lti_service.use_cases.evidence.plan import my_plan
from lti_service.use_cases.organisation.person import import_people
from lti_service.use_cases.report.report import ServedReport
from lti_service.use_cases.report.report_list import REPORTS
from tests.fakes import FakeCourses, FakeStorage
from tests.lti_service.office import (
    BOSS,
    LEARNER,
    NIP,
    PEOPLE,
    RULE,
    TODAY,
    account_of,
    attempt,
    decision,
    enough,
    evidence,
    keep,
    office,
    sheet,
)
from tests.lti_service.use_cases.learning.given import two_questions


@given(
    kinds=st.lists(
        st.sampled_from(["quiz", "simulation", "assignment", "observation"]),
        max_size=8,
    ),
    level=st.integers(3, 5),
    result=st.integers(75, 100),
)
def test_rule_3_a_supervisor_alone_never_shows_level_three_or_more(
    kinds: list[str], level: int, result: int
) -> None:
    rows = [
        evidence(
            f"e-{n}",
            kind=kind,
            level=level,
            assessor_id=BOSS.id,
            result=Decimal(result) / 100,
        )
        for n, kind in enumerate(kinds)
    ]
    assert standing("T-PB-01", level, rows, [], RULE, TODAY).proposed < 3


def test_rule_5_a_course_gives_hours_without_the_competency() -> None:
    course = two_questions(
        id="siaga",
        hours=Decimal(4),
        competencies=(DeclaredCompetency("T-PB-01", 2),),
    )
    storage, ports = office(courses=FakeCourses({"r-1": course}))
    account = replace(account_of(LEARNER), person_id=None, claimed_nip=NIP)
    storage.tables.accounts[account.id] = account
    storage.tables.attempts["t-1"] = attempt(course, account.id)
    link_account(account.id, LEARNER.id, actor="a-admin", ports=ports)

    with ports.storage.reading() as uow:
        hours = uow.hours.of_person(LEARNER.id)
    assert [(row.amount, row.state) for row in hours] == [
        (Decimal(4), JpState.RECOGNISED)
    ]
    assert held(ports)["T-PB-01"] == 0


def test_rule_5_a_competency_is_achieved_without_a_course() -> None:
    storage, ports = office()
    keep(storage, decision(evidence_ids=()))
    assert held(ports)["T-PB-01"] == 2
    with ports.storage.reading() as uow:
        assert not uow.hours.of_person(LEARNER.id)


@given(last=st.integers(-400, 400))
def test_rule_6_what_is_over_is_expired_and_never_not_yet(last: int) -> None:
    made = decision(
        decided_at=datetime.fromisoformat("2025-01-02T03:00:00+00:00"),
        valid_until=TODAY + timedelta(days=last),
    )
    refused = decision(outcome=Outcome.NOT_YET, valid_until=None)
    state = standing("T-PB-01", 2, [], [made], RULE, TODAY).state
    assert (state is StandingState.EXPIRED) is (last < 0)
    assert state is not StandingState.NOT_YET
    assert (
        standing("T-PB-01", 2, [], [refused], RULE, TODAY).state
        is StandingState.NOT_YET
    )


@settings(max_examples=40, deadline=None)
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["KASI", "STAF"]), st.integers(1, 200)),
        unique_by=lambda move: move[1],
        max_size=4,
    )
)
def test_rule_6_moving_asks_for_other_things_and_takes_no_holding(
    moves: list[tuple[str, int]],
) -> None:
    storage, ports = office()
    keep(storage, *enough(), decision())
    post = "KASI"
    for position, days in sorted(moves, key=lambda move: move[1]):
        since = date(2026, 1, 5) + timedelta(days=days)
        move(storage, position, since)
        post = position
    with ports.storage.reading() as uow:
        (kept,) = uow.evidence.decisions(LEARNER.id)
        rows = uow.evidence.of_person(LEARNER.id)
    assert (kept, len(rows)) == (decision(), 3)
    assert standing("T-PB-01", 2, rows, [kept], RULE, TODAY).held == 2
    # What is asked follows the post, and only that.
    asked = {"T-PB-01", "M08", "M02"} if post == "KASI" else set()
    found = held(ports)
    assert set(found) == asked
    assert all(level == 2 * (code == "T-PB-01") for code, level in found.items())


NIPS = [person.nip for person in PEOPLE]


@settings(max_examples=40, deadline=None)
@given(
    files=st.lists(
        st.tuples(st.sets(st.sampled_from(NIPS), min_size=1), st.booleans()),
        min_size=1,
        max_size=4,
    )
)
def test_rule_8_no_import_deletes_anybody_and_the_same_again_changes_nothing(
    files: list[tuple[set[str], bool]],
) -> None:
    storage, ports = office()
    for nips, complete in files:
        text = "nip,name,synthetic\n" + "".join(
            f"{nip},Pegawai {nip[-2:]},ya\n" for nip in sorted(nips)
        )

        def take(*, dry_run: bool, text: str = text, full: bool = complete) -> None:
            import_people(sheet(text), dry_run=dry_run, complete=full, ports=ports)

        before = people_of(storage)
        take(dry_run=True)
        assert people_of(storage) == before
        take(dry_run=False)
        once = people_of(storage)
        again = import_people(sheet(text), dry_run=False, ports=ports)
        assert (again.added, again.changed) == (0, 0)
        assert people_of(storage) == once
        assert {person.nip for person in storage.tables.people.values()} == set(NIPS)
        # Inactive only once an administrator confirms it.
        assert all(person.active for person in storage.tables.people.values())


def test_rule_9_an_anonymous_response_has_no_place_for_person_time_or_filter() -> None:
    """What it holds can only be counted by course, version, survey and day."""
    kinds = {field.name: field.type for field in fields(SurveyResponse)}
    assert set(kinds) == {
        "id",
        "course_id",
        "version",
        "survey_id",
        "answers",
        "received_on",
    }
    assert kinds["received_on"] is date


NO_PEOPLE_COUNTED = {"R14", "R18"}
"""R14 counts pages and questions of a course, R18 is the trail itself."""


@pytest.mark.parametrize(
    "served",
    [
        pytest.param(served, id=served.report.name)
        for served in REPORTS
        if not served.report.personal and served.report.name not in NO_PEOPLE_COUNTED
    ],
)
def test_rule_10_all_report_counts_go_through_one_suppression_function(
    served: ServedReport,
) -> None:
    module = inspect.getmodule(served.build)
    assert module is not None
    assert vars(module).get("suppress") is suppress


def held(ports: Ports) -> dict[str, int]:
    """Return the level held of each competency that the learner's post asks for."""
    plan = my_plan(LEARNER.id, TODAY, ports=ports)
    assert plan is not None
    return {row.competency.code: row.standing.held for row in plan.requirements}


def move(storage: FakeStorage, position: str, since: date) -> None:
    """Give the learner another post from a day on."""
    for key, row in list(storage.tables.postings.items()):
        if row.person_id == LEARNER.id and row.until is None:
            storage.tables.postings[key] = replace(row, until=since - timedelta(days=1))
    made = Posting(LEARNER.id, position, "KEC", None, since)
    storage.tables.postings[LEARNER.id, since] = made


def people_of(storage: FakeStorage) -> list[object]:
    """Return who is there and what they hold."""
    return [dict(storage.tables.people), dict(storage.tables.postings)]
