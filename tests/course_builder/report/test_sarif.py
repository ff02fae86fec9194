"""A SARIF log of findings."""

import re
from pathlib import PurePosixPath

from course_builder.codes import DIAGNOSTICS
from course_builder.codes.example import examples
from course_builder.errors import Finding, SourceLocation
from course_builder.report.sarif import Told, as_sarif

WHERE = SourceLocation(PurePosixPath("a b.md"), 2, 3)


def log(*findings: Finding, language: str = "id"):
    told = Told(findings, language, PurePosixPath("kursus/é"))
    return as_sarif([told], language, "1.2.3")["runs"][0]


def test_addresses_are_relative_and_encoded():
    (result,) = log(Finding("B406", WHERE, 3))["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "kursus/%C3%A9/a%20b.md"
    assert physical["region"] == {"startLine": 2, "startColumn": 3, "endColumn": 6}


def test_a_note_is_no_warning():
    run = log(Finding("B394", WHERE, 1, {"count": "3"}))
    assert run["results"][0]["level"] == "note"
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "note"}


def test_rules_are_listed_once_and_results_point_at_them():
    run = log(Finding("B406", WHERE), Finding("B108", WHERE), Finding("B406", WHERE))
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["B108", "B406"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]


def test_a_rule_shows_its_example():
    code = next(iter(examples()))
    values = dict.fromkeys(_blanks(code), "x")
    (rule,) = log(Finding(code, WHERE, 1, values))["tool"]["driver"]["rules"]
    markdown = rule["help"]["markdown"]
    for text in examples()[code].right.values():
        assert text in markdown


def test_columns_count_characters_as_ours_do():
    assert log()["columnKind"] == "unicodeCodePoints"


def _blanks(code: str) -> set[str]:
    found = DIAGNOSTICS[code]
    return set(re.findall(r"(?<!{){(\w+)}", found.problem + found.remedy))
