"""What is promised of any course folder, whatever is in it."""

import io
import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from course_builder.build import CheckedCourse, check, has_errors
from course_builder.codes import DIAGNOSTICS, describe
from course_builder.errors import Finding, Severity
from course_builder.fixes import fix_course
from course_builder.model.release import read_release
from course_builder.report import as_json, as_text
from course_builder.report.github import as_annotations
from course_builder.report.sarif import Told, as_sarif
from course_builder.targets.registry import TARGETS
from tests.fuzz.cpu import within

LANGUAGES = ("id", "en")
_HERE = PurePosixPath("kursus")


def budget(folder: Path, *, seconds: float = 6, megabyte: float = 60) -> float:
    """Return the seconds that a course of this size may take.

    Generous, since it has to be kept while coverage is measured: what grows with the
    square of a file's length breaks it all the same, once a file is long.
    """
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return seconds + megabyte * size / 1_000_000


def hold(folder: Path, *, seconds: float | None = None) -> CheckedCourse:
    """Check, tell, package and mend a course; raise where a promise is broken."""
    limit = budget(folder) if seconds is None else seconds
    with within(limit):
        checked = check(folder)
    with within(limit):
        tell(checked)
    if checked.rendered is not None:
        with within(limit):
            package(checked)
    with within(2 * limit):
        mend(folder, checked.findings)
    return checked


def tell(checked: CheckedCourse) -> None:
    """Print what was found in every form, and hold its places to the files."""
    for finding in checked.findings:
        _hold_place(finding, checked)
    for language in LANGUAGES:
        for finding in checked.findings:
            described = describe(finding, language)
            assert described.message, finding
            assert described.hint, finding
        text = as_text(checked.findings, checked.sources, language, folder=_HERE)
        assert text.count("\n") >= len(checked.findings)
        json.dumps(as_json(checked.findings, language, folder=_HERE)).encode()
        lines = as_annotations(checked.findings, language, folder=_HERE)
        assert lines.count("\n") == len(checked.findings)
        told = Told(checked.findings, language, _HERE)
        json.dumps(as_sarif([told], language, "1")).encode()
        text.encode()


def _hold_place(finding: Finding, checked: CheckedCourse) -> None:
    where = finding.where
    text = checked.sources.get(where.path, "")
    lines = text.split("\n")
    assert 1 <= where.line <= len(lines), finding
    width = len(lines[where.line - 1])
    assert 1 <= where.column <= width + 1, finding
    assert finding.length >= 1, finding
    assert where.column - 1 + finding.length <= max(width, where.column), finding


def package(checked: CheckedCourse) -> None:
    """Package a course for the web and as a release, which reads back the same."""
    assert checked.rendered is not None
    assert not has_errors(checked.findings)
    TARGETS["web"].write(checked.rendered, io.BytesIO())
    out = io.BytesIO()
    TARGETS["release"].write(checked.rendered, out)
    out.seek(0)
    assert read_release(out).course == checked.rendered


def mend(folder: Path, findings: Iterable[Finding]) -> None:
    """Mend a course: it has no error more than before, and nothing is left to mend."""
    before = _errors(findings)
    fix_course(folder)
    after = check(folder, rendering=False).findings
    assert _errors(after) <= before, (before, after)
    assert fix_course(folder).changes == ()


def _errors(findings: Iterable[Finding]) -> int:
    return sum(DIAGNOSTICS[f.code].severity is Severity.ERROR for f in findings)
