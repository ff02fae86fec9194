"""A file taken in, and what came of each of its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lti_service.locale import Sentence

ROW_CODES = (
    "choice-unknown",
    "column-missing",
    "competency-unknown",
    "date-invalid",
    "level-invalid",
    "nip-doubtful",
    "nip-invalid",
    "number-invalid",
    "order-invalid",
    "part-dropped",
    "person-unknown",
    "position-unknown",
    "posting-missing",
    "row-contradicts",
    "row-repeated",
    "rows-missing",
    "scale-doubtful",
    "self-named",
    "status-doubtful",
    "unit-unknown",
    "value-missing",
    "value-too-long",
)
"""Everything that can be wrong with a row; listed in the README of ``files``."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet.

    Attributes:
        number: Line as a spreadsheet counts it; the headings are in line 1 as a rule.
        cells: Text by column heading; white space at the ends is gone, ``-`` is empty.
    """

    number: int
    cells: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row, or worth a look.

    Attributes:
        code: A key of `ROW_CODES`.
        row: Line of the file.
        column: Heading of the column; empty where it is about the whole row.
        reason: What is wrong.
        remedy: What to do.
    """

    code: str
    row: int
    column: str
    reason: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table read from a file.

    Attributes:
        name: Name of the file, without folders.
        headings: As written, in order.
        problems: Why its rows cannot be taken in; all of them.
        warnings: Worth a look.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...] = field(repr=False)
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportRun:
    """What an import did, or would do.

    Attributes:
        kind: people, units, positions, framework, standards or evidence.
        written: Whether it is in the database now; never with problems.
        problems: Why nothing was written; all of them.
        warnings: Taken, but worth a look.
        dropped: Headings of columns that were not even looked at.
        remarks: What is to be known about the file as a whole.
    """

    kind: str
    name: str
    rows: int
    added: int
    changed: int
    unchanged: int
    written: bool
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    dropped: tuple[str, ...]
    remarks: tuple[Sentence, ...] = ()


def normal(heading: str) -> str:
    """Return a heading as it is compared: case, spaces and signs do not matter."""
    return "".join(c for c in heading.casefold() if c.isalnum())


def find_columns(
    headings: Iterable[str], names: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """Return the heading that bears each field, for the fields that have one.

    Args:
        headings: Headings of the file.
        names: Other names of each field, besides its own.
    """
    known = {
        normal(name): field_name
        for field_name, others in names.items()
        for name in (field_name, *others)
    }
    found: dict[str, str] = {}
    for heading in headings:
        field_name = known.get(normal(heading), "")
        if field_name and field_name not in found:
            found[field_name] = heading
    return found
