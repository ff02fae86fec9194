"""Read links and pictures out of prose, past all code, in time linear in its length."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from course_builder.errors import SourceLocation
from course_builder.model.fence import fenced_lines
from course_builder.model.prose import Prose

_UNREAD = re.compile(r"[^\n]")
_TICKS = re.compile(r"`+")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
_BRACKET = re.compile(r"!?\[|\]")
_SPACE = re.compile(r"\s*")
_SPACES = r"[ \t\n]*"
_TITLE = r"""(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\))"""
_DESTINATION = re.compile(
    rf"\({_SPACES}(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))*))"
    rf"(?:[ \t\n]+{_TITLE})?{_SPACES}\)"
)
_DEFINED = re.compile(r":[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))")
_TAG = re.compile(r"<(img|a|audio|video|source)[ \t\n][^<>]{0,2000}>", re.IGNORECASE)
_ADDRESS = re.compile(
    r"""[ \t\n](?:src|href)[ \t\n]*=[ \t\n]*(?:"([^"]*)"|'([^']*)')"""
)
_ALT = re.compile(r"""[ \t\n]alt[ \t\n]*=[ \t\n]*["'][^"'\s]""")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")
_LINE_MARKS = re.compile(r"(?:[ \t]*>)*[ \t]*")


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture.

    Attributes:
        target: As written; empty for a picture that is named elsewhere.
        where: The first character of the target.
        length: Characters of the target, at least 1.
        is_image: Whether it is a picture, sound or video.
        has_text: Whether there is a text, for a picture its alternative text.
    """

    target: str
    where: SourceLocation
    length: int
    is_image: bool
    has_text: bool


class _Paragraph:
    """Lines without a blank one between them, their comments blanked out."""

    def __init__(self, prose: Prose, lines: list[str], first: int) -> None:
        """Take the lines of a text from the one with number `first`, from 0."""
        self.text = "\n".join(lines)
        self._prose = prose
        self._first = first
        ends = accumulate(len(line) + 1 for line in lines)
        self._starts = [0, *ends]
        self._marked = (-1, 0)

    def link(self, target: str, offset: int, *, is_image: bool, has_text: bool) -> Link:
        """Return a link whose target begins at an offset."""
        line = bisect_right(self._starts, offset) - 1
        column = offset - self._starts[line]
        number = self._first + line
        where = self._prose.where
        shift = where.column - 1 if number == 0 else self._prose.indent
        place = SourceLocation(where.path, where.line + number, column + shift + 1)
        return Link(target, place, max(1, len(target)), is_image, has_text)

    def begins_line(self, offset: int) -> bool:
        """Tell whether only quote marks and spaces stand before an offset."""
        line = bisect_right(self._starts, offset) - 1
        if self._marked[0] != line:
            marks = _LINE_MARKS.match(self.text, self._starts[line])
            self._marked = (line, marks.end() if marks else 0)
        return self._marked[1] >= offset


def links(prose: Prose) -> Iterator[Link]:
    """Yield the links and pictures of a text, those in raw HTML too."""
    if "[" not in prose.text and "<" not in prose.text:
        return
    for paragraph in _paragraphs(prose):
        if "[" in paragraph.text:
            yield from _bracketed(paragraph)
        if "<" in paragraph.text:
            yield from _tagged(paragraph)


def _paragraphs(prose: Prose) -> Iterator[_Paragraph]:
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
                yield _Paragraph(prose, lines[start:number], start)
            start = -1
        elif start < 0:
            start = number
        if _ITEM.match(line):
            in_list = True
        elif after_blank and not is_blank and line[0] not in " \t":
            in_list = False
        after_blank = is_blank
    if start >= 0:
        yield _Paragraph(prose, lines[start:], start)


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


def _bracketed(paragraph: _Paragraph) -> Iterator[Link]:
    text = _without_code(paragraph.text)
    opened: list[tuple[int, bool]] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] != "]":
            opened.append((bracket.start(), bracket[0] == "!["))
            continue
        if not opened:
            continue
        start, is_image = opened.pop()
        end = bracket.end()
        inside = start + 1 + is_image
        space = _SPACE.match(text, inside)
        has_text = space is not None and space.end() < bracket.start()
        following = text[end : end + 1]
        if following == "(":
            if found := _DESTINATION.match(paragraph.text, end):
                yield _link(paragraph, found, is_image=is_image, has_text=has_text)
        elif following == ":" and not is_image and not text.startswith("^", inside):
            is_first = paragraph.begins_line(start)
            if is_first and (found := _DEFINED.match(paragraph.text, end)):
                yield _link(paragraph, found, is_image=False, has_text=True)
        elif following == "[" and is_image and not has_text:
            yield paragraph.link("", start, is_image=True, has_text=False)


def _link(
    paragraph: _Paragraph, found: re.Match[str], *, is_image: bool, has_text: bool
) -> Link:
    group = 1 if found[1] is not None else 2
    return paragraph.link(
        found[group], found.start(group), is_image=is_image, has_text=has_text
    )


def _tagged(paragraph: _Paragraph) -> Iterator[Link]:
    text = _without_code(paragraph.text)
    for tag in _TAG.finditer(text):
        if address := _ADDRESS.search(text, tag.start(), tag.end()):
            group = 1 if address[1] is not None else 2
            name = tag[1].lower()
            yield paragraph.link(
                address[group],
                address.start(group),
                is_image=name != "a",
                has_text=name != "img" or _ALT.search(tag[0]) is not None,
            )


def _without_code(text: str) -> str:
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
