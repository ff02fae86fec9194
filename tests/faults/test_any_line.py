"""A worker may die at any line of its own: nothing is lost, stale or doubled."""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import sqlalchemy as sa

import lti_service
from lti_service.domain.outbox import LEASE, OutboxState
from lti_service.errors import PlatformBusyError, PlatformRefusedError
from lti_service.ports import Ports
from lti_service.storage.tables import metadata
from lti_service.use_cases.lms.outbox import deliver_due
from tests.databases import open_empty_postgresql
from tests.fakes import FakeClock, FakeGradebook, FakeStorage, fake_ports
from tests.lti_service.use_cases.learning.given import register
from tests.lti_service.use_cases.lms.test_outbox import queue_many

PACKAGE = str(Path(lti_service.__path__[0]))
COUNT, FEW = 4, 2


class Killed(BaseException):
    """The process is gone."""


class KilledAt:
    """Ends whatever runs inside at a line of ours; a context manager.

    Args:
        line: Counted from 1.
        places: Whose lines are counted: beginnings of their files' names.
        once: Count each place once, however often it is passed.
    """

    def __init__(
        self, line: int, places: tuple[str, ...] = (PACKAGE,), *, once: bool = False
    ) -> None:
        self._left = line
        self._places = places
        self._passed: set[tuple[str, int]] | None = set() if once else None

    def __enter__(self) -> None:
        self._before = sys.gettrace()
        sys.settrace(self._trace)

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _trace(self, frame: FrameType, event: str, _argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(self._places):
            return None
        if event == "line" and self._counts(frame):
            self._left -= 1
            if self._left == 0:
                raise Killed
        return self._trace

    def _counts(self, frame: FrameType) -> bool:
        if self._passed is None:
            return True
        place = (frame.f_code.co_filename, frame.f_lineno)
        new = place not in self._passed
        self._passed.add(place)
        return new


def test_a_worker_killed_at_any_line_loses_and_doubles_nothing() -> None:
    line, died = 0, True
    while died:
        line += 1
        gradebook, clock = FakeGradebook(), FakeClock()
        trouble = [PlatformBusyError("500"), PlatformRefusedError("400")]
        gradebook.trouble = list(trouble[: line % 3])
        storage = FakeStorage()
        ports = fake_ports(storage=storage, clock=clock, gradebook=gradebook)
        register(ports)
        queue_many(ports, COUNT)
        died = dies(ports, line)
        # What the dead had begun is undone, what it had committed is there.
        survivor = FakeStorage()
        survivor.tables = storage.tables
        ports = fake_ports(storage=survivor, clock=clock, gradebook=gradebook)
        clock.advance(seconds=LEASE.total_seconds())
        for _ in range(20):
            deliver_due(ports=ports)
            clock.advance(seconds=30)

        with ports.storage.reading() as uow:
            refused = uow.outbox.counts().get(OutboxState.FAILED, 0)
            assert uow.outbox.counts().get(OutboxState.SENT, 0) == COUNT - refused
        assert refused <= 1
        held = {score.line_item_url: score.hundredths for score in gradebook.sent}
        assert len(held) >= COUNT - refused
        times = [(score.line_item_url, score.timestamp) for score in gradebook.sent]
        assert len(times) == len(set(times))
    assert line > 100


def test_nor_does_one_on_postgresql(postgres_url: str) -> None:
    """There a broken connection undoes what was begun, as leaving the block does."""
    storage = open_empty_postgresql(postgres_url)
    places = tuple(
        f"{PACKAGE}/{place}.py"
        for place in ("use_cases/lms/outbox", "storage/outbox", "storage/unit_of_work")
    )
    register(fake_ports(storage=storage))
    line, died = 0, True
    while died:
        line += 1
        with storage._engine.begin() as connection:
            for table in ("outbox", "circuits"):
                connection.execute(sa.delete(metadata.tables[table]))
        gradebook, clock = FakeGradebook(), FakeClock()
        gradebook.trouble = [PlatformBusyError("500") for _ in range(line % 2)]
        ports = fake_ports(storage=storage, clock=clock, gradebook=gradebook)
        queue_many(ports, FEW)
        died = dies(ports, line, places)
        clock.advance(seconds=LEASE.total_seconds())
        for _ in range(3):
            deliver_due(ports=ports)
            clock.advance(seconds=30)

        with storage.reading() as uow:
            assert uow.outbox.counts() == {OutboxState.SENT: FEW}
        held = {score.line_item_url for score in gradebook.sent}
        assert len(held) == FEW
        times = [(score.line_item_url, score.timestamp) for score in gradebook.sent]
        assert len(times) == len(set(times))
    storage.dispose()
    assert line > 80


def dies(ports: Ports, line: int, places: tuple[str, ...] = (PACKAGE,)) -> bool:
    try:
        with KilledAt(line, places, once=places != (PACKAGE,)):
            deliver_due(ports=ports)
    except Killed:
        return True
    return False
