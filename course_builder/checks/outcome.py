"""Check that what a course promises can be shown in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import assert_never

from course_builder.errors import Finding
from course_builder.model.assignment import Assignment
from course_builder.model.course import Activity, Course, DeclaredCompetency, Module
from course_builder.model.discussion import Discussion
from course_builder.model.question import CompetencyRef, Question
from course_builder.model.quiz import Quiz, Role
from course_builder.model.scenario import Scenario
from course_builder.model.survey import Survey

OUTSIDE = "observation"
"""The kind of evidence that is given at work, not in the course."""


@dataclass(slots=True)
class _Shown:
    """How a competency is shown: kinds of evidence, and whether all learners do it."""

    kinds: set[str] = field(default_factory=set)
    is_required: bool = False


def check_outcomes(course: Course) -> Iterator[Finding]:
    """Yield competencies that nothing shows, or not as they are declared.

    Args:
        course: A course whose activities could all be read.
    """
    shown: defaultdict[str, _Shown] = defaultdict(_Shown)
    for page in course.pages:
        for activity in page.activities:
            kind = _evidence(activity)
            for ref in _named(activity):
                by = shown[str(ref)]
                by.is_required |= activity.required
                if kind:
                    by.kinds.add(kind)
    for declared in course.competencies:
        yield from _check_declared(declared, shown.get(_pair(declared)))
    declared_codes = {declared.code for declared in course.competencies}
    for module in course.modules:
        yield from _check_module(module, declared_codes)


def _check_declared(
    declared: DeclaredCompetency, shown: _Shown | None
) -> Iterator[Finding]:
    expected = [kind for kind in declared.evidence if kind != OUTSIDE]
    values = {"competency": _pair(declared)}
    if shown is None:
        if expected or not declared.evidence:
            yield Finding("B720", declared.where, len(declared.code), values)
        return
    missing = [kind for kind in expected if kind not in shown.kinds]
    if missing:
        kinds = {"kinds": ", ".join(missing), "first": missing[0]}
        yield Finding("B721", declared.where, len(declared.code), values | kinds)
    elif not shown.is_required:
        yield Finding("B723", declared.where, len(declared.code), values)


def _check_module(module: Module, declared: Iterable[str]) -> Iterator[Finding]:
    """Yield the competencies of a module that none of its activities names."""
    named = {
        ref.code
        for page in module.pages
        for activity in page.activities
        for ref in _named(activity)
    }
    missing = [c for c in module.competencies if c in declared and c not in named]
    if missing:
        number = module.competencies.index(missing[0])
        places = module.places
        where = places.get(f"competencies.{number}") or places.get("competencies")
        values = {"codes": ", ".join(dict.fromkeys(missing))}
        yield Finding("B722", where or module.where, len(missing[0]), values)


def _named(activity: Activity) -> Iterator[CompetencyRef]:
    yield from activity.competencies
    if isinstance(activity, Quiz):
        for question in activity.questions:
            yield from question.competencies


def _evidence(activity: Activity) -> str:
    """Return the kind of evidence that an activity gives; empty for none."""
    match activity:
        case Question():
            return "quiz"
        case Quiz():
            # Its points never count: it is taken before anything is learnt.
            return "" if activity.role is Role.PRETEST else "quiz"
        case Scenario():
            return "scenario"
        case Assignment():
            return "assignment"
        case Survey() | Discussion():
            return ""
        case _:
            assert_never(activity)


def _pair(declared: DeclaredCompetency) -> str:
    return f"{declared.code}.{declared.level}"
