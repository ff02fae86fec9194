"""Workflow commands: what an author wrote cannot end one or begin another."""

from pathlib import PurePosixPath

from course_builder.errors import Finding, SourceLocation
from course_builder.report.github import as_annotations

WHERE = SourceLocation(PurePosixPath("a.md"), 2, 3)


def test_what_an_author_wrote_begins_no_command():
    value = "50%\n::error file=x::y\r"
    finding = Finding("B303", WHERE, 4, {"target": value, "nearest": ""})

    text = as_annotations([finding], "id", folder=PurePosixPath("k\n::error::,"))

    assert text.count("\n") == 1
    assert text.startswith("::error file=k%0A%3A%3Aerror%3A%3A%2C/a.md,line=2,col=3,")
    assert "\n::error" not in text.rstrip("\n")


def test_each_severity_has_its_command():
    findings = [
        Finding("B203", WHERE, 1, {"id": "q", "mark": "(x)"}),
        Finding("B406", WHERE),
        Finding("B394", WHERE, 1, {"count": "3"}),
    ]
    lines = as_annotations(findings, "en").splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "::error",
        "::notice",
        "::warning",
    ]
