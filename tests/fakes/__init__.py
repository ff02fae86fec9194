"""Fakes of every port: real enough to hold the promises, simple enough to trust."""

from tests.fakes.outside import (
    MORNING,
    FakeClock,
    FakeCourses,
    FakeGradebook,
    FakeLaunches,
    FakeMetrics,
    FakeProbe,
    FakeRegistrar,
    Score,
    counted_ids,
    fake_ports,
)
from tests.fakes.roster import FakeMemberships
from tests.fakes.storage import FakeStorage, FakeUnitOfWork

__all__ = [
    "MORNING",
    "FakeClock",
    "FakeCourses",
    "FakeGradebook",
    "FakeLaunches",
    "FakeMemberships",
    "FakeMetrics",
    "FakeProbe",
    "FakeRegistrar",
    "FakeStorage",
    "FakeUnitOfWork",
    "Score",
    "counted_ids",
    "fake_ports",
]
