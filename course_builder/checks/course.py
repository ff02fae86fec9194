"""Everything that is checked of a course that could be read."""

from collections.abc import Iterator
from pathlib import Path

from course_builder.checks.consistency import (
    check_activities,
    check_competencies,
    check_hours,
    check_modules,
)
from course_builder.checks.target import check_targets
from course_builder.errors import Finding
from course_builder.model.course import Course


def check_course(course: Course, folder: Path) -> Iterator[Finding]:
    """Yield what is wrong with a course, in no order.

    Args:
        course: As it was read, possibly with errors.
        folder: The course folder, for the files that the course refers to.
    """
    yield from check_modules(course)
    yield from check_hours(course)
    yield from check_activities(course)
    yield from check_competencies(course)
    yield from check_targets(course, folder)
