"""Fakes of every port: real enough to hold the promises, simple enough to trust."""

from tests.fakes.outside import (
    MORNING,
    FakeClock,
    FakeCourses,
    FakeGradebook,
    FakeLaunches,
    FakeRegistrar,
    Score,
    counted_ids,
    fake_ports,
)
from tests.fakes.storage import FakeStorage, FakeUnitOfWork

__all__ = [
    "MORNING",
    "FakeClock",
    "FakeCourses",
    "FakeGradebook",
    "FakeLaunches",
    "FakeRegistrar",
    "FakeStorage",
    "FakeUnitOfWork",
    "Score",
    "counted_ids",
    "fake_ports",
]
