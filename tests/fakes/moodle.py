"""A Moodle in memory, which may stop answering at any request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from lti_service.domain.moodle_ledger import share_done
from lti_service.domain.moodle_plan import PlanQuestion, UserPlans
from lti_service.domain.moodle_sync import (
    ActivityCompletion,
    Completion,
    CourseCompletion,
    MoodleActivity,
    MoodleCourse,
    MoodleGrade,
    MoodleSite,
    MoodleUser,
    UnreadUser,
    UserCourse,
    UserProgress,
)
from lti_service.errors import MoodleError
from lti_service.use_cases.moodle.connection import PLAN_FUNCTIONS

FUNCTIONS = frozenset(
    {
        "core_webservice_get_site_info",
        "core_course_get_courses_by_field",
        "core_course_get_contents",
        "core_enrol_get_enrolled_users",
        "core_enrol_get_users_courses",
        "core_user_get_users_by_field",
        "core_completion_get_activities_completion_status",
        "core_completion_get_course_completion_status",
        "gradereport_user_get_grade_items",
        "mod_scorm_get_scorm_scoes",
        "mod_scorm_get_scorm_sco_tracks",
        *PLAN_FUNCTIONS,
    }
)


@dataclass
class FakeMoodle:
    """Courses with their people, by id.

    Attributes:
        refuses: Code with which a request about a user is refused, by user id.
        refuses_plans: Likewise, of a request for their plans.
        planned: What is told of somebody's plans and ratings, by user id; of others that
            there are none.
        breaks_at: The request that gets no answer, counted from 1; 0 for none.
    """

    courses_by_id: dict[int, MoodleCourse] = field(default_factory=dict)
    activities_by_course: dict[int, list[MoodleActivity]] = field(default_factory=dict)
    people: dict[int, dict[int, MoodleUser]] = field(default_factory=dict)
    done: dict[tuple[int, int], UserProgress] = field(default_factory=dict)
    refuses: dict[int, str] = field(default_factory=dict)
    refuses_plans: dict[int, str] = field(default_factory=dict)
    planned: dict[int, UserPlans] = field(default_factory=dict)
    breaks_at: int = 0
    code: str = "moodle-busy"
    requests: int = 0

    def site(self) -> MoodleSite:
        self._ask()
        return MoodleSite(
            "https://moodle.example",
            "Moodle",
            "4.5.6 (Build: 20250811)",
            Decimal(2024100706),
            "wsuser",
            FUNCTIONS,
        )

    def courses(self) -> Sequence[MoodleCourse]:
        self._ask()
        return [self.courses_by_id[one] for one in sorted(self.courses_by_id)]

    def participants(
        self, course_id: int, start: int, count: int
    ) -> Sequence[MoodleUser]:
        self._ask()
        if course_id not in self.courses_by_id:
            raise MoodleError("moodle-missing")
        people = self.people.get(course_id, {})
        return [people[one] for one in sorted(people)][start : start + count]

    def users(self, idnumbers: Sequence[str]) -> Sequence[MoodleUser]:
        self._ask()
        everybody = {
            user.id: user for people in self.people.values() for user in people.values()
        }
        return [user for user in everybody.values() if user.idnumber in idnumbers]

    def courses_of(self, user_id: int) -> Sequence[UserCourse]:
        self._ask(user_id)
        return [
            UserCourse(
                course_id,
                is_complete=bool(done.course and done.course.is_complete),
                progress=share_done(done),
            )
            for course_id, people in sorted(self.people.items())
            if user_id in people
            for done in [self._done(course_id, user_id)]
        ]

    def activities(self, course_id: int) -> Sequence[MoodleActivity]:
        self._ask()
        if course_id not in self.courses_by_id:
            raise MoodleError("moodle-missing")
        return self.activities_by_course.get(course_id, [])

    def progress(
        self, course: MoodleCourse, user_ids: Sequence[int]
    ) -> Sequence[UserProgress | UnreadUser]:
        found: list[UserProgress | UnreadUser] = []
        for user_id in user_ids:
            try:
                self._ask(user_id)
            except MoodleError as error:
                if user_id not in self.refuses:
                    raise
                found.append(UnreadUser(user_id, error.code))
                continue
            found.append(self._done(course.id, user_id))
        return found

    def plans(self, asked: Sequence[PlanQuestion]) -> Sequence[UserPlans | UnreadUser]:
        found: list[UserPlans | UnreadUser] = []
        for one in asked:
            self._ask()
            if one.user_id in self.refuses_plans:
                code = self.refuses_plans[one.user_id]
                found.append(UnreadUser(one.user_id, code))
                continue
            nothing = UserPlans(one.user_id, (), (), 0, (), (), {})
            found.append(self.planned.get(one.user_id, nothing))
        return found

    # ---- what a test lets happen there --------------------------------------

    def teach(self, course: MoodleCourse, *activities: MoodleActivity) -> None:
        """Offer a course."""
        self.courses_by_id[course.id] = course
        self.activities_by_course[course.id] = list(activities)
        self.people.setdefault(course.id, {})

    def enrol(self, course_id: int, *users: MoodleUser) -> None:
        """Let people take part."""
        self.people[course_id] |= {user.id: user for user in users}

    def unenrol(self, course_id: int, user_id: int) -> None:
        """Let somebody leave."""
        del self.people[course_id][user_id]

    def complete(
        self,
        course_id: int,
        user_id: int,
        at: datetime,
        grades: dict[int, str] | None = None,
        *,
        whole: bool = True,
        visited: int = 0,
    ) -> None:
        """Let somebody complete all activities, and perhaps the course.

        Args:
            course_id: The course.
            user_id: Who.
            at: When.
            grades: Shares by activity.
            whole: Whether the course is complete too.
            visited: When they were there last, in seconds; 0 where somebody else
                ticked it off.
        """
        found = grades or {}
        activities = self.activities_by_course[course_id]
        self.done[course_id, user_id] = UserProgress(
            user_id,
            [ActivityCompletion(one.id, Completion.COMPLETE, at) for one in activities],
            CourseCompletion(is_complete=whole, completed_at=at if whole else None),
            [
                MoodleGrade(
                    one.id,
                    is_total=False,
                    idnumber="",
                    name=one.name,
                    share=Decimal(found[one.id]) if one.id in found else None,
                    graded_at=at if one.id in found else None,
                )
                for one in activities
            ],
        )
        if visited:
            user = self.people[course_id][user_id]
            self.people[course_id][user_id] = MoodleUser(
                user.id, user.idnumber, user.name, user.email, user.roles, visited
            )

    def reset(self, course_id: int) -> None:
        """Forget what everybody did in a course, as for the next batch."""
        self.done = {key: one for key, one in self.done.items() if key[0] != course_id}

    def _done(self, course_id: int, user_id: int) -> UserProgress:
        activities = self.activities_by_course[course_id]
        return self.done.get((course_id, user_id)) or UserProgress(
            user_id,
            [
                ActivityCompletion(one.id, Completion.INCOMPLETE, None)
                for one in activities
            ],
            CourseCompletion(is_complete=False, completed_at=None),
            (),
        )

    def _ask(self, user_id: int = 0) -> None:
        self.requests += 1
        if self.requests == self.breaks_at:
            raise MoodleError(self.code)
        if user_id in self.refuses:
            raise MoodleError(self.refuses[user_id])
