"""A Moodle's web services."""

from collections.abc import Sequence
from typing import Protocol

from lti_service.domain.moodle_sync import (
    ActivityCompletion,
    CourseCompletion,
    MoodleActivity,
    MoodleCourse,
    MoodleSite,
    MoodleUser,
    UserCourse,
    UserGrades,
)


class Moodle(Protocol):
    """What is read from one Moodle.

    Every method raises `MoodleError` where Moodle does not answer, or refuses.
    """

    def site(self) -> MoodleSite:
        """Return which Moodle it is, and what the token may do there."""
        ...

    def courses(self) -> Sequence[MoodleCourse]:
        """Return all courses but the front page, by id."""
        ...

    def participants(
        self, course_id: int, start: int, count: int
    ) -> Sequence[MoodleUser]:
        """Return participants of a course, by id.

        Args:
            course_id: The course.
            start: How many to leave out.
            count: How many at most; fewer come only at the end.
        """
        ...

    def users(self, idnumbers: Sequence[str]) -> Sequence[MoodleUser]:
        """Return the accounts with these ID numbers; who has none is left out."""
        ...

    def courses_of(self, user_id: int) -> Sequence[UserCourse]:
        """Return how far somebody is in each of their courses."""
        ...

    def activities(self, course_id: int) -> Sequence[MoodleActivity]:
        """Return the activities of a course in their order."""
        ...

    def activity_completion(
        self, course_id: int, user_id: int
    ) -> Sequence[ActivityCompletion]:
        """Return where somebody stands in each activity that tracks completion."""
        ...

    def course_completion(
        self, course_id: int, user_id: int
    ) -> CourseCompletion | None:
        """Return where somebody stands in a course; none where nothing completes it."""
        ...

    def grades(self, course_id: int, user_id: int = 0) -> Sequence[UserGrades]:
        """Return grades in a course.

        Args:
            course_id: The course.
            user_id: Of one person; 0 for all, which costs Moodle 50 ms a person.
        """
        ...
