"""What an author sees: courses and versions, what covers which outcome, how people fare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from course_builder.model.coverage import Coverage, coverage
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.attempt import Attempt
from lti_service.domain.course import (
    AttemptCount,
    CourseOffer,
    DraftState,
    PublishedRelease,
    ReleaseDraft,
)
from lti_service.domain.course_signal import (
    CourseSignals,
    course_signals,
    signal_rule,
)
from lti_service.domain.launch import ResourceLink
from lti_service.errors import NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.publishing.release_draft import account_name

_PAGE = 500
MOST_ATTEMPTS = 10_000
"""How many attempts at a release are looked through for a page."""


@dataclass(frozen=True, slots=True)
class OfferedVersion:
    """That a version was offered, for the history.

    Attributes:
        by: Name of who offered it; empty for a command.
    """

    offer: CourseOffer
    version: str
    by: str


@dataclass(frozen=True, slots=True)
class AuthoredCourse:
    """A course with its versions.

    Attributes:
        offered: The version that is offered now, or was until it was withdrawn.
        history: Its offers, the latest first.
        versions: All stored versions, the latest first.
        counts: Attempts on each version, by release id; absent for none.
    """

    offered: PublishedRelease
    history: Sequence[OfferedVersion]
    versions: Sequence[PublishedRelease]
    counts: Mapping[str, AttemptCount]

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is offered no more."""
        return not self.history[0].offer.is_open

    @property
    def begun(self) -> int:
        """How many attempts there are on all versions."""
        return sum(count.begun for count in self.counts.values())

    @property
    def under_way(self) -> int:
        """How many attempts are begun and not passed, on all versions."""
        return sum(count.under_way for count in self.counts.values())

    def count(self, release_id: str) -> AttemptCount:
        """Return how many attempts stand on a version."""
        return self.counts.get(release_id, AttemptCount())


@dataclass(frozen=True, slots=True)
class UploadedDraft:
    """A draft with the name of who uploaded it."""

    draft: ReleaseDraft
    by: str


@dataclass(frozen=True, slots=True)
class AuthorDesk:
    """All that an author finds.

    Attributes:
        drafts: Those that wait, the latest first.
        discarded: Those that can be taken back.
    """

    courses: Sequence[AuthoredCourse]
    drafts: Sequence[UploadedDraft]
    discarded: Sequence[UploadedDraft]


@dataclass(frozen=True, slots=True)
class CourseStudy:
    """One course, looked at closely.

    Attributes:
        course: The release that is offered.
        coverage: What covers each outcome.
        names: Names of competencies by code; absent where no framework has them.
        levels: What a level of a competency asks, by code and level.
        signals: How people fare in the release that is looked at.
        release: The release that the signals are of.
        all_seen: Whether all attempts were looked through.
        links: Activities of LMSs that show it.
        programmes: Titles of the programmes that it completes.
    """

    authored: AuthoredCourse
    course: RenderedCourse
    coverage: Sequence[Coverage]
    names: Mapping[str, str]
    levels: Mapping[tuple[str, int], str]
    signals: CourseSignals
    release: PublishedRelease
    all_seen: bool
    links: Sequence[ResourceLink]
    programmes: Sequence[str]


def author_desk(*, ports: Ports) -> AuthorDesk:
    """Return all courses by title, and the drafts."""
    with ports.storage.reading() as uow:
        courses = [_authored(one, uow) for one in uow.releases.all_latest()]
        drafts = [
            UploadedDraft(draft, account_name(draft.uploaded_by, uow))
            for draft in uow.drafts.all()
        ]
    return AuthorDesk(
        courses,
        [one for one in drafts if one.draft.state is DraftState.WAITING],
        [one for one in drafts if one.draft.state is DraftState.DISCARDED],
    )


def study_course(course_id: str, version: str = "", *, ports: Ports) -> CourseStudy:
    """Return a course with its coverage, and how people fare in one version of it.

    Args:
        course_id: The course.
        version: The version whose figures are wanted; empty for the one offered now or
            at last.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such course or version is stored.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        offered = uow.releases.latest(course_id)
        release = uow.releases.find(course_id, version) if version else offered
        if offered is None or release is None:
            raise NotFoundError("unknown-course", course=course_id)
        authored = _authored(offered, uow)
        rule = signal_rule(uow.rules.parameters(on))
        course = ports.courses.get(offered.id)
        names, levels = outcome_words(course, uow)
        attempts = list(_attempts(release.id, uow))
        links = [
            link
            for link in uow.resource_links.all()
            if link.content.course_id == course_id
        ]
        programmes = sorted(
            programme.title
            for programme in uow.programmes.programmes()
            if programme.course_id == course_id
        )
    return CourseStudy(
        authored,
        course,
        coverage(course),
        names,
        levels,
        course_signals(
            ports.courses.get(release.id),
            attempts,
            ports.clock.now(),
            rule,
        ),
        release,
        len(attempts) < MOST_ATTEMPTS,
        links,
        programmes,
    )


def version_course(
    course_id: str, release_id: str, *, ports: Ports
) -> tuple[PublishedRelease, RenderedCourse]:
    """Return a stored version of a course, to be looked at.

    Raises:
        NotFoundError: No such version of that course.
    """
    with ports.storage.reading() as uow:
        release = uow.releases.get(release_id)
    if release is None or release.course_id != course_id:
        raise NotFoundError("unknown-course", release=release_id)
    return release, ports.courses.get(release_id)


def _authored(offered: PublishedRelease, uow: UnitOfWork) -> AuthoredCourse:
    versions = uow.releases.versions(offered.course_id)
    names = {release.id: release.version for release in versions}
    return AuthoredCourse(
        offered,
        [
            OfferedVersion(
                offer, names[offer.release_id], account_name(offer.offered_by, uow)
            )
            for offer in uow.releases.offers(offered.course_id)
        ],
        versions,
        uow.attempts.counts(offered.course_id),
    )


def outcome_words(
    course: RenderedCourse, uow: UnitOfWork
) -> tuple[Mapping[str, str], Mapping[tuple[str, int], str]]:
    """Return names of competencies by code, and of their levels by code and level."""
    codes = {row.competency.code for row in coverage(course)}
    names, levels = {}, {}
    for code in sorted(codes):
        found = uow.frameworks.competency(code)
        if found is not None:
            names[code] = found.name
            for level in uow.frameworks.levels(code):
                levels[code, level.level] = level.name
    return names, levels


def _attempts(release_id: str, uow: UnitOfWork) -> Iterator[Attempt]:
    after, seen = "", 0
    while seen < MOST_ATTEMPTS:
        page = uow.attempts.of_release(release_id, after=after, limit=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after, seen = page[-1].id, seen + len(page)
