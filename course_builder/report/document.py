"""Findings for programs, as ``check --format json`` prints them."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from course_builder.codes import describe
from course_builder.errors import Finding
from course_builder.report.order import in_order

_HERE = PurePosixPath()


def as_json(
    findings: Iterable[Finding], language: str, *, folder: PurePosixPath = _HERE
) -> list[dict[str, str | int]]:
    """Return findings in order of place.

    Args:
        findings: Of one course.
        language: BCP 47 tag; English, or Indonesian for all others.
        folder: The course folder, relative to the working directory.
    """
    described = (
        (finding, describe(finding, language)) for finding in in_order(findings)
    )
    return [
        {
            "code": finding.code,
            "severity": words.severity.value,
            "path": str(folder / finding.where.path),
            "line": finding.where.line,
            "column": finding.where.column,
            "message": words.message,
            "hint": words.hint,
        }
        for finding, words in described
    ]
