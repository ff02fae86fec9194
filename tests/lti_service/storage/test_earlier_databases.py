"""A database that an earlier version filled is brought to this one, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_service.app import create_app
from lti_service.storage.database import SqlStorage, open_storage
from lti_service.storage.release_cache import StoredCourses
from lti_service.use_cases.evidence.plan import recompute
from lti_service.use_cases.evidence.summary import compare_summaries, refresh_summaries
from tests.attacks.world import SETTINGS, World
from tests.conftest import new_postgresql
from tests.fakes import MORNING, FakeClock, fake_ports
from tests.lti_service.storage.earlier import DATABASES, fill, rows

REVISIONS = sorted(path.stem for path in DATABASES.glob("*.json"))
GONE = {("releases", "current")}
"""What a migration said in another way: `course_offers`, by 0020."""
PAGES = {
    "/me": "Bukti Pemilik",
    "/me/hours": "Bukti Pemilik",
    "/learn/t-owner": "data-root",
    "/api/attempts/t-owner": "siaga-bencana",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStorage]:
    """An empty database, not even migrated."""
    if request.param == "sqlite":
        opened = open_storage(f"sqlite:///{tmp_path}/service.db")
        yield opened
        opened.dispose()
        return
    with new_postgresql() as url:
        opened = open_storage(url)
        yield opened
        opened.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_data_of_an_earlier_version_is_brought_on_whole(
    storage: SqlStorage, revision: str
) -> None:
    fill(storage, revision)
    before = rows(storage)

    storage.upgrade()

    after = rows(storage)
    for name, kept in before.items():
        columns = [c for c in (kept[0] if kept else ()) if (name, c) not in GONE]
        found = [{c: row[c] for c in columns} for row in after[name]]
        lost = [row for row in kept if {c: row[c] for c in columns} not in found]
        assert lost == [], name
        assert len(after[name]) == len(kept), name
    ports = fake_ports(
        storage=storage, courses=StoredCourses(storage), clock=FakeClock()
    )
    while refresh_summaries(ports=ports):
        pass
    checked = recompute(MORNING.date(), check=True, ports=ports)
    assert (*checked.missing, *checked.broken, *checked.enrolments) == ()
    compared = compare_summaries(ports=ports)
    assert (compared.waiting, compared.differing, compared.counts) == (0, (), True)
    world = World(storage, ports, create_app(ports, SETTINGS), None)  # type: ignore[arg-type]
    for url, words in PAGES.items():
        answer = world.ask("owner", "GET", url)
        assert answer.status_code == 200, url
        assert words in answer.text, url
