"""Inviting an LMS by command."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from lti_service.cli import main
from lti_service.domain.registration import secret_hash
from lti_service.storage.database import open_storage


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'service.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("BASE_URL", "https://belajar.example.go.id")
    return url


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_an_invitation_is_an_address_and_says_where_to_paste_it(database: str) -> None:
    result = run("platforms", "invite", "--hours", "2")

    assert result.exit_code == 0
    address = urlsplit(result.stdout.strip())
    assert address[:3] == ("https", "belajar.example.go.id", "/lti/register")
    (secret,) = parse_qs(address.query)["invitation"]
    with open_storage(database).reading() as uow:
        kept = uow.registration_invitations.get(secret_hash(secret))
    assert kept is not None
    assert (kept.expires_at - kept.created_at).total_seconds() == 2 * 3600
    assert "dalam 2 jam" in result.stderr


@pytest.mark.usefixtures("database")
def test_it_is_said_in_english_where_asked() -> None:
    result = run("--language", "en", "platforms", "invite")

    assert "within 24 hours" in result.stderr


@pytest.mark.parametrize("hours", ["0", "-1", "745", "x"])
def test_hours_that_are_none_are_refused(hours: str) -> None:
    assert run("platforms", "invite", "--hours", hours).exit_code == 2
