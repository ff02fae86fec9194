"""The command line: what it prints, where, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from course_builder.cli import main
from course_builder.targets import TARGET_NAMES


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def write_broken(folder: Path) -> None:
    run("new", str(folder))
    (folder / "01-bersiap.md").write_text("# Tanpa kepala\n", "utf-8")


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_new_course_has_nothing_to_complain_of(language: str) -> None:
    assert run("new", "kursus-baru", "--language", language).exit_code == 0
    result = run("check", "kursus-baru", "--strict", "--format", "json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["findings"] == []
    (course,) = report["courses"]
    assert course == {
        "id": "kursus-baru",
        "version": "1.0",
        "modules": 1,
        "pages": 3,
        "activities": 5,
        "scenarios": [],
    }


@pytest.mark.parametrize("name", ['Kursus "baru": & <1>', "—", "01"])
def test_a_new_course_may_bear_any_name(name: str) -> None:
    assert run("new", name).exit_code == 0
    assert run("check", name, "--strict").exit_code == 0


def test_new_overwrites_nothing() -> None:
    run("new", "kursus")
    Path("kursus/index.md").write_text("punya saya", "utf-8")
    result = run("new", "kursus")
    assert result.exit_code == 1
    assert "kursus sudah berisi" in result.stderr
    assert Path("kursus/index.md").read_text("utf-8") == "punya saya"


def test_every_problem_is_told_with_its_place() -> None:
    write_broken(Path("kursus"))
    result = run("check", "kursus")
    assert result.exit_code == 1
    assert "kursus/01-bersiap.md:1:1: galat B111:" in result.stdout
    assert "1 kursus:" in result.stdout


def test_problems_are_told_in_english_too() -> None:
    write_broken(Path("kursus"))
    result = run("check", "kursus", "--language", "en")
    assert "error B111:" in result.stdout
    assert "galat" not in result.stdout


def test_programs_get_every_field_of_a_finding() -> None:
    write_broken(Path("kursus"))
    result = run("check", "kursus", "--format", "json")
    assert result.exit_code == 1
    finding = json.loads(result.stdout)["findings"][0]
    assert set(finding) == {
        *("code", "severity", "path", "line", "column", "message", "hint")
    }
    assert finding["path"].startswith("kursus/")


def test_warnings_fail_only_a_strict_check() -> None:
    run("new", "kursus")
    with Path("kursus/index.md").open("a", encoding="utf-8") as file:
        file.write("\n![](media/tas.svg)\n")
    assert "0 galat, 1 peringatan" in run("check", "kursus").stdout
    assert run("check", "kursus").exit_code == 0
    assert run("check", "kursus", "--strict").exit_code == 1


def test_a_path_without_a_course_is_a_finding() -> None:
    for command in ("check", "build"):
        result = run(command, "entah")
        assert result.exit_code == 1
        assert "entah/index.md:1:1: galat B101:" in result.output


def test_a_build_prints_a_line_for_each_package() -> None:
    run("new", "kursus")
    result = run("build", "kursus", "--target", "scorm12", "--target", "web")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == 2
    size = Path("dist/kursus-1.0-scorm12.zip").stat().st_size
    assert lines[0].split() == [
        *("dist/kursus-1.0-scorm12.zip", str(size), "byte"),
        *("3", "halaman", "5", "aktivitas"),
    ]


def test_all_targets_may_be_asked_for_at_once() -> None:
    run("new", "kursus")
    run("build", "kursus", "--target", "all", "--out", "hasil")
    made = {path.name for path in Path("hasil").glob("*.zip")}
    assert made == {f"kursus-1.0-{target}.zip" for target in TARGET_NAMES}


def test_scorm12_is_made_where_nothing_else_is_asked_for() -> None:
    run("new", "kursus")
    run("build", "kursus")
    assert [path.name for path in Path("dist").glob("*.zip")] == [
        "kursus-1.0-scorm12.zip"
    ]


def test_quiet_says_nothing_of_success_and_verbose_tells_of_the_memory() -> None:
    run("new", "kursus")
    assert run("build", "kursus", "--target", "web", "--quiet").output == ""
    result = run("build", "kursus", "--target", "web", "--verbose")
    assert "kursus: tidak berubah" in result.stderr
    result = run("build", "kursus", "--target", "web", "--verbose", "--no-cache")
    assert "tidak berubah" not in result.stderr


def test_a_build_with_errors_tells_them_and_makes_nothing() -> None:
    write_broken(Path("kursus"))
    result = run("build", "kursus")
    assert result.exit_code == 1
    assert "galat B111:" in result.stderr
    assert "tidak ada paket" in result.stderr
    assert result.stdout == ""
    assert not Path("dist").exists()


def test_an_unknown_target_is_answered_with_those_there_are() -> None:
    result = run("build", "kursus", "--target", "scorm13")
    assert result.exit_code == 2
    for target in TARGET_NAMES:
        assert target in result.stderr


def test_a_folder_that_cannot_be_made_is_a_sentence() -> None:
    run("new", "kursus")
    Path("dist").write_text("a file", "utf-8")
    result = run("build", "kursus", "--out", "dist/dalam")
    assert result.exit_code == 1
    assert "dist" in result.stderr


@pytest.mark.parametrize("command", [[], ["check"], ["build"], ["new"], ["x"]])
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


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "course_builder", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Usage: " in done.stdout
