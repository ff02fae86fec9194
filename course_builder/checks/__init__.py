"""What is wrong with a course that could be read."""

from course_builder.checks.course import check_course

__all__ = ["check_course"]
