"""What is kept of a Moodle: who is who, what was observed, and what it gives.

What Moodle told is only ever added, each row with the run that read it. What it gives,
hours and evidence, follows from those rows, from who an account belongs to, and from what
an administrator said a course or activity stands for; so it can be explained, worked out
again, and undone as one run.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from lti_service.domain.moodle_sync import (
    ActivityCompletion,
    Completion,
    CourseCompletion,
    MoodleGrade,
    UserProgress,
)

WHOLE_COURSE = 0
"""Stands for a course itself among its activities; Moodle counts those from 1."""

AFTER_COURSES = 2**31 - 1
"""Where a run goes on once it went through all courses, and all plans."""

AT_PLANS = AFTER_COURSES - 1
"""Where a run goes on once it went through all courses: people's plans and ratings."""

SILENCE = timedelta(minutes=15)
"""A page of 200 people takes Moodle a minute or two."""

SHARE_STEP = Decimal("0.0001")

_DONE = frozenset({Completion.COMPLETE, Completion.PASSED})

Place: TypeAlias = tuple[int, int, int]
"""What somebody did, where: course, activity or `WHOLE_COURSE`, user."""


@dataclass(frozen=True, slots=True)
class MoodleConnection:
    """A Moodle that is read.

    Attributes:
        url: Without a slash at its end.
        token: Of its web-service user; empty where it gives none.
        platform_id: Where it is registered as a platform too: users are the same there.
        trusts_idnumber: Whether an ID number is taken for a NIP without being looked at:
            once an administrator confirmed that users cannot change it themselves.
        ended_at: None while it is read.
        pushes_since: Since when it is pushed to each night by itself; none where only
            who asks for it has it pushed to.
    """

    id: str
    name: str
    url: str
    token: str = field(repr=False)
    platform_id: str | None
    trusts_idnumber: bool
    created_at: datetime
    ended_at: datetime | None = None
    pushes_since: datetime | None = None

    @property
    def reads_files(self) -> bool:
        """Whether it gives no token, and is read from the files of its reports."""
        return not self.token and self.ended_at is None


class MatchBasis(StrEnum):
    """Why an account is taken for somebody's."""

    NONE = ""
    NIP = "nip"
    LAUNCH = "launch"
    HAND = "hand"


class MatchDoubt(StrEnum):
    """Why an account waits for an administrator."""

    NONE = ""
    NO_NUMBER = "no_number"
    NOT_A_NIP = "not_a_nip"
    UNKNOWN_NIP = "unknown_nip"
    UNTRUSTED = "untrusted"
    NAME_FAR = "name_far"
    TWO_ACCOUNTS = "two_accounts"
    NUMBER_CHANGED = "number_changed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class MoodleAccount:
    """An account of a Moodle, and whose it is.

    Attributes:
        idnumber: As Moodle told it last.
        person_id: None while nobody knows.
        matched_by: Account id of who said so; empty where the rule did.
    """

    moodle_id: str
    user_id: int
    idnumber: str = field(repr=False)
    name: str
    person_id: str | None
    basis: MatchBasis
    doubt: MatchDoubt
    matched_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class MoodleParticipant:
    """Somebody's part in a course, and what was read of it.

    Attributes:
        last_access: What Moodle said when their progress was read last, in seconds.
        progress: Per cent; none where nothing tracks completion.
        left_at: When they were missing first; none while they take part.
    """

    moodle_id: str
    course_id: int
    user_id: int
    last_access: int
    progress: Decimal | None
    is_complete: bool
    read_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What a run read of somebody at a place, where it differed from what was known.

    Attributes:
        activity_id: `WHOLE_COURSE` for the course itself.
        share: The grade, 0 to 1; none without a grade.
    """

    moodle_id: str
    course_id: int
    activity_id: int
    user_id: int
    completion: Completion
    completed_at: datetime | None
    share: Decimal | None
    graded_at: datetime | None
    run_id: str
    recorded_at: datetime

    @property
    def place(self) -> Place:
        """Where it was."""
        return self.course_id, self.activity_id, self.user_id

    @property
    def says(self) -> tuple[object, ...]:
        """What Moodle said, whenever it was read."""
        return self.completion, self.completed_at, self.share, self.graded_at


@dataclass(frozen=True, slots=True)
class MappedOutcome:
    """Which competency a grade is evidence of.

    Attributes:
        kind: One of `domain.evidence.KINDS`.
    """

    competency_code: str
    level: int
    kind: str


@dataclass(frozen=True, slots=True)
class MoodleMapping:
    """What a course or an activity of a Moodle stands for; the highest revision holds.

    Attributes:
        activity_id: `WHOLE_COURSE` for the course itself.
        programme_code: Programme that completing it completes; empty for none.
        hours: JP of completing it; none for none of its own.
        route: Of those hours, a code of the conversions; empty without hours.
        outcomes: What its grade is evidence of.
        is_counted_already: The service counts it by itself: a link to one of its courses.
        is_ended: It stands for nothing any more.
    """

    moodle_id: str
    course_id: int
    activity_id: int
    name: str
    programme_code: str
    hours: Decimal | None
    route: str
    outcomes: tuple[MappedOutcome, ...]
    is_counted_already: bool
    is_ended: bool
    revision: int
    recorded_by: str
    recorded_at: datetime


class RunState(StrEnum):
    """Where a run is.

    Some are of runs that read no progress: what was observed is worked out again, since
    a mapping or a match changed (``giving``), and was (``given``); what Moodle mirrors is
    compared and sent (``push_…``).
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    UNDONE = "undone"
    GIVING = "giving"
    GIVEN = "given"
    PUSH_QUEUED = "push_queued"
    PUSHING = "pushing"
    PUSHED = "pushed"
    PUSH_STOPPED = "push_stopped"


