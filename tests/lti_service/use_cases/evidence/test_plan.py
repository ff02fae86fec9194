from dataclasses import replace
from datetime import date, timedelta

import pytest

from course_builder.model.course import DeclaredCompetency
from lti_service.domain.evidence import EvidenceState
from lti_service.domain.framework import (
    Competency,
    Framework,
    FrameworkStatus,
    PositionStandard,
)
from lti_service.domain.plan import StandingState
from lti_service.ports import Ports
from lti_service.use_cases.evidence.plan import Plan, my_plan, recompute, standings
from tests.fakes import FakeCourses
from tests.fakes.storage import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    TODAY,
    account_of,
    attempt,
    decision,
    enough,
    evidence,
    keep,
    office,
)
from tests.lti_service.use_cases.learning.given import publish, two_questions
from tests.service_factories import jp_entry

COURSE = two_questions(id="siaga", competencies=(DeclaredCompetency("T-PB-01", 2),))


def states(on: date = TODAY, **changes: object) -> dict[str, str]:
    storage, ports = office(**changes)
    keep(storage, *enough(), decision(competency_code="M08"))
    plan = my_plan(LEARNER.id, on, ports=ports)
    assert plan is not None
    return {row.competency.code: row.standing.state.value for row in plan.requirements}


def test_a_plan_has_what_the_post_requires_with_gaps_first() -> None:
    assert states() == {
        "M02": "not_started",
        "T-PB-01": "proposed",
        "M08": "achieved",
    }
    assert list(states()) == ["M02", "T-PB-01", "M08"]


def test_a_decision_of_a_later_day_is_not_seen_on_an_earlier_one() -> None:
    assert states(date(2026, 11, 9))["M08"] == "not_started"
    assert states(date(2026, 11, 10))["M08"] == "achieved"


def test_a_decision_belongs_to_the_day_it_has_where_the_office_is() -> None:
    storage, ports = office()
    late = decision(decided_at=ports.clock.now().replace(hour=20))
    keep(storage, evidence(), late)
    today = {
        r.standing.competency_code: r.standing for r in standings(TODAY, ports=ports)
    }
    tomorrow = {
        r.standing.competency_code: r.standing
        for r in standings(TODAY + timedelta(days=1), ports=ports)
    }
    assert today["T-PB-01"].state is StandingState.IN_PROGRESS
    assert tomorrow["T-PB-01"].state is StandingState.ACHIEVED


def test_a_plan_names_the_post_the_unit_and_who_decided() -> None:
    storage, ports = office()
    keep(storage, evidence(kind="observation", assessor_id=BOSS.id), decision())
    plan = my_plan(LEARNER.id, TODAY, ports=ports)
    assert plan is not None
    assert plan.position is not None
    assert plan.unit is not None
    assert (plan.position.code, plan.unit.code, plan.met) == ("KASI", "KEC", 1)
    assert plan.names == {ASSESSOR.id: ASSESSOR.name, BOSS.id: BOSS.name}


def test_a_standard_without_a_legal_basis_is_provisional() -> None:
    _, ports = office()
    plan = my_plan(LEARNER.id, TODAY, ports=ports)
    assert plan is not None
    provisional = {
        r.competency.code for r in plan.requirements if r.standing.provisional
    }
    assert provisional == {"T-PB-01"}


def test_the_next_step_is_a_published_course_for_what_is_missing() -> None:
    _, ports = office()
    publish(COURSE, ports)
    plan = my_plan(LEARNER.id, TODAY, ports=ports)
    assert plan is not None
    assert plan.next is not None
    assert plan.next.course is not None
    assert plan.next.course.title == COURSE.title


def test_a_course_that_was_passed_is_not_the_next_step_again() -> None:
    storage, ports = office()
    publish(COURSE, ports)
    keep(storage, evidence(source="attempt:t-1", activity="siaga"))
    plan = my_plan(LEARNER.id, TODAY, ports=ports)
    assert plan is not None
    row = next(r for r in plan.requirements if r.competency.code == "T-PB-01")
    assert (row.course, row.passed) == (None, True)


def test_a_course_of_a_lower_level_is_no_help() -> None:
    _, ports = office()
    publish(replace(COURSE, competencies=(DeclaredCompetency("T-PB-01", 1),)), ports)
    plan = my_plan(LEARNER.id, TODAY, ports=ports)
    assert plan is not None
    assert plan.next is not None
    assert plan.next.course is None


def test_what_waits_for_an_assessor_asks_for_no_course() -> None:
    storage, ports = office()
    publish(COURSE, ports)
    keep(storage, *enough())
    plan = my_plan(LEARNER.id, TODAY, ports=ports)
    assert plan is not None
    assert plan.next is not None
    assert plan.next.competency.code != "T-PB-01"


def test_where_all_is_met_there_is_no_next_step() -> None:
    storage, ports = office()
    keep(
        storage,
        *(
            decision(number, competency_code=code)
            for number, code in enumerate(("T-PB-01", "M08", "M02"), 1)
        ),
    )
    plan = my_plan(LEARNER.id, TODAY, ports=ports)
    assert plan is not None
    assert (plan.met, plan.next) == (3, None)


def test_without_a_post_or_a_standard_nothing_is_required() -> None:
    storage, ports = office()
    plan = my_plan(BOSS.id, TODAY, ports=ports)
    assert plan is not None
    assert plan.posting is not None
    assert plan.requirements == ()
    storage.tables.postings.clear()
    plan = my_plan(LEARNER.id, TODAY, ports=ports)
    assert plan is not None
    assert (plan.posting, plan.requirements) == (None, ())


def test_nobody_has_no_plan() -> None:
    _, ports = office()
    assert my_plan("tiada", TODAY, ports=ports) is None


