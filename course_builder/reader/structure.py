"""What stands at the left edge of a course file: headings and directives."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from course_builder.codes import nearest
from course_builder.model.fence import fenced_lines
from course_builder.reader.attribute import Attributes, read_attributes
from course_builder.reader.heading import Heading, read_heading, read_other_heading
from course_builder.reader.source import Source

__all__ = ["KINDS", "Directive", "Heading", "Structure", "read_structure"]

KINDS = (
    "question",
    "quiz",
    "scenario",
    "assignment",
    "survey",
    "discussion",
    "note",
)
"""Kinds of directives."""

_HOLDS = MappingProxyType({"quiz": ("question",), "survey": ("question",)})
"""What may stand in a kind of directive; nothing where the kind is absent."""

_COLONS = re.compile(r"(:{3,})[ \t]*([^\s:{}][^\s{}]*)?[ \t]*")
_INDENTED_COLONS = re.compile(r" {1,3}:{3,}(?:[ \t]+[a-z]|[ \t]*$)")
_EDGES = frozenset(":#= ->*+0123456789")
_PAGE_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive.

    Attributes:
        line: Of its opening, counted from 0.
        end: Line after the last of its body.
        after: First line that is not part of it.
        is_closed: Whether its author closed it.
        children: The directives in it that no other encloses, in source order.
    """

    kind: str
    attributes: Attributes
    line: int
    end: int
    after: int
    is_closed: bool = True
    children: tuple["Directive", ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """Headings and directives of a file in source order, and its lines of code.

    Attributes:
        directives: Those that no other encloses.
        fenced: Of each line, whether it is fenced code.
        others: Headings that mean nothing here, yet have ids on Git hosts: underlined
            ones, and those in lists and quotes; line, counted from 0, and text.
    """

    headings: tuple[Heading, ...]
    directives: tuple[Directive, ...]
    fenced: Sequence[bool]
    others: tuple[tuple[int, str], ...] = ()


class _Role(Enum):
    OPENER = "opener"
    CLOSER = "closer"
    PAGE = "heading that starts a page unless a directive holds it"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that may open or close something; `count` is its number of colons."""

    role: _Role
    line: int
    count: int = 0
    kind: str = ""


@dataclass(slots=True)
class _Open:
    """A directive whose closer has not been met.

    Attributes:
        at: Position of its opener among the marks.
        findings: How many findings there were before it.
    """

    mark: _Mark
    at: int
    findings: int
    attributes: Attributes
    children: list[Directive] = field(default_factory=list)


def read_structure(source: Source, first: int) -> Structure:
    """Find headings and directives.

    Args:
        source: The file.
        first: Line where its text begins, counted from 0.
    """
    lines = source.lines
    fenced = [False] * first + fenced_lines(lines[first:])
    marks: list[_Mark] = []
    headings: list[Heading] = []
    others: list[tuple[int, str]] = []
    for number in range(first, len(lines)):
        line = lines[number]
        if line[:1] not in _EDGES or not line or fenced[number]:
            continue
        if colons := _COLONS.match(line):
            is_closer = colons.end() == len(line) and colons[2] is None
            role = _Role.CLOSER if is_closer else _Role.OPENER
            marks.append(_Mark(role, number, len(colons[1]), colons[2] or ""))
        elif heading := read_heading(line, number):
            headings.append(heading)
            if heading.level == _PAGE_LEVEL:
                marks.append(_Mark(_Role.PAGE, number))
        elif _INDENTED_COLONS.match(line):
            source.report_line("B409", number)
        elif "#" in line or not line.strip("=- \t"):
            floor = others[-1][0] + 1 if others else first
            if text := read_other_heading(lines, fenced, floor, number):
                others.append((number, text))
    directives = _Scan(source, marks).run() if marks else []
    return Structure(
        _marked(headings, directives), tuple(directives), fenced, tuple(others)
    )


def _marked(
    headings: list[Heading], directives: list[Directive]
) -> tuple[Heading, ...]:
    """Return the headings, those within directives marked as such."""
    marked = []
    rest = iter(directives)
    current = next(rest, None)
    for heading in headings:
        while current is not None and current.after <= heading.line:
            current = next(rest, None)
        inside = current is not None and current.line < heading.line
        marked.append(Heading(heading.line, heading.level, heading.text, inside))
    return tuple(marked)


class _Scan:
    """Matches openers and closers.

    An opener that is never closed must not swallow the pages after it. Such openers
    are noted as `_lost`, and the scan goes back to the first of them: it then ends at
    the next page or directive.
    """

    def __init__(self, source: Source, marks: list[_Mark]) -> None:
        self._source = source
        self._marks = marks
        self._stack: list[_Open] = []
        self._lost: set[int] = set()
        self._found: list[Directive] = []
        # The last closer of each length: an opener after it can never be closed.
        self._last_closer = {
            mark.count: mark.line for mark in marks if mark.role is _Role.CLOSER
        }
        self._open_counts: Counter[int] = Counter()

    def run(self) -> list[Directive]:
        """Return the outermost directives in source order."""
        at = 0
        while True:
            while at < len(self._marks):
                mark = self._marks[at]
                if mark.role is _Role.OPENER:
                    at = self._open(mark, at)
                elif mark.role is _Role.CLOSER:
                    self._close(mark)
                    at += 1
                else:
                    at += 1
            if not self._stack:
                return self._found
            at = self._go_back(self._stack)

    def _open(self, mark: _Mark, at: int) -> int:
        """Open a directive; return the position to go on from."""
        if swallowed := self._swallowed_by(mark):
            return self._go_back(swallowed)
        before = len(self._source.findings)
        attributes = self._read_opening(mark)
        is_lost = mark.line in self._lost or (
            self._last_closer.get(mark.count, -1) < mark.line
        )
        if is_lost:
            self._source.report_line(
                "B402", mark.line, kind=mark.kind, colons=":" * min(mark.count, 9)
            )
            end = self._end_of_lost(at)
            self._enclosing.append(
                Directive(mark.kind, attributes, mark.line, end, end, is_closed=False)
            )
            return at + 1
        if self._stack:
            self._judge_nesting(mark, self._stack[-1].mark)
        self._stack.append(_Open(mark, at, before, attributes))
        self._open_counts[mark.count] += 1
        return at + 1

    def _swallowed_by(self, mark: _Mark) -> list[_Open]:
        """Return the open directives that an opener cannot stand in.

        It is not meant to stand in them, so that their closer must be missing.
        """
        start = len(self._stack)
        while start:
            outer = self._stack[start - 1].mark
            if outer.count > mark.count or outer.kind not in KINDS:
                break
            if mark.kind in _HOLDS.get(outer.kind, ()):
                break
            start -= 1
        return self._stack[start:]

    def _close(self, mark: _Mark) -> None:
        if not self._open_counts[mark.count]:
            self._source.report_line("B403", mark.line, colons=":" * min(mark.count, 9))
            return
        while (entry := self._pop()).mark.count != mark.count:
            self._source.report_line(
                "B402",
                entry.mark.line,
                kind=entry.mark.kind,
                colons=":" * min(entry.mark.count, 9),
            )
            self._add(entry, mark.line, mark.line, is_closed=False)
        if (
            mark.line > entry.mark.line + 1
            and self._source.lines[mark.line - 1].strip()
        ):
            self._source.report_line("B406", mark.line)
        self._add(entry, mark.line, mark.line + 1, is_closed=True)

    def _add(self, entry: _Open, end: int, after: int, *, is_closed: bool) -> None:
        """Give a directive that has ended to what encloses it."""
        mark = entry.mark
        children = tuple(entry.children)
        self._enclosing.append(
            Directive(
                mark.kind, entry.attributes, mark.line, end, after, is_closed, children
            )
        )

    @property
    def _enclosing(self) -> list[Directive]:
        return self._stack[-1].children if self._stack else self._found

    def _go_back(self, unclosed: Sequence[_Open]) -> int:
        """Take openers for lost; return the position of the first."""
        first = unclosed[0]
        self._lost.update(entry.mark.line for entry in unclosed)
        del self._source.findings[first.findings :]
        while self._stack and self._stack[-1].at >= first.at:
            self._pop()
        return first.at

    def _pop(self) -> _Open:
        entry = self._stack.pop()
        self._open_counts[entry.mark.count] -= 1
        return entry

    def _end_of_lost(self, at: int) -> int:
        following = self._marks[at + 1 : at + 2]
        return following[0].line if following else len(self._source.lines)

    def _read_opening(self, mark: _Mark) -> Attributes:
        line = self._source.lines[mark.line]
        colons = _COLONS.match(line)
        start = colons.end() if colons else len(line)
        attributes = read_attributes(self._source, mark.line, start)
        if not mark.kind:
            self._source.report_line("B410", mark.line)
        elif mark.kind not in KINDS:
            self._source.report(
                "B401",
                mark.line,
                line.index(mark.kind),
                len(mark.kind),
                kind=mark.kind,
                nearest=nearest(mark.kind, KINDS),
                known=", ".join(KINDS),
            )
        return attributes

    def _judge_nesting(self, mark: _Mark, outer: _Mark) -> None:
        if mark.count >= outer.count:
            self._source.report_line(
                "B405", mark.line, outer=outer.kind, count=str(mark.count)
            )
        elif self._is_misplaced(mark.kind, outer.kind):
            self._source.report_line(
                "B412", mark.line, kind=mark.kind, outer=outer.kind
            )

    @staticmethod
    def _is_misplaced(kind: str, outer: str) -> bool:
        """Tell whether a kind cannot stand in another; unknown kinds are noted anyway."""
        return outer in KINDS and kind in KINDS and kind not in _HOLDS.get(outer, ())
