"""What the repository must never hold."""

import re
from pathlib import Path

import pytest

from tests.project.repository import ROOT, pyproject, text_of, tracked_files

LARGEST = 512 * 1024
# Written in pieces, so that this file does not hold what it forbids.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|farm|home/\w+)" r"/")
REGISTRY_HOSTS = re.compile(
    r"py" r"pi\.org|registry\.npm" r"js|de" r"b\.debian|files\.python" r"hosted"
)
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b|Not" r"ImplementedError")
LOCK_FILES = {"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"}
MADE_FROM_OTHERS = {".mo", ".pyc", ".zip", ".xsd", ".db", ".whl"}


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked_files()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(MACHINE_PATHS, id="a path of one machine"),
        pytest.param(REGISTRY_HOSTS, id="the host of a package registry"),
        pytest.param(UNFINISHED, id="a place left unfinished"),
    ],
)
def test_no_file_names(pattern: re.Pattern[str]) -> None:
    assert _lines_with(pattern) == []


def test_no_file_is_large() -> None:
    large = [path for path in tracked_files() if path.stat().st_size > LARGEST]
    assert large == []


def test_no_file_was_made_from_others_or_locks_addresses() -> None:
    made = [
        path.relative_to(ROOT)
        for path in tracked_files()
        if path.name in LOCK_FILES or path.suffix in MADE_FROM_OTHERS
    ]
    assert made == []


def test_every_text_file_ends_with_one_newline() -> None:
    untidy = [
        path.relative_to(ROOT)
        for path in tracked_files()
        if "cases" not in path.parts
        and not re.search(r"(?:^|[^\n]\n)\Z", text_of(path))
    ]
    assert untidy == []


def test_both_packages_say_what_they_are() -> None:
    for package in ("course_builder", "lti_service"):
        assert (ROOT / package / "README.md").is_file()


def test_the_changelog_knows_the_version() -> None:
    number = pyproject()["project"]["version"]
    assert f"\n## [{number}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_version_is_the_same_everywhere() -> None:
    number = pyproject()["project"]["version"]
    assert f"image: pembinaan-asn:{number}\n" in (ROOT / "compose.yaml").read_text(
        "utf-8"
    )


def test_suppressions_are_few_and_reasoned() -> None:
    python = [path for path in tracked_files() if path.suffix == ".py"]
    lines = [line for path in python for line in text_of(path).splitlines()]
    marks = [line for line in lines if re.search(r"#\s*(?:noqa|type:\s*ignore)", line)]
    assert len(marks) <= len(lines) / 1000
    assert [line for line in marks if not re.search(r"noqa: \w+|ignore\[", line)] == []


def _unmirrored(package: Path) -> list[Path]:
    return [
        path
        for path in tracked_files()
        if path.is_relative_to(ROOT / "tests" / package.name)
        and path.suffix == ".py"
        and not (path.parent / "__init__.py").is_file()
    ]


@pytest.mark.parametrize("package", ["course_builder", "lti_service"])
def test_every_folder_of_tests_is_a_package(package: str) -> None:
    assert _unmirrored(ROOT / package) == []
