"""Workbooks out (XLSX)."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any


def write_workbook(
    headings: Sequence[str], rows: Iterable[Sequence[object]], title: str
) -> bytes:
    """Return a workbook of one sheet; see `stream_workbook`."""
    out = io.BytesIO()
    stream_workbook(headings, rows, title, out)
    return out.getvalue()


def stream_workbook(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    title: str,
    out: IO[bytes],
    notes: Sequence[tuple[str, str]] = (),
) -> None:
    """Write a workbook of one sheet, row by row so that memory stays flat.

    Everything but numbers is text: no cell is a formula or a link, and a NIP keeps all
    its digits.

    Args:
        headings: The first row, which stays in sight.
        rows: The others.
        title: Name of the sheet, at most 31 letters.
        out: Where to write; left open.
        notes: What a second sheet says of the first, name by name.
    """
    # Loaded only where a workbook goes out.
    from xlsxwriter import Workbook  # noqa: PLC0415

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True})
        sheet = workbook.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headings, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write_cell(sheet, number, column, cell)
        if notes:
            about = workbook.add_worksheet("Keterangan")
            for number, (name, text) in enumerate(notes):
                about.write_string(number, 0, name, bold)
                _write_cell(about, number, 1, text)


def _write_cell(sheet: Any, number: int, column: int, cell: object) -> None:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        sheet.write_number(number, column, cell)
    elif text := "" if cell is None else str(cell):
        # Reading takes one apostrophe away: people type it before numbers.
        text = f"'{text}" if text.startswith("'") else text
        sheet.write_string(number, column, text)
