"""What a course offers to be linked: itself, its modules, its activities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedCourse,
    RenderedDiscussion,
    RenderedModule,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)
from lti_service.domain.attempt import part_of
from lti_service.domain.launch import Content

KINDS = {
    RenderedQuiz: "quiz",
    RenderedScenario: "scenario",
    RenderedAssignment: "assignment",
    RenderedSurvey: "survey",
    RenderedDiscussion: "discussion",
    RenderedQuestion: "question",
}
_SOUGHT_AS = {
    "course": "kursus course",
    "module": "modul module",
    "quiz": "kuis quiz",
    "scenario": "simulasi simulation scenario",
    "assignment": "tugas assignment",
    "survey": "survei survey",
    "discussion": "diskusi discussion",
    "question": "soal question",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a link can show.

    Attributes:
        module_id: Its module; empty for a whole course.
        kind: ``course``, ``module``, ``quiz``, ``scenario``, ``assignment``,
            ``survey``, ``discussion`` or ``question``.
        about: Titles of what it is a part of, the course first.
        minutes: Time it takes; 0 where nobody said.
        graded: Whether a score comes of it at once.
        parts: The modules of a course, the activities of a module.
    """

    course_id: str
    module_id: str
    activity_id: str
    kind: str
    title: str
    about: tuple[str, ...]
    minutes: int
    graded: bool
    hours: Decimal = Decimal(0)
    version: str = ""
    parts: tuple["Offer", ...] = ()

    @property
    def key(self) -> str:
        """Name of it in forms and in the platform's ``resourceId``."""
        ids = (self.course_id, self.module_id, self.activity_id)
        return "/".join(filter(None, ids))

    @property
    def content(self) -> Content:
        """What a resource link shows that it is chosen for."""
        module_id = "" if self.activity_id else self.module_id
        return Content(self.course_id, module_id, self.activity_id)

    @property
    def all(self) -> Iterator["Offer"]:
        """It and all its parts, in reading order."""
        yield self
        for part in self.parts:
            yield from part.all

    def matching(self, words: Sequence[str]) -> "Offer | None":
        """Return it with those parts that bear all of the words; none where none does.

        Args:
            words: In lower case.
        """
        told = " ".join((*self.about, self.title, _SOUGHT_AS[self.kind])).casefold()
        if all(word in told for word in words):
            return self
        found = tuple(filter(None, (part.matching(words) for part in self.parts)))
        return replace(self, parts=found) if found else None


def offer_of(course: RenderedCourse) -> Offer:
    """Return what a course offers: itself, its modules and their activities."""
    return Offer(
        course_id=course.id,
        module_id="",
        activity_id="",
        kind="course",
        title=course.title,
        about=(),
        minutes=0,
        graded=_graded(course),
        hours=course.hours,
        version=course.version,
        parts=tuple(
            _module(course, module)
            for module in course.modules
            if _stands_alone(module)
        ),
    )


def _stands_alone(module: RenderedModule) -> bool:
    """Whether a module is worth a link: an overview without activities is not."""
    return bool(module.minutes) or any(page.activities for page in module.pages)


def _module(course: RenderedCourse, module: RenderedModule) -> Offer:
    return Offer(
        course_id=course.id,
        module_id=module.id,
        activity_id="",
        kind="module",
        title=module.title,
        about=(course.title,),
        minutes=module.minutes,
        graded=_graded(part_of(course, module.id, "")),
        parts=tuple(
            _activity(course, module, course.activities[activity])
            for page in module.pages
            for activity in page.activities
        ),
    )


def _activity(
    course: RenderedCourse, module: RenderedModule, activity: RenderedActivity
) -> Offer:
    return Offer(
        course_id=course.id,
        module_id=module.id,
        activity_id=activity.id,
        kind=KINDS[type(activity)],
        title=activity.title,
        about=(course.title, module.title),
        minutes=0,
        graded=activity.is_graded,
    )


def _graded(course: RenderedCourse) -> bool:
    return any(activity.is_graded for activity in course.required_activities)
