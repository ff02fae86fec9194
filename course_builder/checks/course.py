"""Everything that is checked of a course that could be read."""

from collections.abc import Iterator
from pathlib import Path

from course_builder.errors import Finding
from course_builder.model.course import Course


def check_course(course: Course, folder: Path) -> Iterator[Finding]:
    """Yield what is wrong with a course, in no order.

    Args:
        course: As it was read, possibly with errors.
        folder: The course folder, for the files that the course refers to.
    """
    yield from ()
