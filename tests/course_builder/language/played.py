"""Small simulations, and how they are played."""

from decimal import Decimal

from course_builder.model.activity_progress import ScenarioProgress
from course_builder.model.play import (
    Position,
    begin,
    begin_round,
    choose,
    choose_in_round,
    score,
)
from tests.course_builder.language.written import Written

TABLE = """\
| variable | label | start | min | max | better | unit |
|---|---|---|---|---|---|---|
| waktu | Waktu | 10 | 0 | | high | jam |
| percaya | Kepercayaan | 50 | 0 | 100 | high | % |
"""
ENDINGS = """
### Akhir
{ending}
Selesai.
"""


def simulation(
    nodes: str, table: str = TABLE, attributes: str = "", ends: str = ENDINGS
) -> str:
    """Return a simulation; its table comes after a briefing."""
    space = " " if attributes else ""
    head = f"::: scenario {{#sim{space}{attributes}}}\nAnda camat.\n\n"
    return f"{head}{table}\n{nodes}{ends}\n:::\n"


def played(written: Written, letters: str) -> Position:
    """Return where a round stands after some choices."""
    graph = written.scenario.graph
    position = begin(graph)
    for letter in letters:
        position = choose(graph, position, letter).position
    return position


def values(written: Written, letters: str) -> dict[str, Decimal]:
    return dict(played(written, letters).values)


def scored(written: Written, letters: str) -> Decimal:
    return score(written.scenario.graph, played(written, letters))


def rounds(written: Written, *letters: str) -> ScenarioProgress:
    """Return the progress after some rounds."""
    graph = written.scenario.graph
    progress = ScenarioProgress()
    for one in letters:
        progress = begin_round(graph, progress)
        for letter in one:
            progress = choose_in_round(graph, progress, letter)
    return progress
