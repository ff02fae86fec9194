"""Write a zip that depends on nothing but what is in it."""

import zipfile
from collections.abc import Mapping
from typing import BinaryIO

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_COMPRESSED = (
    ".png .jpg .jpeg .gif .webp .avif .mp3 .m4a .ogg .mp4 .webm "
    ".docx .xlsx .pptx .odt .ods .odp .zip"
)
_COMPRESSED_SUFFIXES = tuple(_COMPRESSED.split())


def write_archive(files: Mapping[str, bytes], out: BinaryIO) -> None:
    """Write files in order of name; what is compressed already is only stored."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            if not name.endswith(_COMPRESSED_SUFFIXES):
                entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
