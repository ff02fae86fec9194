"""B5: scenarios."""

from course_builder.codes.diagnostic import Diagnostic

SCENARIOS: dict[str, Diagnostic] = {}
