"""Fakes of every port: real enough to hold the promises, simple enough to trust."""

from tests.fakes.outside import (
    MORNING,
    FakeClock,
    FakeCourses,
    FakeGradebook,
    FakeLaunches,
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
    "FakeStorage",
    "FakeUnitOfWork",
    "Score",
    "counted_ids",
    "fake_ports",
]
