import threading
from datetime import timedelta

import pytest
import structlog

from lti_service.domain.outbox import ALARM_AFTER
from lti_service.errors import PlatformBusyError
from lti_service.worker import loop
from tests.fakes import FakeClock, FakeGradebook, FakeStorage, fake_ports
from tests.lti_service.use_cases.learning import register
from tests.lti_service.use_cases.test_outbox import queue


class Restarting(FakeStorage):
    """A database that is away for a while.

    Attributes:
        left: How often it still refuses.
    """

    left = 0

    def reading(self):
        if self.left > 0:
            self.left -= 1
            raise ConnectionError("the database system is starting up")
        return super().reading()


class StoppingGradebook(FakeGradebook):
    """Ends the loop with the first score that comes."""

    stop: threading.Event

    def publish(self, *arguments):
        super().publish(*arguments)
        self.stop.set()


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(loop, "IDLE_SECONDS", 0.001)


def test_the_loop_outlives_a_database_that_restarts():
    stop, storage, gradebook = threading.Event(), Restarting(), StoppingGradebook()
    gradebook.stop = stop
    ports = fake_ports(storage=storage, gradebook=gradebook)
    register(ports)
    queue(ports)
    storage.left = 5

    with structlog.testing.capture_logs() as log:
        loop.run_loop(ports, stop)

    assert len(gradebook.sent) == 1
    assert [entry["event"] for entry in log] == ["worker-failure"] * 5


def test_the_log_says_when_scores_wait_too_long():
    stop, gradebook = threading.Event(), FakeGradebook()
    clock = FakeClock()
    ports = fake_ports(clock=clock, gradebook=gradebook)
    register(ports)
    queue(ports)
    clock.advance(seconds=(ALARM_AFTER + timedelta(seconds=1)).total_seconds())

    class Down(FakeGradebook):
        def publish(self, *_):
            stop.set()
            raise PlatformBusyError("503")

    down = fake_ports(storage=ports.storage, clock=clock, gradebook=Down())
    with structlog.testing.capture_logs() as log:
        loop.run_loop(down, stop)

    [entry] = [entry for entry in log if entry["event"] == "outbox-late"]
    assert entry["waiting"] == 1
    assert entry["log_level"] == "warning"
