"""The agency's plan written out by command."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from lti_service.cli import main
from lti_service.files.table import read_sheet
from tests import service_factories as make
from tests.databases import open_empty_sqlite


@pytest.fixture
def planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with an item of 2026, in the folder that commands work in."""
    storage = open_empty_sqlite(tmp_path)
    with storage.writing() as uow:
        uow.plans.append_item(make.plan_item(organiser="=BPSDM", budget=None))
        uow.commit()
    storage.dispose()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/service.db")
    return tmp_path


def export(*options: str) -> str:
    done = CliRunner().invoke(
        main, ["export", "plan", *options], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.usefixtures("planned")
def test_the_plan_is_exported_with_what_it_lacks() -> None:
    (row,) = csv.DictReader(io.StringIO(export("--on", "2026-12-31")))
    assert (row["year"], row["item"], row["competency"]) == ("2026", "1", "T-PB-01")
    assert (row["missing"], row["state"], row["as_of"]) == (
        "budget",
        "draft",
        "2026-12-31",
    )
    assert row["organiser"].lstrip("'") == "=BPSDM"
    assert not row["organiser"].startswith("=")


@pytest.mark.usefixtures("planned")
def test_before_it_was_drafted_and_in_another_year_the_plan_is_empty() -> None:
    for day in ("2026-01-31", "2025-12-31"):
        assert list(csv.DictReader(io.StringIO(export("--on", day)))) == []


def test_a_workbook_holds_the_same(planned: Path) -> None:
    export("--on", "2026-12-31", "--format", "xlsx", "--out", "plan.xlsx")
    sheet = read_sheet((planned / "plan.xlsx").read_bytes(), "plan.xlsx")
    assert len(sheet.rows) == 1
    assert sheet.rows[0].cells["missing"] == "budget"
