"""The files that a course may carry, and those that belong to a recording."""

import re
from dataclasses import dataclass, field
from pathlib import Path

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
    "zip": "application/zip",
}
"""What a course may carry, by suffix; nothing that a browser would run as a page."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def captions_beside(recording: Path) -> list[tuple[str, Path]]:
    """Return the captions beside a recording, ``name.<language>.vtt``: language, file."""
    start = f"{recording.stem}."
    return sorted(
        (language, file)
        for file in _beside(recording)
        if file.name.startswith(start) and file.name.endswith(".vtt")
        if _LANGUAGE.fullmatch(language := file.name[len(start) : -len(".vtt")])
    )


def transcript_beside(recording: Path, folder: Path) -> Path | None:
    """Return the words of a recording, ``name.md``; none where there are none.

    Beside index.md, what begins with a digit is a module and no transcript.
    """
    name = f"{recording.stem}.md"
    if recording.parent == folder and (name[0].isdecimal() or name == "index.md"):
        return None
    return next((file for file in _beside(recording) if file.name == name), None)


def _beside(file: Path) -> list[Path]:
    try:
        return list(file.parent.iterdir())
    except (OSError, ValueError):  # no such folder, a NUL in its name
        return []


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, sound, video or document.

    Attributes:
        name: ``<sha256 of data>.<suffix>``, the last part of its address.
        media_type: IANA media type.
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)
