"""Moodle's web services over REST.

Every refusal comes with status 200 and ``{"exception", "errorcode", "message"}``; what a
function returns has nothing of that, so it is told apart by its keys. A function without a
result answers ``null``.

Source: Moodle 4.5.6, recorded; `webservice/rest/locallib.php`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, TypeVar

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
    UserCourse,
    UserGrades,
)
from lti_service.errors import (
    MoodleError,
    PlatformBusyError,
    PlatformRefusedError,
    PlatformSlowError,
    PlatformTooLongError,
)

Told = TypeVar("Told")

ENDPOINT = "/webservice/rest/server.php"
LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes: the grades of 5,000 people in one course are about 20 MiB."""

TIMEOUT = (5.0, 120.0)
"""Seconds: Moodle takes 1.6 s for the grades of 30 people."""

FRONT_PAGE = 1
"""The id of the course that is Moodle's front page."""

_OK = 200
_NO_CRITERIA = "nocriteriaset"
_CODE = re.compile(r"[a-z0-9_]{1,64}", re.ASCII)
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_REFUSALS = {
    "invalidtoken": "moodle-token",
    "accessexception": "moodle-function",
    "nopermissions": "moodle-permission",
    "nopermissiontoviewgrades": "moodle-permission",
    "notingroup": "moodle-permission",
    "requireloginerror": "moodle-permission",
    "invalidrecord": "moodle-missing",
    "invalidrecordunknown": "moodle-missing",
    "invalidcourseid": "moodle-missing",
    "usernotenroled": "moodle-enrolment",
    "invalidparameter": "moodle-parameter",
}


class _Reply(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...


class Connection(Protocol):
    """The guarded way out; see `lti.connection.PlatformConnection`."""

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: Mapping[str, str] | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        limit: int = LARGEST_ANSWER,
    ) -> _Reply:
        """Send a request and read the whole answer."""
        ...


class MoodleServices:
    """One Moodle, as `ports.moodle_sync.Moodle`.

    Args:
        connection: The way out.
        url: Address of the Moodle, without a slash at its end.
        token: Of the web-service user.
    """

    def __init__(self, connection: Connection, url: str, token: str) -> None:
        self._connection = connection
        self._url = url.rstrip("/")
        self._token = token

    def call(self, function: str, **parameters: object) -> Any:
        """Call a function and return what it returns.

        Args:
            function: Such as ``core_webservice_get_site_info``.
            parameters: Lists and mappings become ``name[0][key]``.

        Raises:
            MoodleError: There was no answer, or a refusal.
        """
        form = {
            "wstoken": self._token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **dict(_fields(parameters)),
        }
        try:
            reply = self._connection.call(
                "POST",
                self._url + ENDPOINT,
                headers={"Accept": "application/json"},
                data=form,
                timeout=TIMEOUT,
                limit=LARGEST_ANSWER,
            )
        except PlatformSlowError as error:
            raise MoodleError("moodle-slow", function=function) from error
        except PlatformTooLongError as error:
            raise MoodleError("moodle-too-long", function=function) from error
        except PlatformBusyError as error:
            raise MoodleError("moodle-busy", function=function) from error
        except PlatformRefusedError as error:
            raise MoodleError("moodle-address", function=function) from error
        if reply.status in _BUSY:
            raise MoodleError("moodle-busy", function=function)
        if reply.status != _OK:
            raise MoodleError(
                "moodle-unreadable", function=function, status=str(reply.status)
            )
        return _result(function, reply.body)

    def site(self) -> MoodleSite:
        """Return which Moodle it is, and what the token may do there."""
        told = self.call("core_webservice_get_site_info")
        return _read(
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
        told = self.call(function)
        found = _read(function, lambda: [_course(one) for one in told["courses"]])
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
        told = self.call(
            function,
            courseid=course_id,
            options=[{"name": name, "value": value} for name, value in options.items()],
        )
        return _read(function, lambda: [_user(one) for one in told])

    def users(self, idnumbers: Sequence[str]) -> Sequence[MoodleUser]:
        """Return the accounts with these ID numbers; who has none is left out."""
        function = "core_user_get_users_by_field"
        told = self.call(function, field="idnumber", values=list(idnumbers))
        return _read(function, lambda: [_user(one) for one in told])

    def courses_of(self, user_id: int) -> Sequence[UserCourse]:
        """Return how far somebody is in each of their courses."""
        function = "core_enrol_get_users_courses"
        told = self.call(function, userid=user_id)
        return _read(function, lambda: [_user_course(one) for one in told])

    def activities(self, course_id: int) -> Sequence[MoodleActivity]:
        """Return the activities of a course in their order."""
        function = "core_course_get_contents"
        told = self.call(
            function,
            courseid=course_id,
            options=[{"name": "excludecontents", "value": 1}],
        )
        return _read(
            function,
            lambda: [_activity(one) for section in told for one in section["modules"]],
        )

    def activity_completion(
        self, course_id: int, user_id: int
    ) -> Sequence[ActivityCompletion]:
        """Return where somebody stands in each activity that tracks completion."""
        function = "core_completion_get_activities_completion_status"
        told = self.call(function, courseid=course_id, userid=user_id)
        return _read(function, lambda: [_completion(one) for one in told["statuses"]])

    def course_completion(
        self, course_id: int, user_id: int
    ) -> CourseCompletion | None:
        """Return where somebody stands in a course; see the port."""
        function = "core_completion_get_course_completion_status"
        try:
            told = self.call(function, courseid=course_id, userid=user_id)
        except MoodleError as error:
            if error.context.get("errorcode") == _NO_CRITERIA:
                return None
            raise
        return _read(function, lambda: _course_completion(told["completionstatus"]))

    def grades(self, course_id: int, user_id: int = 0) -> Sequence[UserGrades]:
        """Return grades in a course; see the port."""
        function = "gradereport_user_get_grade_items"
        whom = {"userid": user_id} if user_id else {}
        told = self.call(function, courseid=course_id, **whom)
        return _read(
            function,
            lambda: [
                UserGrades(
                    int(one["userid"]), [_grade(item) for item in one["gradeitems"]]
                )
                for one in told["usergrades"]
            ],
        )


def _fields(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Return form fields as PHP reads lists and mappings."""
    for name, value in values.items():
        match value:
            case str() | int() | Decimal():
                yield name, str(int(value) if isinstance(value, bool) else value)
            case Mapping():
                inner = {f"{name}[{key}]": one for key, one in value.items()}
                yield from _fields(inner)
            case Sequence():
                inner = {f"{name}[{place}]": one for place, one in enumerate(value)}
                yield from _fields(inner)
            case _:
                raise TypeError(f"{name}: {type(value).__name__}")


def _plain(errorcode: str) -> str:
    """Return a code for the log; of a weak password Moodle makes a page of it."""
    return errorcode if _CODE.fullmatch(errorcode) else "other"


def _result(function: str, body: bytes) -> Any:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MoodleError("moodle-unreadable", function=function) from error
    if isinstance(told, dict) and "errorcode" in told and "exception" in told:
        errorcode = str(told["errorcode"])
        code = _REFUSALS.get(errorcode, "moodle-refused")
        message = str(told.get("message", ""))
        if errorcode == "invalidrecord" and "external_functions" in message:
            # Where nobody has that function: another version, or a part not installed.
            code = "moodle-function"
        raise MoodleError(code, function=function, errorcode=_plain(errorcode))
    return told


def _read(function: str, read: Callable[[], Told]) -> Told:
    """Read what a function returned; what is not as recorded is nobody's fault here."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError) as error:
        raise MoodleError("moodle-unreadable", function=function) from error


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
