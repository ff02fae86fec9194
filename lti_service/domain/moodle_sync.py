"""What a Moodle tells by its web services, as it tells it.

Source: Moodle 4.5.6 (Build 20250811), recorded; times of Moodle are seconds since 1970.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import IntEnum

from lti_service.domain.scorm_attempt import ScormAttempt


@dataclass(frozen=True, slots=True)
class MoodleSite:
    """A Moodle, and what the token of our web-service user may do there.

    Attributes:
        release: As people say it, such as ``4.5.6 (Build: 20250811)``.
        version: Of the code; it compares as a number.
        username: Of the web-service user.
        functions: Names of the functions in the token's service.
    """

    url: str
    name: str
    release: str
    version: Decimal
    username: str
    functions: frozenset[str]


@dataclass(frozen=True, slots=True)
class MoodleUser:
    """A person's account in a Moodle.

    Attributes:
        idnumber: Where an organisation keeps the NIP; empty where there is none, or where
            the token may not see it.
        roles: Short names of their roles in the course asked for, such as ``student``.
        last_access: When they were in that course last, in seconds; 0 for never.
    """

    id: int
    idnumber: str = field(repr=False)
    name: str
    email: str
    roles: frozenset[str] = frozenset()
    last_access: int = 0


@dataclass(frozen=True, slots=True)
class MoodleCourse:
    """A course of a Moodle."""

    id: int
    idnumber: str
    short_name: str
    name: str
    tracks_completion: bool


class Tracking(IntEnum):
    """How an activity is completed."""

    NONE = 0
    MANUAL = 1
    AUTOMATIC = 2


@dataclass(frozen=True, slots=True)
class MoodleActivity:
    """An activity of a Moodle course.

    Attributes:
        id: The course module, ``cmid``.
        module: Such as ``lti``, ``scorm``, ``quiz``.
        instance: Its id among those of its module.
        package: What its SCORM package calls itself in its manifest; empty for others, and
            where Moodle does not tell.
        package_version: Which version of its course that is, as packages made here say;
            empty for others.
    """

    id: int
    module: str
    instance: int
    name: str
    tracking: Tracking
    package: str = ""
    package_version: str = ""


class Completion(IntEnum):
    """Whether somebody completed an activity."""

    INCOMPLETE = 0
    COMPLETE = 1
    PASSED = 2
    FAILED = 3


@dataclass(frozen=True, slots=True)
class ActivityCompletion:
    """Where somebody stands in an activity.

    Attributes:
        activity_id: ``cmid``.
        completed_at: None where it is not complete: Moodle keeps a time then too, of the
            last change.
    """

    activity_id: int
    completion: Completion
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CourseCompletion:
    """Where somebody stands in a course.

    Attributes:
        completed_at: When the last criterion was met; Moodle's function does not tell the
            moment of the whole. None where it is not complete.
    """

    is_complete: bool
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class MoodleGrade:
    """A grade of somebody.

    Attributes:
        activity_id: ``cmid``; none for the course's total and columns made by hand.
        is_total: Whether it is the course's total.
        share: 0 to 1 of the column's range; none where there is no grade yet.
    """

    activity_id: int | None
    is_total: bool
    idnumber: str
    name: str
    share: Decimal | None
    graded_at: datetime | None


@dataclass(frozen=True, slots=True)
class UserCourse:
    """How far somebody is in a course, as their list of courses tells.

    Attributes:
        progress: Per cent of the activities that track completion; none where none does.
    """

    course_id: int
    is_complete: bool
    progress: Decimal | None


@dataclass(frozen=True, slots=True)
class UserProgress:
    """All that is known of somebody in a course.

    Attributes:
        attempts: At its packages, as far as they were asked for.
        unread: Why some attempts could not be read, a key of `errors.EXPLANATIONS`.
    """

    user_id: int
    activities: Sequence[ActivityCompletion]
    course: CourseCompletion | None
    grades: Sequence[MoodleGrade]
    attempts: Sequence[ScormAttempt] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class UnreadUser:
    """Somebody whose progress Moodle does not tell.

    Attributes:
        code: A key of `errors.EXPLANATIONS`.
    """

    user_id: int
    code: str
