"""The table that declares the variables of a simulation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from course_builder.codes import nearest
from course_builder.model.graph_document import number_text
from course_builder.model.scenario import Variable
from course_builder.reader.condition import RESERVED, read_number
from course_builder.reader.source import Source
from course_builder.reader.table import Cell, read_tables

_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "variable": "variable",
        "variabel": "variable",
        "label": "label",
        "start": "start",
        "awal": "start",
        "min": "min",
        "max": "max",
        "maks": "max",
        "better": "better",
        "arah": "better",
        "unit": "unit",
        "satuan": "unit",
    }
)
_BETTER: Mapping[str, str] = MappingProxyType(
    {"": "", "high": "high", "tinggi": "high", "low": "low", "rendah": "low"}
)
_NEEDED = ("variable", "start")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}")


@dataclass(frozen=True, slots=True)
class VariableTable:
    """The variables that were declared.

    Attributes:
        variables: By name; those that can be read.
        names: All names that were declared.
        lines: Lines of the tables, counted from 0.
        is_whole: Whether all could be read.
    """

    variables: Mapping[str, Variable]
    names: frozenset[str]
    lines: frozenset[int]
    is_whole: bool


def read_variables(
    source: Source, start: int, end: int, fenced: Sequence[bool]
) -> VariableTable:
    """Read the tables of variables among some lines.

    Args:
        source: The file.
        start: First line, counted from 0.
        end: Line after the last.
        fenced: Of each line of the file, whether it is code.
    """
    reader = _Reader(source)
    lines: set[int] = set()
    for table in read_tables(source, start, end, fenced):
        heads = {_COLUMNS.get(cell.text.lower()) for cell in table.header}
        if "variable" not in heads:
            continue
        columns = reader.columns(table.header)
        for number, row in enumerate(table.rows, table.line + 2):
            reader.row(columns, row, number)
        lines.update(range(table.line, table.end))
    return VariableTable(
        reader.variables, frozenset(reader.names), frozenset(lines), reader.is_whole
    )


class _Reader:
    """Reads rows; what cannot be read is noted."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.variables: dict[str, Variable] = {}
        self.names: dict[str, int] = {}
        self.is_whole = True

    def columns(self, heads: Sequence[Cell]) -> list[str]:
        """Return what each column holds; empty for what is not known."""
        columns = []
        for head in heads:
            column = _COLUMNS.get(head.text.lower(), "")
            if not column and head.text:
                known = list(_COLUMNS)
                near = nearest(head.text.lower(), known)
                self._report(
                    "B522",
                    head,
                    column=head.text,
                    nearest=near,
                    known=", ".join(known),
                )
            columns.append(column)
        for column in _NEEDED:
            if column not in columns:
                self._fail("B521", heads[0], column=column)
        return columns

    def row(self, columns: list[str], row: Sequence[Cell], number: int) -> None:
        """Read one variable."""
        empty = Cell("", number, 0)
        cells = dict.fromkeys(("label", "unit", "better", "min", "max"), empty)
        cells |= {
            column: cell for column, cell in zip(columns, row, strict=False) if column
        }
        named = cells.get("variable", empty)
        name = named.text.strip("`")
        if not named.text and not any(cell.text for cell in cells.values()):
            return
        if not _NAME.fullmatch(name) or name in RESERVED:
            self._fail("B520", named, name=name)
            return
        if name in self.names:
            first = self.names[name] + 1
            self._fail("B519", named, name=name, line=str(first))
            return
        self.names[name] = number
        start = self._number(cells.get("start", empty))
        low = self._number(cells["min"])
        high = self._number(cells["max"])
        if start is None:
            if "start" in columns and not cells.get("start", empty).text:
                self._fail("B507", named, value="")
            return
        if low is not None and high is not None and low > high:
            values = {"low": number_text(low), "high": number_text(high)}
            self._fail("B517", cells["min"], **values)
        elif (low is not None and start < low) or (high is not None and start > high):
            self._fail(
                "B516",
                cells["start"],
                value=number_text(start),
                low="-∞" if low is None else number_text(low),
                high="∞" if high is None else number_text(high),
            )
        self.variables[name] = Variable(
            name=name,
            label=_unescaped(cells["label"]) or name,
            start=start,
            minimum=low,
            maximum=high,
            better=self._better(cells["better"]),
            unit=_unescaped(cells["unit"]),
            where=self._source.place(named.line, named.column),
        )

    def _number(self, cell: Cell) -> Decimal | None:
        text = cell.text.replace("\N{MINUS SIGN}", "-")
        if not text:
            return None
        if _THOUSANDS.fullmatch(text):
            near = text.replace(".", "")
            self._report("B224", cell, value=cell.text, nearest=near)
        number = read_number(self._source, cell.line, cell.column, text)
        if number is None:
            self.is_whole = False
        return number

    def _better(self, cell: Cell) -> Literal["high", "low", ""]:
        known = [word for word in _BETTER if word]
        match _BETTER.get(cell.text.lower()):
            case "high":
                return "high"
            case "low":
                return "low"
            case None:
                self._fail(
                    "B220",
                    cell,
                    key="better",
                    value=cell.text,
                    nearest=nearest(cell.text.lower(), known),
                    known=", ".join(known),
                )
        return ""

    def _fail(self, code: str, cell: Cell, **values: str) -> None:
        self.is_whole = False
        self._report(code, cell, **values)

    def _report(self, code: str, cell: Cell, **values: str) -> None:
        length = max(1, len(cell.text))
        self._source.report(code, cell.line, cell.column, length, **values)


def _unescaped(cell: Cell) -> str:
    return cell.text.replace("\\|", "|")
