"""What is kept of attempts at packages in a Moodle, and what they say of a place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from lti_service.domain.moodle_sync import (
    ActivityCompletion,
    Completion,
    MoodleGrade,
    UserProgress,
)
from lti_service.domain.scorm_attempt import AttemptItem, AttemptStatus, ScormAttempt

AttemptPlace: TypeAlias = tuple[int, int, int, int]
"""Course, activity, user, number of the attempt."""

_COMPLETION = {
    AttemptStatus.PASSED: Completion.PASSED,
    AttemptStatus.COMPLETED: Completion.COMPLETE,
    AttemptStatus.FAILED: Completion.FAILED,
}
_BEST_FIRST = (AttemptStatus.PASSED, AttemptStatus.COMPLETED, AttemptStatus.FAILED)


@dataclass(frozen=True, slots=True)
class SeenAttempt:
    """What a run read of an attempt, where it differed from what was known."""

    moodle_id: str
    course_id: int
    activity_id: int
    user_id: int
    number: int
    status: AttemptStatus
    share: Decimal | None
    seconds: int
    last_at: datetime | None
    items: tuple[AttemptItem, ...]
    run_id: str
    recorded_at: datetime

    @property
    def place(self) -> AttemptPlace:
        """Which attempt it is."""
        return self.course_id, self.activity_id, self.user_id, self.number

    @property
    def told(self) -> ScormAttempt:
        """As Moodle told it."""
        return ScormAttempt(
            self.activity_id,
            self.number,
            self.status,
            self.share,
            self.seconds,
            self.last_at,
            self.items,
        )


def seen_attempts(
    progress: UserProgress,
    known: Mapping[AttemptPlace, SeenAttempt],
    *,
    moodle_id: str,
    course_id: int,
    run_id: str,
    at: datetime,
) -> list[SeenAttempt]:
    """Return the attempts of somebody in a course that are new or changed."""
    rows = (
        SeenAttempt(
            moodle_id,
            course_id,
            one.activity_id,
            progress.user_id,
            one.number,
            one.status,
            one.share,
            one.seconds,
            one.last_at,
            one.items,
            run_id,
            at,
        )
        for one in progress.attempts
    )
    return [
        row
        for row in rows
        if row.place not in known or known[row.place].told != row.told
    ]


def with_attempts(
    progress: UserProgress, attempts: Iterable[ScormAttempt]
) -> UserProgress:
    """Return progress in which attempts tell what Moodle says nothing else of.

    Moodle's own completion holds where it is tracked, and its gradebook where there is a
    grade. Elsewhere an activity is completed as its best attempt says, on the day of the
    first that says so, and its grade is the best score; passed without any score is all
    of it.
    """
    tracked = {one.activity_id for one in progress.activities}
    graded = {one.activity_id for one in progress.grades if one.share is not None}
    by_activity: dict[int, list[ScormAttempt]] = {}
    for one in attempts:
        by_activity.setdefault(one.activity_id, []).append(one)
    completions: list[ActivityCompletion] = []
    grades: list[MoodleGrade] = []
    for activity_id, tries in sorted(by_activity.items()):
        done = _completed(activity_id, tries)
        if done is not None and activity_id not in tracked:
            completions.append(done)
        grade = _graded(activity_id, tries)
        if grade is not None and activity_id not in graded:
            grades.append(grade)
    if not completions and not grades:
        return progress
    return replace(
        progress,
        activities=(*progress.activities, *completions),
        grades=(*progress.grades, *grades),
    )


def _completed(
    activity_id: int, tries: Sequence[ScormAttempt]
) -> ActivityCompletion | None:
    for status in _BEST_FIRST:
        alike = [one for one in tries if one.status is status]
        if alike:
            first = min(alike, key=lambda one: one.number)
            return ActivityCompletion(activity_id, _COMPLETION[status], first.last_at)
    return None


def _graded(activity_id: int, tries: Sequence[ScormAttempt]) -> MoodleGrade | None:
    scored = [
        (share, one)
        for one in tries
        if (share := _share(one)) is not None and one.status is not AttemptStatus.OPEN
    ]
    if not scored:
        return None
    share, best = max(scored, key=lambda pair: (pair[0], -pair[1].number))
    return MoodleGrade(
        activity_id=activity_id,
        is_total=False,
        idnumber="",
        name="",
        share=share,
        graded_at=best.last_at,
    )


def _share(one: ScormAttempt) -> Decimal | None:
    if one.share is None and one.status is AttemptStatus.PASSED:
        return Decimal(1)
    return one.share
