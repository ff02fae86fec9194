"""A release for the service, which serves the player itself."""

from typing import BinaryIO

from course_builder.model.release import write_release
from course_builder.model.rendered import RenderedCourse
from course_builder.targets.content import named_media
from course_builder.targets.target import Lack


class Release:
    """Writes releases."""

    name = "release"
    standard = "lti-service"
    adapter = ""

    def write(self, course: RenderedCourse, out: BinaryIO) -> None:
        """Write one release."""
        named_media(course)
        write_release(course, out)

    def warnings(self, course: RenderedCourse) -> tuple[Lack, ...]:
        """Return nothing: a release carries everything."""
        del course
        return ()
