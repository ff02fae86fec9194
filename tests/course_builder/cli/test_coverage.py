"""``course-builder coverage``."""

import csv
import io
from pathlib import Path

from tests.course_builder.cli.program import run, write_broken

BANK = """
::: question {#k-1 competency=T-PB-01.1}
Abu turun. Apa dahulu?

- (x) Masker
- ( ) Payung

:::
"""
TEST = "::: quiz {#tes role=posttest from=banks/tes.md draw=1}\n\n:::\n"


def _write(folder: Path, *, with_test: bool) -> None:
    (folder / "banks").mkdir(parents=True)
    (folder / "index.md").write_text(
        "---\nid: abu\ntitle: Hujan abu\nlanguage: id\nversion: '1.0'\nhours: 1\n"
        "competencies:\n  - {code: T-PB-01, level: 1, evidence: [quiz]}\n---\n# Hujan abu\n",
        "utf-8",
    )
    practice = BANK.replace("k-1", "l-1")
    test = TEST if with_test else ""
    (folder / "01-abu.md").write_text(
        f"---\nid: abu\nminutes: 45\ncompetencies: [T-PB-01]\n---\n# Abu\n\n"
        f"## Masker\n\n{practice}\n## Tes akhir\n\n{test}",
        "utf-8",
    )
    if with_test:
        (folder / "banks" / "tes.md").write_text(BANK, "utf-8")


def test_each_outcome_has_its_pages_practice_tests_and_evidence() -> None:
    _write(Path("abu"), with_test=True)
    result = run("coverage", "abu", "--strict")
    assert result.exit_code == 0, result.output
    row = "| T-PB-01.1 | Masker<br>Tes akhir | 1 × Masker | 1 × Tes akhir | quiz |"
    assert row in result.stdout
    assert "Tidak ada sel kosong: 1 capaian lengkap." in result.stdout


def test_what_lacks_is_said_and_ends_strictly() -> None:
    _write(Path("abu"), with_test=False)
    result = run("coverage", "abu", "--language", "en")
    assert result.exit_code == 0
    assert "| 1 × Masker | — |" in result.stdout
    assert (
        "Outcomes that lack something (1 of 1): T-PB-01.1 nothing that measures."
        in (result.stdout)
    )
    assert run("coverage", "abu", "--strict").exit_code == 1


def test_a_spreadsheet_gets_numbers_and_one_head_for_all_courses() -> None:
    _write(Path("kursus/a"), with_test=True)
    _write(Path("kursus/b"), with_test=False)
    result = run("coverage", "kursus", "--format", "csv")
    first, second = csv.DictReader(io.StringIO(result.stdout))
    assert (first["Capaian"], first["Latihan"], first["Kekurangan"]) == (
        "T-PB-01.1",
        "1",
        "",
    )
    assert second["Kekurangan"] == "test"


def test_a_course_with_errors_has_its_findings_and_no_table() -> None:
    write_broken(Path("rusak"))
    _write(Path("abu"), with_test=True)
    result = run("coverage", "rusak", "abu")
    assert result.exit_code == 1
    assert "rusak: ada galat, jadi tabelnya belum dapat dibuat." in result.stderr
    assert "Hujan abu" in result.stdout


def test_a_course_without_outcomes_says_so() -> None:
    _write(Path("abu"), with_test=False)
    text = Path("abu/index.md").read_text("utf-8").splitlines()
    kept = [line for line in text if "ompetenc" not in line and "code:" not in line]
    Path("abu/index.md").write_text("\n".join(kept), "utf-8")
    module = (
        Path("abu/01-abu.md").read_text("utf-8").replace(" competency=T-PB-01.1", "")
    )
    Path("abu/01-abu.md").write_text(module.replace("competencies: [T-PB-01]\n", ""))
    result = run("coverage", "abu")
    assert "Kursus ini tidak menyebut capaian." in result.stdout
