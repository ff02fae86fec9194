"""Open answers (`long`): they wait, are marked and count like assignments."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from course_builder.model.activity_progress import QuestionProgress
from course_builder.model.progress import summarise
from course_builder.model.question import CompetencyRef, LongRule
from lti_service.domain.evidence import EvidenceState, latest
from lti_service.use_cases.assignment.marking import (
    finish_mark,
    return_work,
    undo_mark,
)
from lti_service.use_cases.assignment.marking_queue import (
    marking_case,
    waiting_assignments,
)
from lti_service.use_cases.learning.attempt import handle_events
from tests.factories import rendered_question
from tests.fakes import FakeClock
from tests.lti_service.office import ASSESSOR, account_of
from tests.lti_service.use_cases.assignment.given import ACCOUNT, LEVELS, Desk

FIRST = account_of(ASSESSOR).id

OPEN = rendered_question(
    "q-uraian",
    title="Bagaimana Anda menjawab pengaduan ini?",
    rule=LongRule(),
    points=Decimal(5),
    levels=LEVELS,
    criteria=("Isi", "Bahasa"),
    required_criteria=(0,),
    competencies=(CompetencyRef("T-PB-01", 2),),
)


def written(text: str = "Saya akui kelirunya.", **changes: Any) -> Desk:
    """A desk on which an open answer lies."""
    made = Desk(OPEN, clock=FakeClock(), **changes)
    write(made, text)
    return made


def write(at: Desk, text: str) -> Any:
    at.events += 1
    event = {
        "id": f"event-{at.events:04}",
        "kind": "answered",
        "activity": OPEN.id,
        "answer": text,
    }
    reply = handle_events("t-1", ACCOUNT, {"events": [event]}, ports=at.ports)
    return reply.results[0]


def test_an_open_answer_waits_among_the_assignments_with_its_rubric() -> None:
    at = written()
    (waiting,) = waiting_assignments(FIRST, ports=at.ports)
    assert (waiting.title, waiting.hand_in.answers) == (
        OPEN.title,
        {"text": "Saya akui kelirunya."},
    )
    case = marking_case(FIRST, at.latest.id, ports=at.ports)
    assert case.work.activity.criteria == OPEN.criteria
    assert len(case.draft.levels) == 2


def test_a_marked_open_answer_gives_points_and_evidence_and_takes_no_more() -> None:
    at = written()
    mark = finish_mark(at.said(4, 3), FIRST, ports=at.ports)
    assert (mark.given, mark.maximum, mark.passed) == (
        Decimal("4.38"),
        Decimal(5),
        True,
    )
    progress = summarise(at.course, at.attempt.viewed, at.attempt.activities)
    assert (progress.given, progress.maximum) == (Decimal("4.38"), Decimal(5))
    (row,) = at.storage.tables.evidence.values()
    assert (row.kind, row.assessor_id, row.state) == (
        "assignment",
        ASSESSOR.id,
        EvidenceState.ACCEPTED,
    )
    write(at, "Lain lagi.")
    assert len(at.storage.tables.hand_ins) == 1
    done = at.attempt.activities[OPEN.id]
    assert isinstance(done, QuestionProgress)
    assert (done.answer, done.marking is None) == ("Saya akui kelirunya.", False)


def test_an_open_answer_that_came_back_is_written_again_however_often() -> None:
    at = written()
    write(at, "Kedua.")
    write(at, "Ketiga.")
    write(at, "Tidak lagi: tiga kali saja.")
    assert [one.number for one in at.storage.tables.hand_ins] == [1, 2, 3]
    return_work(at.said(comment="Lebih rinci"), FIRST, ports=at.ports)
    write(at, "Lebih rinci.")
    assert at.latest.number == 4
    assert [w.hand_in.number for w in waiting_assignments(FIRST, ports=at.ports)] == [4]


def test_taking_the_mark_of_an_open_answer_back_takes_points_and_evidence() -> None:
    at = written()
    mark = finish_mark(at.said(4, 4), FIRST, ports=at.ports)
    undo_mark(mark.id, FIRST, ports=at.ports)
    assert summarise(at.course, at.attempt.viewed, at.attempt.activities).maximum == 0
    (row,) = latest(at.storage.tables.evidence.values())
    assert row.state is EvidenceState.WITHDRAWN


def test_a_teachers_trial_of_an_open_answer_waits_for_nobody() -> None:
    at = Desk(OPEN, clock=FakeClock())
    trial = replace(at.attempt, instructor=True)
    at.storage.tables.attempts["t-1"] = trial
    write(at, "Hanya mencoba.")
    assert not at.storage.tables.hand_ins
