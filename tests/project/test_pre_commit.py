"""What authors' repositories get by naming ours in their pre-commit configuration."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.project.commands import problem_of
from tests.project.repository import ROOT, pyproject

(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def test_the_hook_has_what_pre_commit_asks_for() -> None:
    """Source: pre-commit, "Creating new hooks"."""
    assert HOOK.keys() >= {"id", "name", "entry", "language", "files"}
    assert HOOK["id"] == "course-builder-check"
    assert HOOK["language"] == "python"
    assert HOOK["pass_filenames"] is False


def test_its_entry_is_one_of_our_programs() -> None:
    assert HOOK["entry"].split()[0] in pyproject()["project"]["scripts"]
    assert problem_of([*HOOK["entry"].split(), *HOOK["args"]]) is None


@pytest.mark.parametrize(
    "path",
    ["a/index.md", "a/banks/b.md", "a/media/peta.svg", "a/media/suara.id.vtt"],
)
def test_it_runs_for_what_a_course_is_made_of(path: str) -> None:
    assert re.search(HOOK["files"], path)


@pytest.mark.parametrize("path", ["src/app.py", "a.mdx", "md"])
def test_it_does_not_run_for_anything_else(path: str) -> None:
    assert not re.search(HOOK["files"], path)


def _run(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the hook as pre-commit does: its entry, then its arguments, at the top."""
    program, *words = HOOK["entry"].split()
    command = [str(Path(sys.executable).with_name(program)), *words, *HOOK["args"]]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )


def test_it_passes_good_courses_and_stops_others(tmp_path: Path) -> None:
    folder = tmp_path / "courses" / "contoh"
    starter: Any = ROOT / "course_builder" / "templates" / "starter" / "id"
    shutil.copytree(starter, folder)
    index = folder / "index.md"
    text = index.read_text("utf-8").replace("$id", "contoh")
    index.write_text(text.replace("$quoted_title", "Contoh"), "utf-8")
    assert _run(tmp_path).returncode == 0

    with index.open("a", encoding="utf-8") as file:
        file.write("\n![](media/tas.svg)\n")

    stopped = _run(tmp_path)
    assert stopped.returncode == 1
    assert "courses/contoh/index.md" in stopped.stdout
