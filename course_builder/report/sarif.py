"""Findings as a SARIF log, which code hosts and editors read.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0.
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

from course_builder.codes import DIAGNOSTICS, describe
from course_builder.codes.diagnostic import Diagnostic
from course_builder.codes.example import DESCRIBED, PAGE, examples
from course_builder.errors import Finding, Severity
from course_builder.locale import translator
from course_builder.report.order import in_order
from course_builder.report.sentence import sentences

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVELS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
)


class Told(NamedTuple):
    """The findings of one course.

    Attributes:
        language: BCP 47 tag; English, or Indonesian for all others.
        folder: The course folder, relative to the working directory.
    """

    findings: Iterable[Finding]
    language: str
    folder: PurePosixPath


def as_sarif(courses: Iterable[Told], language: str, version: str) -> dict[str, Any]:
    """Return one log with the findings of all courses, each in order of place.

    Args:
        courses: What is told of each.
        language: BCP 47 tag, of the rules.
        version: Of this program.
    """
    results = [
        _result(finding, told.language, told.folder)
        for told in courses
        for finding in in_order(told.findings)
    ]
    used = sorted({result["ruleId"] for result in results})
    places = {code: number for number, code in enumerate(used)}
    for result in results:
        result["ruleIndex"] = places[result["ruleId"]]
    driver = {
        "name": "course-builder",
        "semanticVersion": version,
        "rules": [_rule(code, DIAGNOSTICS[code], language) for code in used],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "."}}},
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, diagnostic: Diagnostic, language: str) -> dict[str, Any]:
    _ = translator(language)
    # A rule has no finding that would fill the blanks.
    problem = _(diagnostic.problem).replace("{{", "{").replace("}}", "}")
    remedy = _(diagnostic.remedy).replace("{{", "{").replace("}}", "}")
    rule: dict[str, Any] = {
        "id": code,
        "shortDescription": {"text": problem},
        "help": {"text": remedy},
        "defaultConfiguration": {"level": _LEVELS[diagnostic.severity]},
    }
    if code in examples():
        rule["help"]["markdown"] = f"{remedy}\n\n{_example(code, language)}"
    return rule


def _example(code: str, language: str) -> str:
    _ = translator(language)
    sides = {_("Salah"): examples()[code].wrong, _("Benar"): examples()[code].right}
    return "\n".join(
        f"{word}{_file(path)}:\n\n~~~~~~\n{text}~~~~~~\n"
        for word, files in sides.items()
        for path, text in files.items()
    )


def _file(path: str) -> str:
    return "" if path in {PAGE, DESCRIBED} else f" (`{path}`)"


def _result(finding: Finding, language: str, folder: PurePosixPath) -> dict[str, Any]:
    words = describe(finding, language)
    where = finding.where
    location = {
        "artifactLocation": {
            "uri": quote(str(folder / where.path)),
            "uriBaseId": "SRCROOT",
        },
        "region": {
            "startLine": where.line,
            "startColumn": where.column,
            "endColumn": where.column + finding.length,
        },
    }
    return {
        "ruleId": finding.code,
        "level": _LEVELS[words.severity],
        "message": {"text": sentences(words)},
        "locations": [{"physicalLocation": location}],
    }
