"""What differs between two versions of a course, as its author wants to know it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum

from course_builder.model.quiz import Draw
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedCourse,
    RenderedModule,
    RenderedQuestion,
    RenderedQuiz,
)
from lti_service.domain.answer_words import key_words
from lti_service.domain.offer import KINDS
from lti_service.domain.reading_text import Line, compared, readable


class Change(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of a course or an activity that is another now.

    Attributes:
        fact: Such as ``points`` or ``minutes``.
        about: Title of what it is a fact of; empty for the whole.
        before: As text; empty where there was nothing, or where `told` is false.
        told: Whether before and after are told; of long things only that they differ.
    """

    fact: str
    before: str
    after: str
    about: str = ""
    told: bool = True


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that came, went or reads otherwise.

    Attributes:
        lines: What differs of a changed page, of others none.
        cut: Whether there is more than is told, or only what no reader sees differs.
    """

    id: str
    title: str
    module: str
    change: Change
    lines: tuple[Line, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ActivityChange:
    """An activity, or a question of a quiz, that came, went or is another now.

    Attributes:
        kind: ``question``, ``quiz`` and so on, as in `Offer.kind`.
        within: Title of the quiz that a question is of; empty for others.
        facts: What differs of a changed one.
    """

    id: str
    title: str
    kind: str
    change: Change
    within: str = ""
    facts: tuple[FactChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseDifference:
    """All that differs.

    Attributes:
        facts: Of the course and its modules: title, hours, minutes, passing rule.
        outcomes: Declared competencies with their kinds of evidence.
        media: How many pictures, recordings and documents came, and how many went.
    """

    facts: tuple[FactChange, ...] = ()
    outcomes: tuple[FactChange, ...] = ()
    pages: tuple[PageChange, ...] = ()
    activities: tuple[ActivityChange, ...] = ()
    media: tuple[int, int] = (0, 0)

    @property
    def is_empty(self) -> bool:
        """Whether an author would see no difference."""
        parts = (self.facts, self.outcomes, self.pages, self.activities)
        return not any(parts) and self.media == (0, 0)

    def counted(self, parts: str, change: Change) -> int:
        """Return how many pages or activities came, went or changed."""
        return sum(one.change is change for one in getattr(self, parts))


_MEDIUM = re.compile(r"media/([0-9a-f]{64}\.[a-z0-9]+)")

MOST_TOLD = 60
"""Lines of one page that are told."""


def difference(before: RenderedCourse, after: RenderedCourse) -> CourseDifference:
    """Return what an author would call different, in the order of the newer version."""
    # A course that is kept in memory has no media; its pages name them.
    names = _media(before), _media(after)
    return CourseDifference(
        facts=tuple(_course_facts(before, after)),
        outcomes=tuple(_outcomes(before, after)),
        pages=tuple(_pages(before, after)),
        activities=tuple(_activities(before, after)),
        media=(len(names[1] - names[0]), len(names[0] - names[1])),
    )


def _media(course: RenderedCourse) -> set[str]:
    return {name for html in course.html for name in _MEDIUM.findall(html)}


def _course_facts(
    before: RenderedCourse, after: RenderedCourse
) -> Iterator[FactChange]:
    for fact in ("title", "summary", "language", "hours", "pass_mark", "license"):
        yield from _fact(fact, getattr(before, fact), getattr(after, fact))
    yield from _fact("authors", before.authors, after.authors)
    yield from _fact("maximum", before.maximum, after.maximum)
    yield from _fact("glossary", before.glossary, after.glossary, told=False)
    old = {module.id: module for module in before.modules}
    for module in after.modules:
        if module.id in old:
            yield from _module_facts(old.pop(module.id), module)
        else:
            yield FactChange("module", "", module.title)
    for gone in old.values():
        yield FactChange("module", gone.title, "")


def _module_facts(
    before: RenderedModule, after: RenderedModule
) -> Iterator[FactChange]:
    for fact in ("title", "minutes", "optional", "prerequisites"):
        pair = getattr(before, fact), getattr(after, fact)
        yield from _fact(fact, *pair, about=after.title)


def _outcomes(before: RenderedCourse, after: RenderedCourse) -> Iterator[FactChange]:
    old, new = _declared(before), _declared(after)
    for name in [*new, *(name for name in old if name not in new)]:
        yield from _fact("outcome", old.get(name, ""), new.get(name, ""), about=name)


def _declared(course: RenderedCourse) -> dict[str, str]:
    return {
        f"{one.code}.{one.level}": ", ".join(one.evidence) or "–"
        for one in course.competencies
    }


def _pages(before: RenderedCourse, after: RenderedCourse) -> Iterator[PageChange]:
    old = {page.id: page for page in before.pages}
    for module in after.modules:
        for page in module.pages:
            former = old.pop(page.id, None)
            if former is None:
                yield PageChange(page.id, page.title, module.title, Change.ADDED)
            elif former.html != page.html:
                lines = compared(readable(former.html), readable(page.html))
                yield PageChange(
                    page.id,
                    page.title,
                    module.title,
                    Change.CHANGED,
                    lines[:MOST_TOLD],
                    cut=not lines or len(lines) > MOST_TOLD,
                )
    for module in before.modules:
        for page in module.pages:
            if page.id in old:
                yield PageChange(page.id, page.title, module.title, Change.REMOVED)


def _activities(
    before: RenderedCourse, after: RenderedCourse
) -> Iterator[ActivityChange]:
    old, new = dict(_all_activities(before)), dict(_all_activities(after))
    for identifier, (activity, within) in new.items():
        if identifier not in old:
            yield _change(activity, within, Change.ADDED)
            continue
        facts = tuple(_activity_facts(old[identifier][0], activity))
        if facts:
            yield _change(activity, within, Change.CHANGED, facts)
    for identifier, (activity, within) in old.items():
        if identifier not in new:
            yield _change(activity, within, Change.REMOVED)


def _change(
    activity: RenderedActivity,
    within: str,
    change: Change,
    facts: tuple[FactChange, ...] = (),
) -> ActivityChange:
    kind = KINDS[type(activity)]
    return ActivityChange(activity.id, activity.title, kind, change, within, facts)


def _all_activities(
    course: RenderedCourse,
) -> Iterator[tuple[str, tuple[RenderedActivity, str]]]:
    for activity in course.activities.values():
        yield activity.id, (activity, "")
        if isinstance(activity, RenderedQuiz):
            for question in activity.questions.values():
                yield question.id, (question, activity.title)


_LONG = frozenset(
    {
        *("option_feedback", "hints", "right", "wrong", "explanation", "texts"),
        *("graph", "titles", "choice_texts", "conditions", "items", "criteria"),
        *("levels", "tags"),
    }
)
"""Of these is only said that they differ."""

_TOLD_OTHERWISE = frozenset({"id", "rule", "questions", "forms", "left_texts"})


def _activity_facts(
    before: RenderedActivity, after: RenderedActivity
) -> Iterator[FactChange]:
    if type(before) is not type(after):
        yield FactChange("kind", KINDS[type(before)], KINDS[type(after)])
        return
    if isinstance(before, RenderedQuestion) and isinstance(after, RenderedQuestion):
        yield from _fact("type", before.type, after.type)
        yield from _fact("key", key_words(before), key_words(after))
        if key_words(before) == key_words(after):
            # Such as whether a part of the answer earns a part of the points.
            yield from _fact("marking", before.rule, after.rule, told=False)
        yield from _fact("left_texts", before.left_texts, after.left_texts)
    if isinstance(before, RenderedQuiz) and isinstance(after, RenderedQuiz):
        yield from _fact("points", before.points, after.points)
    for field in fields(before):
        if field.name not in _TOLD_OTHERWISE:
            pair = getattr(before, field.name), getattr(after, field.name)
            yield from _fact(field.name, *pair, told=field.name not in _LONG)


def _fact(
    fact: str, before: object, after: object, *, about: str = "", told: bool = True
) -> Iterator[FactChange]:
    if before != after:
        words = (_words(before), _words(after)) if told else ("", "")
        yield FactChange(fact, *words, about, told)


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value.normalize():f}"
        case Draw():
            return f"{value.count} × {value.tag or '*'}"
        case Mapping():
            return "; ".join(map(_words, value.values()))
        case str():
            return str(value)
        case Sequence():
            return "; ".join(map(_words, value))
        case _:
            return str(value)
