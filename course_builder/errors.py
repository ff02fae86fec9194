"""Everything that can be wrong with a course or a build.

CourseBuilderError
├── InvalidCourseError        a course has findings of severity error; all of them travel along
├── AnswerFormatError         a learner's answer does not have the form its question asks for
├── PlayError                 a choice of a simulation that is not there, or is disabled
├── ReleaseError              a release file is broken or of an unknown format
└── PackageError              a target cannot write this course

A `Finding` is not an exception: a stage collects findings and goes on, so that an
author sees every problem of a course in one run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True, order=True)
class SourceLocation:
    """Where an author wrote something.

    Attributes:
        path: Course file, relative to the course folder.
        line: Line number, counted from 1.
        column: Column in characters, counted from 1.
    """

    path: PurePosixPath
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


NOWHERE = SourceLocation(PurePosixPath(), 1)
"""The place of something that was not read from a course file."""


class Severity(StrEnum):
    """How much a finding matters; errors stop a build, warnings do with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a course; its words are in `course_builder.codes`.

    Attributes:
        code: Stable code such as ``B203``.
        where: The first character of what is wrong.
        length: How many characters of that line are wrong, at least 1.
        values: What fills the blanks of the code's sentences.
    """

    code: str
    where: SourceLocation
    length: int = 1
    values: Mapping[str, str] = field(default_factory=dict)


class CourseBuilderError(Exception):
    """Base of all errors this package raises on purpose."""


class InvalidCourseError(CourseBuilderError):
    """A course has errors, collected so that the author sees all at once."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = tuple(findings)


class AnswerFormatError(CourseBuilderError):
    """An answer does not have the form its question asks for."""


class PlayError(CourseBuilderError):
    """A choice of a simulation is not there or disabled, or no round is being played."""


class ReleaseError(CourseBuilderError):
    """A release file is broken, incomplete or of a format that is not known here."""


class PackageError(CourseBuilderError):
    """A target cannot write this course."""
