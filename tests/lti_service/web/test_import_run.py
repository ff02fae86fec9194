"""Files in the browser: tried, read, confirmed; what is wrong with them in words."""

import io
import zipfile
from typing import Any

import pytest

from tests.fakes import FakeStorage
from tests.lti_service.office import ADMIN, NIP, account_of, browser, office

NEW_NIP = "192705051947051005"
HEAD = "nip,name,employment_type,unit,position,supervisor_nip,from,synthetic\n"
GOOD = f"{NEW_NIP},Pegawai 031,PNS,KEC,STAF,,2026-03-01,ya\n"


def admin() -> tuple[FakeStorage, Any]:
    storage, ports = office()
    return storage, browser(ports, storage, account_of(ADMIN))


def send(
    client: Any, content: bytes | str, kind: str = "people", name: str = "x.csv"
) -> Any:
    data = content.encode() if isinstance(content, str) else content
    form = {"kind": kind, "file": (io.BytesIO(data), name)}
    return client.post("/admin/import", data=form)


def report(client: Any, content: bytes | str, kind: str = "people") -> str:
    reply = send(client, content, kind)
    assert reply.status_code == 303, reply.text
    return str(client.get(reply.location).text)


def test_a_file_is_read_then_confirmed_then_in_the_history() -> None:
    storage, client = admin()
    place = send(client, HEAD + GOOD).location
    page = client.get(place).text
    assert "<b>1 baru</b>, 0 berubah, 0 tetap, tidak ada yang ditolak." in page
    assert NEW_NIP not in page
    [draft] = storage.tables.import_drafts.values()
    form = {"digest": draft.sheet.digest}
    for _ in range(2):  # a double click
        assert client.post(f"{place}/confirm", data=form).status_code == 303
    assert "Sudah ditulis: 1 baru" in client.get(place).text
    assert "x.csv" in client.get("/admin/import").text
    assert len(storage.tables.import_runs) == 1


def test_the_report_comes_as_a_table_too() -> None:
    _, client = admin()
    place = send(client, HEAD + GOOD + "123,Pegawai A,PNS,KEC,STAF,,,ya\n").location
    table = client.get(f"{place}/report.csv").text
    assert "2,baru,Pegawai 031" in table
    assert "3,ditolak,,nip" in table


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("1.98E+17,A,PNS,KEC,STAF,,,ya", "nip", "mengubah NIP ini menjadi bilangan"),
        (f"{NEW_NIP},B,PNS,KEC,STAF,,,ya", "nip", "mengulang baris 2"),
        (f"{NIP},C,PNS,KEC,STAF,{NIP},,ya", "supervisor_nip", "atasannya sendiri"),
        (f"{NIP},D,PNS,KEC,STAF,,03/04/2026,ya", "from", "dua tanggal"),
        (f"{NIP},E,PNS,KEC,STAF,,31-02-2026,ya", "from", "bukan tanggal"),
        (f"{NIP},F,PNS,TIADA,STAF,,,ya", "unit", "TIADA tidak dikenal"),
        (f"{NIP},G,PNS,KEC,,,,ya", "position", "Sel ini kosong"),
        (f"{NIP},,PNS,KEC,STAF,,,ya", "name", "Sel ini kosong"),
    ],
)
def test_a_bad_row_is_told_with_row_column_reason_and_remedy_and_nothing_is_written(
    row: str, column: str, words: str
) -> None:
    storage, client = admin()
    before = dict(storage.tables.people), dict(storage.tables.postings)
    page = report(client, HEAD + GOOD + row + "\n")
    assert "<b>1 baris ditolak</b>, jadi tidak ada yang dapat ditulis." in page
    assert f">{column}</td>" in page
    assert words in page
    assert "Tulis berkas ini" not in page
    assert (storage.tables.people, storage.tables.postings) == before


def test_five_forms_of_dates_are_read_where_they_are_sure() -> None:
    _, client = admin()
    days = ("2026-03-01", "01-03-2026", "1 Maret 2026", "46082", "20260301")
    rows = (
        f"19270505194705100{n},Pegawai {n},PNS,KEC,STAF,,{day},ya\n"
        for n, day in enumerate(days, 1)
    )
    assert "<b>5 baru</b>" in report(client, HEAD + "".join(rows))


def test_units_that_go_round_are_refused() -> None:
    storage, client = admin()
    page = report(client, "code,name,parent\nA,Satu,B\nB,Dua,A\n", "units")
    assert "berada di bawah dirinya sendiri" in page
    assert "A" not in storage.tables.units


def test_standards_that_overlap_are_refused() -> None:
    _, client = admin()
    page = report(
        client,
        "position,competency,level,valid_from,valid_to\n"
        "STAF,M08,1,2026-01-01,2026-12-31\nSTAF,M08,2,2026-06-01,\n",
        "standards",
    )
    assert "Bertumpuk dengan standar M08" in page


def test_a_windows_encoding_is_read_and_a_wrong_one_says_so() -> None:
    _, client = admin()
    row = f"{NEW_NIP},Pegawai Ésther,PNS,KEC,STAF,,,ya\n"
    assert "Pegawai Ésther" in report(client, (HEAD + row).encode("cp1252"))
    assert "Pegawai Ésther" in report(client, (HEAD + row).encode("utf-16"))
    reply = send(client, (HEAD + row).encode("utf-16-le"))  # says not what it is
    assert reply.status_code == 422
    assert "Simpan sebagai CSV (UTF-8) atau XLSX" in reply.text


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04broken",
        b"",
        b"\n\n",
        packed(**{"xl/workbook.xml": b"x"})[:40],
        packed(**{"xl/workbook.xml": b"", "xl/bomb.bin": b"\0" * (70 * 1024 * 1024)}),
    ],
    # An archive bears the time of day: of itself it would be called otherwise each time.
    ids=["broken", "empty", "blank", "cut off", "a bomb"],
)
def test_a_broken_or_enormous_file_is_refused_in_words(content: bytes) -> None:
    storage, client = admin()
    reply = send(client, content, name="x.xlsx")
    assert reply.status_code == 422
    assert "berkas" in reply.text.casefold()
    assert 'value="people" selected' in reply.text
    assert storage.tables.import_drafts == {}


def test_merged_cells_leave_empty_ones_that_are_told_by_row() -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 - only here

    out = io.BytesIO()
    with Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        for column, name in enumerate(("code", "name", "parent")):
            sheet.write_string(0, column, name)
        sheet.merge_range(1, 1, 2, 1, "Unit gabung")
        sheet.write_string(1, 0, "A")
        sheet.write_string(2, 0, "B")
    _, client = admin()
    page = report(client, out.getvalue(), "units")
    assert 'scope="row">3</th>' in page
    assert "Sel ini kosong, padahal wajib diisi." in page


def test_a_file_larger_than_may_be_uploaded_is_turned_away() -> None:
    _, client = admin()
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    body = head + b"x" * (11 * 1024 * 1024) + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    reply = client.post("/admin/import", data=body, content_type=kind)
    assert reply.status_code == 413


def test_a_file_that_is_thrown_away_is_gone() -> None:
    _, client = admin()
    place = send(client, HEAD + GOOD).location
    assert client.post(f"{place}/discard").status_code == 303
    assert client.get(place).status_code == 404
