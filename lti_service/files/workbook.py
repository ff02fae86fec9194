"""Workbooks out (XLSX)."""

import io
from collections.abc import Iterable, Sequence


def write_workbook(
    headings: Sequence[str], rows: Iterable[Sequence[object]], title: str
) -> bytes:
    """Return a workbook of one sheet, made row by row so that memory stays flat.

    Everything but whole numbers is text: no cell is a formula or a link, and a NIP keeps
    all its digits.

    Args:
        headings: The first row, which stays in sight.
        rows: The others.
        title: Name of the sheet, at most 31 letters.
    """
    # Loaded only where a workbook goes out.
    from xlsxwriter import Workbook  # noqa: PLC0415

    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headings, workbook.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int) and not isinstance(cell, bool):
                    sheet.write_number(number, column, cell)
                elif text := "" if cell is None else str(cell):
                    # Reading takes one apostrophe away: people type it before numbers.
                    text = f"'{text}" if text.startswith("'") else text
                    sheet.write_string(number, column, text)
    return out.getvalue()
