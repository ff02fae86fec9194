"""A course ready to be shown: prose has become HTML, pictures have become media."""

import hashlib
import html
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias, assert_never

from course_builder.model.author_notes import AuthorNotes
from course_builder.model.course import DeclaredCompetency
from course_builder.model.media import Media
from course_builder.model.question import (
    ChoiceRule,
    CompetencyRef,
    GapRule,
    LongRule,
    MatchRule,
    NumberRule,
    OrderRule,
    Rule,
    TextRule,
)
from course_builder.model.quiz import Draw, Role, When
from course_builder.model.scenario import Graph


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
        option_texts: Plain text of each option, item to be ordered or partner to be
            matched, by its id, in the order in which learners find them.
        option_feedback: HTML by option id; options without feedback are absent.
        right: HTML shown after a right answer; may be empty, like `wrong` and
            `explanation`.
        tags: What draws go by.
        left_texts: Plain text of what is to be matched, in source order.
        levels, criteria, required_criteria: Rubric of an open answer, as in
            `RenderedAssignment`.
        bank: Name of the bank that holds it; empty for none, or where it is not known,
            as in a release.
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
    tags: tuple[str, ...] = ()
    left_texts: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    required_criteria: tuple[int, ...] = ()
    bank: str = field(default="", compare=False)

    @property
    def type(self) -> str:
        """The form of its answer.

        ``choice``, ``multiple``, ``boolean``, ``number``, ``text``, ``order``,
        ``match``, ``gaps`` or ``long``.
        """
        match self.rule:
            case ChoiceRule(boolean=True):
                return "boolean"
            case ChoiceRule(multiple=True):
                return "multiple"
            case ChoiceRule():
                return "choice"
            case NumberRule():
                return "number"
            case TextRule():
                return "text"
            case OrderRule():
                return "order"
            case MatchRule():
                return "match"
            case GapRule():
                return "gaps"
            case LongRule():
                return "long"
            case _:
                assert_never(self.rule)

    @property
    def is_graded(self) -> bool:
        """Whether its points count at once; those of open answers wait for a person."""
        return not isinstance(self.rule, LongRule)


@dataclass(frozen=True, slots=True)
class RenderedQuiz:
    """A quiz ready to be run.

    Attributes:
        questions: All that may be asked, by id, in source order.
        forms: HTML of each question's form by its id; no key.

    The rest is as in `course_builder.model.quiz.Quiz`.
    """

    id: str
    title: str
    questions: Mapping[str, RenderedQuestion]
    forms: Mapping[str, str] = field(repr=False)
    role: Role = Role.PRACTICE
    draws: tuple[Draw, ...] = ()
    attempts: int = 0
    pass_mark: int | None = None
    shuffle: bool = False
    feedback: When = When.IMMEDIATE
    minutes: int | None = None
    worth: Decimal | None = None
    required: bool = False
    competencies: tuple[CompetencyRef, ...] = ()

    @property
    def points(self) -> Decimal:
        """What a perfect run is worth.

        As its author says, else the points of its graded questions, or one point for
        each drawn question.
        """
        if self.worth is not None:
            return self.worth
        if self.draws:
            return Decimal(sum(draw.count for draw in self.draws))
        graded = (q.points for q in self.questions.values() if q.is_graded)
        return sum(graded, Decimal(0))

    @property
    def is_graded(self) -> bool:
        """Whether its points count: a pretest measures, and counts for nothing."""
        is_marked = any(question.is_graded for question in self.questions.values())
        return self.role is not Role.PRETEST and is_marked and self.points > 0


@dataclass(frozen=True, slots=True)
class RenderedScenario:
    """A simulation ready to be played.

    Attributes:
        titles: Plain text of each node's heading by its id; that of the debrief as
            ``:debrief``.
        choice_texts: Plain text of the choices of each node, by its id, in order.
        texts: HTML. ``<node>`` is the node's text, ``<node>/<letter>`` a choice's,
            ``<node>/<letter>/told`` its feedback and ``<node>/<letter>/else`` the one
            when its gate fails; ``:debrief`` what comes after an ending. Absent where
            there is none.
        conditions: The gate of a choice as a learner reads it, by ``<node>/<letter>``.
    """

    id: str
    title: str
    graph: Graph
    titles: Mapping[str, str]
    choice_texts: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str] = field(repr=False)
    conditions: Mapping[str, str] = field(default_factory=dict)
    rounds: int = 1
    pass_mark: int | None = None
    points: Decimal = Decimal(10)
    required: bool = True
    competencies: tuple[CompetencyRef, ...] = ()

    @property
    def is_graded(self) -> bool:
        """Whether its points count at once."""
        return True


