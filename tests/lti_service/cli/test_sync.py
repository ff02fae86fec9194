"""`lti-service sync`, on an SQLite database of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_service.cli import main
from lti_service.domain.roster import Listed, MemberRole, Reading
from lti_service.errors import RosterError
from lti_service.lti.roster import LtiMemberships
from lti_service.storage.database import open_storage
from tests.lti_service.use_cases.learning.given import PLATFORM
from tests.service_factories import roster

Command = Callable[..., Result]
SITI = Listed("3", "Siti", MemberRole.LEARNER)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    url = f"sqlite:///{tmp_path}/service.db"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    storage = open_storage(url)
    storage.upgrade()
    with storage.writing() as uow:
        uow.platforms.save(PLATFORM)
        uow.rosters.save(roster(platform_id="p1"))
        other = roster(id="r2", platform_id="p1", memberships_url="x", context_id="7")
        uow.rosters.save(other)
        uow.commit()
    storage.dispose()
    return lambda *words: CliRunner().invoke(main, [*words])


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Reading | RosterError]:
    """What each address of a roster answers."""
    found: dict[str, Reading | RosterError] = {}

    def read(_self: object, _platform: object, url: str) -> Reading:
        answer = found.get(url, Reading(()))
        if isinstance(answer, RosterError):
            raise answer
        return answer

    monkeypatch.setattr(LtiMemberships, "read", read)
    return found


def test_each_class_is_read_and_told_in_a_sentence(
    command: Command, answers: dict[str, Reading | RosterError]
) -> None:
    answers["x"] = Reading([SITI], ignored=2)

    done = command("sync", "roster")

    assert done.exit_code == 0
    first, second = sorted(done.stdout.splitlines())
    assert first.startswith("Pelatihan Dasar (7, LMS): 1 anggota; 1 baru, 0 berubah")
    assert first.endswith("0 kembali, 0 keluar. 2 isian tidak terbaca.")
    assert second.startswith("Pelatihan Dasar (context-1, LMS): 0 anggota; 0 baru")
    assert second.endswith("0 keluar.")


def test_a_class_that_cannot_be_read_is_told_and_hinders_no_other(
    command: Command, answers: dict[str, Reading | RosterError]
) -> None:
    answers["x"] = RosterError("roster-forbidden")

    done = command("--language", "en", "sync", "roster")

    assert done.exit_code == 1
    assert "Pelatihan Dasar (context-1, LMS): 0 members" in done.stdout
    assert "Pelatihan Dasar (7, LMS): The LMS does not allow" in done.stderr
    assert "[roster-forbidden]" in done.stderr
    assert "1 of 2 lists of members could not be read." in done.stderr


@pytest.mark.parametrize(("context", "lines"), [("7", 1), ("Pelatihan Dasar", 2)])
def test_one_class_is_read_alone(
    context: str, lines: int, command: Command, answers: object
) -> None:
    del answers
    done = command("sync", "roster", "--context", context)

    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == lines


def test_a_class_that_is_not_known_is_said_to_be_so(command: Command) -> None:
    done = command("sync", "roster", "--context", "8")

    assert done.exit_code == 1
    assert done.stderr == "Tidak ada daftar peserta untuk kelas 8.\n"


def test_where_no_class_has_a_roster_it_is_said(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")

    done = command("sync", "roster")

    assert done.exit_code == 0
    assert "Belum ada LMS yang memberi daftar peserta" in done.stdout
