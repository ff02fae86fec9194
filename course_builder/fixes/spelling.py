"""Mend the signs of a file: curly quotes in attributes, tabs before list items."""

import re
from collections.abc import Iterator

from course_builder.fixes.edit import Edit
from course_builder.reader.source import Source
from course_builder.reader.structure import Directive, Structure

_CURLY = "“”„‟″"
_QUOTED = re.compile(rf'"(?:[^"\\]|\\.)*"|=[{_CURLY}]([^"{_CURLY}{{}}]*)[{_CURLY}]')
_OPENER = re.compile(r":{3,}[^{]*")
_CHOICE = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])\s+\[[^\]]*\]\([^()\s]*\)(?=\{)")
_ALONE = re.compile(r"\s*(?=\{.*\}\s*$)")
_BLANK = re.compile(r"[ \t]*")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])( +|\t|$)")
_TAB = 4


def straight_quotes(source: Source, structure: Structure) -> list[Edit]:
    """Return edits that put straight quotes around the values of attributes."""
    edits: list[Edit] = []
    for directive in _all(structure.directives):
        edits += _straightened(source, directive.line, _OPENER)
        if directive.kind != "scenario":
            continue
        for line in range(directive.line + 1, directive.end):
            if not structure.fenced[line] and "{" in source.lines[line]:
                edits += _straightened(source, line, _CHOICE)
                edits += _straightened(source, line, _ALONE)
    return sorted(edits, key=lambda edit: edit.line)


def spaces_for_tabs(source: Source, structure: Structure, first: int) -> list[Edit]:
    """Return edits that put spaces for the tabs before list items and their text.

    A tab goes to the next multiple of four columns, there and on every Git host. What
    stands four columns or more within its item is code, and stays.

    Args:
        source: The file.
        structure: Its structure.
        first: Line where its text begins, counted from 0.
    """
    edits = []
    item = -1  # column where the text of the list item in hand begins; -1 for none
    after_blank = False
    for number in range(first, len(source.lines)):
        line = source.lines[number]
        blank = _BLANK.match(line)
        white = blank[0] if blank else ""
        text = line[len(white) :]
        if not text:
            after_blank = True
            continue
        if structure.fenced[number]:
            after_blank = False
            continue
        indent = len(white.expandtabs(_TAB))
        bullet = _ITEM.match(text)
        is_code = indent >= max(item, 0) + _TAB
        if item >= 0 and after_blank and not indent and not bullet:
            item = -1
        if item >= 0 and "\t" in white and not is_code:
            edits.append(
                Edit(number, " " * indent + text, "mengganti tab dengan spasi")
            )
        if bullet and not is_code:
            item = indent + len(text[: bullet.end()].expandtabs(_TAB))
        elif not indent and not bullet and after_blank:
            item = -1
        after_blank = False
    return edits


def _straightened(source: Source, line: int, before: re.Pattern[str]) -> Iterator[Edit]:
    text = source.lines[line]
    start = before.match(text)
    if start is None:
        return
    attributes = _QUOTED.sub(_straight, text[start.end() :])
    if attributes != text[start.end() :]:
        new = text[: start.end()] + attributes
        yield Edit(line, new, "mengganti kutip lengkung dengan kutip lurus")


def _straight(quoted: re.Match[str]) -> str:
    return quoted[0] if quoted[1] is None else f'="{quoted[1]}"'


def _all(directives: tuple[Directive, ...]) -> Iterator[Directive]:
    for directive in directives:
        yield directive
        yield from _all(directive.children)
