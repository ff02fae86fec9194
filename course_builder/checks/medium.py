"""Check what belongs to a recording, and how much a file weighs."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from course_builder.errors import Finding
from course_builder.model.link import Link
from course_builder.model.media import MEDIA_TYPES, captions_beside, transcript_beside

HEAVIEST = 25_000_000
"""Bytes of one file, from which on many learners cannot open it."""

_LONGEST_TEXT = 1_000_000
_START = "WEBVTT"


def check_medium(link: Link, file: PurePosixPath, folder: Path) -> Iterator[Finding]:
    """Yield what is wrong with a file that a course carries.

    Args:
        link: Where the course first names it.
        file: Its path relative to the course folder; it is there.
        folder: The course folder.
    """
    path = folder / file
    kind = MEDIA_TYPES[file.suffix[1:].lower()].partition("/")[0]
    size = _size(path)
    # A picture is made light before it is carried: see `renderer.problem`.
    if size > HEAVIEST and (kind != "image" or file.suffix.lower() == ".svg"):
        yield _finding("B319", link, size=str(round(size / 1_000_000)))
    if not link.is_image or kind not in {"audio", "video"}:
        return
    captions = captions_beside(path)
    for _, beside in captions:
        if not _text(beside).startswith(_START):
            yield _finding("B322", link, name=str(file.with_name(beside.name)))
    if kind == "video" and not captions:
        yield _finding("B320", link, name=str(file.with_suffix(".id.vtt")))
    transcript = transcript_beside(path, folder)
    name = str(file.with_suffix(".md"))
    if transcript is not None and not _text(transcript).strip():
        yield _finding("B324", link, name=name)
    elif transcript is None and kind == "audio":
        yield _finding("B321", link, name=name)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _text(path: Path) -> str:
    """Return a text in UTF-8; empty where it is none, or far too long."""
    try:
        return "" if _size(path) > _LONGEST_TEXT else path.read_text("utf-8-sig")
    except (OSError, ValueError):
        return ""


def _finding(code: str, link: Link, **values: str) -> Finding:
    return Finding(code, link.where, link.length, {"target": link.target, **values})
