"""How far a learner has come in a course; `player/progress.js` does the same."""

from collections.abc import Iterator, Mapping, Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from course_builder.model.activity_progress import (
    UNTOUCHED,
    ActivityProgress,
    Marking,
    QuestionProgress,
    QuizProgress,
    ScenarioProgress,
    Submission,
)
from course_builder.model.grading import EVERYTHING, points_for, rounded_points
from course_builder.model.question import CompetencyRef
from course_builder.model.question_progress import is_closed
from course_builder.model.quiz import Role
from course_builder.model.quiz_marking import waiting_answers
from course_builder.model.quiz_run import counted, is_final, worth
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

EvidenceKind: TypeAlias = Literal["quiz", "simulation", "assignment"]
"""What kind of evidence an activity gives."""

FULL_SCORE = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands in one activity.

    Attributes:
        done: Question: answered; quiz: a run is over; scenario: as many rounds as asked
            came to an ending; others: handed in.
        given: Points earned, 0 to `maximum`.
        maximum: Points that count now; 0 where none do: those of open answers wait for a
            person, those of assignments until a person has given them, and a pretest's
            count for nothing.
        passed: Whether its own mark is reached; none where it has none, or is not done.
        may_pass: Whether its own mark is or can still be reached; true where it has none.
        final: Whether nothing can change any more.
        waits: Whether nothing can be said of a pass before a person has marked open
            answers of its first run.
    """

    done: bool
    given: Decimal = Decimal(0)
    maximum: Decimal = Decimal(0)
    passed: bool | None = None
    may_pass: bool = True
    final: bool = False
    waits: bool = False


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
        waits: Whether the pass of a complete course is open since a person is to mark open
            answers of a quiz; the points are provisional then.
    """

    pages: int
    pages_viewed: int
    activities: int
    activities_done: int
    given: Decimal
    maximum: Decimal
    complete: bool
    passed: bool | None
    waits: bool = False

    @property
    def scaled(self) -> Fraction:
        """Share of the points, 0 to 1; of an ungraded course 1 once it is complete."""
        if self.maximum:
            return Fraction(self.given) / Fraction(self.maximum)
        return Fraction(self.complete)


def standing(activity: RenderedActivity, progress: ActivityProgress | None) -> Standing:
    """Return where a learner stands in an activity.

    Args:
        activity: The activity.
        progress: None, or progress of another kind of activity, means untouched.
    """
    match activity, progress:
        case RenderedQuestion(), QuestionProgress():
            return _question_standing(activity, progress)
        case RenderedQuestion(), _:
            return _question_standing(activity, UNTOUCHED)
        case RenderedQuiz(), QuizProgress():
            return _quiz_standing(activity, progress)
        case RenderedQuiz(), _:
            return _quiz_standing(activity, QuizProgress())
        case RenderedScenario(), ScenarioProgress():
            return _scenario_standing(activity, progress)
        case RenderedScenario(), _:
            return _scenario_standing(activity, ScenarioProgress())
        case RenderedAssignment(), Submission():
            return _marked_standing(progress.marking, done=progress.times > 0)
        case RenderedAssignment() | RenderedSurvey() | RenderedDiscussion(), _:
            times = progress.times if isinstance(progress, Submission) else 0
            return _submission_standing(activity, done=times > 0)


def reachable(activity: RenderedActivity, progress: ActivityProgress | None) -> Decimal:
    """Return the most points that can still be had, `given` to `maximum`."""
    stands = standing(activity, progress)
    if stands.final:
        return stands.given
    if isinstance(activity, RenderedQuestion) and activity.is_graded:
        hints = progress.hints if isinstance(progress, QuestionProgress) else 0
        return max(stands.given, points_for(activity, EVERYTHING, hints))
    return stands.maximum


def summarise(
    course: RenderedCourse,
    viewed: AbstractSet[str],
    activities: Mapping[str, ActivityProgress],
) -> CourseProgress:
    """Sum up a learner's progress in a course.

    Args:
        course: The course, or one module of it.
        viewed: Ids of the pages viewed; unknown ones are ignored.
        activities: Progress by activity id; absent means untouched.
    """
    required = course.required_activities
    # Of what is untouched nothing is done and nothing earned.
    touched = [a for a in required if a.id in activities] if activities else []
    standings = [standing(a, activities[a.id]) for a in touched]
    pages = course.required_page_ids
    done = sum(1 for one in standings if one.done)
    given = sum((one.given for one in standings), Decimal(0))
    complete = pages <= viewed and done == len(required)
    maximum = course.maximum + sum(
        (one.maximum for a, one in zip(touched, standings, strict=True) if _late(a)),
        Decimal(0),
    )
    needed = maximum * course.pass_mark / 100
    passed = None
    has_enough = given >= needed and all(s.passed is not False for s in standings)
    waits = complete and any(one.waits for one in standings)
    if waits:
        passed = None
    elif complete and has_enough:
        passed = True
    elif complete:
        most = sum((reachable(a, activities.get(a.id)) for a in required), Decimal(0))
        may_pass = most >= needed and all(s.may_pass for s in standings)
        passed = None if may_pass else False
    return CourseProgress(
        pages=len(pages),
        pages_viewed=len(pages & viewed),
        activities=len(required),
        activities_done=done,
        given=given,
        maximum=maximum,
        complete=complete,
        passed=passed,
        waits=waits,
    )


def _late(activity: RenderedActivity) -> bool:
    """Whether its points count only once a person has given them."""
    if isinstance(activity, RenderedQuiz):
        return not activity.is_graded
    return is_marked_by_person(activity)


def is_marked_by_person(activity: RenderedActivity) -> bool:
    """Whether a person gives its points: an assignment, or an open answer of a page."""
    is_open = isinstance(activity, RenderedQuestion) and not activity.is_graded
    return is_open or isinstance(activity, RenderedAssignment)


