"""How far a learner has come in a course; `player/progress.js` does the same."""

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from course_builder.model.activity_progress import (
    UNTOUCHED,
    Answer,
    QuestionProgress,
)
from course_builder.model.grading import (
    Feedback,
    feedback,
    points_for,
    share,
)
from course_builder.model.question import CompetencyRef
from course_builder.model.rendered import RenderedCourse, RenderedQuestion


def is_closed(question: RenderedQuestion, done: QuestionProgress) -> bool:
    """Whether no further answer counts."""
    return done.right or done.tries >= question.attempts


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """How far a learner has come in a whole course or module.

    Attributes:
        pages: Pages that completion asks for.
        pages_viewed: How many of these have been viewed.
        activities: Activities that completion asks for.
        activities_done: How many of these have been answered at least once.
        given: Points earned, 0 to `maximum`.
        maximum: Points possible; 0 where nothing is graded.
        complete: Whether all required pages are viewed and activities answered.
        passed: True once complete with enough points; False once complete and no
            remaining try can reach them; none while that is open.
    """

    pages: int
    pages_viewed: int
    activities: int
    activities_done: int
    given: Decimal
    maximum: Decimal
    complete: bool
    passed: bool | None

    @property
    def scaled(self) -> Fraction:
        """Share of the points, 0 to 1; of an ungraded course 1 once it is complete."""
        if self.maximum:
            return Fraction(self.given) / Fraction(self.maximum)
        return Fraction(self.complete)


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
    right = earned == 1
    if is_closed(question, before):
        return before, feedback(question, answer, right=right, closed=True)
    points = points_for(question, earned, before.hints)
    after = replace(
        before,
        tries=before.tries + 1,
        first=points if before.first is None else before.first,
        best=points if before.best is None else max(before.best, points),
        right=right,
        answer=answer,
    )
    told = feedback(question, answer, right=right, closed=is_closed(question, after))
    return after, told


def open_hint(question: RenderedQuestion, before: QuestionProgress) -> QuestionProgress:
    """Return the progress with one more hint opened, where there is one left."""
    if is_closed(question, before):
        return before
    return replace(before, hints=min(before.hints + 1, len(question.hints)))


def summarise(
    course: RenderedCourse,
    viewed: AbstractSet[str],
    activities: Mapping[str, QuestionProgress],
) -> CourseProgress:
    """Sum up a learner's progress in a course.

    Args:
        course: The course, or one module of it.
        viewed: Ids of the pages viewed; unknown ones are ignored.
        activities: Progress by activity id; absent means untouched.
    """
    questions = [
        a for a in course.required_activities if isinstance(a, RenderedQuestion)
    ]
    progress = {q.id: activities.get(q.id, UNTOUCHED) for q in questions}
    pages = {page.id for page in course.required_pages}
    done = sum(1 for p in progress.values() if p.tries)
    maximum = sum((q.points for q in questions), Decimal(0))
    given = sum((p.best or Decimal(0) for p in progress.values()), Decimal(0))
    reachable = sum((_reachable(q, progress[q.id]) for q in questions), Decimal(0))
    complete = pages <= viewed and done == len(questions)
    needed = maximum * course.pass_mark / 100
    passed = None
    if complete and given >= needed:
        passed = True
    elif complete and reachable < needed:
        passed = False
    return CourseProgress(
        pages=len(pages),
        pages_viewed=len(pages & viewed),
        activities=len(questions),
        activities_done=done,
        given=given,
        maximum=maximum,
        complete=complete,
        passed=passed,
    )


def competency_results(
    course: RenderedCourse, activities: Mapping[str, QuestionProgress]
) -> dict[CompetencyRef, Fraction]:
    """Return, for each competency level the course declares, the share of its points.

    A level counts all activities that name it, answered or not. Levels that no
    activity names are absent.
    """
    results = {}
    for declared in course.competencies:
        ref = CompetencyRef(declared.code, declared.level)
        named = [q for q in course.questions if ref in q.competencies]
        maximum = sum((q.points for q in named), Decimal(0))
        if maximum:
            best = (activities.get(q.id, UNTOUCHED).best for q in named)
            given = sum((b or Decimal(0) for b in best), Decimal(0))
            results[ref] = Fraction(given) / Fraction(maximum)
    return results


def _reachable(question: RenderedQuestion, progress: QuestionProgress) -> Decimal:
    best = progress.best or Decimal(0)
    if is_closed(question, progress):
        return best
    return max(best, points_for(question, Fraction(1), progress.hints))
