"""``python -m course_builder`` is ``course-builder``."""

from course_builder.cli import main

main()
