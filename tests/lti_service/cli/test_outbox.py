"""`lti-service outbox`, on an SQLite database of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_service.cli import main
from lti_service.storage.database import open_storage
from tests.fakes import MORNING
from tests.lti_service.use_cases.learning.given import PLATFORM

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    url = f"sqlite:///{tmp_path}/service.db"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    storage = open_storage(url)
    storage.upgrade()
    with storage.writing() as uow:
        uow.platforms.save(PLATFORM)
        payload = {"platform_id": "p1", "subject": "3", "hundredths": 8000}
        uow.outbox.put("score", "k", payload, MORNING)
        uow.commit()
    storage.dispose()
    return lambda *words: CliRunner().invoke(main, ["outbox", *words])


def message_id(command: Command) -> str:
    return command("list", "--all").stdout.split()[0]


def test_what_waits_is_listed_with_its_platform_and_since_when(
    command: Command,
) -> None:
    shown = command("list")
    assert shown.exit_code == 0
    assert "waiting  score  LMS  2026-11-24 00:30  tries 0" in shown.stdout


@pytest.mark.parametrize(
    "filters", [["--state", "failed"], ["--platform", "other"], ["--state", "sent"]]
)
def test_the_list_is_filtered(filters: list[str], command: Command) -> None:
    assert command("list", *filters).stdout == "Tidak ada pesan yang cocok.\n"


def test_a_message_is_shown_whole(command: Command) -> None:
    shown = command("show", message_id(command)).stdout
    assert "hundredths: 8000" in shown
    assert "platform: LMS" in shown


def test_a_message_is_dropped_with_a_reason_and_retried(command: Command) -> None:
    one = message_id(command)
    assert command("drop", one).exit_code == 2
    empty = command("drop", one, "--reason", " ")
    assert empty.exit_code == 1
    assert "[drop-reason-missing]" in empty.stderr
    assert "peserta pindah" in command("drop", one, "--reason", "peserta pindah").stdout
    assert command("list").stdout == "Tidak ada pesan yang cocok.\n"
    assert "dropped" in command("list", "--state", "dropped").stdout
    assert "waiting" in command("retry", one).stdout


@pytest.mark.parametrize("words", [["show"], ["retry"], ["drop", "--reason", "x"]])
def test_an_unknown_message_is_said_to_be_unknown(
    words: list[str], command: Command
) -> None:
    shown = command(words[0], "nothing", *words[1:])
    assert shown.exit_code == 1
    assert "[not-found]" in shown.stderr
