"""Which lines of Markdown are fenced code, so that nothing in them is read further."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?: +|\t|$)")
_QUOTE = re.compile(r"(?: {0,3}> ?)+")
_ONE_QUOTE = re.compile(r" {0,3}> ?")
_MARK = re.compile(r"`{3,}|~{3,}")
_MARK_ALONE = re.compile(r"[\s>]*(?:`{3,}|~{3,})[ \t]*")
_PLAIN = re.compile(r"[^\s`~>*+0-9-]")
_CODE_INDENT = 4


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of fenced code.

    Attributes:
        first: Number of its opening line, from 0.
        last: Number of its last line: the closing one, where it is closed.
        info: What stands after the opening marks: ``python``.
        column: Characters before the info on its line.
        code: Its text, without the marks and indentation of what encloses it.
    """

    first: int
    last: int
    info: str
    column: int
    code: str


def fenced_lines(lines: Sequence[str]) -> list[bool]:
    """Tell of each line whether it is part of fenced code, its fences included."""
    fenced = [False] * len(lines)
    for first, last, _, _ in _fences(lines):
        fenced[first : last + 1] = [True] * (last + 1 - first)
    return fenced


def fences(lines: Sequence[str]) -> Iterator[Fence]:
    """Yield the blocks of fenced code, in order."""
    for first, last, depth, indent in _fences(lines):
        opening = lines[first]
        mark = _MARK.search(opening)
        column = mark.end() if mark else len(opening)
        is_closed = last > first and _MARK_ALONE.fullmatch(lines[last])
        code = (_inside(line, depth, indent) for line in lines[first + 1 : last])
        inner = [*code] if is_closed else [*code, _inside(lines[last], depth, indent)]
        yield Fence(
            first,
            last,
            opening[column:].strip(),
            column,
            "\n".join(inner if last > first else ()),
        )


def _fences(lines: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield first and last line, depth of quotes and indentation of fenced code.

    Fences may stand in list items and quotes; they end with what encloses them.
    Source: GitHub Flavored Markdown 0.29, section 4.5.
    """
    if not any("```" in line or "~~~" in line for line in lines):
        return
    fence = ""
    first = fence_depth = fence_floor = fence_indent = 0
    item = 0  # column where the text of the list item in hand begins
    after_blank = False
    for number, line in enumerate(lines):
        if not fence and _PLAIN.match(line):
            if after_blank:
                item = 0
            after_blank = False
            continue
        depth, text, indent = _open_up(line)
        if fence:
            left = depth < fence_depth or (text and indent < fence_floor)
            if not left:
                if _closes(text, fence) and indent - fence_floor < _CODE_INDENT:
                    yield first, number, fence_depth, fence_indent
                    fence = ""
                continue
            yield first, number - 1, fence_depth, fence_indent
            fence, item = "", 0
        if not text:
            after_blank = True
            continue
        if indent < item and after_blank:
            item = 0
        after_blank = False
        while (bullet := _ITEM.match(text)) and indent - item < _CODE_INDENT:
            text = text[bullet.end() :]
            indent += bullet.end()
            item = indent
        mark = _FENCE.match(text)
        floor = item if indent >= item else 0
        if mark and indent - floor < _CODE_INDENT:
            fence, fence_depth, fence_floor = mark[1] or mark[2], depth, floor
            first, fence_indent = number, indent
    if fence:
        yield first, len(lines) - 1, fence_depth, fence_indent


def _inside(line: str, depth: int, indent: int) -> str:
    """Return a line of code without what encloses it."""
    for _ in range(depth):
        line = _ONE_QUOTE.sub("", line, count=1)
    return line[min(indent, len(line) - len(line.lstrip(" "))) :]


def _open_up(line: str) -> tuple[int, str, int]:
    """Return the depth of quotes, the text within them, and its indentation."""
    depth = 0
    if quote := _QUOTE.match(line):
        depth = quote[0].count(">")
        line = line[quote.end() :]
    text = line.lstrip(" \t")
    indent = len(line[: len(line) - len(text)].expandtabs(4))
    return depth, text.rstrip(), indent


def _closes(text: str, fence: str) -> bool:
    return len(text) >= len(fence) and not text.strip(fence[0])
