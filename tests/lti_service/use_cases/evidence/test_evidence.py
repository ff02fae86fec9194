from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from course_builder.model.activity_progress import QuestionProgress
from course_builder.model.course import DeclaredCompetency
from course_builder.model.question import CompetencyRef
from course_builder.model.rendered import RenderedCourse, RenderedModule, RenderedPage
from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.import_run import ImportRun
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.access.claim import link_account, unlink_account
from lti_service.use_cases.evidence.evidence import (
    import_evidence,
    record_attempt_evidence,
)
from lti_service.use_cases.learning.attempt import handle_events
from tests.factories import rendered_question
from tests.fakes import FakeCourses, FakeStorage
from tests.lti_service.office import (
    ASSESSOR,
    BOSS,
    LEARNER,
    NIP,
    OTHER_NIP,
    account_of,
    attempt,
    office,
    sheet,
)
from tests.lti_service.use_cases.learning.given import publish, two_questions

HEAD = "nip,competency,level,kind,result,observed_on,valid_until,assessor_nip,activity,source,state\n"
COURSE = two_questions(id="siaga", competencies=(DeclaredCompetency("T-PB-01", 1),))


def take(ports: Ports, text: str, *, dry_run: bool = False) -> ImportRun:
    return import_evidence(sheet(HEAD + text), dry_run=dry_run, ports=ports)


def codes(run: ImportRun) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in run.problems]


def unlinked(*, right: bool = True) -> tuple[FakeStorage, Ports]:
    """The learner's account passed a course and is linked to nobody."""
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    account = replace(account_of(LEARNER), person_id=None, claimed_nip=NIP)
    storage.tables.accounts[account.id] = account
    storage.tables.attempts["t-1"] = attempt(COURSE, account.id, right=right)
    return storage, ports


ACCOUNT_ID = account_of(LEARNER).id


def test_a_link_brings_the_evidence_of_passed_attempts_with_their_dates() -> None:
    storage, ports = unlinked()
    linked = link_account(ACCOUNT_ID, LEARNER.id, actor="a-admin", ports=ports)
    assert (linked.person_id, linked.claimed_nip) == (LEARNER.id, "")
    (row,) = storage.tables.evidence.values()
    assert (row.person_id, row.competency_code, row.level, row.kind) == (
        LEARNER.id,
        "T-PB-01",
        1,
        "quiz",
    )
    assert (row.result, row.observed_on, row.state) == (
        Decimal(1),
        date(2026, 11, 14),
        EvidenceState.ACCEPTED,
    )
    assert row.recorded_at == ports.clock.now()
    assert NIP not in str(storage.tables.audit)


def test_an_attempt_that_was_not_passed_brings_none() -> None:
    storage, ports = unlinked(right=False)
    link_account(ACCOUNT_ID, LEARNER.id, actor="a-admin", ports=ports)
    assert storage.tables.evidence == {}


def test_what_a_teacher_only_tried_is_never_evidence() -> None:
    storage, ports = unlinked()
    trial = replace(
        attempt(COURSE, ACCOUNT_ID, publish(COURSE, ports)),
        viewed=frozenset(),
        activities={},
        completed_at=None,
        passed_at=None,
        sent_hundredths=None,
    )
    storage.tables.attempts["t-1"] = trial
    seen = [
        {"id": f"viewed-{n}", "kind": "viewed", "activity": page.id}
        for n, page in enumerate(COURSE.pages)
    ]
    answers = [
        {"id": f"answer-{q}", "kind": "answered", "activity": q, "answer": ["b"]}
        for q in COURSE.activities
    ]
    handled = handle_events(
        "t-1", ACCOUNT_ID, {"events": seen + answers}, ports=ports, counts=False
    )
    assert handled.progress.passed
    link_account(ACCOUNT_ID, LEARNER.id, actor="a-admin", ports=ports)
    assert storage.tables.evidence == {}


def test_linking_again_changes_nothing() -> None:
    storage, ports = unlinked()
    link_account(ACCOUNT_ID, LEARNER.id, actor="a-admin", ports=ports)
    before = (dict(storage.tables.evidence), list(storage.tables.audit))
    link_account(ACCOUNT_ID, LEARNER.id, actor="a-admin", ports=ports)
    assert (storage.tables.evidence, storage.tables.audit) == before


def test_a_linked_account_is_not_given_to_another() -> None:
    storage, ports = unlinked()
    link_account(ACCOUNT_ID, LEARNER.id, actor="a-admin", ports=ports)
    before = dict(storage.tables.accounts)
    with pytest.raises(ConflictError, match="already-linked"):
        link_account(ACCOUNT_ID, BOSS.id, actor="a-admin", ports=ports)
    assert storage.tables.accounts == before


