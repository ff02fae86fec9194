"""What checking a course costs beside the conversion of the same pages, and in memory.

Usage: python -m tests.benchmarks.check
"""

import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.course import write_course
from tests.benchmarks.measure import (
    COURSE_BUILDER,
    Command,
    Row,
    cpu,
    medians,
    peak,
    print_rows,
)

PAGES = 200
FEW, MANY = 1000, 10_000
_BARE = "pass"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        print_rows([*_against_floor(Path(place)), *_growth(Path(place))])


def _against_floor(place: Path) -> list[Row]:
    ours = _check(place, PAGES)
    course, package = place / str(PAGES), place / "floor.zip"
    floor: Command = [
        *(sys.executable, "-m", "tests.benchmarks.floor", course, package),
    ]
    cpu(ours)
    cpu(floor)
    costs = medians({"ours": partial(cpu, ours), "floor": partial(cpu, floor)}, 9)
    bare: Command = [sys.executable, "-c", _BARE]
    return [
        Row(f"check, {PAGES} pages", costs["ours"], "s", costs["floor"], 0.6),
        Row(f"memory of check, {PAGES} pages", peak(ours), "MiB", None, 60),
        Row("  of which the interpreter alone", peak(bare), "MiB", None, 60),
    ]


def _growth(place: Path) -> list[Row]:
    """Return what ten times the pages cost beside ten times the cost."""
    few, many = _check(place, FEW), _check(place, MANY)
    costs = medians({"few": partial(cpu, few), "many": partial(cpu, many)}, 3)
    times = MANY // FEW
    name = f"check, {MANY} pages, beside {times} × {FEW}"
    return [Row(name, costs["many"], "s", times * costs["few"], 1.1)]


def _check(place: Path, pages: int) -> Command:
    folder = place / str(pages)
    write_course(folder, pages=pages)
    return [COURSE_BUILDER, "check", folder]


if __name__ == "__main__":
    main()
