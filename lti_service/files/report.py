"""Reports as files: row by row, so that memory stays flat however many there are."""

from collections.abc import Iterable, Sequence
from typing import IO

from lti_service.files.table import stream_csv
from lti_service.files.workbook import stream_workbook

_LONGEST_TITLE = 31


def write_report(
    form: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    title: str,
    out: IO[bytes],
    notes: Sequence[tuple[str, str]] = (),
) -> None:
    """Write a report; see `ports.WriteReport`."""
    if form == "xlsx":
        name = "".join(" " if sign in "[]:*?/\\" else sign for sign in title)
        stream_workbook(headings, rows, name[:_LONGEST_TITLE], out, notes)
    else:
        stream_csv(headings, rows, out)
