"""Assignments: what was handed in, how it was marked, by whom, and what that makes."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from course_builder.model.activity_progress import Answer
from course_builder.model.grading import rounded_points
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedCourse,
    RenderedQuestion,
    RenderedQuiz,
)
from lti_service.domain.rule import RuleParameter

FIRST, SECOND, THIRD = 1, 2, 3
LEASE = timedelta(minutes=30)
"""How long a hand-in stays with whoever opened it; saving a draft begins it anew."""

PLAIN_LEVELS = 4
"""Levels by which work without a rubric is marked as a whole."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """Work that was handed in once; handing in again is another one.

    Attributes:
        activity_id: The assignment or open question; of an open question in a quiz
            ``quiz/question``, which no activity is called.
        number: Counted from 1 in each attempt and activity; in a quiz the run.
        account_id: Whose work it is.
        due_at: When it had to be there; none for no date.
        answers: By name, as in `course_builder.model.activity_progress.Submission`.
    """

    id: str
    attempt_id: str
    activity_id: str
    number: int
    account_id: str
    course_id: str
    handed_in_at: datetime
    due_at: datetime | None
    answers: Mapping[str, Answer]


class Verdict(StrEnum):
    """What a row says."""

    FINISHED = "finished"
    RETURNED = "returned"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one marker said; rows are only ever added.

    Attributes:
        turn: 1 for the first marker, 2 for the second, who judges blind, 3 for the third,
            who decides where the two differ.
        levels: Of each criterion the level reached, from 1; empty unless finished.
        comments: On each criterion, for whoever handed it in.
        comment: On all of it; why, where it is returned.
        given: Points; none unless finished.
        maximum: Points that could be had.
        passed: Whether it shows enough; see `judge`.
        settles: Whether nobody else had to judge after it.
        marked_by: Id of a person.
        undoes: Id of the row that it takes back; none unless undone.
    """

    id: str
    hand_in_id: str
    turn: int
    verdict: Verdict
    levels: tuple[int, ...]
    comments: tuple[str, ...]
    comment: str
    given: Decimal | None
    maximum: Decimal
    passed: bool
    settles: bool
    rule_version: int
    marked_by: str
    marked_at: datetime
    undoes: str | None = None

    @property
    def share(self) -> Fraction:
        """Part of the points that was given, 0 to 1."""
        if self.given is None or not self.maximum:
            return Fraction(0)
        return Fraction(self.given) / Fraction(self.maximum)


@dataclass(frozen=True, slots=True)
class MarkDraft:
    """What a marker has chosen and written so far, and until when it is theirs.

    Attributes:
        levels: 0 where none is chosen yet.
        saved_at: None while nothing was saved.
        leased_until: Until when nobody else opens the hand-in.
    """

    hand_in_id: str
    marker_id: str
    levels: tuple[int, ...]
    comments: tuple[str, ...]
    comment: str
    saved_at: datetime | None
    leased_until: datetime

    def holds(self, now: datetime) -> bool:
        """Whether the hand-in is still with this marker."""
        return now < self.leased_until


@dataclass(frozen=True, slots=True)
class MarkingRule:
    """How work is marked.

    Attributes:
        pass_mark: Part of the points from which work shows enough, 0 to 1.
        least: Part of the highest level that a required criterion must reach, 0 to 1.
        two_from: Level of a competency from which two mark.
        double_share: Part of all other work that two mark, 0 to 1.
        difference: Part of the points by which two may differ.
        undo_hours: For how long a marker may take a mark back.
    """

    version: int
    pass_mark: Decimal
    least: Decimal
    two_from: int
    double_share: Decimal
    difference: Decimal
    undo_hours: Decimal


@dataclass(frozen=True, slots=True)
class Judged:
    """What levels come to."""

    given: Decimal
    passed: bool


def marking_rule(parameters: Iterable[RuleParameter]) -> MarkingRule:
    """Put the rule together from ``marking.*`` and two numbers of ``mastery.*``.

    Raises:
        KeyError: One of them is missing.
    """
    rows = {row.code: row for row in parameters}
    own = [row for code, row in rows.items() if code.startswith("marking.")]
    return MarkingRule(
        version=max((row.version for row in own), default=0),
        pass_mark=rows["mastery.pass_mark"].value,
        least=rows["marking.least"].value,
        two_from=int(rows["mastery.two_assessors_from"].value),
        double_share=rows["marking.double_share"].value,
        difference=rows["marking.difference"].value,
        undo_hours=rows["marking.undo_hours"].value,
    )


def marked_work(activity: RenderedActivity | None) -> RenderedAssignment | None:
    """Return an activity as whoever marks it sees it; none for what no person marks.

    An open answer is work without files, marked by the rubric of its question; one in a
    quiz names what the quiz does, where it names no competency itself.
    """
    if isinstance(activity, RenderedAssignment):
        return activity
    if not isinstance(activity, RenderedQuestion) or activity.is_graded:
        return None
    return RenderedAssignment(
        id=activity.id,
        title=activity.title,
        levels=activity.levels,
        criteria=activity.criteria,
        required_criteria=activity.required_criteria,
        points=activity.points,
        required=activity.required,
        competencies=activity.competencies,
    )


