"""What walking a simulation costs beside importing the package.

Usage: python -m tests.benchmarks.explore
"""

import random
import resource
import subprocess
import sys
import time
from decimal import Decimal
from statistics import median

import click

from course_builder.build import check
from course_builder.checks.exploration import explore
from course_builder.model.scenario import (
    Choice,
    Comparison,
    Event,
    Graph,
    Node,
    Scenario,
    Setting,
    Variable,
)
from tests.conftest import REPOSITORY

ROUNDS = 5
NODES = 200
SERUNI = REPOSITORY / "tests" / "cases" / "pulau-seruni"
_NAMES = "abcd"
_PACKAGE = "import course_builder.build, course_builder.reader, course_builder.checks"


def main() -> None:
    """Measure and print."""
    ((scenario, _),) = check(SERUNI).explorations
    importing = _import_seconds(_PACKAGE) - _import_seconds("pass")
    exploring = median(_seconds(scenario) for _ in range(ROUNDS))
    click.echo(
        f"exploring Pulau Seruni: {exploring / importing:.2f} × importing the package "
        f"({exploring * 1000:.0f} ms against {importing * 1000:.0f} ms CPU, n={ROUNDS})"
    )
    large = large_scenario()
    before = time.process_time()
    found = explore(large)
    click.echo(
        f"exploring {NODES} nodes with {len(_NAMES)} variables: "
        f"{time.process_time() - before:.1f} s CPU, {found.states} states, "
        f"complete: {found.complete}"
    )


def large_scenario() -> Scenario:
    """Return a simulation with more states than are walked."""
    chance = random.Random(7)  # noqa: S311 - the same every time, no secret
    variables = tuple(
        Variable(name, name, Decimal(50), Decimal(0), Decimal(100), "high")
        for name in _NAMES
    )
    names = [*(f"n{number}" for number in range(NODES)), "akhir"]
    nodes = {
        name: Node(
            name,
            tuple(_choice(chance, names, number, gated=gated) for gated in (0, 1, 0)),
        )
        for number, name in enumerate(names[:-1])
    }
    low = Comparison("a", "<=", Decimal(5))
    event = Node("habis", (Choice("akhir"),), event=Event(low, once=True))
    nodes |= {"habis": event, "akhir": Node("akhir", ending=True)}
    return Scenario("besar", Graph(variables, nodes), {})


def _choice(
    chance: random.Random, names: list[str], number: int, *, gated: int
) -> Choice:
    to = names[min(NODES, number + chance.randint(1, 4))]
    gate = Comparison(chance.choice(_NAMES), ">=", Decimal(20)) if gated else None
    settings = tuple(
        Setting(chance.choice(_NAMES), operator, Decimal(chance.randint(1, 9)))
        for operator in "+-"
    )
    return Choice(to, gate, "akhir" if gated else None, settings)


def _seconds(scenario: Scenario) -> float:
    before = time.process_time()
    explore(scenario)
    return time.process_time() - before


def _import_seconds(statement: str) -> float:
    """Return the CPU seconds of a new interpreter that runs a statement."""
    return median(_run(statement) for _ in range(ROUNDS))


def _run(statement: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], cwd=REPOSITORY, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
