"""Published courses."""

from collections.abc import Sequence
from typing import Protocol

from course_builder.model.media import Media
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.course import CourseOffer, PublishedRelease


class Releases(Protocol):
    """Published courses."""

    def get(self, release_id: str) -> PublishedRelease | None:
        """Return a release."""
        ...

    def current(self, course_id: str) -> PublishedRelease | None:
        """Return the release on which new attempts start: that of the latest offer.

        Returns:
            None where nothing was ever offered, or the course is withdrawn.
        """
        ...

    def latest(self, course_id: str) -> PublishedRelease | None:
        """Return the release offered now, or until the course was withdrawn."""
        ...

    def find(self, course_id: str, version: str) -> PublishedRelease | None:
        """Return the release of that version."""
        ...

    def all_current(self) -> Sequence[PublishedRelease]:
        """Return the release that is offered of each course, by title."""
        ...

    def all_latest(self) -> Sequence[PublishedRelease]:
        """Return what `latest` does of each course, withdrawn ones too, by title."""
        ...

    def versions(self, course_id: str) -> Sequence[PublishedRelease]:
        """Return all releases of a course, stored last first."""
        ...

    def add(
        self, release: PublishedRelease, content: bytes, media: Sequence[Media]
    ) -> bool:
        """Store a release file and its media; offer it to nobody.

        Returns:
            Whether it is new: the same content may be stored already.

        Raises:
            ConflictError: Other content has that version: ``release-conflict``.
        """
        ...

    def offer(self, offer: CourseOffer) -> None:
        """Let new attempts start on a release, or on none.

        Raises:
            ConflictError: Another offer has that number.
        """
        ...

    def offers(self, course_id: str) -> Sequence[CourseOffer]:
        """Return the offers of a course, the latest first.

        In a writing unit of work others that offer a version of it wait.
        """
        ...

    def content(self, release_id: str) -> bytes | None:
        """Return the release file."""
        ...

    def media(self, name: str) -> Media | None:
        """Return a medium by its name, ``<sha256>.<suffix>``."""
        ...


class Courses(Protocol):
    """Published courses, answer keys included, kept in memory once read."""

    def get(
        self, release_id: str, module_id: str = "", activity_id: str = ""
    ) -> RenderedCourse:
        """Return a course, or a part of it as `domain.attempt.part_of` cuts it.

        Args:
            release_id: The release.
            module_id: One module of it; empty for the whole course.
            activity_id: One activity of it; empty for a module or a course.

        Raises:
            NotFoundError: No such release, module or activity: ``unknown-course``.
        """
        ...
