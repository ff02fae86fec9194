"""B7: what makes a course good: time, keys, media, reading."""

from course_builder.codes.diagnostic import Diagnostic

CONTENT: dict[str, Diagnostic] = {}
