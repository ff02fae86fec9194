"""What the database says of itself, and where SQLite's file lies."""

from pathlib import Path

import pytest

from lti_service.storage.database import open_storage
from lti_service.storage.health import share_of
from tests.databases import open_empty_postgresql, open_empty_sqlite

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/exports /srv nfs4 rw 0 0
/dev/sdb1 /srv/local ext4 rw 0 0
//server/share /mnt/with\\040blank cifs rw 0 0
/dev/sda1 /srvx ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ("/var/service.db", ""),
        ("/srv/service.db", "nfs4"),
        ("/srv/local/service.db", ""),
        ("/mnt/with blank/deeper/service.db", "cifs"),
        ("/srvx/service.db", ""),
    ],
)
def test_a_network_share_is_known_by_the_closest_mount(
    path: str, share: str, tmp_path: Path
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert share_of(Path(path), mounts) == share


def test_where_no_mounts_are_told_no_share_is_claimed(tmp_path: Path) -> None:
    assert share_of(tmp_path, tmp_path / "absent") == ""


def test_a_sound_sqlite_says_wal_and_how_much_room_is_left(tmp_path: Path) -> None:
    storage = open_empty_sqlite(tmp_path)
    found = storage.condition()
    storage.dispose()
    assert (found.kind, found.trouble, found.journal) == ("sqlite", "", "wal")
    assert found.free_bytes
    assert found.now is None


def test_a_sound_postgresql_tells_its_clock(postgres_url: str) -> None:
    storage = open_empty_postgresql(postgres_url)
    found = storage.condition()
    storage.dispose()
    assert (found.kind, found.trouble, found.journal) == ("postgresql", "", "")
    assert found.now
    assert found.now.tzinfo


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///{folder}/service.db", "has not been migrated"),
        ("sqlite:///{folder}/absent/service.db", "unable to open database file"),
        ("postgresql+psycopg://u:s3cret@127.0.0.1:1/x", "cannot be used"),
    ],
)
def test_a_database_that_cannot_be_used_says_why_and_no_password(
    url: str, words: str, tmp_path: Path
) -> None:
    storage = open_storage(url.format(folder=tmp_path))
    found = storage.condition()
    storage.dispose()
    assert words in found.trouble
    assert "s3cret" not in found.trouble
