"""What a learner has done in an activity; `player/activity_progress.js` has the same shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

Answer: TypeAlias = str | tuple[str, ...]
"""What a learner gives to a question.

The ids of the chosen options, the items in the learner's order, the partner of each left
item or the text of each gap (empty where there is none), or what was typed.
"""


@dataclass(frozen=True, slots=True)
class Marking:
    """What a person said of an assignment or an open answer that was handed in.

    Attributes:
        returned: Whether it is to be handed in again; then there are no points.
        given: Points; none where it is returned.
        maximum: Points that could be had.
        levels: Of each criterion the level reached, from 1; empty where it is returned.
        comments: On each criterion; empty texts where nothing was said.
        comment: On all of it.
        at: When, in seconds since 1970.
    """

    returned: bool
    given: Decimal | None
    maximum: Decimal
    levels: tuple[int, ...]
    comments: tuple[str, ...]
    comment: str
    at: int


@dataclass(frozen=True, slots=True)
class QuestionProgress:
    """What a learner has done in one question.

    Attributes:
        tries: Answers that counted.
        hints: Hints opened.
        first: Points of the first answer, kept for item analysis; none for an open answer.
        best: Points of the best answer; none for an open answer.
        right: Whether an answer was right.
        answer: The latest answer that counted; in a run that tells nothing yet, the
            latest answer, with no tries.
        marking: What a person said of an open answer; none before, and for all others.
    """

    tries: int = 0
    hints: int = 0
    first: Decimal | None = None
    best: Decimal | None = None
    right: bool = False
    answer: Answer = ()
    marking: Marking | None = None


@dataclass(frozen=True, slots=True)
class QuizRun:
    """One run through a quiz.

    Attributes:
        seed: What its draw and its shuffles come from.
        started: Seconds since 1970, UTC.
        answers: By question id.
        submitted: Whether it is over: handed in, or its time is up.
    """

    seed: str
    started: int
    answers: Mapping[str, QuestionProgress] = field(default_factory=dict)
    submitted: bool = False


@dataclass(frozen=True, slots=True)
class FormerRuns:
    """What counted of a quiz before its latest run.

    Attributes:
        best: Points of the best run; none before the first.
        answers: Its answers.
    """

    best: Decimal | None
    answers: Mapping[str, QuestionProgress]


@dataclass(frozen=True, slots=True)
class QuizProgress:
    """What a learner has done in a quiz.

    Attributes:
        runs: Runs begun.
        finished: Runs that are over.
        first: Points of the first run that is over.
        best: Points of the best run that is over.
        run: The latest run; none before the first.
        best_answers: The answers of the best run, for the evidence of competence.
        former: Where a person marks open answers of the latest run, what counted before
            it, since marks come and may be taken back: `model/quiz_marking.py`. None for
            all other quizzes, and in every package.
    """

    runs: int = 0
    finished: int = 0
    first: Decimal | None = None
    best: Decimal | None = None
    run: QuizRun | None = None
    best_answers: Mapping[str, QuestionProgress] = field(default_factory=dict)
    former: FormerRuns | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a simulation.

    Attributes:
        choices: Letters of the choices so far, in order.
        ending: Id of the ending; empty while it is being played.
        score: 0 to 100, at most two decimals; none while it is being played.
    """

    choices: str = ""
    ending: str = ""
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ScenarioProgress:
    """What a learner has done in a simulation; every round is kept.

    Attributes:
        reflection: What the learner wrote for themselves at the debrief.
    """

    rounds: tuple[Round, ...] = ()
    reflection: str = ""

    @property
    def finished(self) -> int:
        """Rounds that came to an ending."""
        return sum(1 for one in self.rounds if one.score is not None)

    @property
    def best(self) -> Decimal | None:
        """Score of the best round; none before the first ending."""
        scores = [one.score for one in self.rounds if one.score is not None]
        return max(scores, default=None)


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that a learner has sent for an assignment.

    Attributes:
        name: As the learner called it; for showing only.
        size: Bytes.
    """

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in for an assignment, a survey or a discussion.

    Attributes:
        answers: By name. Assignment: ``text``, ``link``, ``place`` (where the work was
            handed in), ``checked`` (numbers of criteria), ``files`` (ids). Discussion:
            ``text``. Survey: by item id; a number as text, a text, or ids of options.
        times: How often it was handed in.
        files: All that the service holds for this assignment, handed in or not.
        marking: What was said of the latest hand-in that was marked; none before.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    times: int = 0
    files: tuple[HeldFile, ...] = ()
    marking: Marking | None = None


ActivityProgress: TypeAlias = (
    QuestionProgress | QuizProgress | ScenarioProgress | Submission
)

UNTOUCHED = QuestionProgress()
