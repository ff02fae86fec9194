"""What handing in an assignment brings: a row in the queue, and evidence once marked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo
from decimal import ROUND_DOWN, Decimal

from course_builder.model.activity_progress import (
    Answer,
    QuestionProgress,
    QuizProgress,
    Submission,
)
from course_builder.model.progress import competency_results
from course_builder.model.question import CompetencyRef
from course_builder.model.quiz_marking import waiting_answers
from course_builder.model.rendered import RenderedCourse, RenderedQuiz
from lti_service.domain.assignment import (
    HandIn,
    Mark,
    Verdict,
    agreeing,
    marked_work,
    quiz_answer_id,
    standing_marks,
)
from lti_service.domain.attempt import Attempt, Event, part_of
from lti_service.domain.evidence import Evidence, EvidenceState, latest
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.evidence.evidence import append_revision

_RESULT_STEP = Decimal("0.0001")


def record_hand_in(
    event: Event,
    attempt: Attempt,
    course: RenderedCourse,
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> None:
    """Put work into the queue of whoever marks it; a teacher's trial waits for nobody.

    The caller commits.

    Args:
        event: An event that was applied.
        attempt: As it is after that.
        course: Its course.
        uow: The transaction.
        ports: Connections to the outside.
    """
    quiz = course.activities.get(event.activity)
    if isinstance(quiz, RenderedQuiz):
        _record_quiz_answers(event, attempt, course, quiz, uow, ports)
        return
    activity = marked_work(quiz)
    handed = _handed_in(event, attempt, uow)
    if activity is None or handed is None or attempt.instructor:
        return
    number, answers = handed
    uow.assignments.add_hand_in(
        HandIn(
            id=ports.new_id(),
            attempt_id=attempt.id,
            activity_id=activity.id,
            number=number,
            account_id=attempt.account_id,
            course_id=course.id,
            # The player's time: what waited for a link was done when it was done.
            handed_in_at=event.at,
            due_at=_due(attempt.started_at, activity.due_days, ports.time_zone),
            answers=answers,
        )
    )


def _record_quiz_answers(
    event: Event,
    attempt: Attempt,
    course: RenderedCourse,
    quiz: RenderedQuiz,
    uow: UnitOfWork,
    ports: Ports,
) -> None:
    """Put the open answers of a run that is over into the queue, each once."""
    done = attempt.activities.get(quiz.id)
    if not isinstance(done, QuizProgress) or attempt.instructor:
        return
    waiting = waiting_answers(quiz, done)
    known = uow.assignments.of_attempt(attempt.id) if waiting else ()
    handed = {(one.activity_id, one.number) for one in known}
    for question_id, written in waiting.items():
        activity_id = quiz_answer_id(quiz.id, question_id)
        if (activity_id, done.runs) not in handed:
            uow.assignments.add_hand_in(
                HandIn(
                    id=ports.new_id(),
                    attempt_id=attempt.id,
                    activity_id=activity_id,
                    number=done.runs,
                    account_id=attempt.account_id,
                    course_id=course.id,
                    handed_in_at=event.at,
                    due_at=None,
                    answers={"text": written.answer},
                )
            )


def _handed_in(
    event: Event, attempt: Attempt, uow: UnitOfWork
) -> tuple[int, Mapping[str, Answer]] | None:
    """Return which hand-in an event was, and what it held; none where it was none."""
    match event.kind, attempt.activities.get(event.activity):
        case "submitted", Submission() as done:
            return done.times, done.answers
        case "answered", QuestionProgress(answer=str(text)) as done:
            known = uow.assignments.of_attempt(attempt.id)
            numbers = [one.number for one in known if one.activity_id == event.activity]
            # An answer that counted no more, as all tries were used, is no hand-in.
            return (done.tries, {"text": text}) if done.tries not in numbers else None
        case _:
            return None


def record_assignment_evidence(
    attempt: Attempt,
    course: RenderedCourse,
    person_id: str,
    *,
    uow: UnitOfWork,
    now: datetime,
    tz: tzinfo,
    new_id: Callable[[], str],
) -> int:
    """Let the ledger say what the marks of an attempt say; return how many rows that took.

    A competency's row comes once all assignments that name it are marked. Each marker who
    judged so has a row about the same activity, which counts once. What does not pass
    is kept as rejected, and what was taken back as withdrawn. The caller commits.

    Args:
        attempt: The attempt.
        course: Its course, whole or cut down to what the attempt is about.
        person_id: Whom the attempt's account belongs to.
        uow: The transaction.
        now: When this is recorded; the evidence bears the day it was handed in.
        tz: In which days are reckoned.
        new_id: Makes an opaque id.
    """
    part = part_of(course, attempt.module_id, attempt.activity_id)
    marked = _marked(attempt, part, uow)
    results = competency_results(part, attempt.activities, "assignment")
    about = attempt.activity_id or attempt.module_id
    source = f"attempt:{attempt.id}:assignment"
    rows: dict[tuple[str, str, int], Evidence] = {}
    for ref, share in results.items():
        of_ref = _of(ref, part, marked)
        if not of_ref:
            continue
        day = max(hand_in.handed_in_at for hand_in, _ in of_ref).astimezone(tz).date()
        passed = all(marks[0].passed for _, marks in of_ref)
        judges = dict.fromkeys(m.marked_by for _, marks in of_ref for m in marks)
        exact = Decimal(share.numerator) / Decimal(share.denominator)
        for number, judge in enumerate(judges, 1):
            record = source if number == 1 else f"{source}:{number}"
            rows[record, ref.code, ref.level] = Evidence(
                id=new_id(),
                person_id=person_id,
                competency_code=ref.code,
                level=ref.level,
                kind="assignment",
                result=exact.quantize(_RESULT_STEP, ROUND_DOWN),
                observed_on=day,
                valid_until=None,
                assessor_id=judge,
                activity=f"{course.id}/{about}" if about else course.id,
                source=record,
                state=EvidenceState.ACCEPTED if passed else EvidenceState.REJECTED,
                rule_version=uow.rules.mastery(day).version,
                recorded_at=now,
            )
    added = sum(append_revision(row, uow=uow) for row in rows.values())
    return added + _withdraw_others(source, set(rows), person_id, uow, now, new_id)


def is_marked(attempt: Attempt) -> bool:
    """Whether an assignment or an open answer of an attempt is marked."""
    said = [
        done.marking
        for done in attempt.activities.values()
        if isinstance(done, Submission | QuestionProgress)
    ]
    return any(marking is not None and not marking.returned for marking in said)


def _due(started_at: datetime, days: int | None, tz: tzinfo) -> datetime | None:
    """Return the end of the day on which work is due."""
    if days is None:
        return None
    day = started_at.astimezone(tz).date() + timedelta(days=days + 1)
    # The last moment of a day, so that it is shown as that day.
    return datetime.combine(day, time(), tz) - timedelta(microseconds=1)


def _marked(
    attempt: Attempt, part: RenderedCourse, uow: UnitOfWork
) -> dict[str, tuple[HandIn, list[Mark]]]:
    """Return the finished marks of each assignment's latest hand-in, the decisive first."""
    newest = {
        hand_in.activity_id: hand_in
        for hand_in in uow.assignments.of_attempt(attempt.id)
        if hand_in.activity_id in part.activities
    }
    rows = uow.assignments.marks(hand_in.id for hand_in in newest.values())
    found = {}
    for activity_id, hand_in in newest.items():
        marks = standing_marks(row for row in rows if row.hand_in_id == hand_in.id)
        if marks and marks[-1].settles and marks[0].verdict is Verdict.FINISHED:
            found[activity_id] = hand_in, agreeing(marks)
    return found


def _of(
    ref: CompetencyRef,
    part: RenderedCourse,
    marked: dict[str, tuple[HandIn, list[Mark]]],
) -> list[tuple[HandIn, list[Mark]]]:
    """Return the marks of all assignments that name a level; empty while one lacks."""
    names = [
        activity.id
        for activity in part.activities.values()
        if marked_work(activity) is not None and ref in activity.competencies
    ]
    return [marked[name] for name in names] if set(names) <= set(marked) else []


def _withdraw_others(
    source: str,
    kept: set[tuple[str, str, int]],
    person_id: str,
    uow: UnitOfWork,
    now: datetime,
    new_id: Callable[[], str],
) -> int:
    count = 0
    for row in latest(uow.evidence.of_person(person_id)):
        ours = row.record == source or row.record.startswith(f"{source}:")
        if not ours or (row.record, row.competency_code, row.level) in kept:
            continue
        if row.state is not EvidenceState.WITHDRAWN:
            withdrawn = replace(
                row, id=new_id(), state=EvidenceState.WITHDRAWN, recorded_at=now
            )
            count += append_revision(withdrawn, uow=uow)
    return count
