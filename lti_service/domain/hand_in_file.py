"""Files that are handed in: what is looked at before one is kept.

A file is kept as it came and only ever given back as a download. What is looked at is how
it begins (and, of packed documents, the names of their parts, which are never unpacked):
that tells a page renamed to ``.pdf`` from a PDF. It is no search for malware.
"""

import io
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

MOST_HELD = 20
"""Files that an account may have in one assignment, handed in or not."""

MOST_BYTES = 200 * 1024 * 1024
"""What the files of one account may weigh together."""

LONGEST_NAME = 120
MEGABYTE = 1024 * 1024
_MOST_PARTS = 10_000
_LONGEST_SUFFIX = 8


@dataclass(frozen=True, slots=True)
class HandInFile:
    """A file that a learner sent.

    Attributes:
        id: Made by the player; unique in its attempt.
        name: For showing only; it never names anything on a disk.
        sha256: Of its content, in hexadecimal: what the content is kept under.
    """

    id: str
    attempt_id: str
    account_id: str
    activity_id: str
    name: str
    size: int
    sha256: str
    sent_at: datetime


def shown_name(name: str) -> str:
    """Return the name of a file without folders, signs that steer, and what is too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    # Control characters and those that turn the direction of writing hide a suffix.
    plain = "".join(
        sign
        for sign in last
        if not unicodedata.category(sign).startswith(("C", "Z")) or sign == " "
    )
    plain = plain.strip(" .") or "berkas"
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"


def suffix_of(name: str) -> str:
    """Return a name's suffix in lower case without the dot; empty for none."""
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem else ""


def is_accepted(suffix: str, accept: tuple[str, ...]) -> bool:
    """Whether a suffix is among those that the assignment takes; none names all."""
    same = _SAME.get(suffix, suffix)
    return not accept or same in {_SAME.get(one, one) for one in accept}


def looks_like(suffix: str, content: bytes) -> bool:
    """Whether a file begins as its suffix says; true for suffixes that are not known."""
    check = _CHECKS.get(suffix)
    return check is None or check(content)


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _at(place: int, *signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content[place : place + 16].startswith(signs)


def _packed(*parts: str) -> Callable[[bytes], bool]:
    """Return a check of a packed document: one of its parts has such a name."""

    def check(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                # Of the directory at its end: nothing unpacks.
                names = packed.namelist()
        except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):
            return False
        return len(names) <= _MOST_PARTS and (
            not parts or any(name.startswith(parts) for name in names)
        )

    return check


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        start = content.decode().lstrip("\ufeff \t\r\n")[:16].lower()
    except UnicodeDecodeError:
        return False
    return not start.startswith(("<!doctype", "<html", "<script", "<svg", "<?xml"))


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(b"RIFF") and content[8:12] == kind


_OLD_OFFICE = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_SOUND = _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")
_CHECKS: Mapping[str, Callable[[bytes], bool]] = {
    "pdf": _begins(b"%PDF-"),
    "jpg": _begins(b"\xff\xd8\xff"),
    "jpeg": _begins(b"\xff\xd8\xff"),
    "png": _begins(b"\x89PNG\r\n\x1a\n"),
    "gif": _begins(b"GIF87a", b"GIF89a"),
    "webp": _riff(b"WEBP"),
    "heic": _at(4, b"ftyp"),
    "docx": _packed("word/"),
    "xlsx": _packed("xl/"),
    "pptx": _packed("ppt/"),
    "odt": _packed("content.xml"),
    "ods": _packed("content.xml"),
    "odp": _packed("content.xml"),
    "zip": _packed(),
    "doc": _OLD_OFFICE,
    "xls": _OLD_OFFICE,
    "ppt": _OLD_OFFICE,
    "rtf": _begins(b"{\\rtf"),
    "mp3": _SOUND,
    "wav": _riff(b"WAVE"),
    "ogg": _begins(b"OggS"),
    "mp4": _at(4, b"ftyp"),
    "m4a": _at(4, b"ftyp"),
    "mov": _at(4, b"ftyp", b"moov", b"mdat", b"wide", b"free"),
    "webm": _begins(b"\x1a\x45\xdf\xa3"),
    "txt": _is_text,
    "csv": _is_text,
    "md": _is_text,
}
_SAME = {"jpeg": "jpg"}
