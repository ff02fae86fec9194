"""What Moodle's web-service functions tell, read into our words.

Source: Moodle 4.5.6 (Build 20250811), recorded.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from lti_service.clients.moodle_plan import PlanClient
from lti_service.clients.moodle_rest import Connection, RestServer, read_answer
from lti_service.clients.moodle_scorm import ScormReader
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
    Tracking,
    UnreadUser,
    UserCourse,
    UserProgress,
)
from lti_service.errors import MoodleError

AT_ONCE = 4
"""Requests to one Moodle at a time."""

FRONT_PAGE = 1
"""The id of the course that is Moodle's front page."""

_NO_CRITERIA = "nocriteriaset"


class MoodleServices:
    """One Moodle, as `ports.moodle_sync.Moodle`.

    Args:
        connection: The way out.
        url: Address of the Moodle, without a slash at its end.
        token: Of the web-service user.
    """

    def __init__(self, connection: Connection, url: str, token: str) -> None:
        self._rest = RestServer(connection, url, token)
        self._opened: set[int] = set()
        self._scorm = ScormReader(self._rest)
        self._plans = PlanClient(self._rest)

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self._rest.requests

    def site(self) -> MoodleSite:
        """Return which Moodle it is, and what the token may do there."""
        told = self._rest.call("core_webservice_get_site_info")
        return read_answer(
            "core_webservice_get_site_info",
            lambda: MoodleSite(
                url=str(told["siteurl"]),
                name=str(told["sitename"]),
                release=str(told["release"]),
                version=Decimal(str(told["version"])),
                username=str(told["username"]),
                functions=frozenset(str(one["name"]) for one in told["functions"]),
            ),
        )

    def courses(self) -> Sequence[MoodleCourse]:
        """Return all courses but the front page, by id."""
        function = "core_course_get_courses_by_field"
        told = self._rest.call(function)
        found = read_answer(function, lambda: [_course(one) for one in told["courses"]])
        return sorted(
            (course for course in found if course.id != FRONT_PAGE),
            key=lambda course: course.id,
        )

    def participants(
        self, course_id: int, start: int, count: int
    ) -> Sequence[MoodleUser]:
        """Return participants of a course, by id; see the port."""
        function = "core_enrol_get_enrolled_users"
        options = {
            "limitfrom": start,
            "limitnumber": count,
            "userfields": "id,idnumber,fullname,email,roles,lastcourseaccess",
            "onlyactive": 1,
            "sortby": "id",
        }
        told = self._rest.call(
            function,
            courseid=course_id,
            options=[{"name": name, "value": value} for name, value in options.items()],
        )
        return read_answer(function, lambda: [_user(one) for one in told])

    def users(self, idnumbers: Sequence[str]) -> Sequence[MoodleUser]:
        """Return the accounts with these ID numbers; who has none is left out."""
        function = "core_user_get_users_by_field"
        told = self._rest.call(function, field="idnumber", values=list(idnumbers))
        return read_answer(function, lambda: [_user(one) for one in told])

    def courses_of(self, user_id: int) -> Sequence[UserCourse]:
        """Return how far somebody is in each of their courses."""
        function = "core_enrol_get_users_courses"
        told = self._rest.call(function, userid=user_id)
        return read_answer(function, lambda: [_user_course(one) for one in told])

    def activities(self, course_id: int) -> Sequence[MoodleActivity]:
        """Return the activities of a course in their order."""
        function = "core_course_get_contents"
        told = self._rest.call(
            function,
            courseid=course_id,
            options=[{"name": "excludecontents", "value": 1}],
        )
        found = read_answer(
            function,
            lambda: [_activity(one) for section in told for one in section["modules"]],
        )
        return self._scorm.recognised(course_id, found)

    def activity_completion(
        self, course_id: int, user_id: int
    ) -> Sequence[ActivityCompletion]:
        """Return where somebody stands in each activity that tracks completion."""
        function = "core_completion_get_activities_completion_status"
        told = self._rest.call(function, courseid=course_id, userid=user_id)
        return read_answer(
            function, lambda: [_completion(one) for one in told["statuses"]]
        )

    def course_completion(
        self, course_id: int, user_id: int
    ) -> CourseCompletion | None:
        """Return where somebody stands in a course; see the port."""
        function = "core_completion_get_course_completion_status"
        try:
            told = self._rest.call(function, courseid=course_id, userid=user_id)
        except MoodleError as error:
            if error.context.get("errorcode") == _NO_CRITERIA:
                return None
            raise
        return read_answer(
            function, lambda: _course_completion(told["completionstatus"])
        )

    def grades(self, course_id: int, user_id: int) -> Sequence[MoodleGrade]:
        """Return somebody's grades in a course, its total among them."""
        function = "gradereport_user_get_grade_items"
        told = self._rest.call(function, courseid=course_id, userid=user_id)
        return read_answer(
            function,
            lambda: [
                _grade(item) for one in told["usergrades"] for item in one["gradeitems"]
            ],
        )

    def progress(
        self, course: MoodleCourse, user_ids: Sequence[int]
    ) -> Sequence[UserProgress | UnreadUser]:
        """Return all that is known of these people in a course; see the port."""
        # Moodle 4.5.6 makes the gradebook of a course when it is first asked for grades;
        # asked twice at once it makes two, and then refuses for ever
        # (morethanonerecordinfetch). So the first is asked for alone.
        alone = 0 if course.id in self._opened else 1
        found = [self._progress(course, one) for one in user_ids[:alone]]
        self._opened.add(course.id)
        with ThreadPoolExecutor(AT_ONCE, "moodle") as pool:
            reading = [
                pool.submit(self._progress, course, one) for one in user_ids[alone:]
            ]
            try:
                return found + [one.result() for one in reading]
            except MoodleError:
                pool.shutdown(cancel_futures=True)
                raise

    def plans(self, asked: Sequence[PlanQuestion]) -> Sequence[UserPlans | UnreadUser]:
        """Return the plans and ratings of these people; see the port."""
        with ThreadPoolExecutor(AT_ONCE, "moodle") as pool:
            reading = [pool.submit(self._plans.read, one) for one in asked]
            try:
                return [one.result() for one in reading]
            except MoodleError:
                pool.shutdown(cancel_futures=True)
                raise

    def _progress(
        self, course: MoodleCourse, user_id: int
    ) -> UserProgress | UnreadUser:
        tracked = course.tracks_completion
        try:
            completions = (
                self.activity_completion(course.id, user_id) if tracked else ()
            )
            whole = self.course_completion(course.id, user_id) if tracked else None
            grades = self.grades(course.id, user_id)
            attempts, unread = self._scorm.attempts(course.id, user_id)
            return UserProgress(user_id, completions, whole, grades, attempts, unread)
        except MoodleError as error:
            if error.is_general:
                raise
            return UnreadUser(user_id, error.code)


