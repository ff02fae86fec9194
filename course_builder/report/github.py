"""Findings as workflow commands, which GitHub shows beside the changed lines.

Source: GitHub Docs, "Workflow commands for GitHub Actions": in a property ``%``, CR, LF,
``:`` and ``,`` are escaped, in a message ``%``, CR and LF.
"""

from collections.abc import Iterable
from pathlib import PurePosixPath
from types import MappingProxyType

from course_builder.codes import describe
from course_builder.errors import Finding, Severity
from course_builder.report.order import in_order
from course_builder.report.sentence import sentences

_HERE = PurePosixPath()
_COMMANDS = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
)
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def as_annotations(
    findings: Iterable[Finding], language: str, *, folder: PurePosixPath = _HERE
) -> str:
    """Return a line for each finding, in order of place.

    Args:
        findings: Of one course.
        language: BCP 47 tag; English, or Indonesian for all others.
        folder: The course folder, relative to the working directory.
    """
    return "".join(_line(finding, language, folder) for finding in in_order(findings))


def _line(finding: Finding, language: str, folder: PurePosixPath) -> str:
    words = describe(finding, language)
    where = finding.where
    properties = {
        "file": str(folder / where.path),
        "line": str(where.line),
        "col": str(where.column),
        "endColumn": str(where.column + finding.length),
        "title": finding.code,
    }
    listed = ",".join(
        f"{name}={value.translate(_IN_PROPERTY)}" for name, value in properties.items()
    )
    message = sentences(words).translate(_IN_MESSAGE)
    return f"::{_COMMANDS[words.severity]} {listed}::{message}\n"
