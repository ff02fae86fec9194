"""Tables whose cells mean something.

Source: GitHub Flavored Markdown 0.29, section 4.10.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course_builder.model.prose import Prose
from course_builder.reader.source import Source

_BAR = re.compile(r"\\.|\|")
_OTHER_BLOCK = re.compile(r" {0,3}(?:>|#{1,6}[ \t]|[-*+][ \t]|[0-9]{1,9}[.)][ \t])")
_RULE = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `line` and `column` count from 0."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        line: Of its header, counted from 0.
        end: Line after its last.
        rows: Each with the cells that its author wrote, few or many.
    """

    line: int
    end: int
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def read_tables(
    source: Source, start: int, end: int, fenced: Sequence[bool]
) -> Iterator[Table]:
    """Yield the tables at the left edge of some lines, counted from 0."""
    number = start
    while number + 1 < end:
        line = source.lines[number]
        if "|" not in line or fenced[number] or not _is_rule(source, number + 1):
            number += 1
            continue
        header = tuple(_cells(line, number))
        first = last = number + 2
        while last < end and not fenced[last] and _is_row(source.lines[last]):
            last += 1
        rows = tuple(tuple(_cells(source.lines[n], n)) for n in range(first, last))
        yield Table(number, last, header, rows)
        number = last


def cell_prose(source: Source, cell: Cell) -> Prose:
    """Return the text of a cell."""
    return Prose(cell.text, source.place(cell.line, cell.column))


def _is_row(line: str) -> bool:
    return bool(line.strip()) and not _OTHER_BLOCK.match(line)


def _is_rule(source: Source, number: int) -> bool:
    line = source.lines[number]
    return "-" in line and _RULE.fullmatch(line.rstrip()) is not None


def _cells(line: str, number: int) -> Iterator[Cell]:
    start = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    bars = [bar.start() for bar in _BAR.finditer(line, start, end) if bar[0] == "|"]
    if bars and bars[0] == start:
        start = bars.pop(0) + 1
    if not bars or bars[-1] != end - 1:
        bars.append(end)
    for bar in bars:
        text = line[start:bar]
        stripped = text.strip()
        yield Cell(stripped, number, start + text.find(stripped))
        start = bar + 1
