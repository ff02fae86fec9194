"""A course for programs, as ``check --format json`` describes it."""

from typing import Any

from course_builder.model.course import Course


def course_document(course: Course) -> dict[str, Any]:
    """Return what a course holds, in numbers."""
    pages = list(course.pages)
    return {
        "id": course.id,
        "version": course.version,
        "modules": len(course.modules),
        "pages": len(pages),
        "activities": sum(len(page.activities) for page in pages),
        "scenarios": [],
    }
