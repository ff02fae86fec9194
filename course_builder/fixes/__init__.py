"""Mends what can be mended safely: never code, never what has two readings."""

from course_builder.fixes.course import FixedCourse, fix_course

__all__ = ["FixedCourse", "fix_course"]