def competency_results(
    course: RenderedCourse,
    activities: Mapping[str, ActivityProgress],
    kind: EvidenceKind | None = None,
) -> dict[CompetencyRef, Fraction]:
    """Return, for each competency level the course declares, the share of its points.

    A level counts all activities that name it, done or not; of a quiz the questions
    that its best run asked, which name what the quiz does where they name nothing. A
    quiz that is not required counts once it is done, a pretest never. Levels that no
    activity names are absent.

    Args:
        course: The course, or one module of it.
        activities: Progress by activity id; absent means untouched.
        kind: Only activities that give this kind of evidence; none for all.
    """
    given: dict[CompetencyRef, Fraction] = {}
    maximum: dict[CompetencyRef, Fraction] = {}
    for activity in course.activities.values():
        if kind not in (None, evidence_kind(activity)):
            continue
        for refs, earned, possible in _parts(activity, activities.get(activity.id)):
            for ref in refs:
                given[ref] = given.get(ref, Fraction(0)) + earned
                maximum[ref] = maximum.get(ref, Fraction(0)) + possible
    declared = (CompetencyRef(c.code, c.level) for c in course.competencies)
    return {ref: given[ref] / maximum[ref] for ref in declared if maximum.get(ref)}


def evidence_kind(activity: RenderedActivity) -> EvidenceKind:
    """Return what kind of evidence an activity gives."""
    if isinstance(activity, RenderedScenario):
        return "simulation"
    return "assignment" if is_marked_by_person(activity) else "quiz"


_Part: TypeAlias = tuple[tuple[CompetencyRef, ...], Fraction, Fraction]
"""What is named, the points earned and the points possible."""


def _parts(
    activity: RenderedActivity, progress: ActivityProgress | None
) -> Iterator[_Part]:
    if isinstance(activity, RenderedQuiz):
        quiz = progress if isinstance(progress, QuizProgress) else QuizProgress()
        yield from _quiz_parts(activity, quiz)
        return
    stands = standing(activity, progress)
    yield activity.competencies, Fraction(stands.given), Fraction(stands.maximum)


def _quiz_parts(quiz: RenderedQuiz, progress: QuizProgress) -> Iterator[_Part]:
    if quiz.role is Role.PRETEST or not (quiz.required or progress.finished):
        return
    answers = progress.best_answers or dict.fromkeys(quiz.questions, UNTOUCHED)
    rows = counted(quiz, answers)
    possible = sum((most for _, most in rows.values()), Decimal(0))
    if not possible:
        return
    # The questions share what the quiz is worth, in proportion to their points.
    scale = Fraction(worth(quiz, answers)) / Fraction(possible)
    for question_id, (earned, most) in rows.items():
        refs = quiz.questions[question_id].competencies or quiz.competencies
        yield refs, Fraction(earned) * scale, Fraction(most) * scale


def _question_standing(
    question: RenderedQuestion, progress: QuestionProgress
) -> Standing:
    done, final = progress.tries > 0, is_closed(question, progress)
    if not question.is_graded:
        return _marked_standing(progress.marking, done=done, final=final)
    best = progress.best or Decimal(0)
    return Standing(done, best, question.points, final=final)


def _quiz_standing(quiz: RenderedQuiz, progress: QuizProgress) -> Standing:
    done, final = progress.finished > 0, is_final(quiz, progress)
    best, answers = progress.best, progress.best_answers
    if waiting_answers(quiz, progress):
        final = False
        if progress.former is not None and progress.former.best is not None:
            # What earlier runs earned stands meanwhile.
            best, answers = progress.former.best, progress.former.answers
        else:
            most = quiz.points if quiz.is_graded else Decimal(0)
            given = best or Decimal(0) if quiz.is_graded else Decimal(0)
            return Standing(done, given, most, waits=True)
    maximum = quiz.points if quiz.is_graded else Decimal(0)
    if not quiz.is_graded and quiz.role is not Role.PRETEST:
        maximum = _marked_worth(quiz, answers)
    if not maximum:
        return Standing(done, final=final)
    given, passed = best or Decimal(0), None
    if done and quiz.pass_mark is not None:
        passed = given * FULL_SCORE >= maximum * quiz.pass_mark
    may_pass = passed is not False or not final
    return Standing(done, given, maximum, passed, may_pass, final)


def _marked_worth(
    quiz: RenderedQuiz, answers: Mapping[str, QuestionProgress]
) -> Decimal:
    """Return what a run of open answers alone counts for, once they are marked."""
    return worth(quiz, answers) if counted(quiz, answers) else Decimal(0)


def _scenario_standing(
    scenario: RenderedScenario, progress: ScenarioProgress
) -> Standing:
    # There is always another round: nothing is ever final.
    done = progress.finished >= scenario.rounds
    score = progress.best or Decimal(0)
    passed = None
    if done and scenario.pass_mark is not None:
        passed = score >= scenario.pass_mark
    given = rounded_points(Fraction(scenario.points * score) / FULL_SCORE)
    return Standing(done, given, scenario.points, passed)


def _marked_standing(
    marking: Marking | None, *, done: bool, final: bool = False
) -> Standing:
    """Points count from when a person gave them, in what can be had too."""
    if marking is None or marking.given is None:
        return Standing(done, final=final)
    return Standing(True, marking.given, marking.maximum, final=True)  # noqa: FBT003


def _submission_standing(
    activity: RenderedAssignment | RenderedSurvey | RenderedDiscussion, *, done: bool
) -> Standing:
    if not activity.is_graded:
        return Standing(done)
    given = activity.points if done else Decimal(0)
    return Standing(done, given, activity.points)
