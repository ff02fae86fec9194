"""Read a Moodle: who takes part in what, and how far they are.

A run goes through the courses by id, and through each course's participants by pages; then
through people, for their learning plans and how they were rated in them. One page is one
transaction with the place the run goes on from, so that a run that was broken
off anywhere goes on as if it had not been. Whose progress was read in this run is not read
again in it.

On other days than the first only those are read who were in the course since, and a
seventh of all people is asked how far they are in all their courses: a teacher may tick
off what somebody did elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from lti_service.domain.moodle_file import FILE_IDS
from lti_service.domain.moodle_ledger import (
    AFTER_COURSES,
    AT_PLANS,
    MOST_REFUSALS,
    WHOLE_COURSE,
    MoodleConnection,
    MoodleParticipant,
    RunCount,
    RunRefusal,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_plan import PlanQuestion, UserPlans
from lti_service.domain.moodle_sync import (
    MoodleCourse,
    MoodleUser,
    UnreadUser,
    UserCourse,
    UserProgress,
)
from lti_service.errors import MoodleError
from lti_service.ports import Ports
from lti_service.ports.moodle_sync import Moodle
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.moodle.page import Told, keep_progress
from lti_service.use_cases.moodle.plan import keep_plans
from lti_service.use_cases.moodle.run import begin_run

PAGE = 200
"""Participants of one request and one transaction."""

SWEEP_DAYS = 7
"""In so many days everybody is asked how far they are."""

PLANS_PAGE = 50
"""People whose plans are read in one transaction."""

_NO_PLANS = frozenset({"moodle-plan-function", "moodle-competency-off"})
"""What is refused of everybody's plans, and of nothing else."""

STOPS_AT_ONE_COURSE = 2
"""After so many in turn a course that stops the run again is left out of it."""


def pull(
    moodle_id: str,
    *,
    actor: str,
    is_trial: bool = False,
    is_full: bool = False,
    since: datetime | None = None,
    told: Callable[[SyncRun], object] = lambda _: None,
    ports: Ports,
) -> SyncRun:
    """Read a Moodle, or go on where the last reading was broken off.

    Args:
        moodle_id: Which one.
        actor: Account id, or ``cli`` or ``worker``.
        is_trial: Say what would change, and keep nothing but that.
        is_full: Read everybody's progress, also of those who did nothing since.
        since: Read the progress of whoever was there since, too.
        told: Called with the run after each page.
        ports: Connections to the outside.

    Returns:
        The run: done, or stopped with the reason as the last of its refusals.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
        ConflictError: Another process is reading it: ``run-under-way``.
    """
    moodle, run = begin_run(
        moodle_id, actor=actor, is_trial=is_trial, is_full=is_full, ports=ports
    )
    told(run)
    outside = ports.open_moodle(moodle.url, moodle.token)
    reading = _Reading(moodle, outside, run, since, told, ports)
    try:
        reading.go_on()
        state = RunState.DONE
    except MoodleError as error:
        reading.note_stop(error)
        state = RunState.STOPPED
    return reading.end(state)


@dataclass(slots=True)
class _Page:
    """What one transaction of a run keeps."""

    uow: UnitOfWork
    counts: Mapping[RunCount, int] = field(default_factory=dict)


