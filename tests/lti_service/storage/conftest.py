"""Both databases, each empty and migrated."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_service.storage.database import SqlStorage
from tests.databases import open_empty_postgresql, open_empty_sqlite


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStorage]:
    if request.param == "sqlite":
        opened = open_empty_sqlite(tmp_path)
    else:
        opened = open_empty_postgresql(request.getfixturevalue("postgres_url"))
    yield opened
    opened.dispose()