@dataclass(frozen=True, slots=True)
class RenderedAssignment:
    """Work to be handed in.

    Attributes:
        levels: Names of the rubric's levels, the lowest first; empty without a rubric.
        criteria: Plain text of each criterion's name.
        required_criteria: Numbers of the criteria that are asked for, from 0.
    """

    id: str
    title: str
    submit: tuple[str, ...] = ("text",)
    accept: tuple[str, ...] = ()
    largest_mb: int = 10
    assessor: str = "assessor"
    due_days: int | None = None
    levels: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    required_criteria: tuple[int, ...] = ()
    points: Decimal = Decimal(10)
    required: bool = True
    competencies: tuple[CompetencyRef, ...] = ()

    @property
    def is_graded(self) -> bool:
        """Never at once: a person marks it."""
        return False


@dataclass(frozen=True, slots=True)
class RenderedItem:
    """One item of a survey.

    Attributes:
        type: scale, text, choice or multiple.
        text: Plain text.
        low: Lowest number of a scale; 0 for other types, like `high`.
        options: Plain text of the options by id; empty for a scale or a text.
    """

    id: str
    type: str
    text: str
    required: bool = False
    reverse: bool = False
    low: int = 0
    high: int = 0
    low_label: str = ""
    high_label: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RenderedSurvey:
    """A survey; attributes as in `course_builder.model.survey.Survey`."""

    id: str
    title: str
    items: tuple[RenderedItem, ...]
    level: str = "reaction"
    anonymous: bool = False
    after_days: int | None = None
    audience: tuple[str, ...] = ("self",)
    points: Decimal = Decimal(0)
    required: bool = True
    competencies: tuple[CompetencyRef, ...] = ()

    @property
    def is_graded(self) -> bool:
        """Whether handing it in is worth points."""
        return self.points > 0


@dataclass(frozen=True, slots=True)
class RenderedDiscussion:
    """A prompt; `forum` is the address of the LMS forum, empty for none."""

    id: str
    title: str
    forum: str = ""
    points: Decimal = Decimal(0)
    required: bool = False
    competencies: tuple[CompetencyRef, ...] = ()

    @property
    def is_graded(self) -> bool:
        """Whether a contribution is worth points."""
        return self.points > 0


