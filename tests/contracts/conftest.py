"""Every implementation of storage, each empty and migrated."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_service.ports.storage import Storage
from tests.databases import open_empty_postgresql, open_empty_sqlite
from tests.fakes import FakeStorage


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    if request.param == "fake":
        yield FakeStorage()
        return
    if request.param == "sqlite":
        opened = open_empty_sqlite(tmp_path)
    else:
        opened = open_empty_postgresql(request.getfixturevalue("postgres_url"))
    yield opened
    opened.dispose()
