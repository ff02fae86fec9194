"""B6: quizzes, assignments, surveys and discussions."""

from course_builder.codes.diagnostic import Diagnostic

ACTIVITIES: dict[str, Diagnostic] = {}
