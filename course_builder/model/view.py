"""What a learner may see of their progress; `player/view.js` makes the same.

These are JSON values, typed in ``player/adapter.js``. No key is in them before its time,
but in those for whoever marks, which the player has no use for.
"""

from decimal import Decimal
from typing import Any, TypeAlias

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import (
    UNTOUCHED,
    Answer,
    Marking,
    QuestionProgress,
    QuizProgress,
    QuizRun,
    ScenarioProgress,
    Submission,
)
from course_builder.model.grading import (
    EVERYTHING,
    NOTHING,
    Feedback,
    Share,
    feedback,
    right_parts,
    share,
)
from course_builder.model.progress import CourseProgress, Standing, standing
from course_builder.model.question_progress import is_closed
from course_builder.model.quiz import Role, When
from course_builder.model.quiz_marking import waiting_answers
from course_builder.model.quiz_run import (
    Asked,
    asked,
    deadline,
    expire,
    run_points,
    told_when,
)
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
)

View: TypeAlias = dict[str, Any]
"""A JSON object."""


def question_view(
    question: RenderedQuestion, done: QuestionProgress, language: str
) -> View:
    """Return what the player may know of a question of a page (``QuestionView``)."""
    return _question_view(
        question, done, language, closed=is_closed(question, done), told=done.tries > 0
    )


def marker_question_view(
    question: RenderedQuestion, done: QuestionProgress, language: str
) -> View:
    """Return what whoever marks may know of a question: the key too."""
    return _question_view(question, done, language, closed=True, told=True)


def quiz_view(
    quiz: RenderedQuiz, progress: QuizProgress, now: int, language: str
) -> View:
    """Return what the player may know of a quiz (``QuizView``).

    Args:
        quiz: The quiz.
        progress: What the learner has done in it.
        now: Seconds since 1970: a run whose time is up is shown as over.
        language: BCP 47 tag of the course, for numbers.
    """
    progress = expire(quiz, progress, now, language)
    hides_points = quiz.role is Role.PRETEST
    waits = len(waiting_answers(quiz, progress))
    view = {
        "runs": progress.runs,
        "left": max(0, quiz.attempts - progress.runs) if quiz.attempts else None,
        "best": None if hides_points else _plain(progress.best),
        "passed": standing(quiz, progress).passed,
        "run": progress.run and run_view(quiz, progress.run, language),
    }
    return {**view, "marking": waits} if waits else view


def scenario_view(scenario: RenderedScenario, progress: ScenarioProgress) -> View:
    """Return what the player may know of a simulation (``ScenarioView``)."""
    return {
        "rounds": [
            {
                "choices": one.choices,
                "ending": one.ending,
                "score": _plain(one.score),
            }
            for one in progress.rounds
        ],
        "best": _plain(progress.best),
        "passed": standing(scenario, progress).passed,
        "reflection": progress.reflection,
    }


def submission_view(progress: Submission) -> View:
    """Return what the player may know of what was handed in (``SubmissionView``)."""
    answers = progress.answers.items()
    view: View = {
        "answers": {name: _plain_answer(answer) for name, answer in answers},
        "times": progress.times,
    }
    if progress.files:
        view["files"] = [
            {"id": file.id, "name": file.name, "size": file.size}
            for file in progress.files
        ]
    if (marking := progress.marking) is not None:
        view["marking"] = _marking_view(marking)
    return view


def _marking_view(marking: Marking) -> View:
    return {
        "returned": marking.returned,
        "given": _plain(marking.given),
        "maximum": _plain(marking.maximum),
        "levels": list(marking.levels),
        "comments": list(marking.comments),
        "comment": marking.comment,
        "at": marking.at * 1000,
    }


def feedback_view(told: Feedback) -> View:
    """Return feedback as the player reads it (``Feedback``)."""
    return {
        "right": told.right,
        "closed": told.closed,
        "options": told.options,
        "text": told.text,
        "explanation": told.explanation,
        "key": _plain_answer(told.key),
        "share": list(told.share),
        "marked": told.marked,
        "parts": list(told.parts),
    }


def standing_view(activity: RenderedActivity, stands: Standing) -> View:
    """Return one line of the results (``ActivityStanding``)."""
    counts = stands.done and (activity.is_graded or bool(stands.maximum))
    return {
        "done": stands.done,
        "given": _plain(stands.given) if counts else None,
        "maximum": _plain(stands.maximum),
        "passed": stands.passed,
    }


def progress_view(progress: CourseProgress) -> View:
    """Return progress in a course as the player reads it (``CourseProgress``)."""
    waits = {"waits": True} if progress.waits else {}
    return {
        "pages": progress.pages,
        "pagesViewed": progress.pages_viewed,
        "activities": progress.activities,
        "activitiesDone": progress.activities_done,
        "given": _plain(progress.given),
        "maximum": _plain(progress.maximum),
        "complete": progress.complete,
        "passed": progress.passed,
        **waits,
    }


def run_view(quiz: RenderedQuiz, run: QuizRun, language: str) -> View:
    """Return what the player may know of a run, be it the latest or not (``RunView``)."""
    end = deadline(quiz, run)
    shown = asked(quiz, run.seed)
    hides_points = quiz.role is Role.PRETEST or not run.submitted
    return {
        "submitted": run.submitted,
        "deadline": None if end is None else end * 1000,
        "asked": [
            {"id": one.question_id, "options": list(one.options)} for one in shown
        ],
        "questions": {
            one.question_id: _asked_view(quiz, run, one, language) for one in shown
        },
        "given": None if hides_points else _plain(run_points(quiz, run)),
    }


def _asked_view(quiz: RenderedQuiz, run: QuizRun, one: Asked, language: str) -> View:
    question = quiz.questions[one.question_id]
    done = run.answers.get(question.id, UNTOUCHED)
    when = told_when(quiz)
    closed = told = run.submitted
    if when is When.IMMEDIATE:
        closed = run.submitted or is_closed(question, done)
        told = run.submitted or done.tries > 0
    elif when is When.NEVER:
        # That there was an answer is no secret; whether it was right is one.
        done, told = QuestionProgress(answer=done.answer), False
    return _question_view(question, done, language, closed=closed, told=told)


def _question_view(
    question: RenderedQuestion,
    done: QuestionProgress,
    language: str,
    *,
    closed: bool,
    told: bool,
) -> View:
    heard = None
    if told:
        earned, parts = _earned(question, done, language)
        heard = feedback_view(
            feedback(question, done.answer, earned, parts, closed=closed)
        )
    view = {
        "tries": done.tries,
        "hints": done.hints,
        "best": _plain(done.best),
        "right": done.right,
        "closed": closed,
        "answer": _plain_answer(done.answer),
        "feedback": heard,
        "hintTexts": list(question.hints[: done.hints]),
    }
    if done.marking is not None:
        view["marking"] = _marking_view(done.marking)
    return view


def _earned(
    question: RenderedQuestion, done: QuestionProgress, language: str
) -> tuple[Share, tuple[bool, ...]]:
    """Return what part of the points the latest answer earned, and which parts it has.

    What was recorded is right where the answer's words were not kept.
    """
    recorded = EVERYTHING if done.right else NOTHING
    try:
        earned = share(question.rule, done.answer, language)
        parts = right_parts(question.rule, done.answer, language)
    except AnswerFormatError:
        return recorded, ()
    if (earned[0] == earned[1]) != done.right:
        return recorded, ()
    return earned, parts


def _plain(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _plain_answer(answer: Answer) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)