PUSHES = frozenset(
    {RunState.PUSH_QUEUED, RunState.PUSHING, RunState.PUSHED, RunState.PUSH_STOPPED}
)
READS_NOTHING = frozenset({RunState.GIVING, RunState.GIVEN}) | PUSHES
_AT_WORK = frozenset({RunState.RUNNING, RunState.GIVING, RunState.PUSHING})


class RunCount(StrEnum):
    """What a run counts."""

    COURSES = "courses"
    PEOPLE = "people"
    REQUESTS = "requests"
    NEW = "new"
    CHANGED = "changed"
    ATTEMPTS = "attempts"
    RATINGS = "ratings"
    PLANS = "plans"
    PUSHED = "pushed"
    VANISHED = "vanished"
    UNMATCHED = "unmatched"
    LEFT = "left"
    REFUSED = "refused"
    HOURS = "hours"
    EVIDENCE = "evidence"
    SAME = "same"
    CREATE = "create"
    CHANGE = "change"
    ASK = "ask"
    GONE = "gone"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class RunRefusal:
    """Something that could not be read, and why.

    Attributes:
        code: A key of `errors.EXPLANATIONS`.
        user_id: 0 where it is about a whole course, or Moodle itself.
    """

    code: str
    course_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class SyncRun:
    """One reading of a Moodle.

    Attributes:
        is_trial: Nothing is kept but this row.
        is_full: Everybody's progress is read, changed or not.
        seen_at: When it was last heard of: a run that is silent for `SILENCE` is dead.
        next_course: Id of the least course that is not done yet; `AT_PLANS` where all
            are, `AFTER_COURSES` where people's plans are too.
        next_user: Then: id of the least user whose plans, and after those whose list of
            courses, are not looked at yet;
            of a push the least user who is not compared yet, 0 before all that is about
            nobody was.
        refusals: The first of them.
        source: Name of the file that was read; empty where the web services were asked.
    """

    id: str
    moodle_id: str
    state: RunState
    is_trial: bool
    is_full: bool
    actor: str
    started_at: datetime
    seen_at: datetime
    finished_at: datetime | None
    next_course: int
    next_user: int
    counts: Mapping[RunCount, int]
    refusals: tuple[RunRefusal, ...]
    source: str = ""

    def is_alive(self, now: datetime) -> bool:
        """Whether some process is at it."""
        return self.state in _AT_WORK and now - self.seen_at < SILENCE

    def count(self, what: RunCount) -> int:
        """Return a count; what was never counted is 0."""
        return self.counts.get(what, 0)

    def counted(self, more: Mapping[RunCount, int]) -> "SyncRun":
        """Return the run with more counted."""
        counts = {
            what: self.count(what) + more.get(what, 0)
            for what in RunCount
            if self.count(what) or more.get(what, 0)
        }
        return replace(self, counts=MappingProxyType(counts))


MOST_REFUSALS = 200
"""How many refusals a run keeps; it counts all."""


