"""The command line: what it prints, where, and how it ends."""

import subprocess
import sys

import pytest

from tests.course_builder.cli.program import run


def test_a_path_without_a_course_is_a_finding() -> None:
    for command in ("check", "build"):
        result = run(command, "entah")
        assert result.exit_code == 1
        assert "entah/index.md:1:1: galat B101:" in result.output


@pytest.mark.parametrize(
    "command", [[], ["check"], ["build"], ["new"], ["preview"], ["explain"], ["x"]]
)
def test_wrong_usage_ends_with_2(command: list[str]) -> None:
    assert run(*command).exit_code == 2


def test_help_loads_no_stage() -> None:
    script = (
        "import sys\n"
        "from course_builder.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert "Commands:" in done.stdout
    assert not loaded & {"markdown", "lxml", "yaml", "nh3", "course_builder.build"}
    assert not loaded & {"http.server", "importlib.metadata", "urllib.request"}


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "course_builder", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Usage: " in done.stdout


def test_a_reader_who_has_heard_enough_is_not_complained_of() -> None:
    script = (
        "import os, sys\n"
        "from course_builder.cli import main\n"
        "reading, writing = os.pipe()\n"
        "os.close(reading)\n"
        "os.dup2(writing, 1)\n"
        "sys.argv = ['course-builder', 'schema', 'course']\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 1
