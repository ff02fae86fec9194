"""Read what the player reports, and apply it to an attempt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, assert_never

from course_builder.model import play
from course_builder.model.activity_progress import (
    ActivityProgress,
    Answer,
    QuestionProgress,
    QuizProgress,
    ScenarioProgress,
    Submission,
)
from course_builder.model.document import details
from course_builder.model.question_progress import answer_question, open_hint
from course_builder.model.quiz_marking import (
    awaiting,
    begin_marked_run,
    waiting_answers,
)
from course_builder.model.quiz_run import (
    answer_in_run,
    expire,
    hint_in_run,
    submit_run,
)
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedCourse,
    RenderedDiscussion,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)
from course_builder.model.submission import LONGEST_SUBMISSION, is_settled, submit
from course_builder.model.view import (
    feedback_view,
    question_view,
    quiz_view,
    scenario_view,
    submission_view,
)
from lti_service.domain.attempt import Attempt, Event
from lti_service.errors import InvalidInputError

_KINDS = ("viewed", "answered", "hinted", "started", "chose", "submitted")
_MOST_ANSWERS = 200


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of an event.

    Attributes:
        event: As it is recorded.
        reply: What is recorded beside it; `with_view` adds what changes with time.
        anonymous: What was answered in an anonymous survey; it must not be stored with
            the attempt. None for all else.
    """

    event: Event
    attempt: Attempt
    reply: Mapping[str, Any]
    anonymous: Mapping[str, Answer] | None = None


def read_event(item: Mapping[str, Any], attempt: Attempt, now: datetime) -> Event:
    """Read an event of a batch; its id has been looked at.

    Raises:
        InvalidInputError: It is not an event.
    """
    kind, activity = item.get("kind"), item.get("activity")
    question = item.get("question", "")
    if kind not in _KINDS:
        raise InvalidInputError("bad-event", field="kind")
    if not isinstance(activity, str):
        raise InvalidInputError("bad-event", field="activity")
    if not isinstance(question, str):
        raise InvalidInputError("bad-event", field="question")
    answer: Answer | Mapping[str, Answer] | None = None
    match kind, item.get("answer"):
        case "answered" | "chose", answer_ if _is_answer(answer_):
            answer = _answer(answer_)
        case "submitted", dict(answers) if len(answers) <= _MOST_ANSWERS:
            if not all(_is_answer(value) for value in answers.values()):
                raise InvalidInputError("bad-event", field="answer")
            answer = {name: _answer(value) for name, value in answers.items()}
        case "answered" | "chose", _:
            raise InvalidInputError("bad-event", field="answer")
        case "submitted", given if given is not None:
            raise InvalidInputError("bad-event", field="answer")
    at = _clamped(item.get("at"), attempt, now)
    return Event(item["id"], kind, activity, at, answer, question)


def apply_event(
    event: Event,
    attempt: Attempt,
    course: RenderedCourse,
    *,
    now: datetime,
    new_seed: Callable[[], str],
) -> Applied:
    """Apply an event to an attempt.

    Raises:
        InvalidInputError: The course has no such page or activity, or the activity no
            such event.
        AnswerFormatError: The answer has not the form that the activity asks for.
    """
    if event.kind == "viewed":
        if all(page.id != event.activity for page in course.pages):
            raise InvalidInputError("unknown-page", page=event.activity)
        viewed = attempt.viewed | {event.activity}
        after = replace(attempt, viewed=viewed, place=event.activity)
        return Applied(event, after, {"id": event.id, "score": None, "feedback": None})
    activity = course.activities.get(event.activity)
    before = attempt.activities.get(event.activity)
    if activity is None:
        raise InvalidInputError("bad-event", activity=event.activity)
    if isinstance(activity, RenderedQuestion):
        answered, reply = _apply_to_question(event, activity, before, course.language)
        return Applied(event, _with(attempt, activity.id, answered), reply)
    done: ActivityProgress
    anonymous = None
    match activity:
        case RenderedQuiz():
            event, done = _apply_to_quiz_of(
                event, activity, before, attempt, course.language, now, new_seed
            )
        case RenderedScenario():
            done = _apply_to_scenario(event, activity, before)
        case RenderedAssignment() | RenderedSurvey() | RenderedDiscussion():
            answers = _submitted(event)
            known = before if isinstance(before, Submission) else Submission()
            if is_settled(known):
                raise InvalidInputError("marked-already", activity=activity.id)
            done = submit(activity, known, answers)
            if isinstance(activity, RenderedSurvey) and activity.anonymous:
                anonymous, event = answers, replace(event, answer=None)
        case _:
            assert_never(activity)
    reply = {"id": event.id, "activity": activity.id}
    return Applied(event, _with(attempt, activity.id, done), reply, anonymous)


def with_view(
    item: Mapping[str, Any],
    reply: Mapping[str, Any],
    attempt: Attempt,
    course: RenderedCourse,
    now: datetime,
) -> Mapping[str, Any]:
    """Return a reply with the activity as it stands now, where the player needs it."""
    activity = course.activities.get(reply.get("activity", ""))
    if activity is None:
        return reply
    view = activity_view(activity, attempt.activities.get(activity.id), course, now)
    shown = {**reply, "view": view}
    if item.get("kind") == "started" and isinstance(activity, RenderedQuiz):
        shown["details"] = quiz_details(activity, view)
    return shown


