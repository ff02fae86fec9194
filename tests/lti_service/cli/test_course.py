"""`lti-service publish`, on an SQLite database of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from course_builder.model.rendered import RenderedCourse
from lti_service.cli import main
from lti_service.storage.database import open_storage
from lti_service.use_cases.publishing.release_draft import roll_back
from tests.fakes import fake_ports
from tests.lti_service.course_release import first, packed, second

Publish = Callable[[RenderedCourse], str]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/service.db"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    storage = open_storage(url)
    storage.upgrade()
    storage.dispose()
    return url


@pytest.fixture
def publish(url: str, tmp_path: Path) -> Publish:
    assert url

    def run(course: RenderedCourse) -> str:
        file = tmp_path / "rilis.zip"
        file.write_bytes(packed(course))
        result = CliRunner().invoke(main, ["publish", str(file)])
        assert result.exit_code == 0, result.output
        return result.stdout.replace(f"{file}: ", "")

    return run


def test_publishing_tells_findings_and_what_differs(publish: Publish) -> None:
    assert publish(first()).splitlines() == [
        f"siaga-bencana 1.0 terbit ({first().title})",
        "  temuan pemeriksaan: 1",
    ]
    assert publish(second()).splitlines()[1:] == [
        "  temuan pemeriksaan: 1",
        "  halaman: 1 baru, 1 berubah, 1 hilang",
        "  kegiatan dan soal: 1 baru, 1 berubah, 1 hilang",
    ]


def test_a_command_does_not_undo_that_somebody_went_back(
    publish: Publish, url: str
) -> None:
    publish(first())
    publish(second())
    storage = open_storage(url)
    ports = fake_ports(storage=storage)
    with storage.reading() as uow:
        new, old = uow.releases.versions("siaga-bencana")
    roll_back(old.id, new.id, "Keliru.", "a-author", ports=ports)

    told = publish(second())

    assert "ditawarkan tetap versi 1.0" in told
    with storage.reading() as uow:
        assert uow.releases.current("siaga-bencana") == old
    storage.dispose()


def test_a_course_is_withdrawn_and_offered_again_by_command(publish: Publish) -> None:
    publish(first())
    publish(second())

    def run(*words: str) -> str:
        return CliRunner().invoke(main, ["courses", *words]).output

    run("withdraw", "siaga-bencana", "--reason", "Keliru.")
    assert "siaga-bencana 1.1 ditarik sejak" in run("list")
    assert "[offer-withdrawn]" in run("withdraw", "siaga-bencana", "--reason", "Lagi")
    assert "kursusnya ditarik" in publish(second())
    assert "siaga-bencana 1.1 ditarik sejak" in run("list")

    again = ("offer", "siaga-bencana", "--reason", "Sudah benar.")
    assert run(*again, "--version", "1.0") == "siaga-bencana 1.0 ditawarkan.\n"
    assert "siaga-bencana 1.0 ditawarkan sejak" in run("list")
    assert "[offer-same]" in run(*again)
    assert "[unknown-course]" in run("offer", "entah", "--reason", "x")
