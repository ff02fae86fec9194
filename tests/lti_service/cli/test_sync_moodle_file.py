"""`lti-service sync moodle-file`: a report of a Moodle without a token."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_service.cli import main
from lti_service.storage.database import open_storage

CASES = Path(__file__).parents[2] / "cases" / "moodle"
ADDRESS = ("--address", "https://dinas.example")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    url = f"sqlite:///{tmp_path}/service.db"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    storage = open_storage(url)
    storage.upgrade()
    storage.dispose()

    def given(file: str, *words: str) -> Result:
        asked = ["sync", "moodle-file", str(CASES / file), "--moodle", "Dinas"]
        return CliRunner().invoke(main, [*asked, "--course", "Kearsipan", *words])

    return given


def test_a_report_is_tried_read_and_read_again(command: Callable[..., Result]) -> None:
    tried = command("report-completion.csv", *ADDRESS, "--dry-run")
    assert tried.exit_code == 0
    assert "Dinas: Percobaan, tidak ada yang disimpan: 2 orang" in tried.output
    assert "Kegiatan yang belum dikenal" in tried.output

    read = command("report-completion.csv")
    assert "2 penyelesaian atau nilai baru, 0 berubah." in read.output
    again = command("report-completion.csv")
    assert "Tidak ada yang baru." in again.output


def test_a_moodle_that_is_not_there_and_a_file_that_is_none_are_refused(
    command: Callable[..., Result],
) -> None:
    unknown = command("report-progress.csv")
    assert unknown.exit_code == 1
    assert "--address" in unknown.output
    no_range = command("report-grades.xlsx", *ADDRESS)
    assert no_range.exit_code == 1
    assert "moodle-file-range" in no_range.output
