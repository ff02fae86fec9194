"""A course for programs, as ``check --format json`` describes it."""

from collections.abc import Iterable
from typing import Any

from course_builder.cli.scenario_report import scenario_document
from course_builder.model.course import Course
from course_builder.model.exploration import Exploration
from course_builder.model.scenario import Scenario


def course_document(
    course: Course, explorations: Iterable[tuple[Scenario, Exploration]]
) -> dict[str, Any]:
    """Return what a course holds, in numbers."""
    pages = list(course.pages)
    return {
        "id": course.id,
        "version": course.version,
        "modules": len(course.modules),
        "pages": len(pages),
        "activities": sum(len(page.activities) for page in pages),
        "scenarios": [scenario_document(*pair) for pair in explorations],
    }
