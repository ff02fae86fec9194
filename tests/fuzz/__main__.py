"""Look for courses that break a promise, for as long as is asked.

Usage: python -m tests.fuzz [COUNT [FIRST_SEED]]
"""

import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from random import Random

import click

from tests.fuzz.course import COURSES, files_of, write_files
from tests.fuzz.damage import damaged
from tests.fuzz.promise import budget, hold


def main(count: int, first: int) -> int:
    """Try so many damaged courses; return how many broke a promise, and keep those."""
    broken = 0
    courses = {name: files_of(name) for name in COURSES}
    for seed in range(first, first + count):
        chance = Random(seed)  # noqa: S311 - repeatable, no secret
        name = chance.choice(COURSES)
        files = damaged(courses[name], chance, chance.choice((1, 2, 4, 10, 40)))
        folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{seed}-"))
        write_files(folder, files)
        try:
            hold(folder, seconds=budget(folder, seconds=3, megabyte=20))
        except Exception:  # noqa: BLE001 - all of them are what is looked for
            broken += 1
            write_files(folder, files)
            click.echo(f"--- {name}, seed {seed}: {folder}")
            traceback.print_exc()
        else:
            shutil.rmtree(folder)
    click.echo(f"{count} courses, {broken} broke a promise")
    return broken


if __name__ == "__main__":
    _asked = [int(argument) for argument in sys.argv[1:]]
    sys.exit(bool(main(*[*_asked, *(200, 1)[len(_asked) :]])))
