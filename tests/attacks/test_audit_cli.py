"""Every command that changes something leaves a row in the trail, or a stated reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from course_builder.model.release import write_release
from lti_service.cli import main
from lti_service.domain.outbox import OutboxState
from tests.attacks.world import NIP, SECRET, World, open_world
from tests.lti_service.cli.test_tables import FILES
from tests.lti_service.use_cases.learning.given import two_questions
from tests.project.commands import all_commands
from tests.service_factories import platform

READS = "changes nothing"
SERVES = "serves; what it does for people is audited there"


@dataclass(frozen=True, slots=True)
class Command:
    """How a command is given.

    ``{message}`` stands for a message of the outbox, ``{assessor}`` for a NIP.

    Attributes:
        words: Behind its name.
        audit: ``""`` where it leaves a row in the trail, else why it need not.
    """

    words: str = ""
    audit: str = ""


_PLATFORM = (
    "--issuer https://baru.example --client-id c --auth-url https://baru.example/a "
    "--token-url https://baru.example/t --jwks-url https://baru.example/j "
    "--deployment-id 1"
)
COMMANDS: Mapping[str, Command] = {
    "run": Command(audit=SERVES),
    "worker": Command(audit=SERVES),
    "api-tokens add": Command("Dasbor --scope people:read"),
    "api-tokens list": Command(audit=READS),
    "api-tokens revoke": Command("api-admin"),
    "backup": Command("copy.zip"),
    "courses list": Command(audit=READS),
    "courses offer": Command("siaga-bencana --version 0.9 --reason keliru"),
    "courses withdraw": Command("siaga-bencana --reason keliru"),
    "restore": Command(
        "copy.zip",
        audit="stops a running service; tests/lti_service/storage/test_backup.py",
    ),
    "db check": Command(audit=READS),
    "db upgrade": Command(audit="the database itself; its version is kept"),
    "doctor": Command(audit=READS),
    "export badges": Command(),
    "export framework": Command("SKJ", audit=READS),
    "export plan": Command(audit=READS),
    "export report": Command("jp"),
    "export standings": Command(audit=READS),
    "grants add": Command(f"auditor {NIP}"),
    "grants invite": Command("auditor"),
    "grants list": Command(audit=READS),
    "grants remove": Command("assessor {assessor}"),
    "import": Command("units units.csv"),
    "keys list": Command(audit=READS),
    "keys rotate": Command(),
    "outbox list": Command(audit=READS),
    "outbox show": Command("{message}", audit=READS),
    "outbox retry": Command("{message}"),
    "outbox drop": Command("{message} --reason pindah"),
    "plan deactivate": Command(
        "--yes",
        audit="each person is; tests/lti_service/use_cases/organisation/test_person.py",
    ),
    "plan inventory": Command("2040"),
    "plan recompute": Command("--check", audit="counts again what is kept anyway"),
    "plan supervisors": Command(
        audit="where any is given; tests/lti_service/use_cases/organisation/test_supervision.py"
    ),
    "platforms add": Command(_PLATFORM),
    "platforms invite": Command(),
    "platforms list": Command(audit=READS),
    "platforms remove": Command("unused"),
    "platforms show": Command("p1", audit=READS),
    "privacy erase": Command(f"{NIP} --yes"),
    "privacy export": Command(NIP),
    "publish": Command("course.zip"),
    "sync moodle": Command(audit="asks a Moodle; each reading is audited"),
    "sync moodle-file": Command("progress.csv --moodle Berkas --course Kelas"),
    "sync moodle-changes": Command(
        audit="asks a Moodle where the settings name one; each answer is audited"
    ),
    "sync moodle-schedule": Command("--push nightly"),
    "sync roster": Command(audit="asks platforms; each reading is audited"),
}
ACTS = [name for name, command in COMMANDS.items() if not command.audit]


def test_every_command_is_declared_once() -> None:
    """A command that is not there: add it to `COMMANDS`."""
    service = "lti-service "
    served = {
        name.removeprefix(service)
        for name in all_commands()
        if name.startswith(service)
    }

    assert served == set(COMMANDS)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/service.db")
    monkeypatch.setenv("SECRET_KEY", SECRET)
    (tmp_path / "units.csv").write_text(FILES["units"], "utf-8")
    report = '"","ID number","Bacaan",""\n"Orang","1","Completed",""\n'
    (tmp_path / "progress.csv").write_text(report, "utf-8")
    with (tmp_path / "course.zip").open("wb") as file:
        write_release(two_questions(version="2.0"), file)
    opened = open_world(tmp_path)
    with opened.storage.writing() as uow:
        unused = platform(id="unused", issuer="https://tak-terpakai.example")
        uow.platforms.save(unused)
        uow.commit()
    return opened


@pytest.mark.parametrize("name", ACTS)
def test_a_command_is_in_the_trail(name: str, world: World) -> None:
    with world.storage.reading() as uow:
        before = len(uow.audit.list())
        (message,) = uow.outbox.list(list(OutboxState))
        assessor = uow.organisation.person("p-assessor")
    assert assessor
    given = {"message": message.id, "assessor": assessor.nip}
    words = COMMANDS[name].words.format(**given).split()

    result = CliRunner().invoke(main, [*name.split(), *words])

    assert result.exit_code == 0, result.output
    with world.storage.reading() as uow:
        trail = uow.audit.list()
    assert len(trail) > before
    assert {entry.actor for entry in trail[: len(trail) - before]} == {"cli"}
    assert NIP not in repr(trail)
    world.close()
