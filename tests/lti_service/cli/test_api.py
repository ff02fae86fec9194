"""Tokens of other systems by command."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_service.cli import main
from lti_service.domain.registration import secret_hash
from lti_service.storage.database import open_storage


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'service.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    open_storage(url).upgrade()
    return url


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["api-tokens", *words])


def test_a_token_is_printed_once_listed_without_its_secret_and_revoked(
    database: str,
) -> None:
    assert "Belum ada token" in run("list").output
    added = run("add", "Dasbor", "--scope", "people:read", "--days", "30")
    secret = added.stdout.strip()
    assert secret.startswith("lsv1_")
    with open_storage(database).reading() as uow:
        (token,) = uow.api.tokens()
    assert token.secret_hash == secret_hash(secret)
    assert token.id in added.stderr
    listed = run("list").output
    assert "open    Dasbor  unit=*" in listed
    assert secret not in listed
    assert run("revoke", token.id).output == "Token Dasbor dicabut.\n"
    assert "revoked Dasbor" in run("list").output
    assert run("revoke", token.id).exit_code == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["add", "Dasbor"], 2),
        (["add", "Dasbor", "--scope", "people:delete"], 2),
        (["add", "Dasbor", "--scope", "people:read", "--days", "367"], 2),
        (["add", "Dasbor", "--scope", "people:read", "--unit", "TIDAK-ADA"], 1),
        (["add", " ", "--scope", "people:read"], 1),
    ],
    ids=["no scope", "unknown scope", "too long", "unknown unit", "no name"],
)
def test_what_is_no_token_is_refused(
    database: str, words: list[str], status: int
) -> None:
    assert run(*words).exit_code == status
    with open_storage(database).reading() as uow:
        assert uow.api.tokens() == []
