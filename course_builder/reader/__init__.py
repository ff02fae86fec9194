"""Course files become a `Course`; every node knows its line."""

from course_builder.reader.course import ReadResult, read_course

__all__ = ["ReadResult", "read_course"]