def _course(told: Mapping[str, Any]) -> MoodleCourse:
    return MoodleCourse(
        id=int(told["id"]),
        idnumber=str(told.get("idnumber") or ""),
        short_name=str(told["shortname"]),
        name=str(told["fullname"]),
        tracks_completion=bool(told.get("enablecompletion")),
    )


def _user(told: Mapping[str, Any]) -> MoodleUser:
    return MoodleUser(
        id=int(told["id"]),
        idnumber=str(told.get("idnumber") or "").strip(),
        name=str(told.get("fullname") or ""),
        email=str(told.get("email") or ""),
        roles=frozenset(str(role["shortname"]) for role in told.get("roles") or ()),
        last_access=int(told.get("lastcourseaccess") or 0),
    )


def _activity(told: Mapping[str, Any]) -> MoodleActivity:
    return MoodleActivity(
        id=int(told["id"]),
        module=str(told["modname"]),
        instance=int(told["instance"]),
        name=str(told["name"]),
        tracking=Tracking(int(told.get("completion") or 0)),
    )


def _completion(told: Mapping[str, Any]) -> ActivityCompletion:
    completion = Completion(int(told["state"]))
    moment = None
    if completion is not Completion.INCOMPLETE:
        moment = _moment(told["timecompleted"])
    return ActivityCompletion(int(told["cmid"]), completion, moment)


def _course_completion(told: Mapping[str, Any]) -> CourseCompletion:
    if not told["completed"]:
        return CourseCompletion(is_complete=False, completed_at=None)
    met = (_moment(one.get("timecompleted")) for one in told["completions"])
    latest = max((moment for moment in met if moment), default=None)
    return CourseCompletion(is_complete=True, completed_at=latest)


def _user_course(told: Mapping[str, Any]) -> UserCourse:
    progress = told.get("progress")
    return UserCourse(
        course_id=int(told["id"]),
        is_complete=bool(told.get("completed")),
        progress=None if progress is None else Decimal(str(progress)),
    )


def _grade(told: Mapping[str, Any]) -> MoodleGrade:
    return MoodleGrade(
        activity_id=int(told["cmid"]) if told.get("cmid") else None,
        is_total=told["itemtype"] == "course",
        idnumber=str(told.get("idnumber") or ""),
        name=str(told.get("itemname") or ""),
        share=_share(told),
        graded_at=_moment(told.get("gradedategraded")),
    )


def _share(told: Mapping[str, Any]) -> Decimal | None:
    raw = told.get("graderaw")
    if raw is None:
        return None
    least, most = Decimal(str(told["grademin"])), Decimal(str(told["grademax"]))
    if most <= least:
        return None
    share = (Decimal(str(raw)) - least) / (most - least)
    return min(max(share, Decimal(0)), Decimal(1))


def _moment(seconds: Any) -> datetime | None:
    """Return a time of Moodle's; it writes 0 or null for none."""
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
