"""Mend the signs of a file: curly quotes in attributes, tabs before list items."""

import re
from collections.abc import Iterator

from course_builder.fixes.directive import every
from course_builder.fixes.edit import Edit
from course_builder.reader.front_matter import read_front_matter
from course_builder.reader.source import Source
from course_builder.reader.structure import Structure

_CURLY = "“”„‟″"
_QUOTED = re.compile(rf'"(?:[^"\\]|\\.)*"|=[{_CURLY}]([^"{_CURLY}{{}}]*)[{_CURLY}]')
_OPENER = re.compile(r":{3,}[^{]*")
_CHOICE = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])\s+\[[^\]]*\]\([^()\s]*\)(?=\{)")
_ALONE = re.compile(r"\s*(?=\{.*\}\s*$)")
_WHITE = re.compile(r"^[ \t]*")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])( +|\t|$)")
_TAB = 4


def straight_quotes(source: Source, structure: Structure) -> list[Edit]:
    """Return edits that put straight quotes around the values of attributes."""
    edits: list[Edit] = []
    for directive in every(structure.directives):
        edits += _straightened(source, directive.line, _OPENER)
        if directive.kind != "scenario":
            continue
        for line in range(directive.line + 1, directive.end):
            if not structure.fenced[line] and "{" in source.lines[line]:
                edits += _straightened(source, line, _CHOICE)
                edits += _straightened(source, line, _ALONE)
    return sorted(edits, key=lambda edit: edit.line)


def front_matter_spaces(source: Source, first: int) -> list[Edit]:
    """Return edits that put two spaces for each tab before the keys of front matter.

    YAML knows no tabs there. There are none where the front matter stays unreadable.

    Args:
        source: The file, with its findings.
        first: Line where its text begins, counted from 0.
    """
    if all(finding.code != "B113" for finding in source.findings):
        return []
    what = "mengganti tab dengan spasi"
    edits = [
        Edit(number, _WHITE.sub(_two_spaces, source.lines[number], count=1), what)
        for number in range(first)
        if "\t" in _white(source.lines[number])
    ]
    lines = list(source.lines)
    for edit in edits:
        lines[edit.line] = edit.text
    mended = Source(source.path, tuple(lines))
    read_front_matter(mended)
    is_readable = all(finding.code != "B113" for finding in mended.findings)
    return edits if is_readable else []


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
        white = _white(line)
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


def _white(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _two_spaces(white: re.Match[str]) -> str:
    return white[0].replace("\t", "  ")
