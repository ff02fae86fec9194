"""Open answers (`long`) in a quiz: its score waits for whoever marks them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from course_builder.model.activity_progress import QuizProgress
from course_builder.model.progress import CourseProgress, summarise
from course_builder.model.progress_document import progress_document, read_progress
from course_builder.model.question import CompetencyRef, LongRule
from course_builder.model.quiz import Role, When
from course_builder.model.rendered import RenderedQuiz
from lti_service.domain.outbox import OutboxState
from lti_service.domain.personal_erasure import progress_without_text
from lti_service.errors import ConflictError
from lti_service.use_cases.assignment.marking import (
    finish_mark,
    return_work,
    undo_mark,
)
from lti_service.use_cases.assignment.marking_queue import (
    finished_marks,
    marking_case,
    waiting_assignments,
)
from lti_service.use_cases.learning.attempt import handle_events
from tests.factories import rendered_question, rendered_quiz
from tests.fakes import FakeClock
from tests.lti_service.office import ASSESSOR, account_of
from tests.lti_service.use_cases.assignment.given import ACCOUNT, LEVELS, Desk

FIRST = account_of(ASSESSOR).id
REF = CompetencyRef("T-PB-01", 2)
CHOICE = rendered_question("q-pilih", points=Decimal(1))
OPEN = rendered_question(
    "q-uraian",
    title="Bagaimana Anda menjawab pengaduan ini?",
    rule=LongRule(),
    points=Decimal(3),
    levels=LEVELS,
    criteria=("Isi",),
)


def quiz(*questions: Any, **changes: Any) -> RenderedQuiz:
    fields: dict[str, Any] = {
        "role": Role.EXAM,
        "feedback": When.AFTER,
        "required": True,
        "pass_mark": 60,
        "competencies": (REF,),
        "questions": {one.id: one for one in questions or (CHOICE, OPEN)},
    }
    return rendered_quiz("ujian", **fields | changes)


def desk(*questions: Any, **changes: Any) -> Desk:
    return Desk(quiz(*questions, **changes), clock=FakeClock())


def send(at: Desk, *events: dict[str, Any]) -> Any:
    items = []
    for event in events:
        at.events += 1
        items.append({"id": f"event-{at.events:04}", "activity": "ujian"} | event)
    return handle_events("t-1", ACCOUNT, {"events": items}, ports=at.ports)


def take(at: Desk, text: str = "Saya akui kelirunya.", choice: str = "b") -> Any:
    """Take the quiz once, from its start to handing in."""
    answers = {CHOICE.id: [choice], OPEN.id: text}
    asked = [
        {"kind": "answered", "question": q, "answer": a} for q, a in answers.items()
    ]
    return send(at, {"kind": "started"}, *asked, {"kind": "submitted"})


def progress(at: Desk) -> CourseProgress:
    return summarise(at.course, at.attempt.viewed, at.attempt.activities)


def in_quiz(at: Desk) -> QuizProgress:
    found = at.attempt.activities["ujian"]
    assert isinstance(found, QuizProgress)
    return found


def starts(at: Desk) -> list[Any]:
    with at.ports.storage.reading() as uow:
        rows = uow.attempts.events("t-1")
    return [one for one in rows if one.event.kind == "started"]


def sent(at: Desk) -> list[Any]:
    rows = at.storage.tables.outbox.values()
    return [
        one.payload["hundredths"] for one in rows if one.state is OutboxState.WAITING
    ]


def test_its_open_answers_wait_and_its_score_is_provisional() -> None:
    at = desk()
    reply = take(at).results[-1]

    (waiting,) = waiting_assignments(FIRST, ports=at.ports)
    assert (waiting.title, waiting.hand_in.activity_id, waiting.hand_in.number) == (
        OPEN.title,
        "ujian/q-uraian",
        1,
    )
    assert waiting.hand_in.answers == {"text": "Saya akui kelirunya."}
    assert (reply["view"]["marking"], reply["view"]["passed"]) == (1, None)
    assert (progress(at).complete, progress(at).passed) == (True, None)
    assert progress(at).waits
    assert at.attempt.passed_at is None
    assert not at.storage.tables.evidence
    assert sent(at) == [10_000]


def test_once_marked_it_counts_passes_gives_evidence_and_sends_the_score_again() -> (
    None
):
    at = desk()
    take(at)
    case = marking_case(FIRST, at.latest.id, ports=at.ports)
    assert case.work.activity.competencies == (REF,)

    finish_mark(at.said(3), FIRST, ports=at.ports)

    # 1 of 1 point and 2.25 of 3 are 81.25 per cent of what the quiz is worth: 1 point.
    assert in_quiz(at).best == Decimal("0.81")
    assert progress(at).passed is True
    assert at.attempt.passed_at is not None
    (row,) = at.storage.tables.evidence.values()
    assert (row.kind, row.result) == ("quiz", Decimal("0.8125"))
    assert sent(at) == [8_100]
    assert waiting_assignments(FIRST, ports=at.ports) == []


def test_a_low_mark_fails_the_quiz_and_taking_it_back_lets_it_wait_again() -> None:
    at = desk(attempts=1)
    take(at)
    mark = finish_mark(at.said(1), FIRST, ports=at.ports)
    assert (in_quiz(at).best, progress(at).passed) == (Decimal("0.44"), False)
    assert [one.mark.id for one in finished_marks(FIRST, ports=at.ports)] == [mark.id]

    undo_mark(mark.id, FIRST, ports=at.ports)

    assert (in_quiz(at).best, progress(at).passed) == (Decimal(1), None)
    assert len(waiting_assignments(FIRST, ports=at.ports)) == 1


def test_no_other_run_begins_before_and_the_best_one_counts_after() -> None:
    at = desk()
    take(at)
    assert take(at).results[0]["view"]["runs"] == 1
    # Runs are made again from the events: that start was none.
    assert [one.event.answer for one in starts(at)][1:] == [""]
    mark = finish_mark(at.said(4), FIRST, ports=at.ports)

    take(at, "Entah.", choice="a")
    assert (in_quiz(at).runs, in_quiz(at).best) == (2, Decimal(1))
    assert progress(at).passed is True
    assert finished_marks(FIRST, ports=at.ports) == []
    with pytest.raises(ConflictError, match="mark-fixed"):
        undo_mark(mark.id, FIRST, ports=at.ports)
    finish_mark(at.said(1), FIRST, ports=at.ports)
    assert in_quiz(at).best == Decimal(1)


def test_what_waits_is_stored_and_erased_whole() -> None:
    at = desk()
    take(at)
    finish_mark(replace(at.said(4), comments=("Bagus.",)), FIRST, ports=at.ports)
    take(at, "Jawaban kedua.")
    done = in_quiz(at)

    assert read_progress(progress_document(done)) == done
    erased = str(progress_without_text({"ujian": done}))
    for words in ("akui", "Bagus", "kedua"):
        assert words in str(done)
        assert words not in erased


def test_what_is_left_blank_earns_nothing_and_waits_for_nobody() -> None:
    at = desk()
    take(at, text="  ")
    assert not at.storage.tables.hand_ins
    assert (in_quiz(at).best, progress(at).passed) == (Decimal("0.25"), None)
    assert sent(at) == [2_500]


def test_a_quiz_of_open_answers_alone_counts_from_when_they_are_marked() -> None:
    at = desk(OPEN, replace(OPEN, id="q-lain"))
    asked = [
        {"kind": "answered", "question": one, "answer": "Begini."}
        for one in ("q-uraian", "q-lain")
    ]
    send(at, {"kind": "started"}, *asked, {"kind": "submitted"})
    assert progress(at).maximum == 0
    assert progress(at).passed is None
    for hand_in in list(at.storage.tables.hand_ins):
        said = at.said(3, hand_in_id=hand_in.id)
        finish_mark(said, FIRST, ports=at.ports)
    assert (progress(at).given, progress(at).maximum) == (Decimal("4.5"), Decimal(6))
    assert progress(at).passed is True


def test_a_run_that_is_over_is_not_returned() -> None:
    at = desk()
    take(at)
    with pytest.raises(ConflictError, match="run-not-returned"):
        return_work(at.said(comment="Lagi"), FIRST, ports=at.ports)


def test_a_run_whose_time_was_up_waits_from_the_next_event_on() -> None:
    at = desk(minutes=10)
    asked = {"kind": "answered", "question": OPEN.id, "answer": "Saya akui."}
    send(at, {"kind": "started"}, asked)
    assert isinstance(at.ports.clock, FakeClock)
    at.ports.clock.advance(minutes=11)

    reply = send(at, {"kind": "started"})

    assert (reply.results[0]["view"]["runs"], in_quiz(at).finished) == (1, 1)
    assert at.latest.answers == {"text": "Saya akui."}


def test_a_pretest_waits_for_nobody() -> None:
    at = desk(role=Role.PRETEST)
    take(at)
    assert not at.storage.tables.hand_ins


def test_a_teachers_trial_waits_for_nobody() -> None:
    at = desk()
    trial = replace(at.attempt, instructor=True)
    at.storage.tables.attempts["t-1"] = trial
    take(at)
    take(at)
    assert not at.storage.tables.hand_ins
    assert in_quiz(at).runs == 2
