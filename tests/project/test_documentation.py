"""The documentation is whole and true: it is held to the code that it describes."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from course_builder.codes import DIAGNOSTICS
from tests.browser.screenshot import FOLDER, LARGEST
from tests.project.commands import all_commands, command_of, problem_of, programs
from tests.project.reference import pages
from tests.project.repository import ROOT, pyproject, text_of, tracked_files

README = ROOT / "README.md"
LONGEST = 150
_CODE = r"(?ms)^(`{3,}|~{3,})[^`\n]*\n.*?^\1$|`[^`\n]*`"
DOCUMENTS = [path for path in tracked_files() if path.suffix == ".md"]
DOCUMENTATION = [path for path in DOCUMENTS if not {"courses", "cases"} & {*path.parts}]

BROWSER_TESTS = [
    path
    for path in tracked_files()
    if path.suffix == ".py" and {"browser", "peers"} & {*path.parts}
]


def _table(heading: str) -> dict[str, str]:
    """The first two cells of the rows below a heading row that begins with this."""
    rows: dict[str, str] = {}
    inside = False
    for line in text_of(README).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| "):
            inside = inside or cells[0] == heading
            if inside and cells[0] != heading:
                rows[cells[0]] = cells[1]
        elif not line.startswith("|"):
            inside = False
    return rows


def _code_in(cells: dict[str, str]) -> list[str]:
    return [span for cell in cells for span in re.findall(r"`([^`]+)`", cell)]


def _shown_lines(document: Path) -> Iterator[str]:
    """Lines that are meant to be typed: indented by four or in a fence."""
    fence = ""
    for line in text_of(document).splitlines():
        mark = re.match(r"`{3,}|~{3,}", line)
        if mark and not fence:
            fence = mark[0]
        elif fence and line.rstrip() == fence:
            fence = ""
        elif fence or line.startswith("    "):
            yield line.strip().removeprefix("$ ").removeprefix(".venv/bin/")


def _command_lines() -> list[str]:
    names = tuple(f"{name} " for name in pyproject()["project"]["scripts"])
    lines = {line for path in DOCUMENTATION for line in _shown_lines(path)}
    return sorted(line for line in lines if line.startswith(names))


def test_the_readme_is_short_and_begins_with_how_to_run() -> None:
    lines = text_of(README).splitlines()
    assert len(lines) <= LONGEST
    typed = [
        line.strip() for line in lines if line.startswith("    ") and " → " not in line
    ]
    assert typed[0] == "make run"
    assert "make test" in text_of(README)


@pytest.mark.parametrize("program", ["course-builder", "lti-service"])
def test_every_command_is_in_the_readme_and_no_other(program: str) -> None:
    described = [span for span in _code_in(_table(f"`{program}`")) if span[0] != "-"]
    documented = {command_of([program, *line.split()])[0] for line in described}
    assert documented == {line for line in all_commands() if line.startswith(program)}


@pytest.mark.parametrize("program", ["course-builder", "lti-service"])
def test_every_kind_that_a_command_takes_is_in_the_readme(program: str) -> None:
    told = set(re.findall(r"\w+", str(_table(f"`{program}`"))))
    for line in all_commands():
        for parameter in command_of(line.split())[1].params:
            if line.startswith(program) and isinstance(parameter, click.Argument):
                kinds = getattr(parameter.type, "choices", ())
                assert set(kinds) <= told, line


def test_every_target_is_in_the_readme_and_no_other() -> None:
    build = programs()["course-builder"]
    assert isinstance(build, click.Group)
    options = {option.name: option for option in build.commands["build"].params}
    choice = options["targets" if "targets" in options else "target"].type
    assert isinstance(choice, click.Choice)
    assert set(_code_in(_table("`--target`"))) == set(choice.choices) - {"all"}


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    source = text_of(ROOT / "lti_service" / "settings.py")
    read = set(re.findall(r"env\.get\(\s*\"([A-Z_]+)\"", source))
    assert read
    assert set(_code_in(_table("setting (environment)"))) == read


def test_every_make_target_is_in_the_readme_and_no_other() -> None:
    described = re.findall(r"(?m)^([a-z]+):.*## ", text_of(ROOT / "Makefile"))
    documented = [line.removeprefix("make ") for line in _code_in(_table("command"))]
    assert sorted(documented) == sorted({*described} - {"help"})


@pytest.mark.parametrize(
    "path", ["course_builder/findings.md", "lti_service/errors.md"]
)
def test_every_code_is_described_as_it_is(path: str) -> None:
    assert text_of(ROOT / path) == pages()[path], "make fix renews it"


def test_every_finding_is_in_the_table_and_told_one_by_one() -> None:
    page = re.sub(_CODE, "", text_of(ROOT / "course_builder" / "findings.md"))
    rows = re.findall(r"(?m)^\| \[\]\(#(b[0-9]{3})\) \|", page)
    assert [code.upper() for code in rows] == sorted(DIAGNOSTICS)
    assert re.findall(r"(?m)^### (B[0-9]{3})$", page) == sorted(DIAGNOSTICS)


@pytest.mark.parametrize("line", _command_lines())
def test_every_command_line_shown_is_understood(line: str) -> None:
    assert problem_of(line) is None


def test_every_make_line_shown_has_its_target() -> None:
    makefile = text_of(ROOT / "Makefile")
    for path in DOCUMENTATION:
        for target in re.findall(r"`make ([a-z]+)`|^    make ([a-z]+)$", text_of(path)):
            assert f"\n{''.join(target)}:" in makefile, target


def test_every_command_has_a_help_that_can_be_shown() -> None:
    for line in all_commands():
        program, *words = line.split()
        result = CliRunner().invoke(programs()[program], [*words, "--help"])
        assert result.exit_code == 0, line
        assert len(result.output.splitlines()) > 3, line


@pytest.mark.parametrize(
    "path",
    DOCUMENTATION,
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_link_leads_somewhere(path: Path) -> None:
    prose = re.sub(_CODE, "", text_of(path))
    for address in re.findall(r"\]\(([^)\s]+)\)", prose):
        if not re.match(r"https?:|#|mailto:", address):
            assert (path.parent / address.partition("#")[0]).exists(), address


def test_every_picture_is_small_shown_and_taken_by_a_browser_test() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text_of(README))
    assert [ROOT / name for name in sorted(shown)] == sorted(FOLDER.iterdir())
    for path in FOLDER.iterdir():
        assert path.stat().st_size <= LARGEST, path.name
        taken = [test for test in BROWSER_TESTS if f'"{path.name}"' in text_of(test)]
        assert len(taken) == 1, path.name
