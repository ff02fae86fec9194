import csv
import io
import zipfile
from datetime import date

import pytest

from lti_service.errors import InvalidInputError
from lti_service.files.table import LARGEST_TABLE, read_sheet, write_csv

_NAMES = "http://schemas.openxmlformats.org"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DAY_ZERO = date(1899, 12, 30)


def workbook(*rows: str) -> bytes:
    """An XLSX file of one sheet, each row the XML of its cells."""
    sheet = "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(rows, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_NAMES}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_NAMES}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_NAMES}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_NAMES}/spreadsheetml/2006/main" xmlns:r="{_NAMES}/officeDocument/2006/relationships">'
        '<sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_NAMES}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_NAMES}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_NAMES}/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
        # The second format shows numbers as dates.
        "xl/styles.xml": f'<styleSheet xmlns="{_NAMES}/spreadsheetml/2006/main"><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_NAMES}/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def text(column: str, value: str) -> str:
    return f'<c r="{column}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(column: str, value: object, style: int = 0) -> str:
    return f'<c r="{column}" s="{style}"><v>{value}</v></c>'


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_may_be_parted_in_four_ways(delimiter: str) -> None:
    content = f"nip{delimiter}name\n1{delimiter}A\n".encode()
    sheet = read_sheet(content, "pegawai.csv")
    assert sheet.headings == ("nip", "name")
    assert sheet.rows[0].cells == {"nip": "1", "name": "A"}


def test_rows_bear_the_numbers_that_a_spreadsheet_shows() -> None:
    sheet = read_sheet(b"a,b\n\n1,2\n\n3,4\n", "x.csv")
    assert [row.number for row in sheet.rows] == [3, 5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_letters_with_signs_are_read_in_what_spreadsheets_write(encoding: str) -> None:
    sheet = read_sheet("name\nAndré\n".encode(encoding), "x.csv")
    assert sheet.rows[0].cells["name"] == "André"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(" A ", "A"), ("-", ""), ("'0012", "0012"), ("\u00a0B\u00a0", "B"), ("", "")],
)
def test_quirks_of_exports_are_cleaned(cell: str, expected: str) -> None:
    sheet = read_sheet(f"a,b\n{cell},x\n".encode(), "x.csv")
    assert sheet.rows[0].cells["a"] == expected


def test_only_the_name_of_the_file_is_kept() -> None:
    assert read_sheet(b"a\n1\n", "folder/sub/x.csv").name == "x.csv"


def test_short_and_long_rows_are_read_by_their_headings() -> None:
    sheet = read_sheet(b"a,b\n1\n1,2,3\n", "x.csv")
    assert [dict(row.cells) for row in sheet.rows] == [{"a": "1"}, {"a": "1", "b": "2"}]


def test_a_workbook_gives_text_numbers_and_dates() -> None:
    serial = (date(2026, 11, 24) - _DAY_ZERO).days
    content = workbook(
        text("A1", "nip") + text("B1", "level") + text("C1", "tanggal"),
        text("A2", "192501011945011001")
        + number("B2", 2)
        + number("C2", serial, style=1),
    )
    sheet = read_sheet(content, "pegawai.xlsx")
    assert dict(sheet.rows[0].cells) == {
        "nip": "192501011945011001",
        "level": "2",
        "tanggal": "2026-11-24",
    }
    assert sheet.rows[0].number == 2


def test_a_nip_that_became_a_number_cannot_pass_for_one() -> None:
    content = workbook(text("A1", "nip"), number("A2", "198501012010011001"))
    assert read_sheet(content, "x.xlsx").rows[0].cells["nip"] == "1.99E+17"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n , \n", "file-empty"),
        (b"PK\x03\x04 not a workbook", "file-unreadable"),
        (b"\xd0\xcf\x11\xe0 not a workbook", "file-unreadable"),
        (b"a,b\n\x00\x01", "file-unreadable"),
        (workbook()[:200], "file-unreadable"),
    ],
)
def test_what_is_no_table_is_refused_with_a_code(content: bytes, code: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_sheet(content, "x")
    assert caught.value.code == code


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A workbook with other parts, by the last word of their names."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            word = name.rpartition("/")[2].partition(".")[0]
            new.writestr(name, parts.get(word, old.read(name)))
    return out.getvalue()


def lying(content: bytes) -> bytes:
    """A zip that says of its largest part that it is small."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = max(part.file_size for part in archive.infolist())
    small = (1000).to_bytes(4, "little")
    return content.replace(size.to_bytes(4, "little"), small)


FAR = workbook(text("A1", "nip"), text("A2", "1") + text("XFD1048576", "x"))
BLANKS = repacked(workbook(text("A1", "nip")), sheet1=b" " * 65_000_000)
BOMBS = {
    "a part that unpacks to megabytes": BLANKS,
    "a part that unpacks to more than it says": lying(BLANKS),
    "two far corners": FAR,
    "two far corners in single quotes": repacked(
        FAR,
        sheet1=b"<worksheet><sheetData><row r='1'><c r='A1'/><c r='XFD1048576'/>"
        b"</row></sheetData></worksheet>",
    ),
    "a far row without cells": repacked(
        FAR,
        sheet1=b'<worksheet><sheetData><row r="999999999999"><c r="ZZZZZZ9"/></row>'
        b"</sheetData></worksheet>",
    ),
    "cells that name no place": repacked(
        FAR,
        sheet1=b"<x:worksheet><x:sheetData><x:row>"
        + b"<x:c/>" * 3000
        + b"</x:row>"
        + b"<x:row/>" * 3000
        + b"</x:sheetData></x:worksheet>",
    ),
    "a spreadsheet of another office": repacked(workbook()).replace(
        b"xl/workbook.xml", b"xl/workbook.bin"
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_workbook_is_refused_that_is(name: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_sheet(BOMBS[name], "x.xlsx")
    assert caught.value.code == "file-unreadable"


def test_entities_of_a_workbook_are_not_multiplied() -> None:
    doctype = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    for n in range(9):
        inner = "&a;" if n == 0 else f"&b{n - 1};"
        doctype += f'<!ENTITY b{n} "{inner * 10}">'
    sheet = (
        f'<?xml version="1.0"?>{doctype}]><worksheet><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>nip</t></is></c></row><row r="2">'
        '<c r="A2" t="inlineStr"><is><t>x&b8;</t></is></c></row></sheetData></worksheet>'
    )

    with pytest.raises(InvalidInputError) as caught:
        read_sheet(repacked(FAR, sheet1=sheet.encode()), "x.xlsx")
    assert caught.value.code == "file-unreadable"


def test_a_file_of_many_megabytes_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        read_sheet(b"a\n" * (LARGEST_TABLE // 2 + 1), "x.csv")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_can_start_a_formula(start: str) -> None:
    written = write_csv(("a",), [(f"{start}1+1",)])
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows == [["a"], [f"'{start}1+1"]]


def test_what_is_written_can_be_read_again() -> None:
    written = write_csv(("a", "b"), [("x, y", None), ('"z"', 1)])
    sheet = read_sheet(written.encode(), "x.csv")
    assert [dict(row.cells) for row in sheet.rows] == [
        {"a": "x, y", "b": ""},
        {"a": '"z"', "b": "1"},
    ]
