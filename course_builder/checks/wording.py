"""Check that links and pictures say in words what they lead to or show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from course_builder.errors import Finding
from course_builder.model.link import LONGEST, Link
from course_builder.model.media import MEDIA_TYPES
from course_builder.model.slug import plain

LONGEST_ALTERNATIVE = 250
"""Characters of an alternative text that can be listened to at one go: our choice."""

_FILE_NAME = re.compile(rf"\S+\.(?:{'|'.join(MEDIA_TYPES)})", re.IGNORECASE)
_MACHINE_NAME = re.compile(r"\S*[0-9_]\S*")
_PICTURE_OF = re.compile(
    r"gambar\b|foto (?:dari|ini|tentang)\b"
    r"|(?:an? )?(?:image|picture|photo|photograph|graphic) of\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:silakan )?(?:klik|tekan|buka|lihat|baca|unduh|kunjungi)?"
    r"(?: ?(?:di ?sini|sini|ini|berikut(?: ini)?|lebih lanjut))?"
    r"|(?:baca )?selengkapnya|(?:(?:klik|buka|lihat) )?(?:tautan|link|laman|halaman)"
    r"(?: (?:ini|berikut))?"
    r"|(?:(?:click|press|look|see|read|download) )?(?:it )?(?:here|this|more)"
    r"|(?:this )?(?:link|page)|click|download|(?:learn|find out) more",
)


@dataclass(slots=True)
class Wording:
    """What was found in the words of links and pictures, first places and numbers."""

    _first: dict[tuple[PurePosixPath, str], Link] = field(default_factory=dict)
    _count: dict[tuple[PurePosixPath, str], int] = field(default_factory=dict)

    def look_at(self, link: Link) -> Iterator[Finding]:
        """Yield what is wrong with a link by itself, and remember what is for `told`."""
        text = " ".join(plain(link.text).split())
        if not link.has_text:
            if not link.is_image:
                yield Finding("B705", link.where, link.length, {"target": link.target})
            return
        codes = _of_picture(text, link) if link.is_image else _of_link(text)
        for code in codes:
            key = (link.where.path, code)
            self._first.setdefault(key, link)
            self._count[key] = self._count.get(key, 0) + 1

    def told(self) -> Iterator[Finding]:
        """Yield what could be said better, once a file and kind."""
        for (path, code), link in self._first.items():
            values = {
                "text": link.text,
                "target": link.target,
                "count": str(self._count[path, code]),
                "most": str(LONGEST_ALTERNATIVE),
            }
            yield Finding(code, link.where, link.length, values)


def _of_picture(text: str, link: Link) -> Iterator[str]:
    name = PurePosixPath(link.target)
    is_name = text == name.stem and _MACHINE_NAME.fullmatch(text)
    if _FILE_NAME.fullmatch(text) or is_name:
        yield "B701"
    if len(text) > LONGEST_ALTERNATIVE:
        yield "B702"
    if _PICTURE_OF.match(text):
        yield "B703"


def _of_link(text: str) -> Iterator[str]:
    words = text.casefold().strip(" .,:;!?…»>→()")
    if words and len(text) < LONGEST and _VAGUE.fullmatch(words):
        yield "B704"