def observed(
    progress: UserProgress,
    *,
    moodle_id: str,
    course_id: int,
    run_id: str,
    at: datetime,
) -> list[Observation]:
    """Return what Moodle tells of somebody in a course, by activity.

    What is neither complete nor graded says nothing and is left out; so are columns of
    the gradebook that belong to no activity.
    """
    completions = {one.activity_id: one for one in progress.activities}
    grades = {one.activity_id: one for one in progress.grades if one.activity_id}
    total = next((one for one in progress.grades if one.is_total), None)
    whole = progress.course
    told: list[tuple[int, ActivityCompletion | None, MoodleGrade | None]] = [
        (WHOLE_COURSE, _of_course(whole) if whole else None, total)
    ]
    told += [
        (activity_id, completions.get(activity_id), grades.get(activity_id))
        for activity_id in sorted(completions.keys() | grades.keys())
    ]
    rows = (
        _observation(
            completion,
            grade,
            (course_id, activity_id, progress.user_id),
            moodle_id,
            run_id,
            at,
        )
        for activity_id, completion, grade in told
    )
    return [row for row in rows if says_something(row)]


def says_something(row: Observation) -> bool:
    """Whether it is complete or graded."""
    return row.completion is not Completion.INCOMPLETE or row.share is not None


def news(
    told: Iterable[Observation], known: Mapping[Place, Observation]
) -> list[Observation]:
    """Return what differs from what was known."""
    return [
        row
        for row in told
        if row.place not in known or known[row.place].says != row.says
    ]


def vanished(
    told: Iterable[Observation], known: Iterable[Observation]
) -> list[Observation]:
    """Return what was known and is told no more.

    A course that was reset for the next batch tells nothing of the last: what was once
    shown stays shown.
    """
    places = {row.place for row in told}
    return [row for row in known if row.place not in places]


def happened_at(told: datetime | None, recorded_at: datetime) -> datetime:
    """Return when something happened: as Moodle told it, unless that was still to come.

    Args:
        told: None where Moodle tells no time.
        recorded_at: When it was read first: nothing is read before it happens, so that a
            clock that is ahead in Moodle moves no hours into another year.
    """
    return min(told or recorded_at, recorded_at)


def is_completed(row: Observation) -> bool:
    """Whether it was completed, and not failed."""
    return row.completion in _DONE


def share_done(progress: UserProgress) -> Decimal | None:
    """Return how far somebody is as Moodle reckons it, per cent.

    None where nothing tracks completion. Source: ``completion/classes/progress.php`` of 4.5.
    """
    if progress.course is not None and progress.course.is_complete:
        return Decimal(100)
    if not progress.activities:
        return None
    done = sum(one.completion in _DONE for one in progress.activities)
    return Decimal(done * 100) / len(progress.activities)


def record_of(row: Observation) -> str:
    """Return what the ledgers know the effects of a place by."""
    course_id, activity_id, user_id = row.place
    return f"moodle:{row.moodle_id}:{course_id}:{activity_id}:{user_id}"


def in_force(
    rows: Sequence[MoodleMapping],
) -> dict[tuple[int, int], MoodleMapping]:
    """Return the mappings that hold, by course and activity."""
    newest: dict[tuple[int, int], MoodleMapping] = {}
    for row in rows:
        key = (row.course_id, row.activity_id)
        if key not in newest or newest[key].revision < row.revision:
            newest[key] = row
    return {key: row for key, row in newest.items() if not row.is_ended}


def _of_course(whole: CourseCompletion) -> ActivityCompletion:
    state = Completion.COMPLETE if whole.is_complete else Completion.INCOMPLETE
    return ActivityCompletion(WHOLE_COURSE, state, whole.completed_at)


def _observation(
    completion: ActivityCompletion | None,
    grade: MoodleGrade | None,
    place: Place,
    moodle_id: str,
    run_id: str,
    at: datetime,
) -> Observation:
    share = grade.share if grade else None
    course_id, activity_id, user_id = place
    return Observation(
        moodle_id=moodle_id,
        course_id=course_id,
        activity_id=activity_id,
        user_id=user_id,
        completion=completion.completion if completion else Completion.INCOMPLETE,
        completed_at=completion.completed_at if completion else None,
        # Rounded down, so that rounding alone never reaches a pass mark.
        share=None if share is None else share.quantize(SHARE_STEP, ROUND_DOWN),
        graded_at=grade.graded_at if grade and share is not None else None,
        run_id=run_id,
        recorded_at=at,
    )
