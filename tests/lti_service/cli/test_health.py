"""`lti-service doctor`, on an SQLite database of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_service.app import build_ports
from lti_service.cli import main
from lti_service.lti.key import Keyring
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.storage.database import open_storage
from tests.http_stub import Asked, HttpStub, Says
from tests.lti_service.use_cases.learning.given import publish, register, two_questions
from tests.service_factories import platform

SECRET = "s3cret-of-the-tests-" + "x" * 30


class Machine:
    """A service with one platform, both answered for by one server of the test."""

    def __init__(self, folder: Path) -> None:
        self.stub = HttpStub(self.answer)
        self.token_status = 200
        self.settings = {
            "DATABASE_URL": f"sqlite:///{folder}/service.db",
            "SECRET_KEY": SECRET,
            "BASE_URL": self.stub.url,
            "ALLOW_PRIVATE_HOSTS": self.stub.host,
            "METRICS_TOKEN": "t0ken-of-the-tests",
        }
        open_storage(self.settings["DATABASE_URL"]).upgrade()
        self.ports: Ports = build_ports(read_settings(self.settings))
        self.keys = Keyring(self.ports.storage, self.ports.clock).public()
        url = self.stub.url
        registered = platform(jwks_url=f"{url}/jwks", token_url=f"{url}/token")
        register(self.ports, registered)
        publish(two_questions(), self.ports)

    def answer(self, asked: Asked) -> Says:
        if asked.path == "/token":
            return Says(self.token_status, {"access_token": "t", "expires_in": 60})
        return Says(body=self.keys)

    def doctor(self, *words: str, **settings: str) -> Result:
        environment = self.settings | settings
        return CliRunner().invoke(main, [*words], env=environment)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path)
    with made.stub:
        yield made


def test_a_service_that_is_well_has_nothing_wrong(machine: Machine) -> None:
    result = machine.doctor("doctor")
    assert result.exit_code == 0
    grades = {line.split()[0] for line in result.stdout.splitlines()}
    # Its address is on this machine: Moodle would not call it.
    assert grades == {"ok", "look", "→"}
    assert "cURL blocked hosts list" in result.stdout


def test_one_fault_is_told_with_its_remedy_and_exit_1(machine: Machine) -> None:
    machine.token_status = 404
    result = machine.doctor("doctor")
    assert result.exit_code == 1
    told = result.stdout.splitlines()
    [line] = [number for number, line in enumerate(told) if line.startswith("wrong")]
    assert "platform     LMS Provinsi: LMS menjawab HTTP 404" in told[line]
    assert told[line + 1].startswith("       → Di Moodle:")


def test_a_program_is_told_the_same_as_json(machine: Machine) -> None:
    machine.token_status = 503
    result = machine.doctor("--language", "en", "doctor", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["worst"] == "wrong"
    [wrong] = [each for each in told["findings"] if each["grade"] == "wrong"]
    assert wrong == {
        "check": "platform",
        "grade": "wrong",
        "subject": "LMS Provinsi",
        "meaning": "The LMS is in trouble (HTTP 503).",
        "remedy": "See to the LMS; scores wait and are sent by themselves.",
    }


@pytest.mark.parametrize(
    ("settings", "check", "words"),
    [
        ({"TIME_ZONE": "Asia/Nowhere"}, "settings", "TIME_ZONE Asia/Nowhere"),
        ({"BASE_URL": "http://belajar.invalid"}, "settings", "tanpa https"),
        ({"DATABASE_URL": "sqlite:////nowhere/x.db"}, "database", "unable to open"),
        (
            {"DATABASE_URL": "postgresql+psycopg://u:p4ssword@127.0.0.1:1/x"},
            "database",
            "cannot be used",
        ),
    ],
)
def test_what_is_wrong_before_anything_can_be_asked_is_told_too(
    settings: dict[str, str], check: str, words: str, machine: Machine
) -> None:
    result = machine.doctor("doctor", **settings)
    assert result.exit_code == 1
    wrong = [line for line in result.stdout.splitlines() if line.startswith("wrong")]
    assert wrong[0].split()[1] == check
    assert words in wrong[0]
    assert "p4ssword" not in result.output


def test_no_secret_is_ever_shown(machine: Machine) -> None:
    for words in (["doctor"], ["doctor", "--json"]):
        output = machine.doctor(*words).output
        for secret in (SECRET, "t0ken", "PRIVATE KEY", "client_assertion"):
            assert secret not in output


def test_the_doctor_does_not_migrate(tmp_path: Path, machine: Machine) -> None:
    fresh = f"sqlite:///{tmp_path}/fresh.db"
    result = machine.doctor("doctor", DATABASE_URL=fresh)
    assert "has not been migrated" in result.stdout
    assert open_storage(fresh).pending()
