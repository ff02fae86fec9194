"""A course as its author wrote it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TypeAlias

from course_builder.errors import NOWHERE, SourceLocation
from course_builder.model.assignment import Assignment
from course_builder.model.discussion import Discussion
from course_builder.model.prose import Prose
from course_builder.model.question import Question
from course_builder.model.quiz import Bank, Quiz
from course_builder.model.scenario import Scenario
from course_builder.model.survey import Survey

Activity: TypeAlias = Question | Quiz | Scenario | Assignment | Survey | Discussion
"""What a learner does, and is recorded by its id."""

Block: TypeAlias = Prose | Activity
"""What a page is made of."""


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading as written; ``level`` is 1 to 6, ``text`` may be empty."""

    level: int
    text: str
    where: SourceLocation


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what follows a ``##`` heading, or what precedes the first.

    Attributes:
        id: ``<module id>/<slug of the heading>``; ``index`` for the course's overview.
        slug: The heading's id on a Git host: ``status-tsunami``.
        headings: Those at the left edge, its own too, in source order; neither the
            file's title nor those in activities.
    """

    id: str
    slug: str
    title: str
    blocks: tuple[Block, ...]
    where: SourceLocation = field(default=NOWHERE, compare=False)
    headings: tuple[PageHeading, ...] = field(default=(), compare=False)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities of this page in source order."""
        return tuple(block for block in self.blocks if not isinstance(block, Prose))

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of this page that stand outside a quiz, in source order."""
        return tuple(block for block in self.blocks if isinstance(block, Question))


@dataclass(frozen=True, slots=True)
class Module:
    """One module, a file of the course folder.

    Attributes:
        minutes: Time a learner needs, > 0.
        competencies: Codes of competencies it teaches.
        prerequisites: Ids of modules that come first.
        optional: Whether finishing the course goes without it.
        slug: The id of its ``#`` heading on a Git host; empty where it has none.
        places: Where its front matter has a key, or the item of a list:
            ``minutes``, ``prerequisites.0``.
        anchors: Ids of all its headings.
    """

    id: str
    title: str
    minutes: int
    pages: tuple[Page, ...]
    competencies: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    optional: bool = False
    slug: str = ""
    where: SourceLocation = field(default=NOWHERE, compare=False)
    places: Mapping[str, SourceLocation] = field(default_factory=dict, compare=False)
    anchors: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class DeclaredCompetency:
    """What finishing the course may help to prove, and by which kinds of evidence.

    Attributes:
        level: 1 to 5.
        evidence: Kinds out of quiz, scenario, assignment, observation.
    """

    code: str
    level: int
    evidence: tuple[str, ...] = ()
    where: SourceLocation = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course.

    Attributes:
        id: Stable identity, kebab-case.
        language: BCP 47 tag.
        version: ``major.minor``, as written.
        hours: Hours (JP) of 45 minutes, > 0.
        pass_mark: Per cent of the points that passes, 0 to 100.
        glossary: Term and definition.
        banks: The files of questions below ``banks/``, in order of their paths.
        overview: The text of index.md; none where it has only front matter.
        cover: Path of a picture relative to the course folder; empty for none.
        forum: Address of the LMS forum for discussions; empty for none.
        places: Where its front matter has a key: ``hours``.
        anchors: Ids of all headings by course file; none of a file without pages.
    """

    id: str
    title: str
    language: str
    version: str
    hours: Decimal
    modules: tuple[Module, ...]
    banks: tuple[Bank, ...] = ()
    overview: Page | None = None
    summary: str = ""
    audience: str = ""
    authors: tuple[str, ...] = ()
    license: str = ""
    cover: str = ""
    forum: str = ""
    competencies: tuple[DeclaredCompetency, ...] = ()
    pass_mark: int = 75
    glossary: tuple[tuple[str, str], ...] = ()
    where: SourceLocation = field(default=NOWHERE, compare=False)
    places: Mapping[str, SourceLocation] = field(default_factory=dict, compare=False)
    anchors: Mapping[PurePosixPath, frozenset[str]] = field(
        default_factory=dict, compare=False
    )

    @property
    def pages(self) -> Iterator[Page]:
        """All pages in reading order, the overview first."""
        if self.overview is not None:
            yield self.overview
        for module in self.modules:
            yield from module.pages
