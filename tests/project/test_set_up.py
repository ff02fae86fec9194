"""`make` and `.ci/run` set a machine up, or say in one sentence what hinders them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.project.repository import ROOT, text_of, tracked_files

SCRIPTS = [path for path in tracked_files() if path.parent == ROOT / ".ci"]
PARTS = ("make check", "make test", "make peers")


def _make(
    *words: str, cwd: Path = ROOT, path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in os.environ if name != "MAKEFLAGS"}
    if path is not None:
        environment["PATH"] = str(path)
    return subprocess.run(
        [shutil.which("make") or "make", *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A copy of what the set-up stands on, in a folder with a space in its name."""
    folder = tmp_path / "fresh clone"
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def poor_path(tmp_path: Path) -> Path:
    """A PATH with the least there is: no apt-get, no browser, no Python."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "make", "id", "echo", "env"):
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def test_make_alone_shows_every_command_and_what_it_does() -> None:
    shown = _make()
    described = re.findall(r"(?m)^([a-z]+):.*## (.+)$", text_of(ROOT / "Makefile"))
    assert shown.returncode == 0
    for target, sentence in described:
        assert re.search(rf"(?m)^make {target} +{re.escape(sentence)}$", shown.stdout)


@pytest.mark.parametrize(
    "target",
    ["run", "test", "check", "fix", "browser", "peers", "bench", "sure"],
)
def test_every_command_installs_what_it_needs_first(target: str, bare: Path) -> None:
    (bare / "course_builder/player").mkdir(parents=True)
    (bare / "course_builder/targets").mkdir(parents=True)
    (bare / "course_builder/player/package.json").touch()
    (bare / "course_builder/targets/control_documents.py").touch()
    planned = _make("--dry-run", target, cwd=bare)
    assert planned.returncode == 0, planned.stderr
    steps = planned.stdout
    order = [
        "-m venv .venv",
        "--constraint constraints.txt",
        "link-node",
        "npm --prefix",
    ]
    places = [steps.index(step) for step in order]
    assert places == sorted(places)


def test_too_old_a_python_is_named_with_the_remedy(bare: Path, tmp_path: Path) -> None:
    _program(tmp_path / "old", "python3", "exit 1")
    refused = _make("install", f"PYTHON={tmp_path}/old/python3", cwd=bare)
    assert refused.returncode != 0
    assert "Python 3.11 or newer is needed" in refused.stderr
    assert "make PYTHON=" in refused.stderr
    assert not (bare / ".venv").exists()


def test_a_missing_venv_is_named_with_the_remedy(bare: Path, poor_path: Path) -> None:
    _program(poor_path, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    refused = _make("install", cwd=bare, path=poor_path)
    assert refused.returncode != 0
    assert "apt-get install python3-venv" in refused.stderr
    assert not (bare / ".venv").exists()


def test_a_missing_browser_is_named_with_the_remedy(
    bare: Path, poor_path: Path
) -> None:
    refused = _make("chromium", cwd=bare, path=poor_path)
    assert refused.returncode != 0
    assert "apt-get install chromium" in refused.stderr


def test_a_debian_package_is_installed_where_it_may_be(
    tmp_path: Path, poor_path: Path
) -> None:
    _program(poor_path, "apt-get", f'echo "$@" >>"{tmp_path}/asked"')
    (poor_path / "id").unlink()
    _program(poor_path, "id", "echo 0")
    done = subprocess.run(
        [ROOT / ".ci" / "debian-install", "A browser is needed", "chromium"],
        env={"PATH": str(poor_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    asked = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert [line.split()[0] for line in asked] == ["update", "install"]
    assert asked[-1].split()[-1] == "chromium"


def test_the_scripts_can_be_run_and_are_well_formed() -> None:
    assert SCRIPTS
    for script in SCRIPTS:
        assert os.access(script, os.X_OK), script.name
        shell = "bash" if "bash" in text_of(script).splitlines()[0] else "sh"
        subprocess.run([shell, "-n", script], check=True)


def test_ci_runs_every_part_with_the_services_required() -> None:
    script = text_of(ROOT / ".ci" / "run")
    places = [script.index(f"\npart {part}\n") for part in PARTS]
    assert places == sorted(places)
    assert "export REQUIRE_SERVICES=1\n" in script
    assert "export SCHEMAS_DIR=${SCHEMAS_DIR:-" in script


def test_one_failing_part_fails_ci_and_hides_no_other(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    _program(
        tmp_path / "programs",
        "make",
        f'echo "make $*" >>"{ran}"; [ "$1" != check ]',
    )
    shutil.copytree(ROOT / ".ci", tmp_path / "clone" / ".ci")
    (tmp_path / "clone/.venv/bin").mkdir(parents=True)
    _program(tmp_path / "clone/.venv/bin", "python", "exit 0")
    done = subprocess.run(
        [tmp_path / "clone/.ci/run"],
        env={**os.environ, "PATH": f"{tmp_path}/programs:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.read_text("utf-8").splitlines() == ["make install", *PARTS]
    assert done.returncode != 0
    assert "Failed:  make check" in done.stdout