def test_nobody_unknown_is_linked() -> None:
    _, ports = unlinked()
    with pytest.raises(NotFoundError, match="unknown-person"):
        link_account(ACCOUNT_ID, "tiada", actor="a-admin", ports=ports)


def test_an_undone_link_withdraws_its_evidence_and_removes_no_row() -> None:
    storage, ports = unlinked()
    link_account(ACCOUNT_ID, BOSS.id, actor="a-admin", ports=ports)
    unlink_account(ACCOUNT_ID, actor="a-admin", ports=ports)
    rows = list(storage.tables.evidence.values())
    assert [row.state for row in rows] == ["accepted", "withdrawn"]
    assert [row.state for row in latest(rows)] == ["withdrawn"]
    assert storage.tables.accounts[ACCOUNT_ID].person_id is None


def test_after_an_undone_link_the_right_person_gets_the_evidence() -> None:
    storage, ports = unlinked()
    link_account(ACCOUNT_ID, BOSS.id, actor="a-admin", ports=ports)
    unlink_account(ACCOUNT_ID, actor="a-admin", ports=ports)
    link_account(ACCOUNT_ID, LEARNER.id, actor="a-admin", ports=ports)
    rows = [r for r in storage.tables.evidence.values() if r.person_id == LEARNER.id]
    assert [row.state for row in rows] == ["accepted"]


def test_the_same_person_may_get_it_back() -> None:
    storage, ports = unlinked()
    for _ in range(2):
        link_account(ACCOUNT_ID, LEARNER.id, actor="a-admin", ports=ports)
        unlink_account(ACCOUNT_ID, actor="a-admin", ports=ports)
    link_account(ACCOUNT_ID, LEARNER.id, actor="a-admin", ports=ports)
    rows = list(storage.tables.evidence.values())
    assert [row.source for row in rows] == [
        "attempt:t-1",
        "attempt:t-1@2",
        "attempt:t-1@3",
        "attempt:t-1@4",
        "attempt:t-1@5",
    ]
    assert [row.state for row in latest(rows)] == ["accepted"]


def two_modules() -> RenderedCourse:
    """Module m1 teaches T-PB-01 level 1, m2 level 2; one question each."""
    questions = {
        f"q-{n}": rendered_question(
            f"q-{n}", competencies=(CompetencyRef("T-PB-01", n),)
        )
        for n in (1, 2)
    }
    modules = tuple(
        RenderedModule(
            f"m{n}",
            f"Modul {n}",
            45,
            optional=False,
            pages=(RenderedPage(f"m{n}/a", "A", "<h1>A</h1>", (f"q-{n}",)),),
        )
        for n in (1, 2)
    )
    declared = (DeclaredCompetency("T-PB-01", 1), DeclaredCompetency("T-PB-01", 2))
    return two_questions(
        id="siaga", modules=modules, activities=questions, competencies=declared
    )


def test_a_module_shows_only_what_it_asks_about() -> None:
    storage, ports = office()
    course = two_modules()
    passed = replace(attempt(course.only("m1"), "a-learner"), module_id="m1")
    with ports.storage.writing() as uow:
        added = record_attempt_evidence(
            passed,
            course,
            LEARNER.id,
            uow=uow,
            now=ports.clock.now(),
            tz=ports.time_zone,
            new_id=ports.new_id,
        )
        uow.commit()
    assert added == 1
    (row,) = storage.tables.evidence.values()
    assert (row.level, row.activity) == (1, "siaga/m1")


def test_a_share_of_two_thirds_is_never_rounded_up() -> None:
    storage, ports = office()
    questions = {
        f"q-{n}": rendered_question(
            f"q-{n}", competencies=(CompetencyRef("T-PB-01", 1),)
        )
        for n in (1, 2, 3)
    }
    course = replace(COURSE, activities=questions)
    passed = attempt(course, "a-learner")
    wrong = QuestionProgress(1, best=Decimal(0), first=Decimal(0), answer=("a",))
    passed = replace(passed, activities={**passed.activities, "q-3": wrong})
    with ports.storage.writing() as uow:
        record_attempt_evidence(
            passed,
            course,
            LEARNER.id,
            uow=uow,
            now=ports.clock.now(),
            tz=ports.time_zone,
            new_id=ports.new_id,
        )
        uow.commit()
    (row,) = storage.tables.evidence.values()
    assert row.result == Decimal("0.6666")


