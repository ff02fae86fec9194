"""Giving roles by command."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_service.cli import main
from lti_service.storage.database import open_storage
from tests import service_factories as make


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'service.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    storage = open_storage(url)
    storage.upgrade()
    with storage.writing() as uow:
        uow.organisation.save_person(make.person(), make.TODAY)
        uow.commit()
    return url


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["grants", *words])


def test_a_role_is_given_for_some_days_listed_and_taken_away(database: str) -> None:
    nip = make.person().nip
    days = ("--since", "2030-01-01", "--until", "2030-12-31")

    added = run("add", "administrator", nip, *days)

    assert added.exit_code == 0, added.output
    listed = run("list").output
    assert "Pegawai Satu  unit=*  since=2030-01-01  until=2030-12-31" in listed
    assert run("remove", "administrator", nip).output == "1 peran dicabut.\n"
    assert run("remove", "administrator", nip).exit_code == 1
    with open_storage(database).reading() as uow:
        assert uow.grants.all() == []


def test_a_role_may_be_given_until_a_day_that_is_over(database: str) -> None:
    """So a role ends on the very day it should have."""
    nip = make.person().nip
    assert run("add", "auditor", nip, "--until", "2020-01-01").exit_code == 0
    with open_storage(database).reading() as uow:
        assert [grant.until for grant in uow.grants.all()] == [date(2020, 1, 1)]
    backwards = run(
        "add", "auditor", nip, "--since", "2021-01-01", "--until", "2020-01-01"
    )
    assert (backwards.exit_code, "grant-days" in backwards.output) == (1, True)
