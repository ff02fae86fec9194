"""What walking a simulation costs beside importing the package.

Usage: python -m tests.benchmarks.explore
"""

import random
import sys
import time
from decimal import Decimal
from statistics import median

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
from tests.benchmarks.measure import ROUNDS, Row, cpu, print_rows
from tests.conftest import REPOSITORY

NODES = 200
SERUNI = REPOSITORY / "tests" / "cases" / "pulau-seruni"
_NAMES = "abcd"
_PACKAGE = "import course_builder.build, course_builder.reader, course_builder.checks"


def main() -> None:
    """Measure and print."""
    ((scenario, _),) = check(SERUNI).explorations
    importing = _import_seconds(_PACKAGE) - _import_seconds("pass")
    exploring = median(_seconds(scenario) for _ in range(ROUNDS))
    large = large_scenario()
    before = time.process_time()
    found = explore(large)
    walked = time.process_time() - before
    name = f"exploring {NODES} nodes, {len(_NAMES)} variables, {found.states} states"
    print_rows(
        [
            Row(
                "exploring Pulau Seruni beside the import", exploring, "s", importing, 1
            ),
            Row(name, walked, "s", None, 5),
        ]
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
    return median(cpu([sys.executable, "-c", statement]) for _ in range(ROUNDS))


if __name__ == "__main__":
    main()