ROW = (
    f"{NIP},T-PB-01,2,observation,0.9,2026-10-01,,{OTHER_NIP},rapat,supervisi,accepted"
)


def test_a_row_of_a_file_becomes_evidence() -> None:
    storage, ports = office()
    run = take(ports, ROW)
    assert (run.added, codes(run)) == (1, [])
    (row,) = storage.tables.evidence.values()
    assert (row.assessor_id, row.activity, row.state, row.rule_version) == (
        ASSESSOR.id,
        "rapat",
        "accepted",
        1,
    )
    assert NIP not in f"{row.source} {row.activity}"


def test_the_same_file_again_adds_nothing() -> None:
    storage, ports = office()
    take(ports, ROW)
    run = take(ports, ROW)
    assert (run.added, run.changed, run.unchanged) == (0, 0, 1)
    assert len(storage.tables.evidence) == 1


def test_a_changed_state_is_a_new_row_that_counts_instead() -> None:
    storage, ports = office()
    take(ports, ROW.replace("accepted", "submitted"))
    run = take(ports, ROW)
    assert run.changed == 1
    rows = list(storage.tables.evidence.values())
    assert [row.state for row in rows] == ["submitted", "accepted"]
    assert [row.state for row in latest(rows)] == ["accepted"]


def test_a_row_without_a_state_waits_to_be_accepted() -> None:
    storage, ports = office()
    take(ports, ROW.removesuffix("accepted"))
    (row,) = storage.tables.evidence.values()
    assert row.state is EvidenceState.SUBMITTED


def test_several_assessors_in_a_cell_are_a_panel_about_one_activity() -> None:
    storage, ports = office()
    run = take(
        ports,
        f"{NIP},T-PB-01,3,assessment_centre,0.9,2026-10-01,,{OTHER_NIP};{BOSS.nip},,,accepted",
    )
    assert run.added == 1
    rows = list(storage.tables.evidence.values())
    assert {row.assessor_id for row in rows} == {ASSESSOR.id, BOSS.id}
    assert len({row.activity for row in rows}) == 1


def test_two_people_observe_on_one_day_and_both_count() -> None:
    storage, ports = office()
    take(
        ports,
        f"{NIP},T-PB-01,2,observation,0.9,2026-10-01,,{OTHER_NIP},,,accepted\n"
        f"{NIP},T-PB-01,2,observation,0.9,2026-10-01,,{BOSS.nip},,,accepted",
    )
    assert [row.activity for row in storage.tables.evidence.values()] == ["", ""]


def test_all_that_is_wrong_is_told_and_nothing_is_written() -> None:
    storage, ports = office()
    run = take(
        ports,
        f"{ROW}\n"
        "1.98E+17,T-PB-01,2,quiz,0.9,2026-10-01,,,,,accepted\n"
        "192001011940011099,T-PB-01,2,quiz,0.9,2026-10-01,,,,,accepted\n"
        f"{NIP},TIADA,2,quiz,0.9,2026-10-01,,,,,accepted\n"
        f"{NIP},T-PB-01,0,quiz,0.9,2026-10-01,,,,,accepted\n"
        f"{NIP},T-PB-01,2,sulap,0.9,2026-10-01,,,,,accepted\n"
        f"{NIP},T-PB-01,2,quiz,90,2026-10-01,,,,,accepted\n"
        f"{NIP},T-PB-01,2,quiz,NaN,2026-10-01,,,,,accepted\n"
        f"{NIP},T-PB-01,2,quiz,0.9,2026-11-25,,,,,accepted\n"
        f"{NIP},T-PB-01,2,quiz,0.9,2026-10-01,2026-09-01,,,,accepted\n"
        f"{NIP},T-PB-01,2,quiz,0.9,2026-10-01,,{NIP},,,accepted\n"
        f"{NIP},T-PB-01,2,quiz,0.9,2026-10-01,,,,,mungkin\n",
    )
    assert codes(run) == [
        (3, "nip-invalid"),
        (4, "person-unknown"),
        (5, "competency-unknown"),
        (6, "level-invalid"),
        (7, "choice-unknown"),
        (8, "number-invalid"),
        (9, "number-invalid"),
        (10, "order-invalid"),
        (11, "order-invalid"),
        (12, "self-named"),
        (13, "choice-unknown"),
    ]
    assert storage.tables.evidence == {}


def test_a_comma_is_a_decimal_sign_too() -> None:
    storage, ports = office()
    take(ports, ROW.replace(",0.9,", ',"0,9",'))
    (row,) = storage.tables.evidence.values()
    assert row.result == Decimal("0.9")
