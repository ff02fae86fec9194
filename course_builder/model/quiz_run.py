"""How a quiz is run; `player/quiz_run.js` does the same.

Both are held together by ``tests/cases/quiz.json``, which runs in both languages. Times
are whole seconds since 1970, UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import (
    UNTOUCHED,
    Answer,
    QuestionProgress,
    QuizProgress,
    QuizRun,
)
from course_builder.model.draw import Generator
from course_builder.model.grading import Feedback, collapse, rounded_points, share
from course_builder.model.question_progress import (
    answer_question,
    is_closed,
    open_hint,
)
from course_builder.model.quiz import Role, When
from course_builder.model.rendered import RenderedQuestion, RenderedQuiz

GRACE_SECONDS = 30
"""How long after its end a timed run still takes answers that are on their way."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a run.

    Attributes:
        question_id: The question.
        options: Ids of its options, items or partners in the order of this run.
    """

    question_id: str
    options: tuple[str, ...]


def asked(quiz: RenderedQuiz, seed: str) -> tuple[Asked, ...]:
    """Return what a run with this seed asks, in its order."""
    generator = Generator(seed)
    questions = tuple(quiz.questions.values())
    if quiz.draws:
        questions = _drawn(quiz, questions, generator)
    if not quiz.shuffle:
        return tuple(Asked(q.id, tuple(q.option_texts)) for q in questions)
    shown = []
    for question in generator.shuffled(questions):
        options = tuple(question.option_texts)
        # Benar stands before Salah, always.
        if question.type != "boolean":
            other = generator.shuffled(options)
            # Items keep the order of their letters: the right one is never among those
            # that a learner finds, because an order left alone is no answer.
            options = options if question.type == "order" else other
        shown.append(Asked(question.id, options))
    return tuple(shown)


def told_when(quiz: RenderedQuiz) -> When:
    """Return when a learner is told what was right: for a pretest never."""
    return When.NEVER if quiz.role is Role.PRETEST else quiz.feedback


def deadline(quiz: RenderedQuiz, run: QuizRun) -> int | None:
    """Return when the time of a run is up; none without a time limit."""
    return None if quiz.minutes is None else run.started + 60 * quiz.minutes


def may_begin(quiz: RenderedQuiz, progress: QuizProgress) -> bool:
    """Whether another run may be begun now."""
    if progress.run is not None and not progress.run.submitted:
        return False
    return quiz.attempts == 0 or progress.runs < quiz.attempts


def is_final(quiz: RenderedQuiz, progress: QuizProgress) -> bool:
    """Whether nothing can change any more: no run is open, and none is left."""
    is_open = progress.run is not None and not progress.run.submitted
    return not is_open and not may_begin(quiz, progress)


def begin_run(
    quiz: RenderedQuiz, before: QuizProgress, seed: str, now: int
) -> QuizProgress:
    """Begin a run; while one is open, or where none is left, nothing changes.

    Args:
        quiz: The quiz.
        before: What the learner had done in it; `expire` it first.
        seed: What draw and shuffles come from.
        now: Seconds since 1970.
    """
    if not may_begin(quiz, before):
        return before
    return replace(before, runs=before.runs + 1, run=QuizRun(seed, now))


def answer_in_run(
    quiz: RenderedQuiz,
    before: QuizProgress,
    question_id: str,
    answer: Answer,
    language: str,
    now: int,
) -> tuple[QuizProgress, Feedback | None]:
    """Take an answer in the open run; where none is open, nothing changes.

    Where feedback is immediate the answer is graded, and the last question to close
    ends the run. Otherwise it is kept until the run is handed in, and may be changed; an
    empty one takes the former away.

    Args:
        quiz: The quiz.
        before: What the learner had done in it.
        question_id: The question.
        answer: The answer.
        language: BCP 47 tag of the course, for numbers.
        now: Seconds since 1970.

    Returns:
        What the learner has done now, and what to tell them; none where nothing is told.

    Raises:
        AnswerFormatError: The run does not ask this question, or the answer has not the
            form it asks for.
    """
    before = expire(quiz, before, now, language)
    run = before.run
    if run is None or run.submitted:
        return before, None
    question = _question(quiz, run, question_id)
    if told_when(quiz) is not When.IMMEDIATE:
        share(question.rule, answer, language)
        kept = {k: done for k, done in run.answers.items() if k != question_id}
        if any(collapse(text) for text in _texts(answer)):
            kept[question_id] = QuestionProgress(answer=answer)
        return replace(before, run=replace(run, answers=kept)), None
    done, told = answer_question(
        question, run.answers.get(question_id, UNTOUCHED), answer, language
    )
    run = replace(run, answers={**run.answers, question_id: done})
    after = replace(before, run=run)
    if all(
        is_closed(quiz.questions[one.question_id], run.answers.get(one.question_id))
        for one in asked(quiz, run.seed)
    ):
        after = submit_run(quiz, after, language)
    return after, told


def hint_in_run(
    quiz: RenderedQuiz, before: QuizProgress, question_id: str, now: int
) -> QuizProgress:
    """Open a hint in the open run; only where feedback is immediate.

    Raises:
        AnswerFormatError: The run does not ask this question.
    """
    run = before.run
    if run is None or run.submitted or _is_late(quiz, run, now):
        return before
    question = _question(quiz, run, question_id)
    if told_when(quiz) is not When.IMMEDIATE:
        return before
    done = open_hint(question, run.answers.get(question_id, UNTOUCHED))
    return replace(before, run=replace(run, answers={**run.answers, question_id: done}))


def submit_run(quiz: RenderedQuiz, before: QuizProgress, language: str) -> QuizProgress:
    """Hand in the open run; where none is open, nothing changes.

    The best run counts, the first of equals; the first of all is kept.
    """
    run = before.run
    if run is None or run.submitted:
        return before
    answers = {
        one.question_id: run.answers.get(one.question_id, UNTOUCHED)
        for one in asked(quiz, run.seed)
    }
    if told_when(quiz) is not When.IMMEDIATE:
        for question_id in answers.keys() & run.answers.keys():
            question, kept = quiz.questions[question_id], answers[question_id]
            answers[question_id], _ = answer_question(
                question, UNTOUCHED, kept.answer, language
            )
    kept_answers = {k: done for k, done in answers.items() if k in run.answers}
    run = replace(run, answers=kept_answers, submitted=True)
    points = run_points(quiz, run)
    is_best = before.best is None or points > before.best
    return replace(
        before,
        finished=before.finished + 1,
        first=points if before.first is None else before.first,
        best=points if is_best else before.best,
        run=run,
        best_answers=answers if is_best else before.best_answers,
    )


def expire(
    quiz: RenderedQuiz, before: QuizProgress, now: int, language: str
) -> QuizProgress:
    """Hand in the open run where its time is up; otherwise nothing changes."""
    run = before.run
    if run is None or run.submitted or not _is_late(quiz, run, now):
        return before
    return submit_run(quiz, before, language)


def run_points(quiz: RenderedQuiz, run: QuizRun) -> Decimal:
    """Return the points of the quiz that a run earned, rounded half up to 0.01.

    The questions share what the quiz is worth, in proportion to their points.
    """
    answers = {
        one.question_id: run.answers.get(one.question_id, UNTOUCHED)
        for one in asked(quiz, run.seed)
    }
    rows = counted(quiz, answers).values()
    possible = sum((most for _, most in rows), Decimal(0))
    earned = sum((points for points, _ in rows), Decimal(0))
    if not possible:
        return Decimal(0)
    part = Fraction(earned) / Fraction(possible)
    return rounded_points(Fraction(worth(quiz, answers)) * part)


def counted(
    quiz: RenderedQuiz, answers: Mapping[str, QuestionProgress]
) -> dict[str, tuple[Decimal, Decimal]]:
    """Return points earned and possible of each question that counts by now, by id.

    Open answers do from when a person has marked them.

    Args:
        quiz: The quiz.
        answers: All questions that were asked, by id; unknown ones are ignored.
    """
    found = {}
    for question_id, done in answers.items():
        question = quiz.questions.get(question_id)
        if question is None:
            continue
        if question.is_graded:
            found[question_id] = done.best or Decimal(0), question.points
        elif done.marking is not None and done.marking.given is not None:
            found[question_id] = done.marking.given, done.marking.maximum
    return found


def worth(quiz: RenderedQuiz, answers: Mapping[str, QuestionProgress]) -> Decimal:
    """Return what a perfect run is worth; one of open answers alone what they are."""
    return quiz.points or sum(
        (possible for _, possible in counted(quiz, answers).values()), Decimal(0)
    )


def _texts(answer: Answer) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else answer


def _drawn(
    quiz: RenderedQuiz, questions: tuple[RenderedQuestion, ...], generator: Generator
) -> tuple[RenderedQuestion, ...]:
    taken: set[str] = set()
    for draw in quiz.draws:
        candidates = [
            question.id
            for question in questions
            if question.id not in taken and (not draw.tag or draw.tag in question.tags)
        ]
        taken.update(generator.shuffled(candidates)[: draw.count])
    return tuple(question for question in questions if question.id in taken)


def _question(quiz: RenderedQuiz, run: QuizRun, question_id: str) -> RenderedQuestion:
    if all(one.question_id != question_id for one in asked(quiz, run.seed)):
        raise AnswerFormatError("this run does not ask that question")
    return quiz.questions[question_id]


def _is_late(quiz: RenderedQuiz, run: QuizRun, now: int) -> bool:
    end = deadline(quiz, run)
    return end is not None and now > end + GRACE_SECONDS
