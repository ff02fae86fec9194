r"""The gaps in a text: ``Ibu kota adalah [[Sofifi|kota Sofifi]]``.

The reader makes a rule of each gap, and the renderer puts a field in its place; both go
by this scanner, in the order of the text.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from course_builder.model.fence import fenced_lines

# Followed by a round bracket it is a link whose text stands in brackets.
_GAP = re.compile(r"(?<!\\)\[\[((?:\\.|[^\\\[\]\n])*)\]\](?!\()")
_BAR = re.compile(r"\\?\|")
_ESCAPE = re.compile(r"\\([\\\[\]])")
_TICKS = re.compile("`+")
_BLOCK = re.compile(r" {0,3}(?:[-*+>|]|#{1,6}[ \t]|[0-9]{1,9}[.)][ \t])")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")
_INDENTED = re.compile(r" {0,3}\t| {4}")


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap.

    Attributes:
        start: Position of its first bracket in the text.
        end: Position after its last bracket.
        alternatives: What may be written there, without surrounding space; empty ones
            are left out, so that there may be none.
    """

    start: int
    end: int
    alternatives: tuple[str, ...]


def gaps(text: str) -> Iterator[Gap]:
    r"""Yield the gaps of a Markdown text; in code nothing is a gap.

    Alternatives are parted by ``|``, in tables by ``\|``, as everything there; ``\[`` and
    ``\]`` are brackets.
    """
    if "[[" not in text:
        return
    for found in _GAP.finditer(without_code(text)):
        parts = _BAR.split(text[found.start(1) : found.end(1)])
        alternatives = (_ESCAPE.sub(r"\1", part).strip() for part in parts)
        kept = tuple(filter(None, alternatives))
        yield Gap(found.start(), found.end(), kept)


def without_code(text: str) -> str:
    """Return text of the same length, with spaces in place of all code."""
    if "`" not in text and "~~~" not in text and not _INDENTED.search(text):
        return text
    lines = text.split("\n")
    fenced = fenced_lines(lines)
    masked: list[str] = []
    block: list[str] = []
    is_after_blank, in_list = True, False
    for line, is_fenced in zip(lines, fenced, strict=True):
        is_blank = not line.strip()
        is_indented = bool(_INDENTED.match(line)) and not is_blank
        if not is_indented and not is_blank:
            in_list = bool(_ITEM.match(line)) or (in_list and line[0] in " \t")
        is_code = is_fenced or (is_indented and is_after_blank and not in_list)
        if is_code or is_blank or _BLOCK.match(line):
            masked += _without_spans(block)
            block = []
        if is_code:
            masked.append(" " * len(line))
        else:
            block.append(line)
        # A line of indented code goes on after another.
        is_after_blank = is_blank or (is_code and is_indented)
    return "\n".join(masked + _without_spans(block))


def _without_spans(lines: list[str]) -> list[str]:
    """Return the lines of one block with spaces in place of code spans.

    Source: CommonMark 0.31, section 6.1.
    """
    text = "\n".join(lines)
    if "`" not in text:
        return lines
    runs = list(_TICKS.finditer(text))
    by_length: dict[int, list[int]] = defaultdict(list)
    for run in runs:
        by_length[len(run[0])].append(run.start())
    pieces: list[str] = []
    at = 0
    for run in runs:
        if run.start() < at:
            continue
        before = text[at : run.start()]
        is_escaped = (len(before) - len(before.rstrip("\\"))) % 2
        length = len(run[0]) - is_escaped
        starts = by_length[length] if length else []
        following = bisect(starts, run.start())
        if following < len(starts):
            end = starts[following] + length
            span = text[run.start() : end]
            pieces += [before, re.sub(r"[^\n]", " ", span)]
            at = end
    pieces.append(text[at:])
    return "".join(pieces).split("\n")