def test_of_two_standards_that_overlap_the_later_holds() -> None:
    storage, ports = office()
    later = PositionStandard(
        "KASI", "M08", 4, "wajib", date(2026, 6, 1), None, "Keputusan 2/2026"
    )
    storage.tables.standards["KASI", "M08", later.valid_from] = later
    found = [r.standing for r in standings(TODAY, ports=ports)]
    assert [s.required for s in found if s.competency_code == "M08"] == [4]


def test_the_standing_of_another_day_follows_that_days_standard() -> None:
    _, ports = office()
    assert list(standings(date(2026, 1, 4), ports=ports)) == []


def test_inactive_people_have_no_standing() -> None:
    storage, ports = office()
    storage.tables.people[LEARNER.id] = replace(LEARNER, active=False)
    assert list(standings(TODAY, ports=ports)) == []


def test_recomputing_writes_evidence_that_is_missing_and_only_that() -> None:
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    course = two_questions(id="siaga", competencies=(DeclaredCompetency("T-PB-01", 1),))
    ports.courses.courses["r-1"] = course  # type: ignore[attr-defined]
    storage.tables.attempts["t-1"] = attempt(course, account_of(LEARNER).id)
    failed = attempt(course, account_of(ADMIN).id, identifier="t-2", right=False)
    storage.tables.attempts["t-2"] = failed
    checked = recompute(TODAY, check=True, ports=ports)
    assert checked.missing == ("t-1",)
    assert storage.tables.evidence == {}
    assert recompute(TODAY, check=False, ports=ports).missing == ("t-1",)
    assert len(storage.tables.evidence) == 1
    assert recompute(TODAY, check=True, ports=ports).missing == ()


def test_withdrawn_evidence_is_not_written_again() -> None:
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    storage.tables.attempts["t-1"] = attempt(COURSE, account_of(LEARNER).id)
    keep(storage, evidence(source="attempt:t-1", state=EvidenceState.WITHDRAWN))
    storage.tables.hours.append(jp_entry(person_id=LEARNER.id, record="attempt:t-1"))
    assert recompute(TODAY, check=True, ports=ports).missing == ()


def test_a_decision_on_evidence_that_is_not_there_is_told() -> None:
    storage, ports = office()
    keep(storage, decision(7, evidence_ids=("tiada",)))
    found = recompute(TODAY, check=True, ports=ports)
    assert found.broken == (7,)
    assert (found.people, sum(found.states.values())) == (1, 3)


def staff_office(group: str = "pelaksana") -> tuple[FakeStorage, Ports]:
    """The office, where positions without a standard are of a group."""
    storage, ports = office()
    staf = replace(storage.tables.positions["STAF"], group=group)
    storage.tables.positions["STAF"] = staf
    return storage, ports


def staff(ports: Ports, on: date = TODAY) -> Plan:
    """The plan of somebody whose position has no standard."""
    plan = my_plan(ASSESSOR.id, on, ports=ports)
    assert plan is not None
    return plan


def test_without_a_standard_the_lowest_level_of_the_group_is_provisional() -> None:
    _, ports = staff_office()
    plan = staff(ports)
    rows = [(r.competency.code, r.standing) for r in plan.requirements]
    assert [(code, s.required, s.provisional) for code, s in rows] == [
        ("M02", 1, True),
        ("M08", 1, True),
    ]
    assert plan.tier is not None
    assert plan.tier.legal_basis == "Peraturan Menteri PANRB 38/2017"
    exported = [r for r in standings(TODAY, ports=ports) if r.person == ASSESSOR]
    assert [r.standing for r in exported] == [s for _, s in rows]


def test_a_single_standard_takes_the_place_of_the_tier() -> None:
    storage, ports = staff_office()
    decided = replace(
        storage.tables.standards["KASI", "M02", date(2026, 1, 5)], position_code="STAF"
    )
    storage.tables.standards["STAF", "M02", decided.valid_from] = decided
    plan = staff(ports)
    assert [r.competency.code for r in plan.requirements] == ["M02"]
    assert not plan.requirements[0].standing.provisional
    assert plan.tier is None


@pytest.mark.parametrize(
    ("group", "levels"),
    [
        ("JPT Madya", {5}),
        ("jpt pratama", {4}),
        ("administrator", {3}),
        ("pengawas ", {2}),
        ("fungsional", set()),
        ("", set()),
    ],
)
def test_each_group_has_its_lowest_level_and_functional_posts_none(
    group: str, levels: set[int]
) -> None:
    _, ports = staff_office(group)
    required = {r.standing.required for r in staff(ports).requirements}
    assert required == levels


def test_headings_and_withdrawn_frameworks_require_nothing() -> None:
    storage, ports = staff_office()
    competencies = storage.tables.competencies
    competencies["M02"] = replace(competencies["M02"], parent_code="M08")
    competencies["X"] = Competency("X", "LAMA", "Lama", "manajerial")
    withdrawn = Framework("LAMA", "Lama", status=FrameworkStatus.DEPRECATED)
    storage.tables.frameworks["LAMA"] = withdrawn
    codes = [r.competency.code for r in staff(ports).requirements]
    assert codes == ["M02"]


def test_before_its_first_day_a_tier_requires_nothing() -> None:
    storage, ports = staff_office()
    early = date(2017, 12, 31)
    (key,) = [key for key in storage.tables.postings if key[0] == ASSESSOR.id]
    posting = storage.tables.postings[key]
    storage.tables.postings[key] = replace(posting, since=date(2017, 1, 1))
    assert staff(ports, early).requirements == ()
    assert len(staff(ports, date(2018, 1, 1)).requirements) == 2
