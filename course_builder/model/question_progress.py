"""How a learner goes on in one question; `player/question_progress.js` does the same."""

from dataclasses import replace

from course_builder.model.activity_progress import (
    Answer,
    QuestionProgress,
)
from course_builder.model.grading import (
    Feedback,
    feedback,
    points_for,
    right_parts,
    share,
)
from course_builder.model.rendered import RenderedQuestion


def is_closed(question: RenderedQuestion, done: QuestionProgress | None) -> bool:
    """Whether no further answer counts; none stands for an untouched question."""
    if done is None:
        return False
    if done.marking is not None:
        # Returned, it is to be handed in again, however often that was done before.
        return not done.marking.returned
    return done.right or done.tries >= question.attempts


def answer_question(
    question: RenderedQuestion, before: QuestionProgress, answer: Answer, language: str
) -> tuple[QuestionProgress, Feedback]:
    """Grade one answer; an answer to a closed question changes nothing.

    Args:
        question: The question.
        before: What the learner had done in it.
        answer: The answer.
        language: BCP 47 tag of the course, for numbers.

    Returns:
        What the learner has done now, and what to tell them.

    Raises:
        AnswerFormatError: The answer has not the form the question asks for.
    """
    earned = share(question.rule, answer, language)
    parts = right_parts(question.rule, answer, language)
    if is_closed(question, before):
        return before, feedback(question, answer, earned, parts, closed=True)
    # What was said of an earlier answer is not said of this one.
    after = replace(before, tries=before.tries + 1, answer=answer, marking=None)
    if question.is_graded:
        points = points_for(question, earned, before.hints)
        after = replace(
            after,
            first=points if before.first is None else before.first,
            best=points if before.best is None else max(before.best, points),
            right=earned[0] == earned[1],
        )
    closed = is_closed(question, after)
    return after, feedback(question, answer, earned, parts, closed=closed)


def open_hint(question: RenderedQuestion, before: QuestionProgress) -> QuestionProgress:
    """Return the progress with one more hint opened, where there is one left."""
    if is_closed(question, before):
        return before
    return replace(before, hints=min(before.hints + 1, len(question.hints)))
