"""Files that are handed in: names, kinds, and what only looks like one."""

import io
import zipfile

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.hand_in_file import (
    LONGEST_NAME,
    is_accepted,
    looks_like,
    shown_name,
    suffix_of,
)

HTML = b"<!doctype html><script>alert(1)</script>"


def packed(*names: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("rencana.pdf", "rencana.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\rencana.pdf", "rencana.pdf"),
        ("rencana\u202efdp.exe", "rencanafdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("\0\0", "berkas"),
        ("...", "berkas"),
        ("peta " + "x" * 300 + ".jpg", "peta " + "x" * 111 + ".jpg"),
    ],
)
def test_a_name_is_for_showing_only(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


@given(st.text())
def test_whatever_a_file_is_called_its_name_can_be_shown(name: str) -> None:
    shown = shown_name(name)
    assert shown
    assert len(shown) <= LONGEST_NAME
    assert not set(shown) & set("/\\\0\r\n\u202e")
    assert shown_name(shown) == shown


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        ("pdf", b"%PDF-1.4\n"),
        ("jpg", b"\xff\xd8\xff\xe0"),
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("docx", packed("[Content_Types].xml", "word/document.xml")),
        ("xlsx", packed("xl/workbook.xml")),
        ("odt", packed("mimetype", "content.xml")),
        ("zip", packed("apa saja")),
        ("mp4", b"\0\0\0\x18ftypmp42"),
        ("webp", b"RIFF\0\0\0\0WEBP"),
        ("txt", "Rencana é".encode()),
        ("tiada", b"apa saja"),
    ],
)
def test_what_begins_as_its_suffix_says_is_taken(suffix: str, content: bytes) -> None:
    assert looks_like(suffix, content)


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        ("pdf", HTML),
        ("pdf", b" %PDF-1.4"),
        ("pdf", b"GIF89a" + HTML),
        ("jpg", HTML),
        ("jpg", b"%PDF-1.4"),
        ("docx", packed("xl/workbook.xml")),
        ("docx", b"PK\x03\x04" + HTML),
        ("docx", packed("word/a")[:-10]),
        ("txt", HTML),
        ("txt", b"\xef\xbb\xbf  <HTML>"),
        ("csv", b"a\0b"),
        ("md", b"\xff\xfe"),
        ("mp4", HTML),
        ("zip", HTML),
    ],
)
def test_what_only_calls_itself_so_is_not(suffix: str, content: bytes) -> None:
    assert not looks_like(suffix, content)


def test_a_packed_document_is_never_unpacked() -> None:
    """What would unpack to 100 MB is looked at as quickly as anything."""
    bomb = packed("word/document.xml", content=b"\0" * 100_000_000)
    assert len(bomb) < 200_000
    assert looks_like("docx", bomb)  # kept as it came, and only ever downloaded


def test_a_suffix_counts_whatever_its_letters() -> None:
    assert suffix_of("Rencana.PDF") == "pdf"
    assert suffix_of(".pdf") == suffix_of("rencana") == ""
    assert is_accepted("jpeg", ("jpg", "pdf"))
    assert is_accepted("jpg", ("jpeg",))
    assert not is_accepted("exe", ("pdf",))
    assert not is_accepted("", ("pdf",))
    assert is_accepted("exe", ())
