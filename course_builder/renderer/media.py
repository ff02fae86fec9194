"""Collect the pictures, recordings and documents that a course's pages use."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from course_builder.model.media import MEDIA_TYPES
from course_builder.model.rendered import Media
from course_builder.renderer.picture import size
from course_builder.renderer.svg import clean_svg


class StoredMedia(NamedTuple):
    """A file as a page names it.

    Attributes:
        address: ``media/<sha256>.<suffix>``.
        kind: ``image``, ``audio``, ``video``, ``text`` or ``application``.
        size: Width and height in pixels; none where unknown.
        bytes: How large the file is.
    """

    address: str
    kind: str
    size: tuple[int, int] | None
    bytes: int


@dataclass(slots=True)
class MediaShelf:
    """The media of one course, each file kept once.

    Attributes:
        folder: The course folder; nothing outside of it is ever read.
        unreadable: Addresses of drawings that were found but cannot be shown.
    """

    folder: Path
    unreadable: set[str] = field(default_factory=set)
    _stored: dict[Path, StoredMedia | None] = field(default_factory=dict)
    _broken: set[Path] = field(default_factory=set)
    _media: dict[str, Media] = field(default_factory=dict)

    def put(self, address: str, source: PurePosixPath) -> StoredMedia | None:
        """Store the file that a course file names.

        Args:
            address: A relative address as the author wrote it.
            source: The course file, relative to the course folder.

        Returns:
            The file as stored; none where it is missing, outside of the course folder
            or of an unknown kind, which `checks` reports, or an unreadable drawing.
        """
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        path = self.folder / source.parent / unquote(parts.path)
        if path not in self._stored:
            self._stored[path] = self._store(path)
        if path in self._broken:
            self.unreadable.add(address)
        return self._stored[path]

    def captions(
        self, address: str, source: PurePosixPath
    ) -> tuple[tuple[str, StoredMedia], ...]:
        """Store the captions beside a recording: language and file, by language."""
        path = self.folder / source.parent / unquote(urlsplit(address).path)
        found = []
        for beside in sorted(path.parent.glob(f"{path.stem}.*.vtt")):
            relative = beside.relative_to(self.folder / source.parent).as_posix()
            stored = self.put(relative, source)
            if stored is not None:
                found.append((beside.name.split(".")[-2], stored))
        return tuple(found)

    def holds(self, address: str) -> bool:
        """Tell whether a page may name this address."""
        return address.removeprefix("media/") in self._media

    def media(self) -> tuple[Media, ...]:
        """Return everything stored, in order of name."""
        return tuple(self._media[name] for name in sorted(self._media))

    def _store(self, path: Path) -> StoredMedia | None:
        suffix = path.suffix[1:].lower()
        media_type = MEDIA_TYPES.get(suffix)
        resolved = path.resolve()
        inside = resolved.is_relative_to(self.folder.resolve())
        if media_type is None or not inside or not resolved.is_file():
            return None
        data = resolved.read_bytes()
        if suffix == "svg":
            try:
                drawing = clean_svg(data)
            except ValueError:
                self._broken.add(path)
                return None
            data, pixels = drawing.data, drawing.size
        else:
            pixels = size(data)
        media = Media(f"{hashlib.sha256(data).hexdigest()}.{suffix}", media_type, data)
        self._media[media.name] = media
        kind = media_type.partition("/")[0]
        return StoredMedia(f"media/{media.name}", kind, pixels, len(data))
