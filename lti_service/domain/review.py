"""What somebody did in an attempt, activity by activity, as others may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import (
    UNTOUCHED,
    Marking,
    QuestionProgress,
    QuizProgress,
    QuizRun,
    ScenarioProgress,
    Submission,
)
from course_builder.model.progress import Standing, standing
from course_builder.model.quiz_marking import waiting_answers
from course_builder.model.quiz_run import (
    answer_in_run,
    asked,
    begin_run,
    expire,
    hint_in_run,
    run_points,
    submit_run,
    worth,
)
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedCourse,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)
from course_builder.model.view import (
    marker_question_view,
    question_view,
    run_view,
)
from lti_service.domain.attempt import Attempt, RecordedEvent
from lti_service.domain.scenario_round import ReviewedRound, reviewed_round


@dataclass(frozen=True, slots=True)
class ReviewedQuestion:
    """A question as it was asked, and what became of it.

    Attributes:
        form: HTML that holds its form; no key.
        order: Ids of its options, items or partners as the learner found them.
        view: ``QuestionView`` of the player; for whoever marks with the key.
        marked: Whether the view says what the answer was worth.
        marking: What a person said of an open answer; none before.
        waits: Whether a person is still to mark it.
    """

    question: RenderedQuestion
    form: str
    order: tuple[str, ...]
    view: Mapping[str, Any]
    marked: bool
    marking: Marking | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class ReviewedRun:
    """One run of a quiz.

    Attributes:
        number: Counted from 1.
        given: Points of the quiz that it earned; none where that is not told.
        worth: Points that it could have earned.
    """

    number: int
    begun_at: int
    submitted: bool
    given: Decimal | None
    questions: tuple[ReviewedQuestion, ...]
    worth: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ReviewedActivity:
    """An activity and what was done in it.

    Attributes:
        page: Title of its page.
        html: Its section of the page.
        at: When something was last done in it; none where nothing was.
        best: Points earned; none where there are none to tell.
        lost_runs: Earlier runs of which only the number is known.
    """

    activity: RenderedActivity
    page: str
    html: str
    at: datetime | None
    standing: Standing
    best: Decimal | None
    question: ReviewedQuestion | None = None
    runs: tuple[ReviewedRun, ...] = ()
    lost_runs: int = 0
    rounds: tuple[ReviewedRound, ...] = ()
    reflection: str = ""
    handed_in: Submission | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """An attempt to be looked through.

    Attributes:
        events: All of the attempt, in their order.
        seconds: Now, since 1970.
        own: Whether the learner looks.
        teaching: Whether whoever looks may see the key.
    """

    attempt: Attempt
    course: RenderedCourse
    events: Sequence[RecordedEvent]
    seconds: int
    own: bool
    teaching: bool

    def activities(self) -> tuple[ReviewedActivity, ...]:
        """Return all activities but surveys, which are nobody's to read."""
        return tuple(
            self._activity(self.course.activities[identifier], page.title)
            for page in self.course.pages
            for identifier in page.activities
            if not isinstance(self.course.activities[identifier], RenderedSurvey)
        )

    def _activity(self, activity: RenderedActivity, page: str) -> ReviewedActivity:
        alone = self.course.only_activity(activity.id)
        html = "".join(shown.html for shown in alone.pages)
        done = self.attempt.activities.get(activity.id)
        times = [
            recorded.received_at
            for recorded in self.events
            if recorded.event.activity == activity.id
        ]
        stands = standing(activity, done)
        seen: dict[str, Any] = {}
        match activity, done:
            case RenderedQuestion(), QuestionProgress():
                seen["question"] = self._question(activity, html, done)
            case RenderedQuiz(), QuizProgress():
                runs, lost = self._runs(activity, done)
                seen["runs"], seen["lost_runs"] = runs, lost
            case RenderedScenario(), ScenarioProgress():
                rounds = enumerate(done.rounds, 1)
                seen["rounds"] = tuple(
                    reviewed_round(activity, n, one) for n, one in rounds
                )
                # They wrote it for themselves.
                seen["reflection"] = done.reflection if self.own else ""
            case _, Submission():
                seen["handed_in"] = done
        counts = stands.done and bool(stands.maximum)
        return ReviewedActivity(
            activity=activity,
            page=page,
            html=html,
            at=max(times, default=None),
            standing=stands,
            best=stands.given if counts else None,
            **seen,
        )

    def _question(
        self, question: RenderedQuestion, html: str, done: QuestionProgress
    ) -> ReviewedQuestion:
        viewed = marker_question_view if self.teaching else question_view
        view = viewed(question, done, self.course.language)
        order = tuple(question.option_texts)
        told = done.tries > 0
        return ReviewedQuestion(question, html, order, view, told, done.marking)

    def _runs(
        self, quiz: RenderedQuiz, done: QuizProgress
    ) -> tuple[tuple[ReviewedRun, ...], int]:
        latest = expire(quiz, done, self.seconds, self.course.language).run
        if latest is None:
            return (), 0
        earlier = _earlier_runs(quiz, self.events, self.course.language)
        runs = [*earlier[: done.runs - 1], latest]
        lost = done.runs - len(runs)
        waits = frozenset(waiting_answers(quiz, done))
        return tuple(
            self._run(quiz, run, number, waits, is_latest=run is latest)
            for number, run in enumerate(runs, lost + 1)
        ), lost

    def _run(
        self,
        quiz: RenderedQuiz,
        run: QuizRun,
        number: int,
        waits: frozenset[str],
        *,
        is_latest: bool,
    ) -> ReviewedRun:
        view = run_view(quiz, run, self.course.language)
        given = None if view["given"] is None else run_points(quiz, run)
        questions = []
        for one in asked(quiz, run.seed):
            question = quiz.questions[one.question_id]
            done = run.answers.get(question.id, UNTOUCHED)
            told = view["questions"][question.id]
            if self.teaching:
                told = marker_question_view(question, done, self.course.language)
            marked = told["feedback"] is not None and (run.submitted or done.tries > 0)
            form, said = quiz.forms[question.id], done.marking
            # What is told of answers is told of marks, too.
            shown = said if self.teaching or "marking" in told else None
            questions.append(
                ReviewedQuestion(
                    question,
                    form,
                    one.options,
                    told,
                    marked,
                    shown,
                    waits=is_latest and question.id in waits,
                )
            )
        if self.teaching and run.submitted:
            given = run_points(quiz, run)
        if not is_latest and any(not one.question.is_graded for one in questions):
            # A run made again from what was recorded does not know its marks.
            given = None
        return ReviewedRun(
            number,
            run.started,
            run.submitted,
            given,
            tuple(questions),
            worth(quiz, run.answers),
        )


