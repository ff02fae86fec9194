from typing import Any

import pytest

from tests.project.audit import KNOWN_WEAK, UNREACHABLE, Found, main

WEAK: Found = [
    {
        "name": "jinja2",
        "version": "2.4.1",
        "vulns": [{"id": "PYSEC-2014-8", "fix_versions": ["2.7.2"]}],
    }
]
FLASK: dict[str, Any] = {"name": "flask", "version": "3.1.3", "vulns": []}
UNKNOWN: dict[str, Any] = {"name": "flask", "skip_reason": "not found"}


def audited(control: Found | None, ours: Found | None) -> list[str]:
    return main(lambda asked: control if asked.startswith(KNOWN_WEAK) else ours)


def test_what_was_looked_up_and_is_well_passes() -> None:
    assert audited(WEAK, [FLASK]) == []


def test_a_known_weakness_is_named_with_its_remedy() -> None:
    assert audited(WEAK, WEAK) == ["jinja2 2.4.1: PYSEC-2014-8, mended in 2.7.2"]


@pytest.mark.parametrize(
    ("control", "ours"),
    [
        (None, None),
        (WEAK, None),
        (WEAK, []),
        ([{**WEAK[0], "vulns": []}], [FLASK]),
        ([UNKNOWN], [UNKNOWN]),
    ],
    ids=["no network", "lost meanwhile", "empty", "no advisories", "a mirror"],
)
def test_where_nothing_could_be_looked_up_it_fails(
    control: Found | None, ours: Found | None
) -> None:
    assert audited(control, ours) == [UNREACHABLE]


def test_a_package_that_was_not_looked_up_is_named() -> None:
    assert audited(WEAK, [FLASK, UNKNOWN]) == ["flask was not looked up: not found"]
