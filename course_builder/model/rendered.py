"""A course ready to be shown: prose has become HTML, pictures have become media."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from course_builder.model.course import DeclaredCompetency
from course_builder.model.question import ChoiceRule, CompetencyRef, NumberRule, Rule


def short_key(identifier: str) -> str:
    """Return eight letters that stand for an id in a package's saved state.

    Position never names anything there, so that a republished course finds what an
    older one saved. Source: SHA-256, base64url, first eight characters (48 bits).
    """
    digest = hashlib.sha256(identifier.encode()).digest()
    return urlsafe_b64encode(digest).decode()[:8]


@dataclass(frozen=True, slots=True)
class RenderedQuestion:
    """A question ready to be shown and graded; texts are sanitised HTML.

    Attributes:
        title: The prompt as plain text, at most 250 characters.
        option_texts: Plain text of each option, by its id.
        option_feedback: HTML by option id; options without feedback are absent.
        right: HTML shown after a right answer; may be empty, like `wrong` and
            `explanation`.
    """

    id: str
    title: str
    rule: Rule
    points: Decimal
    hint_cost: Decimal
    attempts: int
    required: bool
    competencies: tuple[CompetencyRef, ...] = ()
    option_texts: Mapping[str, str] = field(default_factory=dict)
    option_feedback: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    right: str = ""
    wrong: str = ""
    explanation: str = ""

    @property
    def type(self) -> str:
        """``choice``, ``multiple``, ``boolean``, ``number`` or ``text``."""
        match self.rule:
            case ChoiceRule(boolean=True):
                return "boolean"
            case ChoiceRule(multiple=True):
                return "multiple"
            case ChoiceRule():
                return "choice"
            case NumberRule():
                return "number"
            case _:
                return "text"


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """One page.

    Attributes:
        html: A fragment: the heading, the prose, and a form for each activity; never a
            key. Addresses of media read ``media/<sha256>.<suffix>``.
        activities: Ids of its activities in reading order.
    """

    id: str
    title: str
    html: str
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedModule:
    """One module; `minutes` is 0 only for the course's overview, whose id is ``index``."""

    id: str
    title: str
    minutes: int
    optional: bool
    pages: tuple[RenderedPage, ...]


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, sound, video or document.

    Attributes:
        name: ``<sha256 of data>.<suffix>``, the last part of its address.
        media_type: IANA media type.
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RenderedCourse:
    """A course ready to be packaged or released.

    Attributes:
        modules: In reading order; the overview, where there is one, is a module of its
            own with the id ``index``.
        questions: By id.
        media: In order of name.
    """

    id: str
    title: str
    language: str
    version: str
    hours: Decimal
    modules: tuple[RenderedModule, ...]
    questions: Mapping[str, RenderedQuestion]
    pass_mark: int = 75
    summary: str = ""
    authors: tuple[str, ...] = ()
    license: str = ""
    competencies: tuple[DeclaredCompetency, ...] = ()
    media: tuple[Media, ...] = ()

    @property
    def pages(self) -> Iterator[RenderedPage]:
        """All pages in reading order."""
        for module in self.modules:
            yield from module.pages

    @property
    def required_pages(self) -> tuple[RenderedPage, ...]:
        """The pages that completion asks for: those of modules that are not optional."""
        return tuple(p for m in self.modules if not m.optional for p in m.pages)

    @property
    def required_questions(self) -> tuple[RenderedQuestion, ...]:
        """The questions that completion and score rest on, in reading order."""
        return tuple(
            self.questions[activity]
            for page in self.required_pages
            for activity in page.activities
            if self.questions[activity].required
        )

    def only(self, module_id: str) -> "RenderedCourse":
        """Return the course cut down to one module, which is then not optional.

        Raises:
            KeyError: No such module.
        """
        for module in self.modules:
            if module.id == module_id:
                kept = {
                    activity: self.questions[activity]
                    for page in module.pages
                    for activity in page.activities
                }
                return replace(
                    self, modules=(replace(module, optional=False),), questions=kept
                )
        raise KeyError(module_id)
