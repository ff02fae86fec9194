"""Read the files that are mended, and write them whole or not at all."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course_builder.reader.source import LARGEST_MIB

_BOM = b"\xef\xbb\xbf"


class RefusedError(Exception):
    """A file stays as it is; the message is an Indonesian sentence that says why."""


@dataclass(frozen=True, slots=True)
class CourseFile:
    """A file as it was read.

    Attributes:
        path: Where it truly lies, inside the course folder.
        has_mark: Whether it begins with a byte order mark.
    """

    path: Path
    data: bytes
    text: str
    has_mark: bool


def read_file(folder: Path, name: PurePosixPath) -> CourseFile:
    """Read a file.

    Args:
        folder: The course folder.
        name: The file, relative to it.

    Raises:
        RefusedError: It must not be written, or is no text.
    """
    try:
        path = (folder / name).resolve(strict=True)
        is_inside = path.is_relative_to(folder.resolve(strict=True))
        about = path.stat()
    except (OSError, RuntimeError, ValueError) as error:
        raise RefusedError("berkas ini tidak dapat dibaca") from error
    if not is_inside:
        raise RefusedError("berkas ini berada di luar folder kursus")
    if not stat.S_ISREG(about.st_mode):
        raise RefusedError("ini bukan berkas biasa")
    if about.st_size > LARGEST_MIB * 1024 * 1024:
        raise RefusedError("berkas ini terlalu besar")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise RefusedError("Anda tidak berhak menulis berkas ini")
    try:
        data = path.read_bytes()
        text = data.removeprefix(_BOM).decode()
    except OSError as error:
        raise RefusedError("berkas ini tidak dapat dibaca") from error
    except UnicodeDecodeError as error:
        raise RefusedError("berkas ini bukan teks UTF-8") from error
    return CourseFile(path, data, text, data.startswith(_BOM))


def write_file(file: CourseFile, text: str) -> None:
    """Put a new text in a file's place; its mark and its rights stay.

    Raises:
        RefusedError: It was changed meanwhile.
    """
    if file.path.read_bytes() != file.data:
        raise RefusedError("berkas ini berubah sementara dibetulkan; ulangi")
    draft = file.path.with_name(f".{file.path.name}.{os.urandom(4).hex()}")
    try:
        draft.write_bytes((_BOM if file.has_mark else b"") + text.encode())
        draft.chmod(stat.S_IMODE(file.path.stat().st_mode))
        draft.replace(file.path)
    finally:
        draft.unlink(missing_ok=True)