def handed_in_work(
    course: RenderedCourse, activity_id: str
) -> RenderedAssignment | None:
    """Return what a hand-in answers, as `marked_work` does.

    Args:
        course: Its course.
        activity_id: As in `HandIn`.
    """
    quiz_id, _, question_id = activity_id.partition("/")
    activity = course.activities.get(quiz_id)
    if not question_id:
        return marked_work(activity)
    if not isinstance(activity, RenderedQuiz):
        return None
    work = marked_work(activity.questions.get(question_id))
    if work is None or work.competencies:
        return work
    return replace(work, competencies=activity.competencies)


def quiz_answer_id(quiz_id: str, question_id: str) -> str:
    """Return what a hand-in calls an open question of a quiz."""
    return f"{quiz_id}/{question_id}"


def criteria_count(activity: RenderedAssignment) -> int:
    """Return how many criteria are marked; without a rubric the work as a whole."""
    return len(activity.criteria) or 1


def level_count(activity: RenderedAssignment) -> int:
    """Return how many levels there are to choose from."""
    return len(activity.levels) or PLAIN_LEVELS


def is_too_low(level: int, activity: RenderedAssignment, rule: MarkingRule) -> bool:
    """Whether a level is below what is asked of a required criterion."""
    return level < rule.least * level_count(activity)


def judge(
    levels: Sequence[int], activity: RenderedAssignment, rule: MarkingRule
) -> Judged:
    """Return points and verdict of chosen levels.

    Level k of n gives k/n of a criterion's points, and all criteria weigh the same. Work
    passes with the part of the points that evidence must reach, and no required
    criterion below what is asked of it.
    """
    most = criteria_count(activity) * level_count(activity)
    share = Fraction(sum(levels), most)
    low = any(
        is_too_low(levels[number], activity, rule)
        for number in activity.required_criteria
    )
    return Judged(
        given=rounded_points(Fraction(activity.points) * share),
        passed=share >= Fraction(rule.pass_mark) and not low,
    )


def are_levels(levels: Sequence[int], activity: RenderedAssignment) -> bool:
    """Whether each criterion has a level that exists."""
    most = level_count(activity)
    return len(levels) == criteria_count(activity) and all(
        1 <= level <= most for level in levels
    )


def is_doubled(
    hand_in: HandIn, activity: RenderedAssignment, rule: MarkingRule
) -> bool:
    """Whether two mark it: high levels always, of the others a part.

    That part is drawn by the hash of attempt and activity, so that nobody chooses, all
    can draw again, and handing in again changes nothing.
    """
    if any(ref.level >= rule.two_from for ref in activity.competencies):
        return True
    name = f"{hand_in.attempt_id}/{hand_in.activity_id}"
    drawn = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    return Fraction(drawn, 1 << 64) < Fraction(rule.double_share)


def standing_marks(marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks that nobody took back, in order of their turns."""
    rows = list(marks)
    undone = {row.undoes for row in rows}
    said = [
        row
        for row in rows
        if row.verdict is not Verdict.UNDONE and row.id not in undone
    ]
    return sorted(said, key=lambda row: row.turn)


def differ(first: Mark, second: Mark, rule: MarkingRule) -> bool:
    """Whether two say so different things that a third must decide."""
    return first.passed is not second.passed or abs(
        first.share - second.share
    ) > Fraction(rule.difference)


def next_turn(marks: Sequence[Mark], rule: MarkingRule, *, doubled: bool) -> int | None:
    """Return whose turn it is; none when it is settled.

    Args:
        marks: Of one hand-in, as `standing_marks` returns them.
        rule: How work is marked.
        doubled: Whether two mark it.
    """
    if not marks:
        return FIRST
    if marks[0].verdict is Verdict.RETURNED or not doubled:
        return None
    if len(marks) == 1:
        return SECOND
    if len(marks) == SECOND and differ(marks[0], marks[1], rule):
        return THIRD
    return None


def decisive(marks: Sequence[Mark]) -> Mark:
    """Return the mark that counts: the first where it is confirmed, else the third's."""
    return marks[2] if len(marks) == THIRD else marks[0]


def agreeing(marks: Sequence[Mark]) -> list[Mark]:
    """Return the decisive mark and those of others that say the same of passing."""
    counted = decisive(marks)
    others = [m for m in marks if m is not counted and m.passed is counted.passed]
    return [counted, *others]


def pseudonym(hand_in: HandIn) -> str:
    """Return what a learner is called while their work is marked: ``A17``."""
    digest = hashlib.sha256(hand_in.attempt_id.encode()).digest()
    return f"{chr(ord('A') + digest[0] % 26)}{digest[1] % 100:02}"


def urgency(hand_in: HandIn) -> tuple[datetime, datetime, str]:
    """Return what hand-ins are sorted by: when they are due, then who waits longest."""
    due = hand_in.due_at or hand_in.handed_in_at + timedelta(days=14)
    return due, hand_in.handed_in_at, hand_in.id
