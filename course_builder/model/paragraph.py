"""The paragraphs of a text, past all code, every character at its place in the file."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from course_builder.errors import SourceLocation
from course_builder.model.fence import fenced_lines
from course_builder.model.prose import Prose

_UNREAD = re.compile(r"[^\n]")
_TICKS = re.compile(r"`+")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")
_LINE_MARKS = re.compile(r"(?:[ \t]*>)*[ \t]*")


class Paragraph:
    """Lines without a blank one between them, their comments blanked out."""

    def __init__(self, prose: Prose, lines: list[str], first: int) -> None:
        """Take the lines of a text from the one with number `first`, from 0."""
        self.text = "\n".join(lines)
        self._prose = prose
        self._first = first
        ends = accumulate(len(line) + 1 for line in lines)
        self._starts = [0, *ends]
        self._marked = (-1, 0)

    def place(self, offset: int) -> SourceLocation:
        """Return where an offset of the text is in the course file."""
        line = bisect_right(self._starts, offset) - 1
        column = offset - self._starts[line]
        number = self._first + line
        where = self._prose.where
        shift = where.column - 1 if number == 0 else self._prose.indent
        return SourceLocation(where.path, where.line + number, column + shift + 1)

    def begins_line(self, offset: int) -> bool:
        """Tell whether only quote marks and spaces stand before an offset."""
        line = bisect_right(self._starts, offset) - 1
        if self._marked[0] != line:
            marks = _LINE_MARKS.match(self.text, self._starts[line])
            self._marked = (line, marks.end() if marks else 0)
        return self._marked[1] >= offset


def paragraphs(prose: Prose) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text, past its code blocks and comments."""
    text = _without_comments(prose.text)
    lines = text.split("\n")
    fenced = fenced_lines(lines)
    start = -1
    in_list = in_code = False
    after_blank = True
    for number, line in enumerate(lines):
        is_blank = not line.strip()
        is_indented = line.startswith(("    ", "\t"))
        in_code = is_indented and not in_list and (after_blank or in_code)
        if is_blank or fenced[number] or in_code:
            if start >= 0:
                yield Paragraph(prose, lines[start:number], start)
            start = -1
        elif start < 0:
            start = number
        if _ITEM.match(line):
            in_list = True
        elif after_blank and not is_blank and line[0] not in " \t":
            in_list = False
        after_blank = is_blank
    if start >= 0:
        yield Paragraph(prose, lines[start:], start)


def _without_comments(text: str) -> str:
    """Blank out HTML comments; every character keeps its place."""
    if "<!--" not in text:
        return text
    parts = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start)
        end = len(text) if end < 0 else end + 3
        parts += [text[at:start], _UNREAD.sub(" ", text[start:end])]
        at = end
    return "".join((*parts, text[at:]))


def without_code(text: str) -> str:
    """Write over code spans and escaped signs; every character keeps its place."""
    if "\\" in text:
        text = _ESCAPE.sub("xx", text)
    if "`" not in text:
        return text
    runs = [(run.start(), run.end()) for run in _TICKS.finditer(text)]
    partner: dict[int, int] = {}
    last: dict[int, int] = {}
    for number in range(len(runs) - 1, -1, -1):
        length = runs[number][1] - runs[number][0]
        if length in last:
            partner[number] = last[length]
        last[length] = number
    parts = []
    at = number = 0
    while number < len(runs):
        if number in partner:
            start, end = runs[number][0], runs[partner[number]][1]
            parts += [text[at:start], _UNREAD.sub("x", text[start:end])]
            at = end
            number = partner[number]
        number += 1
    return "".join((*parts, text[at:]))
