"""Collect the pictures, recordings and documents that a course's pages use."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from course_builder.model.media import (
    MEDIA_TYPES,
    Media,
    captions_beside,
    transcript_beside,
)
from course_builder.renderer.picture import PictureError, picture_of
from course_builder.renderer.svg import clean_svg

_POSTERS = (".jpg", ".jpeg", ".png", ".webp")


class StoredMedia(NamedTuple):
    """A file as a page names it.

    Attributes:
        address: ``media/<sha256>.<suffix>``.
        kind: ``image``, ``audio``, ``video``, ``text`` or ``application``.
        size: Width and height in pixels; none where unknown.
        bytes: How large the file is.
        name: What its author called it.
    """

    address: str
    kind: str
    size: tuple[int, int] | None
    bytes: int
    name: str = ""


@dataclass(slots=True)
class MediaShelf:
    """The media of one course, each file kept once.

    Attributes:
        folder: The course folder; nothing outside of it is ever read.
    """

    folder: Path
    _stored: dict[Path, StoredMedia | None] = field(default_factory=dict)
    _faults: dict[Path, str] = field(default_factory=dict)
    _media: dict[str, Media] = field(default_factory=dict)

    def put(self, address: str, source: PurePosixPath) -> StoredMedia | None:
        """Store the file that a course file names.

        Args:
            address: A relative address as the author wrote it.
            source: The course file, relative to the course folder.

        Returns:
            The file as stored; none where it is missing, outside of the course folder
            or of an unknown kind, which `checks` reports, or a picture with a fault.
        """
        path = self._path(address, source)
        return self._put(path) if path is not None else None

    def fault(self, address: str, source: PurePosixPath) -> str:
        """Return the code of what is wrong with a picture put here; empty for none."""
        path = self._path(address, source)
        return self._faults.get(path, "") if path is not None else ""

    def add(self, name: str, data: bytes, size: tuple[int, int] | None) -> StoredMedia:
        """Store something that was made here, such as a diagram."""
        suffix = name.rpartition(".")[2]
        media_type = MEDIA_TYPES[suffix]
        media = Media(f"{hashlib.sha256(data).hexdigest()}.{suffix}", media_type, data)
        self._media[media.name] = media
        kind = media_type.partition("/")[0]
        return StoredMedia(f"media/{media.name}", kind, size, len(data), name)

    def captions(
        self, address: str, source: PurePosixPath
    ) -> Iterator[tuple[str, StoredMedia]]:
        """Store the captions beside a recording: language and file, by language."""
        path = self._path(address, source)
        for language, beside in captions_beside(path) if path else ():
            if (stored := self._put(beside)) is not None:
                yield language, stored

    def poster(self, address: str, source: PurePosixPath) -> StoredMedia | None:
        """Store the picture that stands for a film until it is started."""
        path = self._path(address, source)
        for suffix in _POSTERS if path else ():
            stored = self._put(path.with_suffix(suffix)) if path else None
            if stored is not None:
                return stored
        return None

    def transcript(
        self, address: str, source: PurePosixPath
    ) -> tuple[PurePosixPath, str] | None:
        """Return the words of a recording: their file in the course, and its text."""
        path = self._path(address, source)
        beside = transcript_beside(path, self.folder) if path else None
        if beside is None or not self._is_inside(beside):
            return None
        try:
            text = beside.read_text("utf-8-sig")
        except (OSError, ValueError):
            return None
        return PurePosixPath(beside.relative_to(self.folder)), text

    def holds(self, address: str) -> bool:
        """Tell whether a page may name this address."""
        return address.removeprefix("media/") in self._media

    def media(self) -> tuple[Media, ...]:
        """Return everything stored, in order of name."""
        return tuple(self._media[name] for name in sorted(self._media))

    def _path(self, address: str, source: PurePosixPath) -> Path | None:
        try:
            parts = urlsplit(address)
        except ValueError:  # a bracket that is no IPv6 address
            return None
        if parts.scheme or parts.netloc or not parts.path:
            return None
        return self.folder / source.parent / unquote(parts.path)

    def _is_inside(self, path: Path) -> bool:
        try:
            resolved = path.resolve()
            return resolved.is_relative_to(self.folder.resolve()) and resolved.is_file()
        except (OSError, RuntimeError, ValueError):  # a NUL, a loop of links
            return False

    def _put(self, path: Path) -> StoredMedia | None:
        if path not in self._stored:
            self._stored[path] = self._store(path)
        return self._stored[path]

    def _store(self, path: Path) -> StoredMedia | None:
        suffix = path.suffix[1:].lower()
        if suffix not in MEDIA_TYPES or not self._is_inside(path):
            return None
        try:
            if suffix == "svg":
                drawing = clean_svg(path.read_bytes())
                return self.add(path.name, drawing.data, drawing.size)
            if MEDIA_TYPES[suffix].startswith("image/"):
                picture = picture_of(path)
                name = f"{path.stem}.{picture.suffix}"
                return self.add(name, picture.data, picture.size)
            return self.add(f"{path.stem}.{suffix}", path.read_bytes(), None)
        except PictureError as error:
            self._faults[path] = "B316" if error.is_too_large else "B315"
        except ValueError:
            self._faults[path] = "B309"
        except OSError:
            self._faults[path] = "B303"
        return None
