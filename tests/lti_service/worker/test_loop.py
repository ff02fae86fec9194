import threading
from datetime import timedelta

import pytest
import structlog

from lti_service.domain.key import ROTATE_AFTER
from lti_service.domain.outbox import ALARM_AFTER
from lti_service.errors import PlatformBusyError
from lti_service.worker import loop
from tests.fakes import (
    FakeClock,
    FakeGradebook,
    FakeMemberships,
    FakeStorage,
    fake_ports,
)
from tests.lti_service.use_cases.learning.given import register
from tests.lti_service.use_cases.lms.test_outbox import queue
from tests.service_factories import roster


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


def test_rosters_that_are_due_are_read_apart_from_the_scores():
    stop = threading.Event()

    class Stopping(FakeMemberships):
        def read(self, *arguments):
            if len(self.asked) == 1:
                stop.set()
            return super().read(*arguments)

    lms = Stopping()
    ports = fake_ports(memberships=lms)
    register(ports)
    with ports.storage.writing() as uow:
        uow.rosters.save(roster(platform_id="p1"))
        uow.rosters.save(roster(id="r2", platform_id="p1", memberships_url="x"))
        uow.commit()

    loop.run_rosters(ports, stop)

    assert len(lms.asked) == 2


def test_a_roster_that_makes_trouble_ends_no_loop():
    stop = threading.Event()

    class Broken(FakeMemberships):
        def read(self, *arguments):
            super().read(*arguments)
            stop.set()
            raise ValueError("a bug of ours")

    ports = fake_ports(memberships=Broken())
    register(ports)
    with ports.storage.writing() as uow:
        uow.rosters.save(roster(platform_id="p1"))
        uow.commit()

    with structlog.testing.capture_logs() as log:
        loop.run_rosters(ports, stop)

    assert [entry["event"] for entry in log] == ["worker-failure"]


def test_an_old_signing_key_gets_its_follower_on_the_workers_clock(monkeypatch):
    monkeypatch.setattr(loop, "TIDY_SECONDS", -1)
    stop, gradebook, clock = threading.Event(), StoppingGradebook(), FakeClock()
    gradebook.stop = stop
    ports = fake_ports(gradebook=gradebook, clock=clock)
    register(ports)
    with ports.storage.writing() as uow:
        uow.keys.add("old", "pem", clock.now())
        uow.commit()
    clock.advance(seconds=ROTATE_AFTER.total_seconds())
    queue(ports)

    with structlog.testing.capture_logs() as log:
        loop.run_loop(ports, stop)

    with ports.storage.reading() as uow:
        assert [kid for kid, *_ in uow.keys.all()][1:] == ["old"]
    assert [entry["event"] for entry in log] == ["keys-rotated"]
