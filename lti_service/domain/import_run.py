"""A file taken in, and what came of each of its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from lti_service.locale import Sentence

ROW_CODES = (
    "batch-unknown",
    "choice-unknown",
    "code-invalid",
    "column-missing",
    "competency-unknown",
    "course-unknown",
    "cycle-missing",
    "date-ambiguous",
    "date-invalid",
    "days-overlap",
    "enrolled-twice",
    "level-invalid",
    "nip-doubtful",
    "nip-invalid",
    "number-invalid",
    "order-invalid",
    "part-dropped",
    "person-unknown",
    "places-full",
    "position-unknown",
    "posting-missing",
    "programme-unknown",
    "row-contradicts",
    "row-repeated",
    "rows-missing",
    "scale-doubtful",
    "self-named",
    "status-doubtful",
    "step-impossible",
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


class RowState(StrEnum):
    """What a row comes to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What one row comes to.

    Attributes:
        row: Line of the file.
        label: What the row is about, in a few words; never a NIP.
        changes: Field, value before and value after, of what is there already.
    """

    row: int
    state: RowState
    label: str = field(repr=False)
    changes: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table read from a file.

    Attributes:
        name: Name of the file, without folders.
        digest: SHA-256 of the file in hexadecimal; empty where it came from none.
        headings: As written, in order.
        problems: Why its rows cannot be taken in; all of them.
        warnings: Worth a look.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...] = field(repr=False)
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()
    digest: str = field(default="", compare=False)


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
        outcomes: What each row comes to, in order.
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
    outcomes: tuple[RowOutcome, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedImport:
    """A file that was taken in, as the history keeps it.

    Attributes:
        digest: SHA-256 of the file; empty where it is not known.
        actor: Account id, or ``cli``.
    """

    id: str
    kind: str
    name: str
    digest: str
    actor: str
    at: datetime
    rows: int
    added: int
    changed: int
    unchanged: int
    warnings: int


class DraftState(StrEnum):
    """How far a file from the browser has come."""

    WAITING = "waiting"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    TAKING = "taking"
    TAKEN = "taken"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """A file from the browser that waits to be taken in.

    Attributes:
        sheet: Only the columns that are needed; what else the file had is gone.
        dropped: Headings of what was not kept.
        complete: Whether a file of people lists everybody.
        actor: Account id of who brought it.
        report: What came of it so far; none until it was tried.
    """

    id: str
    kind: str
    sheet: Sheet
    dropped: tuple[str, ...]
    complete: bool
    actor: str
    created_at: datetime
    expires_at: datetime
    state: DraftState = DraftState.WAITING
    report: ImportRun | None = None


def needed_part(
    sheet: Sheet, names: Mapping[str, Iterable[str]]
) -> tuple[Sheet, tuple[str, ...]]:
    """Return a sheet of the columns that are needed, and the headings of the others."""
    used = set(find_columns(sheet.headings, names).values())
    rows = tuple(
        SheetRow(row.number, {h: text for h, text in row.cells.items() if h in used})
        for row in sheet.rows
    )
    kept = tuple(heading for heading in sheet.headings if heading in used)
    dropped = tuple(h for h in sheet.headings if h and h not in used)
    part = Sheet(sheet.name, kept, rows, sheet.problems, sheet.warnings, sheet.digest)
    return part, dropped


def differences(old: Any, new: Any) -> tuple[tuple[str, str, str], ...]:
    """Return what differs between two facts of a kind: field, before, after."""
    found = []
    for one in fields(new):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before != after:
            shown = ("•", "•") if one.name == "nip" else (_told(before), _told(after))
            found.append((one.name, *shown))
    return tuple(found)


def label_of(fact: Any) -> str:
    """Return what a fact is called in a report: its name or its codes; never a NIP."""
    names = ("code", "name", "title", "position_code", "competency_code", "activity")
    found = [str(getattr(fact, name)) for name in names if getattr(fact, name, "")]
    return " ".join(found)


def _told(value: object) -> str:
    if isinstance(value, tuple | frozenset):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


@lru_cache(8192)
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
