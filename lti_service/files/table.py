"""Tables in and out: CSV, and workbooks in."""

import codecs
import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import IO, TextIO

from lti_service.domain.import_run import Sheet, SheetRow
from lti_service.errors import InvalidInputError

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",;\t|"
# An apostrophe of the text itself gets another one: reading takes one away.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_EXACT = 2**53

LARGEST_TABLE = 64 * 1024 * 1024
"""Bytes that a file may have, and that the parts of a workbook may unpack to."""

MOST_CELLS = 2_000_000
"""Of a workbook's sheet, empty ones included: two far corners alone span billions."""

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PLACED = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,9})([0-9]{1,18})["']""")
# Rows and cells that name no place follow the one before.
_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b")
_FOLLOWING_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b(?![^>]*\br\s*=)")
_FOLLOWING_CELL = re.compile(rb"<(?:[\w.-]+:)?c\b(?![^>]*\br\s*=)")


def read_sheet(content: bytes, name: str) -> Sheet:
    """Read the first sheet of a workbook, or a CSV file in UTF-8 or UTF-16.

    CSV may be parted by commas, semicolons, tabs or bars. The first row that is not
    empty bears the headings.

    Args:
        content: The file.
        name: Its name; folders are dropped.

    Raises:
        InvalidInputError: It is no table (``file-unreadable``) or has no row
            (``file-empty``).
    """
    rows = read_rows(content)
    filled = [(number, row) for number, row in rows if any(map(_clean, row))]
    if not filled:
        raise InvalidInputError("file-empty")
    (_, first), *others = filled
    headings = tuple(_clean(heading) for heading in first)
    return Sheet(
        PurePath(name).name,
        headings,
        tuple(
            SheetRow(
                number,
                {
                    heading: _clean(cell)
                    for heading, cell in zip(headings, row, strict=False)
                    if heading
                },
            )
            for number, row in others
        ),
        digest=hashlib.sha256(content).hexdigest(),
    )


def read_rows(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows of a workbook's first sheet or of a CSV file, each with its line.

    Raises:
        InvalidInputError: It is no table: ``file-unreadable``.
    """
    if len(content) > LARGEST_TABLE:
        raise InvalidInputError("file-unreadable", reason="too large")
    return _workbook_rows(content) if is_workbook(content) else csv_rows(content)


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV table; no cell of it can start a formula in a spreadsheet."""
    out = io.StringIO()
    _write_csv(headings, rows, out)
    return out.getvalue()


def stream_csv(
    headings: Sequence[str], rows: Iterable[Sequence[object]], out: IO[bytes]
) -> None:
    """Write a CSV table in UTF-8, row by row as they are made."""
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=False)
    try:
        _write_csv(headings, rows, text)
    finally:
        text.detach()


def _write_csv(
    headings: Sequence[str], rows: Iterable[Sequence[object]], out: TextIO
) -> None:
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    if isinstance(cell, int | Decimal):
        return text  # A number below zero is no formula.
    return f"'{text}" if text.startswith(_FORMULA) else text


def is_workbook(content: bytes) -> bool:
    """Return whether a file begins as workbooks do."""
    return content.startswith((_ZIP, _OLE))


def csv_rows(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV file as they are written, each with its line.

    Raises:
        InvalidInputError: It is no text (``file-unreadable``).
    """
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise InvalidInputError("file-unreadable", reason=str(error)) from error


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # Moodle's own "CSV for Excel", and Excel's "Unicode text".
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise InvalidInputError("file-unreadable", reason=str(error)) from error
    if b"\x00" in content:
        raise InvalidInputError("file-unreadable", reason="binary")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes as "CSV" on a Windows machine of this region.
        return content.decode("cp1252", errors="replace")


def _workbook_rows(content: bytes) -> list[tuple[int, list[str]]]:
    # A compiled module, loaded only where a workbook comes in.
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415

    if content.startswith(_ZIP):
        content = _unpacked(content)
    try:
        workbook = load_workbook(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise InvalidInputError("file-unreadable", reason=str(error)) from error
    return [(n, [_cell_text(cell) for cell in row]) for n, row in enumerate(rows, 1)]


def _unpacked(content: bytes) -> bytes:
    """Return a workbook of the same parts, none of them larger than it says it is.

    What reads the sheets believes in them: it would unpack a bomb, and keep room for
    every cell between two far corners.
    """
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > LARGEST_TABLE:
                raise InvalidInputError("file-unreadable", reason="too large")
            with zipfile.ZipFile(out, "w") as plain:
                for part in parts:
                    data = packed.read(part)
                    if _SHEET.fullmatch(part.filename) and _cells(data) > MOST_CELLS:
                        raise InvalidInputError("file-unreadable", reason="too many")
                    plain.writestr(part.filename, data)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise InvalidInputError("file-unreadable", reason=str(error)) from error
    except (RuntimeError, ValueError) as error:
        # Encrypted, packed in a way nobody uses, or named so that nobody can.
        raise InvalidInputError("file-unreadable", reason=str(error)) from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise InvalidInputError("file-unreadable", reason="no XLSX")
    return out.getvalue()


def _cells(sheet: bytes) -> int:
    """Return how many cells a sheet may span at most, from its first corner."""
    columns = rows = 1
    for found in _PLACED.finditer(sheet):
        column = 0
        for letter in found[1].upper():
            column = column * 26 + letter - ord("A") + 1
        columns, rows = max(columns, column), max(rows, int(found[2]))
    rows += len(_FOLLOWING_ROW.findall(sheet))
    columns += max(len(_FOLLOWING_CELL.findall(row)) for row in _ROW.split(sheet))
    return columns * rows


def _cell_text(cell: object) -> str:
    match cell:
        case bool():
            return "ya" if cell else "tidak"
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case float() if abs(cell) >= _EXACT:
            # Digits are lost already; written so that the check of NIPs sees it.
            return f"{cell:.2E}"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def tidy(text: str) -> str:
    """Return a text without white space at its ends; nothing for a mere dash."""
    text = text.replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip()
    return "" if text == "-" else text


def _clean(cell: str) -> str:
    return tidy(tidy(cell).removeprefix("'"))
