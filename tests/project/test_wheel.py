"""The wheel holds all that an installation needs, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.project.repository import ROOT, pyproject, tracked_files

PACKAGES = ("course_builder", "lti_service")
CONTROL_DOCUMENTS = Path("course_builder/targets/control_documents")


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", str(ROOT), "--quiet"),
            *("--no-deps", "--no-build-isolation", "--no-index"),
            *("--wheel-dir", str(folder)),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_both_packages_is_in_the_wheel(wheel_names: set[str]) -> None:
    ours = {path.relative_to(ROOT) for path in tracked_files()}
    wanted = {path.as_posix() for path in ours if path.parts[0] in PACKAGES}
    assert wanted - wheel_names == set()


def test_the_control_documents_of_scorm_are_in_the_wheel(wheel_names: set[str]) -> None:
    unpacked = [
        path for path in (ROOT / CONTROL_DOCUMENTS).rglob("*") if path.is_file()
    ]
    assert unpacked, "They are not unpacked: run make install"
    wanted = {path.relative_to(ROOT).as_posix() for path in unpacked}
    assert wanted - wheel_names == set()


@pytest.mark.parametrize(
    "pattern",
    [
        "course_builder/player/*.js",
        "course_builder/player/adapters/*.js",
        "course_builder/locale/*.po",
        "lti_service/locale/*.po",
        "course_builder/templates/**/*.html",
        "course_builder/templates/**/*.css",
        "lti_service/web/templates/**/*.html",
        "lti_service/web/static/**/*.css",
        "lti_service/storage/migrations/versions/*.py",
    ],
)
def test_the_wheel_has_what_code_alone_does_not_show(
    pattern: str, wheel_names: set[str]
) -> None:
    on_disk = {path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern)}
    assert on_disk & wheel_names, f"nothing in the wheel matches {pattern}"


def test_nothing_but_the_packages_is_in_the_wheel(wheel_names: set[str]) -> None:
    number = pyproject()["project"]["version"]
    tops = {name.split("/")[0] for name in wheel_names}
    assert tops == {*PACKAGES, f"pembinaan_asn-{number}.dist-info"}
    assert [name for name in wheel_names if "node_modules" in name] == []
