"""How people fare in each activity of a release, and where they stop."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from course_builder.model.activity_progress import (
    QuestionProgress,
    QuizProgress,
    ScenarioProgress,
    Submission,
)
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedCourse,
    RenderedQuestion,
    RenderedQuiz,
)
from lti_service.domain.attempt import Attempt
from lti_service.domain.offer import KINDS
from lti_service.domain.rule import RuleParameter
from lti_service.domain.suppression import Count, Hidden, Shown, suppress


@dataclass(frozen=True, slots=True)
class SignalRule:
    """From how many people figures are told, and when somebody has stopped.

    Attributes:
        least: The smallest group that is told of.
        stopped_days: After how many days without learning an attempt has stopped.
        legal_basis: What the smallest group rests on.
    """

    version: int
    least: int
    stopped_days: int
    legal_basis: str


def signal_rule(parameters: Iterable[RuleParameter]) -> SignalRule:
    """Put it together from ``author.smallest_group`` and ``author.stopped_days``.

    Raises:
        KeyError: One of them is missing.
    """
    rows = {row.code: row for row in parameters if row.code.startswith("author.")}
    group, days = rows["author.smallest_group"], rows["author.stopped_days"]
    return SignalRule(
        max(group.version, days.version),
        int(group.value),
        int(days.value),
        group.legal_basis,
    )


@dataclass(frozen=True, slots=True)
class Signal:
    """How an activity, or a question of a quiz, fares.

    Attributes:
        within: Title of the quiz that a question is of; empty for others.
        people: How many people began it.
        first_right: How many of them gave a wholly right first answer without a hint
            (questions), or came to an end at least once (others).
    """

    id: str
    title: str
    kind: str
    within: str
    page: str
    people: Shown
    first_right: Shown

    @property
    def share(self) -> float | None:
        """Share of those with a right first answer; none where it may not be told."""
        if isinstance(self.people, Hidden) or isinstance(self.first_right, Hidden):
            return None
        return self.first_right / self.people if self.people else None


@dataclass(frozen=True, slots=True)
class Stop:
    """How many people stopped on a page."""

    page_id: str
    title: str
    people: Shown


@dataclass(frozen=True, slots=True)
class CourseSignals:
    """What attempts at one release tell.

    Attributes:
        people: How many accounts began it; hidden where they are few.
        finished: How many of them did all that is required.
    """

    people: Shown
    finished: Shown
    signals: tuple[Signal, ...]
    stops: tuple[Stop, ...]
    rule: SignalRule


@dataclass(slots=True)
class _Tally:
    people: set[str] = field(default_factory=set)
    right: set[str] = field(default_factory=set)


def course_signals(
    course: RenderedCourse,
    attempts: Iterable[Attempt],
    now: datetime,
    rule: SignalRule,
) -> CourseSignals:
    """Count people, each once, and hide what tells of too few.

    Args:
        course: The whole release.
        attempts: All on it; teachers' trials are left out.
        now: The present time.
        rule: Which figures may be told.
    """
    least = rule.least
    tallies: dict[str, _Tally] = {}
    people: set[str] = set()
    finished: set[str] = set()
    stopped: dict[str, str] = {}
    for attempt in attempts:
        if attempt.instructor:
            continue
        people.add(attempt.account_id)
        if attempt.completed_at is not None:
            finished.add(attempt.account_id)
        elif now - attempt.updated_at >= timedelta(days=rule.stopped_days):
            stopped[attempt.account_id] = attempt.place
        for identifier, activity in course.activities.items():
            done = attempt.activities.get(identifier)
            if done is not None:
                _tally(activity, done, attempt.account_id, tallies)
    for who in finished:
        stopped.pop(who, None)
    places = Counter(stopped.values())
    titles = {page.id: page.title for page in course.pages}
    whole = suppress(
        {"people": Count(len(people)), "finished": Count(len(finished), len(people))},
        [],
        least,
    )
    stops = suppress(
        {place: Count(n) for place, n in places.items() if place in titles},
        [list(places)],
        least,
    )
    return CourseSignals(
        whole["people"],
        whole["finished"],
        tuple(_signals(course, tallies, least)),
        tuple(Stop(p, titles[p], stops[p]) for p in titles if p in stops),
        rule,
    )


def _tally(
    activity: RenderedActivity, done: object, who: str, tallies: dict[str, _Tally]
) -> None:
    tally = tallies.setdefault(activity.id, _Tally())
    match activity, done:
        case RenderedQuestion(), QuestionProgress():
            _tally_question(activity, done, who, tally)
        case RenderedQuiz(), QuizProgress():
            if done.runs:
                tally.people.add(who)
            if done.finished:
                tally.right.add(who)
            run = done.run
            # Of several runs the latest is kept; only a first one tells of a first answer.
            if run is not None and done.runs == 1:
                for identifier, answered in run.answers.items():
                    question = activity.questions.get(identifier)
                    if question is not None:
                        of_question = tallies.setdefault(identifier, _Tally())
                        _tally_question(question, answered, who, of_question)
        case _, ScenarioProgress() if done.rounds:
            tally.people.add(who)
            if done.finished:
                tally.right.add(who)
        case _, Submission() if done.times:
            tally.people.add(who)
            tally.right.add(who)
        case _:
            pass


def _tally_question(
    question: RenderedQuestion, done: QuestionProgress, who: str, tally: _Tally
) -> None:
    if done.tries:
        tally.people.add(who)
        if done.first is not None and done.first == question.points:
            tally.right.add(who)


def _signals(
    course: RenderedCourse, tallies: Mapping[str, _Tally], least: int
) -> Sequence[Signal]:
    counts: dict[tuple[str, str], Count] = {}
    for identifier, tally in tallies.items():
        n = len(tally.people)
        counts[identifier, "people"] = Count(n)
        counts[identifier, "right"] = Count(len(tally.right), n, closed=0 < n < least)
    shown = suppress(counts, [], least)
    found = []
    for page in course.pages:
        for name in page.activities:
            activity = course.activities[name]
            parts: list[tuple[RenderedActivity, str]] = [(activity, "")]
            if isinstance(activity, RenderedQuiz):
                parts += [(q, activity.title) for q in activity.questions.values()]
            found += [
                Signal(
                    one.id,
                    one.title,
                    KINDS[type(one)],
                    within,
                    page.title,
                    shown.get((one.id, "people"), 0),
                    shown.get((one.id, "right"), 0),
                )
                for one, within in parts
            ]
    return found