RenderedActivity: TypeAlias = (
    RenderedQuestion
    | RenderedQuiz
    | RenderedScenario
    | RenderedAssignment
    | RenderedSurvey
    | RenderedDiscussion
)


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
    """One module; `minutes` is 0 only for the course's overview, whose id is ``index``.

    Attributes:
        prerequisites: Ids of modules that come first.
    """

    id: str
    title: str
    minutes: int
    optional: bool
    pages: tuple[RenderedPage, ...]
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True)
class RenderedCourse:
    """A course ready to be packaged or released.

    Attributes:
        modules: In reading order; the overview, where there is one, is a module of its
            own with the id ``index``.
        activities: By id; the questions of a quiz are the quiz's.
        glossary: HTML of the explanation by term.
        media: In order of name.
        notes: What the builder told the author; none where it is not known.
    """

    id: str
    title: str
    language: str
    version: str
    hours: Decimal
    modules: tuple[RenderedModule, ...]
    activities: Mapping[str, RenderedActivity]
    pass_mark: int = 75
    summary: str = ""
    authors: tuple[str, ...] = ()
    license: str = ""
    competencies: tuple[DeclaredCompetency, ...] = ()
    glossary: Mapping[str, str] = field(default_factory=dict)
    media: tuple[Media, ...] = ()
    notes: AuthorNotes | None = field(default=None, compare=False)

    @property
    def pages(self) -> Iterator[RenderedPage]:
        """All pages in reading order."""
        for module in self.modules:
            yield from module.pages

    @cached_property
    def page_by_id(self) -> Mapping[str, RenderedPage]:
        """All pages, in reading order."""
        return {page.id: page for page in self.pages}

    @cached_property
    def required_pages(self) -> tuple[RenderedPage, ...]:
        """The pages that completion asks for: those of modules that are not optional."""
        return tuple(p for m in self.modules if not m.optional for p in m.pages)

    @cached_property
    def required_page_ids(self) -> frozenset[str]:
        """The ids of the pages that completion asks for."""
        return frozenset(page.id for page in self.required_pages)

    @cached_property
    def required_activities(self) -> tuple[RenderedActivity, ...]:
        """The activities that completion and score rest on, in reading order.

        A survey that comes some days after completion cannot be asked for before.
        """
        activities = (
            self.activities[activity]
            for page in self.required_pages
            for activity in page.activities
        )
        return tuple(
            activity
            for activity in activities
            if activity.required
            and not (
                isinstance(activity, RenderedSurvey) and activity.after_days is not None
            )
        )

    @cached_property
    def maximum(self) -> Decimal:
        """The points that can be had; 0 where nothing is graded."""
        graded = (a.points for a in self.required_activities if a.is_graded)
        return sum(graded, Decimal(0))

    @property
    def questions(self) -> Iterator[RenderedQuestion]:
        """All questions: those of pages in reading order, each quiz's at its place."""
        for activity in self.activities.values():
            if isinstance(activity, RenderedQuestion):
                yield activity
            elif isinstance(activity, RenderedQuiz):
                yield from activity.questions.values()

    @property
    def html(self) -> Iterator[str]:
        """All HTML of a course: pages, what comes with them, and what is told later."""
        for page in self.pages:
            yield page.html
        for question in self.questions:
            yield from question.option_feedback.values()
            yield from question.hints
            yield from (question.right, question.wrong, question.explanation)
        for activity in self.activities.values():
            if isinstance(activity, RenderedQuiz):
                yield from activity.forms.values()
            elif isinstance(activity, RenderedScenario):
                yield from activity.texts.values()
        yield from self.glossary.values()

    def question(self, question_id: str) -> RenderedQuestion:
        """Return a question of a page or a quiz.

        Raises:
            KeyError: No such question.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def only(self, module_id: str) -> "RenderedCourse":
        """Return the course cut down to one module, which is then not optional.

        Raises:
            KeyError: No such module.
        """
        for module in self.modules:
            if module.id == module_id:
                kept = {
                    activity: self.activities[activity]
                    for page in module.pages
                    for activity in page.activities
                }
                alone = replace(module, optional=False, prerequisites=())
                return replace(self, modules=(alone,), activities=kept)
        raise KeyError(module_id)

    def only_activity(self, activity_id: str) -> "RenderedCourse":
        """Return the course cut down to one activity on a page of its own.

        The activity is then required, and a survey asked at once.

        Raises:
            KeyError: No such activity.
        """
        activity = replace(self.activities[activity_id], required=True)
        if isinstance(activity, RenderedSurvey):
            activity = replace(activity, after_days=None)
        for module in self.modules:
            for page in module.pages:
                if activity_id in page.activities:
                    alone = replace(
                        module,
                        optional=False,
                        prerequisites=(),
                        pages=(_page_alone(page, activity),),
                    )
                    return replace(
                        self, modules=(alone,), activities={activity_id: activity}
                    )
        raise KeyError(activity_id)


_SECTION = re.compile(r"<(/?)section\b[^>]*>")


def _page_alone(page: RenderedPage, activity: RenderedActivity) -> RenderedPage:
    """Return a page with nothing but one of its activities; a question has no title."""
    title = page.title if isinstance(activity, RenderedQuestion) else activity.title
    named = f'data-activity="{html.escape(activity.id)}"'
    begin, depth = -1, 0
    for tag in _SECTION.finditer(page.html):
        if begin < 0:
            begin = tag.start() if named in tag[0] else -1
        if begin >= 0:
            depth += -1 if tag[1] else 1
            if depth == 0:
                shown = f"<h1>{html.escape(title)}</h1>\n{page.html[begin : tag.end()]}"
                return replace(page, title=title, html=shown, activities=(activity.id,))
    return replace(page, activities=(activity.id,))
