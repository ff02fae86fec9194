"""Everything that is checked of a course that could be read."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from course_builder.checks.consistency import (
    check_activities,
    check_competencies,
    check_hours,
    check_modules,
)
from course_builder.checks.scenario import check_scenario, explore_course
from course_builder.checks.target import check_targets
from course_builder.errors import Finding
from course_builder.model.course import Course
from course_builder.model.exploration import Exploration
from course_builder.model.scenario import Scenario


def check_course(
    course: Course,
    folder: Path,
    explorations: Sequence[tuple[Scenario, Exploration]] | None = None,
) -> Iterator[Finding]:
    """Yield what is wrong with a course, in no order.

    Args:
        course: As it was read, possibly with errors.
        folder: The course folder, for the files that the course refers to.
        explorations: What `explore_course` found; none to walk its simulations here.
    """
    yield from check_modules(course)
    yield from check_hours(course)
    yield from check_activities(course)
    yield from check_competencies(course)
    yield from check_targets(course, folder)
    if explorations is None:
        explorations = explore_course(course)
    for scenario, exploration in explorations:
        yield from check_scenario(scenario, exploration)
