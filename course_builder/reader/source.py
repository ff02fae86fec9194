"""Course files as text, whatever is on the disk."""

import re
import stat
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from course_builder.errors import Finding, SourceLocation
from course_builder.model.prose import Prose

LARGEST_MIB = 16
"""Size of a course file beyond which it is not read."""

_LARGEST_BYTES = LARGEST_MIB * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_LONE_CR = re.compile(r"\r(?!\n)")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Source:
    """A course file and what was found wrong in it.

    Attributes:
        path: Relative to the course folder.
        lines: Its lines, without their ends.
        findings: Grows while the file is read.
    """

    path: PurePosixPath
    lines: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole text, with LF."""
        return "\n".join(self.lines)

    def place(self, line: int, column: int = 0) -> SourceLocation:
        """Return the location of a line and column that are counted from 0."""
        return SourceLocation(self.path, line + 1, column + 1)

    def report(
        self, code: str, line: int, column: int = 0, length: int = 1, /, **values: str
    ) -> None:
        """Note a finding at a line and column that are counted from 0."""
        where = self.place(line, column)
        self.findings.append(Finding(code, where, max(1, length), values))

    def report_line(self, code: str, line: int, /, **values: str) -> None:
        """Note a finding about the whole of a line, counted from 0."""
        text = self.lines[line] if line < len(self.lines) else ""
        stripped = text.strip()
        self.report(code, line, text.find(stripped), len(stripped), **values)

    def prose(
        self, start: int, end: int, without: Collection[int] = ()
    ) -> Prose | None:
        """Return the text of whole lines, or none where all of them are blank.

        Args:
            start: First line, counted from 0.
            end: Line after the last.
            without: Lines that are left empty, since something else was made of them.
        """
        while start < end and (start in without or not self.lines[start].strip()):
            start += 1
        while start < end and (end - 1 in without or not self.lines[end - 1].strip()):
            end -= 1
        if start == end:
            return None
        lines = self.lines[start:end]
        if without:
            lines = tuple(
                "" if number in without else line
                for number, line in enumerate(lines, start)
            )
        return Prose("\n".join(lines), self.place(start))


def read_source(folder: Path, path: PurePosixPath) -> tuple[Source, bool]:
    """Read one file; return it, and whether there was anything to read.

    Args:
        folder: The course folder.
        path: The file, relative to it.
    """
    source = Source(path, ())
    try:
        real = (folder / path).resolve(strict=True)
        inside = real.is_relative_to(folder.resolve(strict=True))
        # Opening a named pipe would wait for ever.
        regular = stat.S_ISREG(real.stat().st_mode)
        if inside and regular:
            with real.open("rb") as file:
                data = file.read(_LARGEST_BYTES + 1)
        else:
            data = b""
    except (OSError, RuntimeError, ValueError):  # RuntimeError: a loop of links
        inside, regular, data = True, False, b""
    if not inside:
        source.report("B106", 0, target=str(path))
    elif not regular:
        source.report("B102", 0)
    elif len(data) > _LARGEST_BYTES:
        source.report("B107", 0, limit=str(LARGEST_MIB))
    else:
        return _decode(path, data), True
    return source, False


def _decode(path: PurePosixPath, data: bytes) -> Source:
    findings: list[Finding] = []
    data = data.removeprefix(_BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        # A lone CR ends a line too, as it does below.
        before = data[: error.start].decode()
        before = before.replace("\r\n", "\n").replace("\r", "\n")
        findings.append(Finding("B103", _place(path, before, len(before))))
        text = data.decode(errors="replace")
    if "\r" in text:
        if cr := _LONE_CR.search(text):
            findings.append(Finding("B105", _place(path, text, cr.start())))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := _CONTROL.search(text):
        where = _place(path, text, control.start())
        character = f"U+{ord(control[0]):04X}"
        findings.append(Finding("B104", where, values={"character": character}))
        text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    return Source(path, tuple(text.split("\n")), findings)


def _place(path: PurePosixPath, text: str, position: int) -> SourceLocation:
    line = text.count("\n", 0, position)
    column = position - (text.rfind("\n", 0, position) + 1)
    return SourceLocation(path, line + 1, column + 1)
