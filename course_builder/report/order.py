"""The order in which findings are told."""

from collections.abc import Iterable

from course_builder.errors import Finding


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in order of place."""
    return sorted(findings, key=lambda finding: (finding.where, finding.code))
