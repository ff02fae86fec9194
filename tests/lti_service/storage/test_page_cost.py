"""What a page asks of the database."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lti_service.use_cases.evidence.summary import rebuild_summaries
from tests.benchmarks.organisation import Size, fill
from tests.benchmarks.province import browser, ports_on
from tests.databases import open_empty_sqlite


def test_ones_own_page_asks_nothing_twice(tmp_path: Path) -> None:
    storage = open_empty_sqlite(tmp_path)
    fill(storage, Size.of(20))
    ports = ports_on(storage)
    rebuild_summaries(ports=ports)
    client = browser(ports)
    asked: list[tuple[str, str]] = []

    def note(*arguments: Any) -> None:
        asked.append((arguments[2], repr(arguments[3])))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    reply = client.get("/me")
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
    storage.dispose()

    assert reply.status_code == 200
    assert asked
    assert sorted(asked) == sorted(set(asked))