class _Reading:
    """One run under way."""

    def __init__(
        self,
        moodle: MoodleConnection,
        outside: Moodle,
        run: SyncRun,
        since: datetime | None,
        told: Callable[[SyncRun], object],
        ports: Ports,
    ) -> None:
        self._moodle, self._outside, self._ports = moodle, outside, ports
        self._run, self._told = run, told
        self._since = int(since.timestamp()) if since else None
        self._asked = outside.requests
        # Of a trial neither accounts are kept, nor whose progress was read.
        self._met: dict[int, MoodleUser] = {}
        self._came: set[int] = set()
        self._at = WHOLE_COURSE

    def go_on(self) -> None:
        """Read what is not read yet."""
        if self._run.next_course < AT_PLANS:
            courses = self._outside.courses()
            with self._page() as page:
                page.uow.moodle.save_courses(self._moodle.id, courses)
            for course in courses:
                if course.id >= self._run.next_course:
                    self._read_course(course)
            self._step(next_course=AT_PLANS)
        if self._run.next_course < AFTER_COURSES:
            self._read_plans()
            self._step(next_course=AFTER_COURSES, next_user=0)
        if not self._run.is_full:
            self._sweep({course.id: course for course in self._courses()})

    def refuse(self, refusals: Sequence[RunRefusal]) -> None:
        """Note what could not be read."""
        room = MOST_REFUSALS - len(self._run.refusals)
        kept = (*self._run.refusals, *refusals[: max(room, 0)])
        self._run = replace(self._run, refusals=kept).counted(
            {RunCount.REFUSED: len(refusals)}
        )

    def note_stop(self, error: MoodleError) -> None:
        """Note why the run is broken off, and in which course; always, and last."""
        why = RunRefusal(error.code, self._at, 0)
        kept = (*self._run.refusals[: MOST_REFUSALS - 1], why)
        self._run = replace(self._run, refusals=kept).counted({RunCount.REFUSED: 1})

    def end(self, state: RunState) -> SyncRun:
        """Close the run."""
        at = self._ports.clock.now()
        self._run = replace(self._run, state=state, finished_at=at)
        self._step()
        return self._run

    def _read_course(self, course: MoodleCourse) -> None:
        self._at = course.id
        try:
            self._read_parts(course)
        except MoodleError as error:
            if error.is_general and not self._is_stuck_at(course, error):
                raise
            self.refuse([RunRefusal(error.code, course.id, 0)])
            self._step(next_course=course.id + 1)
        self._at = WHOLE_COURSE

    def _is_stuck_at(self, course: MoodleCourse, error: MoodleError) -> bool:
        """Whether this course alone broke the run off before, and again.

        Else one course that Moodle stumbles over would keep all others from being read.
        """
        last = self._run.refusals[-STOPS_AT_ONE_COURSE:]
        stops = sum(
            (one.course_id, one.user_id) == (course.id, 0)
            and MoodleError(one.code).is_general
            for one in last
        )
        if not error.may_be_of_one or stops < STOPS_AT_ONE_COURSE:
            return False
        # Where nothing is answered it is no course's fault: this raises then.
        self._outside.site()
        return True

    def _read_parts(self, course: MoodleCourse) -> None:
        activities = self._outside.activities(course.id)
        with self._page() as page:
            page.uow.moodle.save_activities(self._moodle.id, course.id, activities)
        here: set[int] = set()
        while True:
            users = self._outside.participants(course.id, len(here), PAGE)
            fresh = [user for user in users if user.id not in here]
            here |= {user.id for user in fresh}
            if fresh:
                self._read_page(course, fresh)
            if len(users) < PAGE or not fresh:
                break
        left = self._mark_left(course, here)
        self._step(
            {RunCount.COURSES: 1, RunCount.LEFT: left}, next_course=course.id + 1
        )

    def _read_page(self, course: MoodleCourse, users: Sequence[MoodleUser]) -> None:
        with self._ports.storage.reading() as uow:
            known = {
                one.user_id: one
                for one in uow.moodle.participants(
                    self._moodle.id, course.id, [user.id for user in users]
                )
            }
        due = [user for user in users if self._is_due(user, known.get(user.id))]
        if self._run.is_trial:
            self._came |= {user.id for user in due}
            self._met |= {user.id: user for user in users}
        self._take_in(course, users, self._progress(course, due))

    def _is_due(self, user: MoodleUser, known: MoodleParticipant | None) -> bool:
        if known is None:
            return True
        if known.read_at >= self._run.started_at:
            return False
        returned = known.left_at is not None
        came = self._since is not None and user.last_access >= self._since
        asked = self._run.is_full or came
        return asked or returned or known.last_access != user.last_access

    def _progress(
        self, course: MoodleCourse, users: Sequence[MoodleUser]
    ) -> list[UserProgress]:
        found = self._outside.progress(course, [user.id for user in users])
        refused = [one for one in found if isinstance(one, UnreadUser)]
        self.refuse([RunRefusal(one.code, course.id, one.user_id) for one in refused])
        read = [one for one in found if isinstance(one, UserProgress)]
        # Told once a page: what hides a package from one hides it from most.
        codes = dict.fromkeys(one.unread for one in read if one.unread)
        self.refuse([RunRefusal(code, course.id, 0) for code in codes])
        return read

    def _take_in(
        self,
        course: MoodleCourse,
        users: Sequence[MoodleUser],
        progress: Sequence[UserProgress],
        told: Decimal | None = None,
    ) -> None:
        with self._page() as page:
            page.counts = keep_progress(
                Told(self._moodle, course, self._run.id, users, progress, told),
                uow=page.uow,
                ports=self._ports,
            )

    def _mark_left(self, course: MoodleCourse, here: set[int]) -> int:
        now = self._ports.clock.now()
        with self._ports.storage.reading() as uow:
            missing = [
                one
                for one in uow.moodle.participants(self._moodle.id, course.id)
                if one.left_at is None
                and one.user_id < FILE_IDS
                and one.user_id not in here
            ]
        # Pages shift while people are enrolled: who seems to be missing is asked for.
        gone = [one for one in missing if not self._takes_part(one)]
        with self._page() as page:
            page.uow.moodle.save_participants(
                [replace(one, left_at=now) for one in gone]
            )
        return len(gone)

    def _takes_part(self, one: MoodleParticipant) -> bool:
        try:
            courses = self._outside.courses_of(one.user_id)
        except MoodleError as error:
            if error.is_general:
                raise
            return False
        return any(course.course_id == one.course_id for course in courses)

    def _read_plans(self) -> None:
        """Read the plans and ratings of those who may have others than were known."""
        due = self._due_for_plans()
        for start in range(0, len(due), PLANS_PAGE):
            page = due[start : start + PLANS_PAGE]
            try:
                told = self._outside.plans(self._questions(page))
            except MoodleError as error:
                if error.code not in _NO_PLANS:
                    raise
                self.refuse([RunRefusal(error.code, WHOLE_COURSE, 0)])
                return
            refused = [one for one in told if isinstance(one, UnreadUser)]
            if {one.code for one in refused} == {"moodle-permission"} and (
                len(refused) == len(page)
            ):
                # The role sees nobody's: told once.
                self.refuse([RunRefusal("moodle-plan-permission", WHOLE_COURSE, 0)])
                return
            self.refuse(
                [RunRefusal(one.code, WHOLE_COURSE, one.user_id) for one in refused]
            )
            self._keep_plans(page, [one for one in told if isinstance(one, UserPlans)])

    def _keep_plans(self, page: Sequence[int], told: Sequence[UserPlans]) -> None:
        before = {one.code for one in self._run.refusals}
        codes = dict.fromkeys(one.unread for one in told if one.unread)
        self.refuse(
            [RunRefusal(code, WHOLE_COURSE, 0) for code in codes if code not in before]
        )
        self._run = replace(self._run, next_user=page[-1] + 1)
        met = [self._met[one.user_id] for one in told if one.user_id in self._met]
        with self._page() as kept:
            kept.counts = keep_plans(
                self._moodle,
                self._run.id,
                told,
                met,
                uow=kept.uow,
                ports=self._ports,
            )

    def _due_for_plans(self) -> list[int]:
        """Return who was never read, who was in a course since, and a seventh of all."""
        started, first = self._run.started_at, self._run.next_user
        with self._ports.storage.reading() as uow:
            known = uow.moodle_plans.readers(self._moodle.id, started)
        day = started.date().toordinal() % SWEEP_DAYS
        due = set(self._met) - {one.user_id for one in known}
        due |= {
            one.user_id
            for one in known
            if one.read_at is None
            or (
                one.read_at < started
                and (
                    self._run.is_full
                    or one.came
                    or one.user_id in self._came
                    or one.user_id % SWEEP_DAYS == day
                )
            )
        }
        return sorted(one for one in due if one >= first)

    def _questions(self, user_ids: Sequence[int]) -> list[PlanQuestion]:
        with self._ports.storage.reading() as uow:
            parts = uow.moodle.courses_of(self._moodle.id, user_ids)
            reads = uow.moodle_plans.reads(self._moodle.id, user_ids)
        stamps = {one.user_id: one.stamps for one in reads}
        courses: dict[int, list[int]] = {}
        for one in parts:
            if one.left_at is None and one.course_id < FILE_IDS:
                courses.setdefault(one.user_id, []).append(one.course_id)
        return [
            PlanQuestion(
                one,
                courses.get(one, []),
                {} if self._run.is_full else stamps.get(one, {}),
            )
            for one in user_ids
        ]

    def _courses(self) -> Sequence[MoodleCourse]:
        with self._ports.storage.reading() as uow:
            return uow.moodle.courses(self._moodle.id)

    def _sweep(self, courses: Mapping[int, MoodleCourse]) -> None:
        """Ask a seventh of all how far they are, and read whose standing changed."""
        day = self._run.started_at.date().toordinal() % SWEEP_DAYS
        by_user: dict[int, list[MoodleParticipant]] = {}
        with self._ports.storage.reading() as uow:
            for course_id in courses:
                for one in uow.moodle.participants(self._moodle.id, course_id):
                    if (
                        self._run.next_user <= one.user_id < FILE_IDS
                        and one.user_id % SWEEP_DAYS == day
                        and one.left_at is None
                    ):
                        by_user.setdefault(one.user_id, []).append(one)
        for user_id in sorted(by_user):
            due = [
                one for one in by_user[user_id] if one.read_at < self._run.started_at
            ]
            if due:
                self._look_at(user_id, due, courses)
            self._step(next_user=user_id + 1)

    def _look_at(
        self,
        user_id: int,
        parts: Sequence[MoodleParticipant],
        courses: Mapping[int, MoodleCourse],
    ) -> None:
        try:
            standing = {one.course_id: one for one in self._outside.courses_of(user_id)}
        except MoodleError as error:
            if error.is_general:
                raise
            self.refuse([RunRefusal(error.code, WHOLE_COURSE, user_id)])
            return
        with self._ports.storage.reading() as uow:
            (account,) = uow.moodle.accounts(self._moodle.id, [user_id])
        for part in parts:
            now_at = standing.get(part.course_id)
            if now_at is None or _as_before(part, now_at):
                continue
            course = courses[part.course_id]
            user = MoodleUser(
                user_id,
                account.idnumber,
                account.name,
                "",
                last_access=part.last_access,
            )
            self._take_in(
                course, [user], self._progress(course, [user]), now_at.progress
            )

    def _step(
        self,
        counts: Mapping[RunCount, int] | None = None,
        *,
        next_course: int | None = None,
        next_user: int | None = None,
    ) -> None:
        """Note where the run goes on, and what it counted."""
        if next_course is not None:
            self._run = replace(self._run, next_course=next_course)
        if next_user is not None:
            self._run = replace(self._run, next_user=next_user)
        with self._page() as page:
            page.counts = counts or {}

    @contextmanager
    def _page(self) -> Iterator["_Page"]:
        """One transaction with the run in it; of a trial the run alone is kept."""
        with self._ports.storage.writing() as uow:
            uow.moodle.hold_still()
            page = _Page(uow)
            yield page
            made = self._outside.requests
            asked = {RunCount.REQUESTS: made - self._asked}
            self._asked = made
            seen = replace(self._run, seen_at=self._ports.clock.now())
            self._run = seen.counted(asked).counted(page.counts)
            if not self._run.is_trial:
                uow.moodle.save_run(self._run)
                uow.commit()
        if self._run.is_trial:
            with self._ports.storage.writing() as uow:
                uow.moodle.save_run(self._run)
                uow.commit()
        self._told(self._run)


def _as_before(part: MoodleParticipant, now_at: UserCourse) -> bool:
    if part.is_complete != now_at.is_complete:
        return False
    if part.progress is None or now_at.progress is None:
        return part.progress is now_at.progress
    # Moodle reckons in binary: 33.333333333333336.
    return abs(part.progress - now_at.progress) < 1
