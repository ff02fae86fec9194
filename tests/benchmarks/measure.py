"""Processor time and memory of child processes, and a table of what they come to."""

import atexit
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

import click

from tests.conftest import REPOSITORY

ROUNDS = 5
COURSE_BUILDER = Path(sys.prefix) / "bin" / "course-builder"
Command = list[str | Path]

_PEAK = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


class Row(NamedTuple):
    """A line of the table.

    Attributes:
        unit: Of ours and floor.
        floor: What ours is measured against; none where the goal is absolute.
        goal: The most that the ratio may be, or ours where there is no floor.
    """

    name: str
    ours: float
    unit: str
    floor: float | None
    goal: float

    @property
    def is_met(self) -> bool:
        """Whether it is no more than the goal."""
        reached = self.ours / self.floor if self.floor else self.ours
        return reached <= self.goal


def print_rows(rows: list[Row]) -> None:
    """Print a table, in which what misses its goal is marked."""
    click.echo(f"{'':44}{'ours':>12}{'floor':>12}{'ratio':>8}{'goal':>8}")
    for row in rows:
        ours = f"{row.ours:.3g} {row.unit}"
        floor = f"{row.floor:.3g} {row.unit}" if row.floor else ""
        ratio = f"{row.ours / row.floor:.2f}" if row.floor else ""
        mark = "" if row.is_met else "  MISSED"
        click.echo(
            f"{row.name:44}{ours:>12}{floor:>12}{ratio:>8}{row.goal:>8.3g}{mark}"
        )


def medians(
    measured: dict[str, Callable[[], float]], rounds: int = ROUNDS
) -> dict[str, float]:
    """Return the median of each over rounds, in which all take turns."""
    found = [{name: run() for name, run in measured.items()} for _ in range(rounds)]
    return {name: median(one[name] for one in found) for name in measured}


def cpu(command: Command) -> float:
    """Run a command; return the CPU seconds of it and all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command,
        cwd=REPOSITORY,
        check=True,
        stdout=subprocess.DEVNULL,
        env=_environment(),
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak(command: Command) -> float:
    """Run a command; return the most memory that it held, in MiB."""
    told = subprocess.run(
        [sys.executable, "-c", _PEAK, *command],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        env=_environment(),
    )
    return int(told.stdout) / 1024


@cache
def _environment() -> dict[str, str]:
    """Return an environment in which code is compiled once, as where it is installed."""
    folder = tempfile.mkdtemp(prefix="compiled-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    own = dict(os.environ, PYTHONPYCACHEPREFIX=folder)
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return own
