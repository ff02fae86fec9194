"""A folder that opens in a browser by double click, without a server."""

from typing import BinaryIO

from course_builder.model.rendered import RenderedCourse
from course_builder.targets.archive import write_archive
from course_builder.targets.content import package_files


class Web:
    """Writes packages that stand alone."""

    name = "web"
    standard = "HTML"
    adapter = "standalone"

    def write(self, course: RenderedCourse, out: BinaryIO) -> None:
        """Write one package."""
        write_archive(package_files(course, self.adapter), out)

    def warnings(self, course: RenderedCourse) -> tuple[str, ...]:
        """Return nothing: such a package carries everything."""
        del course
        return ()
