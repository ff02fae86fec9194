"""What every package target must do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

if TYPE_CHECKING:
    from course_builder.model.rendered import RenderedCourse


class Lack(NamedTuple):
    """What a package cannot carry as its author wrote it.

    Attributes:
        sentence: In Indonesian, with blanks; the catalogue has its English.
        values: What fills the blanks.
    """

    sentence: str
    values: Mapping[str, str] = MappingProxyType({})


class PackageTarget(Protocol):
    """A standard that a course can be packaged for."""

    @property
    def name(self) -> str:
        """Name on the command line, such as ``scorm12``."""
        ...

    @property
    def standard(self) -> str:
        """The standard and edition, such as ``SCORM 1.2``."""
        ...

    @property
    def adapter(self) -> str:
        """The player's adapter inside; empty where the package carries no player."""
        ...

    def write(self, course: "RenderedCourse", out: BinaryIO) -> None:
        """Write one package; the same course gives the same bytes.

        Args:
            course: The rendered course, or one module of it.
            out: Binary stream, written from its current position.

        Raises:
            PackageError: The standard cannot express this course.
        """
        ...

    def warnings(self, course: "RenderedCourse") -> tuple[Lack, ...]:
        """Return what a package will lack, each activity by its id."""
        ...
