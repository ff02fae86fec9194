"""Which outcome is taught, practised, tested and shown, and where something lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from course_builder.model.progress import evidence_kind, is_marked_by_person
from course_builder.model.question import CompetencyRef
from course_builder.model.quiz import Role
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedCourse,
    RenderedDiscussion,
    RenderedPage,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)

OUTSIDE = "observation"
"""The kind of evidence that is given at work, not in a course."""


class Gap(StrEnum):
    """What an outcome lacks."""

    TEACHING = "teaching"
    PRACTICE = "practice"
    TEST = "test"
    EVIDENCE = "evidence"
    DECLARATION = "declaration"


@dataclass(frozen=True, slots=True)
class Covered:
    """What covers an outcome: the title of a page, a question or an activity."""

    title: str
    page_id: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """One outcome of a course: a competency at a level.

    Attributes:
        declared: Whether the course says so; else only activities name it.
        pages: Pages of modules that teach it, or with activities that name it.
        practice: Questions and activities to try, which give no verdict on anybody.
        tests: What measures: questions of tests, simulations, assignments.
        shown: Kinds of evidence that activities of the course give.
        missing: Kinds that are declared, and that nothing in the course gives.
    """

    competency: CompetencyRef
    declared: bool
    pages: tuple[Covered, ...]
    practice: tuple[Covered, ...]
    tests: tuple[Covered, ...]
    shown: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What it lacks."""
        lacks = {
            Gap.TEACHING: not self.pages,
            Gap.PRACTICE: not self.practice,
            Gap.TEST: not self.tests,
            Gap.EVIDENCE: bool(self.missing) or not self.shown,
            Gap.DECLARATION: not self.declared,
        }
        return tuple(gap for gap, here in lacks.items() if here)

    @property
    def is_covered(self) -> bool:
        """Whether it is taught and there is a way to show it."""
        return bool(self.pages) and bool(self.shown) and not self.missing


def coverage(course: RenderedCourse) -> tuple[Coverage, ...]:
    """Return the outcomes of a course: those declared first, then others it names."""
    declared = {
        CompetencyRef(one.code, one.level): one.evidence for one in course.competencies
    }
    named = [
        ref
        for activity in course.activities.values()
        for ref in _refs(activity)
        if ref not in declared
    ]
    return tuple(
        _outcome(course, ref, declared.get(ref))
        for ref in dict.fromkeys([*declared, *named])
    )


def _outcome(
    course: RenderedCourse, ref: CompetencyRef, evidence: tuple[str, ...] | None
) -> Coverage:
    pages: list[Covered] = []
    practice: list[Covered] = []
    tests: list[Covered] = []
    shown: dict[str, None] = {}
    teaches = course.notes.teaches if course.notes else {}
    for module in course.modules:
        for page in module.pages:
            here = [course.activities[one] for one in page.activities]
            naming = [one for one in here if ref in _refs(one)]
            if naming or ref.code in teaches.get(module.id, ()):
                pages.append(Covered(page.title, page.id))
            for activity in naming:
                practice += _practice(activity, ref, page)
                tests += _tests(activity, ref, page)
                if _gives_evidence(activity):
                    shown[_declared_name(activity)] = None
    kinds = evidence or ()
    missing = [kind for kind in kinds if kind != OUTSIDE and kind not in shown]
    if OUTSIDE in kinds:
        shown[OUTSIDE] = None
    return Coverage(
        ref,
        evidence is not None,
        tuple(pages),
        tuple(practice),
        tuple(tests),
        tuple(shown),
        tuple(missing),
    )


def _refs(activity: RenderedActivity) -> set[CompetencyRef]:
    found = set(activity.competencies)
    if isinstance(activity, RenderedQuiz):
        for question in activity.questions.values():
            found.update(question.competencies)
    return found


def _practice(
    activity: RenderedActivity, ref: CompetencyRef, page: RenderedPage
) -> Iterator[Covered]:
    match activity:
        case RenderedQuiz(role=Role.PRACTICE):
            yield from _questions(activity, ref, page)
        case RenderedQuestion() | RenderedDiscussion() | RenderedScenario():
            yield Covered(activity.title, page.id)
        case _:
            return


def _tests(
    activity: RenderedActivity, ref: CompetencyRef, page: RenderedPage
) -> Iterator[Covered]:
    match activity:
        case RenderedQuiz(role=role) if role is not Role.PRACTICE:
            yield from _questions(activity, ref, page)
        case RenderedScenario() | RenderedAssignment():
            yield Covered(activity.title, page.id)
        case _:
            return


def _questions(
    quiz: RenderedQuiz, ref: CompetencyRef, page: RenderedPage
) -> Iterator[Covered]:
    """Questions that name it, and those that name nothing where their quiz does."""
    for question in quiz.questions.values():
        names = question.competencies or quiz.competencies
        if ref in names:
            yield Covered(question.title, page.id)


def _gives_evidence(activity: RenderedActivity) -> bool:
    match activity:
        case RenderedSurvey() | RenderedDiscussion():
            return False
        case _:
            return activity.is_graded or is_marked_by_person(activity)


def _declared_name(activity: RenderedActivity) -> str:
    """Return the kind as courses declare it: there a simulation is a scenario."""
    kind = evidence_kind(activity)
    return "scenario" if kind == "simulation" else kind
