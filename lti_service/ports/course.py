"""Published courses."""

from collections.abc import Sequence
from typing import Protocol

from course_builder.model.media import Media
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.course import PublishedRelease


class Releases(Protocol):
    """Published courses."""

    def get(self, release_id: str) -> PublishedRelease | None:
        """Return a release."""
        ...

    def current(self, course_id: str) -> PublishedRelease | None:
        """Return the release on which new attempts at a course start."""
        ...

    def find(self, course_id: str, version: str) -> PublishedRelease | None:
        """Return the release of that version."""
        ...

    def all_current(self) -> Sequence[PublishedRelease]:
        """Return the current release of each course, by title."""
        ...

    def add(
        self, release: PublishedRelease, content: bytes, media: Sequence[Media]
    ) -> None:
        """Add a release file and its media, and make it the current one."""
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
