"""A folder that opens in a browser by double click, without a server."""

from typing import BinaryIO

from course_builder.model.rendered import RenderedCourse
from course_builder.targets.archive import write_archive
from course_builder.targets.content import package_files
from course_builder.targets.limit import lacks
from course_builder.targets.target import Lack


class Web:
    """Writes packages that stand alone."""

    name = "web"
    standard = "HTML"
    adapter = "standalone"

    def write(self, course: RenderedCourse, out: BinaryIO) -> None:
        """Write one package."""
        write_archive(package_files(course, self.adapter), out)

    def warnings(self, course: RenderedCourse) -> tuple[Lack, ...]:
        """Return what needs a service."""
        return tuple(lacks(course))
