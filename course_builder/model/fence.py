"""Which lines of Markdown are fenced code, so that nothing in them is read further."""

import re
from collections.abc import Sequence

_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?: +|\t|$)")
_QUOTE = re.compile(r"(?: {0,3}> ?)+")
_PLAIN = re.compile(r"[^\s`~>*+0-9-]")
_CODE_INDENT = 4


def fenced_lines(lines: Sequence[str]) -> list[bool]:
    """Tell of each line whether it is part of fenced code, its fences included.

    Fences may stand in list items and quotes; they end with what encloses them.
    Source: GitHub Flavored Markdown 0.29, section 4.5.
    """
    fenced = [False] * len(lines)
    if not any("```" in line or "~~~" in line for line in lines):
        return fenced
    fence = ""
    fence_depth = fence_floor = 0
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
                fenced[number] = True
                if _closes(text, fence) and indent - fence_floor < _CODE_INDENT:
                    fence = ""
                continue
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
            fenced[number] = True
            fence, fence_depth, fence_floor = mark[1] or mark[2], depth, floor
    return fenced


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
