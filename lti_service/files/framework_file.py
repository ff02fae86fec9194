"""Files that are taken in, in whichever form."""

import hashlib
from dataclasses import replace

from lti_service.domain.import_run import Sheet
from lti_service.files.case_input import read_case
from lti_service.files.moodle_input import is_moodle, read_moodle
from lti_service.files.table import LARGEST_TABLE, csv_rows, is_workbook, read_sheet

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_framework(content: bytes, name: str) -> Sheet:
    """Read a framework: a table, CASE, or Moodle's CSV, told apart by what is in it.

    Raises:
        InvalidInputError: It is none of these (``file-unreadable``, ``file-empty``).
    """
    if content.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] == b"{":
        return read_case(content, name)
    if not is_workbook(content) and len(content) <= LARGEST_TABLE:
        rows = csv_rows(content)
        if is_moodle(rows):
            return read_moodle(rows, name)
    return read_sheet(content, name)


def read_import(kind: str, content: bytes, name: str) -> Sheet:
    """Read the file of an import of that kind.

    Raises:
        InvalidInputError: As `read_sheet` and `read_framework`.
    """
    read = read_framework if kind == "framework" else read_sheet
    return replace(read(content, name), digest=hashlib.sha256(content).hexdigest())
