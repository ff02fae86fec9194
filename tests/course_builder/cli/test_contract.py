"""What ``contract.md`` promises of `course-builder` to scripts of other people."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.course_builder.cli.program import run
from tests.every_construct import write_every_construct

LOOP = """\
::: scenario {#sim}
### Awal

- [Ulang](#awal)
- [Pergi](#akhir)

### Akhir
{ending score=50}

:::
"""


def write_small(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "index.md").write_text(
        "---\nid: kursus\ntitle: K\nlanguage: id\nversion: 1.2\nhours: 1\n---\n"
    )
    (folder / "01-satu.md").write_text(
        f"---\nid: satu\nminutes: 45\n---\n# Satu\n\n{text}"
    )


def report(folder: str) -> dict[str, Any]:
    """Return what ``check --format json`` prints, as an object."""
    return dict(json.loads(run("check", folder, "--format", "json").stdout))


def test_a_finding_has_these_fields_and_a_path_from_the_working_directory() -> None:
    write_small(Path("kursus"), "[x](tiada.md)\n")
    (finding,) = [f for f in report("kursus")["findings"] if f["severity"] == "error"]

    assert finding.pop("message")
    assert finding.pop("hint")
    assert finding == {
        "code": "B301",
        "severity": "error",
        "path": "kursus/01-satu.md",
        "line": 7,
        "column": 5,
    }


def test_a_course_and_its_simulations_have_these_fields() -> None:
    write_every_construct(Path("kursus"))
    (course,) = report("kursus")["courses"]
    (simulation,) = course.pop("scenarios")
    share = simulation.pop("share")

    assert course == {
        "id": "kursus-lengkap",
        "version": "1.0",
        "modules": 5,
        "pages": 12,
        "activities": 20,
    }
    assert sum(share.values()) == pytest.approx(1)
    assert share.keys() == {"semua-selamat", "selamat-sebagian"}
    assert simulation.pop("states") > simulation["nodes"]
    assert simulation.pop("paths") > simulation["endings"]
    assert simulation == {
        "id": "sim-erupsi",
        "nodes": 4,
        "endings": 2,
        "shortest": 2,
        "longest": 3,
        "complete": True,
    }


def test_where_play_can_go_round_what_cannot_be_counted_is_null() -> None:
    write_small(Path("kursus"), LOOP)
    ((simulation,),) = [c["scenarios"] for c in report("kursus")["courses"]]

    assert simulation == {
        "id": "sim",
        "nodes": 1,
        "endings": 1,
        "states": 2,
        "paths": None,
        "shortest": 1,
        "longest": None,
        "share": None,
        "complete": True,
    }


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("Isi.\n", [], 0),
        (LOOP, [], 0),
        (LOOP, ["--strict"], 1),
        ("[x](tiada.md)\n", [], 1),
        ("Isi.\n", ["--format", "xml"], 2),
        ("Isi.\n", ["--language", "fr"], 2),
    ],
)
def test_exit_codes_tell_what_was_found(
    text: str, options: list[str], code: int
) -> None:
    write_small(Path("kursus"), text)

    assert run("check", "kursus", *options).exit_code == code


def test_packages_are_named_by_course_version_module_and_target() -> None:
    write_small(Path("kursus"), "Isi.\n")
    run("build", "kursus", "--target", "all", "--out", "paket")
    run("build", "kursus", "--per-module", "--out", "paket")

    assert {path.name for path in Path("paket").glob("*.zip")} == {
        "kursus-1.2-scorm12.zip",
        "kursus-1.2-cmi5.zip",
        "kursus-1.2-scorm2004.zip",
        "kursus-1.2-web.zip",
        "kursus-1.2-release.zip",
        "kursus-1.2-satu-scorm12.zip",
    }


def test_a_target_names_each_activity_that_it_cannot_carry() -> None:
    write_every_construct(Path("kursus"))
    for target in ("scorm12", "web"):
        result = run("build", "kursus", "--target", target, "--out", "paket")
        for name in ("q-uraian", "tugas-peta", "survei-reaksi", "survei-lanjut"):
            assert f"`{name}`" in result.stderr, (target, name)
        assert result.exit_code == 0

    release = run("build", "kursus", "--target", "release", "--out", "paket")
    assert "`tugas-peta`" not in release.stderr