def activity_view(
    activity: RenderedActivity,
    progress: ActivityProgress | None,
    course: RenderedCourse,
    now: datetime,
) -> dict[str, Any]:
    """Return what the player may know of an activity: no key before its time."""
    seconds = int(now.timestamp())
    match activity, progress:
        case RenderedQuestion(), QuestionProgress():
            return question_view(activity, progress, course.language)
        case RenderedQuestion(), _:
            return question_view(activity, QuestionProgress(), course.language)
        case RenderedQuiz(), _:
            quiz = _quiz_progress(activity, progress, course.language, seconds)
            return quiz_view(activity, quiz, seconds, course.language)
        case RenderedScenario(), ScenarioProgress():
            return scenario_view(activity, progress)
        case RenderedScenario(), _:
            return scenario_view(activity, ScenarioProgress())
        case _, Submission():
            return submission_view(progress)
        case _:
            return submission_view(Submission())


def quiz_details(quiz: RenderedQuiz, view: Mapping[str, Any]) -> dict[str, Any]:
    """Return the questions of the present run only: a bank is nobody's to read."""
    run = view["run"]
    asked = [one["id"] for one in run["asked"]] if run else []
    known = details(quiz)["questions"]
    return {"questions": {question: known[question] for question in asked}}


def _apply_to_question(
    event: Event,
    question: RenderedQuestion,
    progress: ActivityProgress | None,
    language: str,
) -> tuple[QuestionProgress, Mapping[str, Any]]:
    before = progress if isinstance(progress, QuestionProgress) else QuestionProgress()
    told: dict[str, Any]
    if event.kind == "hinted":
        done = open_hint(question, before)
        last = question.hints[done.hints - 1] if done.hints else ""
        told = {"hint": last, "hints": done.hints}
    elif event.kind == "answered":
        done, heard = answer_question(question, before, _given(event), language)
        told = feedback_view(heard)
    else:
        raise InvalidInputError("bad-event", field="kind")
    best = float(done.best) if done.best is not None else None
    score = {
        "given": best or 0,
        "maximum": float(question.points),
        "tries": done.tries,
        "hints": done.hints,
        "best": best,
    }
    return done, {"id": event.id, "score": score, "feedback": told}


def _apply_to_quiz_of(
    event: Event,
    quiz: RenderedQuiz,
    progress: ActivityProgress | None,
    attempt: Attempt,
    language: str,
    now: datetime,
    new_seed: Callable[[], str],
) -> tuple[Event, QuizProgress]:
    """Apply an event to a quiz whose open answers wait for a person.

    Of a teacher's trial nobody marks anything. A start while answers wait begins nothing,
    and is recorded with an empty seed, so that runs can be made again from events.
    """
    seconds = int(now.timestamp())
    known = progress if isinstance(progress, QuizProgress) else QuizProgress()
    current = expire(quiz, known, seconds, language)
    if not attempt.instructor:
        current = awaiting(quiz, known, current, seconds)
    if event.kind == "started":
        seed = "" if waiting_answers(quiz, current) else new_seed()
        event = replace(event, answer=seed)
    done = _apply_to_quiz(event, quiz, current, language, seconds)
    if not attempt.instructor:
        done = awaiting(quiz, current, done, seconds)
    return event, done


def _apply_to_quiz(
    event: Event,
    quiz: RenderedQuiz,
    before: QuizProgress,
    language: str,
    seconds: int,
) -> QuizProgress:
    match event.kind:
        case "started":
            return begin_marked_run(quiz, before, str(event.answer), seconds)
        case "answered":
            after, _ = answer_in_run(
                quiz, before, event.question, _given(event), language, seconds
            )
            return after
        case "hinted":
            return hint_in_run(quiz, before, event.question, seconds)
        case "submitted":
            return submit_run(quiz, before, language)
        case _:
            raise InvalidInputError("bad-event", field="kind")


def _quiz_progress(
    quiz: RenderedQuiz, progress: ActivityProgress | None, language: str, seconds: int
) -> QuizProgress:
    """Return the progress at this moment: a run whose time is up is over."""
    before = progress if isinstance(progress, QuizProgress) else QuizProgress()
    return expire(quiz, before, seconds, language)


def _apply_to_scenario(
    event: Event, scenario: RenderedScenario, progress: ActivityProgress | None
) -> ScenarioProgress:
    before = progress if isinstance(progress, ScenarioProgress) else ScenarioProgress()
    match event.kind, event.answer:
        case "started", _:
            return play.begin_round(scenario.graph, before)
        case "chose", str(letter):
            return play.choose_in_round(scenario.graph, before, letter)
        case "submitted", {"text": str(text)} if len(text) <= LONGEST_SUBMISSION:
            return play.reflect(before, text)
        case _:
            raise InvalidInputError("bad-event", field="answer")


def _with(attempt: Attempt, activity: str, done: ActivityProgress) -> Attempt:
    return replace(attempt, activities={**attempt.activities, activity: done})


def _given(event: Event) -> Answer:
    if event.answer is None or isinstance(event.answer, Mapping):
        raise InvalidInputError("bad-event", field="answer")
    return event.answer


def _submitted(event: Event) -> Mapping[str, Answer]:
    if event.kind != "submitted":
        raise InvalidInputError("bad-event", field="kind")
    if not isinstance(event.answer, Mapping):
        raise InvalidInputError("bad-event", field="answer")
    return event.answer


def _is_answer(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str)


def _answer(value: Any) -> Answer:
    return value if isinstance(value, str) else tuple(value)


def _clamped(value: object, attempt: Attempt, now: datetime) -> datetime:
    """Return the player's time within [attempt start, now]; now where it has none."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else now
    except ValueError:
        return now
    if at.tzinfo is None:
        return now
    return min(max(at, attempt.started_at), now)
