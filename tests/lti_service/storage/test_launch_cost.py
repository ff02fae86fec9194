"""What a launch asks of the database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lti_service.ports import Ports
from lti_service.storage.database import SqlStorage
from tests.databases import open_empty_sqlite
from tests.fakes import FakeCourses, fake_ports
from tests.lti_service.use_cases.learning.given import (
    launch,
    publish,
    register,
    two_questions,
)

URL = "https://lms.example/memberships"


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    storage = open_empty_sqlite(tmp_path)
    made = fake_ports(storage=storage, courses=FakeCourses())
    register(made)
    publish(two_questions(), made)
    yield made
    storage.dispose()


def statements(ports: Ports, nonce: str, **changes: Any) -> int:
    """Launch; return how many statements it took."""
    assert isinstance(ports.storage, SqlStorage)
    engine, run = ports.storage._engine, []

    def note(*arguments: Any) -> None:
        run.append(arguments[2])

    sa.event.listen(engine, "before_cursor_execute", note)
    launch(ports, nonce, **changes)
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(run)


def test_a_long_history_of_versions_costs_a_launch_no_statement(ports: Ports) -> None:
    launch(ports, "n1", subject="1")
    with_one = statements(ports, "n2", subject="2")
    for minor in range(1, 4):
        publish(two_questions(version=f"1.{minor}"), ports)

    assert statements(ports, "n3", subject="3") == with_one


@pytest.mark.parametrize("instructor", [False, True])
def test_the_address_of_a_roster_costs_a_launch_no_statement(
    instructor: bool,  # noqa: FBT001 - a parameter of the test
    ports: Ports,
) -> None:
    who = {"instructor": instructor}
    launch(ports, "n1", resource_link_id="1", **who)
    launch(ports, "n2", resource_link_id="2", memberships_url=URL, **who)

    without = statements(ports, "n3", resource_link_id="1", **who)
    with_roster = statements(
        ports, "n4", resource_link_id="2", memberships_url=URL, **who
    )

    assert with_roster == without
