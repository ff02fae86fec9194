"""``course-builder build``: what it prints, where, and how it ends."""

from pathlib import Path

from course_builder.targets import ENDINGS, TARGET_NAMES
from tests.course_builder.cli.program import run, write_broken


def test_a_build_prints_a_line_for_each_package() -> None:
    run("new", "kursus")
    result = run("build", "kursus", "--target", "scorm12", "--target", "web")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == 2
    size = Path("dist/kursus-1.0-scorm12.zip").stat().st_size
    assert lines[0].split() == [
        *("dist/kursus-1.0-scorm12.zip", str(size), "byte"),
        *("6", "halaman", "14", "aktivitas"),
    ]


def test_all_targets_may_be_asked_for_at_once() -> None:
    run("new", "kursus")
    run("build", "kursus", "--target", "all", "--out", "hasil")
    made = {path.name for path in Path("hasil").iterdir() if path.is_file()}
    assert made == {
        f"kursus-1.0-{target}{ENDINGS.get(target, '.zip')}" for target in TARGET_NAMES
    }


def test_scorm12_is_made_where_nothing_else_is_asked_for() -> None:
    run("new", "kursus")
    run("build", "kursus")
    assert [path.name for path in Path("dist").glob("*.zip")] == [
        "kursus-1.0-scorm12.zip"
    ]


def test_quiet_says_nothing_of_success_and_verbose_tells_of_the_memory() -> None:
    run("new", "kursus")
    assert run("build", "kursus", "--target", "release", "--quiet").output == ""
    result = run("build", "kursus", "--target", "release", "--verbose")
    assert "kursus: tidak berubah" in result.stderr
    result = run("build", "kursus", "--target", "release", "--verbose", "--no-cache")
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


def test_what_is_no_address_of_a_service_is_refused() -> None:
    run("new", "kursus")
    for address in ("asn.example.go.id", "ftp://asn.example.go.id", "https://a.id?b=c"):
        result = run("build", "kursus", "--target", "cc11", "--service-url", address)
        assert result.exit_code == 2
        assert "--service-url" in result.stderr
    assert not Path("dist").exists()
