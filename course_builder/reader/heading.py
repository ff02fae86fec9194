"""Headings, those of the course and those that only have ids on Git hosts.

Source: GitHub Flavored Markdown 0.29, sections 4.2 and 4.3.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_NO_PARAGRAPH = re.compile(r"[ \t]*(?:$|[>#|+*:-]|[0-9]+[.)][ \t])")
_ENCLOSED = re.compile(
    r"[ \t]*(?:(?:>|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))[ \t]*)+#{1,6}(?:[ \t]|$)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        line: Counted from 0.
        level: 1 to 6.
        is_inside: Whether it stands in a directive.
    """

    line: int
    level: int
    text: str
    is_inside: bool = False


def read_heading(line: str, number: int) -> Heading | None:
    """Return the heading that a line is, or none.

    Args:
        line: The line.
        number: Counted from 0.
    """
    heading = _HEADING.match(line)
    if heading is None:
        return None
    return Heading(number, len(heading[1]), _text(line, heading))


def read_other_heading(
    lines: Sequence[str], fenced: Sequence[bool], floor: int, number: int
) -> str:
    """Return the text of a heading in a list or quote, or of an underlined one.

    Args:
        lines: Of the file.
        fenced: Of each line, whether it is fenced code.
        floor: First line that may belong to an underlined heading, counted from 0.
        number: Of the line that may be the heading or its underline.
    """
    line = lines[number]
    if "#" in line and (enclosed := _ENCLOSED.match(line)):
        return _text(line, enclosed)
    if not _UNDERLINE.fullmatch(line):
        return ""
    start = number
    while start > floor and not fenced[start - 1]:
        if _NO_PARAGRAPH.match(lines[start - 1]):
            break
        start -= 1
    return "\n".join(text.strip() for text in lines[start:number])


def _text(line: str, heading: re.Match[str]) -> str:
    text = line[heading.end() :].strip()
    shorter = text.rstrip("#")
    return text if shorter and shorter[-1] not in " \t" else shorter.rstrip()
