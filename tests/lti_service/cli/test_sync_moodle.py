"""`lti-service sync moodle --push` and `moodle-changes`, against a stub over HTTP."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_service.app import build_ports
from lti_service.cli import main
from lti_service.clients import moodle_rest
from lti_service.domain.framework import Competency, CompetencyLevel, Framework
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.storage.database import open_storage
from lti_service.use_cases.lms.outbox import deliver_due
from tests.fakes import FakeClock
from tests.moodle_services_stub import MoodleServices, serving

Command = Callable[..., Result]
KEY = "node:M02"
TRIAL = (
    "Percobaan, tidak ada yang dikirim: 3 akan dibuat di Moodle, 0 akan diubah, "
    "0 sudah sama."
)


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch) -> MoodleServices:
    monkeypatch.setattr(moodle_rest, "MOST_A_SECOND", 10**6)
    return MoodleServices({}, {})


@pytest.fixture
def host(taught: MoodleServices) -> Iterator[str]:
    with serving(taught) as host:
        yield host


@pytest.fixture
def command(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    url = f"sqlite:///{tmp_path}/service.db"
    for name, value in {
        "DATABASE_URL": url,
        "SECRET_KEY": "x" * 40,
        "ALLOW_PRIVATE_HOSTS": host,
        "MOODLE_URL": f"http://{host}",
        "MOODLE_TOKEN": "rahasia",
    }.items():
        monkeypatch.setenv(name, value)
    storage = open_storage(url)
    storage.upgrade()
    with storage.writing() as uow:
        uow.frameworks.save(Framework("SKJ", "Standar"))
        uow.frameworks.save_competency(
            Competency("M02", "SKJ", "Kerja sama", "manajerial")
        )
        uow.frameworks.save_level(CompetencyLevel("M02", 1, "Mengenali"))
        uow.commit()
    storage.dispose()
    return lambda *words: CliRunner().invoke(main, ["sync", *words])


@pytest.fixture
def ports(command: Command) -> Ports:
    del command  # It sets the environment.
    return build_ports(read_settings(os.environ), FakeClock())


def deliver(ports: Ports) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    # Commands go by the machine's clock, which is ahead of the fake one or behind it.
    clock.advance(days=3650)
    for _ in range(10):
        clock.advance(minutes=5)
        deliver_due(ports=ports, limit=50)


def test_a_trial_lists_what_would_be_made(
    command: Command, taught: MoodleServices
) -> None:
    done = command("moodle", "--push", "--dry-run")

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"Moodle Stub: {TRIAL}",
        "  Standar: belum ada di Moodle.",
        "  Kerja sama: belum ada di Moodle.",
        "  Kerja sama: level 1: belum ada di Moodle.",
    ]
    assert taught.competencies.rows == {}


def test_what_was_changed_there_is_listed_and_decided_by_its_key(
    command: Command, taught: MoodleServices, ports: Ports
) -> None:
    assert "Antre dikirim: 3 akan dibuat" in command("moodle", "--push").stdout
    deliver(ports)
    there = taught.competencies.of("competency")
    assert [row["idnumber"] for row in there] == ["M02", "M02.1"]
    there[0]["shortname"] = "Tim"

    told = command("moodle", "--push").stdout
    assert "1 diubah atau dihapus di Moodle dan menunggu keputusan Anda." in told
    shown = command("moodle-changes").stdout.splitlines()
    assert shown == [
        "Moodle Stub: node:M02",
        "  Kerja sama: namanya di Moodle “Tim”, di sini “Kerja sama”.",
    ]

    done = command("moodle-changes", "--keep", KEY)
    assert done.stdout == "Moodle Stub: tidak ada yang menunggu keputusan.\n"
    again = command("moodle-changes", "--take", KEY)
    assert again.exit_code == 1
    assert "mirror-answered" in again.stderr


def test_a_token_that_lacks_functions_is_told_with_the_remedy(
    command: Command, taught: MoodleServices
) -> None:
    taught.lacks = {"core_competency_create_plan"}

    done = command("moodle", "--push")

    assert done.exit_code == 1
    assert "Pembandingan terhenti setelah 0 orang." in done.stdout
    assert "[moodle-function]" in done.stderr
    assert "1 dari 1 Moodle tidak terkirimi." in done.stderr


def test_writing_each_night_is_switched_on_and_off_by_command(command: Command) -> None:
    asked = "Moodle Stub: dibaca setiap malam; dikirim bila diminta.\n"
    nightly = "Moodle Stub: dibaca dan dikirim setiap malam.\n"
    assert command("moodle-schedule").stdout == asked
    assert command("moodle-schedule", "--push", "nightly").stdout == nightly
    assert command("moodle-schedule").stdout == nightly
    assert command("moodle-schedule", "--push", "asked").stdout == asked


def test_all_of_a_kind_are_decided_once_their_number_was_seen(
    command: Command, taught: MoodleServices, ports: Ports
) -> None:
    command("moodle", "--push")
    deliver(ports)
    for row in taught.competencies.of("competency"):
        row["shortname"] = f"Tim {row['id']}"
    command("moodle", "--push")

    tried = command("moodle-changes", "--take-all", "node").stdout
    assert "Moodle Stub: 2 node menunggu. Tambahkan --yes" in tried
    assert "namanya di Moodle “Tim 2”" in tried
    done = command("moodle-changes", "--take-all", "node", "--yes").stdout
    assert done == "Moodle Stub: 2 node antre dikirim dari sini.\n"
    none = command("moodle-changes", "--keep-all", "node", "--deleted", "--yes")
    assert (none.exit_code, "mirror-answered" in none.stderr) == (1, True)
    both = command("moodle-changes", "--take-all", "node", "--keep-all", "node")
    assert both.exit_code == 2
    deliver(ports)
    names = [row["shortname"] for row in taught.competencies.of("competency")]
    assert names == ["Kerja sama", "Kerja sama: level 1"]