def _earlier_runs(
    quiz: RenderedQuiz, events: Sequence[RecordedEvent], language: str
) -> list[QuizRun]:
    """Return the runs before the latest, made again from what was recorded of them.

    An attempt keeps its latest run alone. Starts recorded before runs were to be shown
    again have no seed: then there are none.
    """
    progress, over = QuizProgress(), []
    try:
        for recorded in events:
            if recorded.event.activity != quiz.id:
                continue
            before = progress
            progress = _replayed(quiz, recorded, progress, language)
            if progress.runs > before.runs and before.run is not None:
                over.append(expire(quiz, before, _received(recorded), language).run)
    except AnswerFormatError:
        return []
    return [run for run in over if run is not None]


def _replayed(
    quiz: RenderedQuiz, recorded: RecordedEvent, before: QuizProgress, language: str
) -> QuizProgress:
    event, seconds = recorded.event, _received(recorded)
    progress = expire(quiz, before, seconds, language)
    match event.kind, event.answer:
        case "started", "":
            return progress  # answers of the run before waited for a person
        case "started", str(seed):
            return begin_run(quiz, progress, seed, seconds)
        case "answered", str() | tuple() as answer:
            return answer_in_run(
                quiz, progress, event.question, answer, language, seconds
            )[0]
        case "hinted", _:
            return hint_in_run(quiz, progress, event.question, seconds)
        case "submitted", _:
            return submit_run(quiz, progress, language)
    raise AnswerFormatError("this run was recorded without its seed")


def _received(recorded: RecordedEvent) -> int:
    return int(recorded.received_at.timestamp())
