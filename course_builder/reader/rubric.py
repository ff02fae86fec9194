"""The table by which a person marks: ``| Kriteria | Belum | Cukup | Baik |``."""

from collections.abc import Sequence
from dataclasses import replace

from course_builder.model.rubric import Criterion, Rubric
from course_builder.reader.source import Source
from course_builder.reader.table import Cell, Table, cell_prose, read_tables

_FIRST_HEADERS = frozenset({"kriteria", "kriterium", "criterion", "criteria"})
_FEWEST_LEVELS = 2


def read_rubric(
    source: Source, start: int, end: int, fenced: Sequence[bool]
) -> tuple[Rubric | None, range]:
    """Return the rubric that stands in some lines, and its own lines.

    Args:
        source: The file.
        start: First line, counted from 0.
        end: Line after the last.
        fenced: Of each line of the file, whether it is code.
    """
    for table in read_tables(source, start, end, fenced):
        if table.header[0].text.strip("*_ ").lower() in _FIRST_HEADERS:
            return _rubric(source, table), range(table.line, table.end)
    return None, range(0)


def _rubric(source: Source, table: Table) -> Rubric | None:
    """Return what a table says; none where it says too little, which is noted."""
    levels = tuple(cell.text for cell in table.header[1:])
    distinct = {level.lower() for level in levels if level}
    if len(levels) < _FEWEST_LEVELS or len(distinct) < len(levels):
        source.report_line("B622", table.line)
        return None
    criteria = []
    first: dict[str, int] = {}
    for row in table.rows:
        line = row[0].line
        name, is_required = _name(row[0])
        known = first.setdefault(name.text.lower(), line)
        if len(row) != len(table.header):
            expected = str(len(table.header))
            source.report_line("B621", line, count=str(len(row)), expected=expected)
        elif not name.text:
            source.report_line("B623", line)
        elif known != line:
            source.report_line("B624", line, name=name.text, line=str(known + 1))
        else:
            texts = tuple(cell_prose(source, cell) for cell in row[1:])
            criteria.append(Criterion(cell_prose(source, name), texts, is_required))
    if not table.rows:
        source.report_line("B625", table.line)
    return Rubric(levels, tuple(criteria)) if criteria else None


def _name(cell: Cell) -> tuple[Cell, bool]:
    """Return the name of a criterion, and whether a star asks for it."""
    text = cell.text
    # A star that closes emphasis is none: **Ketepatan**, but **Ketepatan***.
    if not text.endswith("*") or text.count("*") % 2 == 0:
        return cell, False
    return replace(cell, text=text[:-1].rstrip().removesuffix("\\").rstrip()), True
