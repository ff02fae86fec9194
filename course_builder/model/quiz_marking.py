"""How open answers of a quiz's runs wait for a person and are marked, in the service alone.

In a package nobody marks: there open answers of a quiz count for nothing and wait for
nobody, so that `player/` has no twin of this.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from course_builder.model.activity_progress import (
    UNTOUCHED,
    FormerRuns,
    Marking,
    QuestionProgress,
    QuizProgress,
)
from course_builder.model.grading import collapse
from course_builder.model.quiz import Role
from course_builder.model.quiz_run import asked, begin_run, run_points
from course_builder.model.rendered import RenderedQuiz


def awaiting(
    quiz: RenderedQuiz, before: QuizProgress, after: QuizProgress, now: int
) -> QuizProgress:
    """Let a run that has just come to its end wait for marks, if it asks open questions.

    What was left blank earns nothing, and waits for nobody. A pretest, which counts for
    nothing, is not marked.

    Args:
        quiz: The quiz.
        before: Progress before a step of `quiz_run`.
        after: Progress as it came out of it.
        now: Seconds since 1970.
    """
    run = after.run
    if run is None or after.finished == before.finished or quiz.role is Role.PRETEST:
        return after
    open_ids = [
        one.question_id
        for one in asked(quiz, run.seed)
        if not quiz.questions[one.question_id].is_graded
    ]
    if not open_ids:
        return after
    answers = dict(run.answers)
    for identifier in open_ids:
        done = answers.get(identifier, UNTOUCHED)
        if not _is_written(done):
            points = quiz.questions[identifier].points
            blank = Marking(
                returned=False,
                given=Decimal(0),
                maximum=points,
                levels=(),
                comments=(),
                comment="",
                at=now,
            )
            answers[identifier] = replace(done, marking=blank)
    former = FormerRuns(before.best, before.best_answers)
    run = replace(run, answers=answers)
    return _counted_anew(quiz, replace(after, run=run), former)


def waiting_answers(
    quiz: RenderedQuiz, progress: QuizProgress
) -> Mapping[str, QuestionProgress]:
    """Return the answers of the latest run that wait for a person, by question."""
    run = progress.run
    if progress.former is None or run is None:
        return {}
    return {
        one.question_id: done
        for one in asked(quiz, run.seed)
        if not quiz.questions[one.question_id].is_graded
        and (done := run.answers.get(one.question_id)) is not None
        and done.marking is None
    }


def with_marking(
    quiz: RenderedQuiz,
    progress: QuizProgress,
    question_id: str,
    marking: Marking | None,
) -> QuizProgress:
    """Return progress with what a person says of an answer of the latest run.

    Args:
        quiz: The quiz.
        progress: Whose latest run was marked.
        question_id: The open question.
        marking: None takes back what was said.
    """
    run = progress.run
    if progress.former is None or run is None or question_id not in run.answers:
        return progress
    done = replace(run.answers[question_id], marking=marking)
    run = replace(run, answers={**run.answers, question_id: done})
    return _counted_anew(quiz, replace(progress, run=run), progress.former)


def begin_marked_run(
    quiz: RenderedQuiz, before: QuizProgress, seed: str, now: int
) -> QuizProgress:
    """Begin a run, but not while the one before waits for a person.

    Args:
        quiz: The quiz.
        before: What the learner had done in it; `expire` it first.
        seed: What draw and shuffles come from.
        now: Seconds since 1970.
    """
    if waiting_answers(quiz, before):
        return before
    after = begin_run(quiz, before, seed, now)
    return after if after is before else replace(after, former=None)


def _is_written(done: QuestionProgress) -> bool:
    return isinstance(done.answer, str) and bool(collapse(done.answer))


def _counted_anew(
    quiz: RenderedQuiz, progress: QuizProgress, former: FormerRuns
) -> QuizProgress:
    """Return progress with the points of its latest run beside those of runs before."""
    run = progress.run
    if run is None:
        return progress
    points = run_points(quiz, run)
    answers = {
        one.question_id: run.answers.get(one.question_id, UNTOUCHED)
        for one in asked(quiz, run.seed)
    }
    is_best = former.best is None or points > former.best
    return replace(
        progress,
        first=points if progress.finished == 1 else progress.first,
        best=points if is_best else former.best,
        best_answers=answers if is_best else former.answers,
        former=former,
    )
