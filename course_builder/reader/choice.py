"""The choices of a node: list items that begin with a link to a node."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from course_builder.model.play import LETTERS
from course_builder.model.prose import Prose
from course_builder.model.scenario import Choice, ChoiceText, Condition, Setting
from course_builder.reader.answer_list import Item, Row, join, read_lists
from course_builder.reader.attribute import Attributes, read_attributes
from course_builder.reader.condition import (
    Names,
    Text,
    read_condition,
    read_settings,
    report_unknown,
)
from course_builder.reader.source import Source

KIND = "[…](#…)"
_KNOWN = ("if", "set")
_SIGN = re.compile(r"\\.|[\[\]]")
_TARGET = re.compile(r"\([ \t]*<?#([^\s()<>]*)>?(?:[ \t]+\"[^\"]*\")?[ \t]*\)")
_BRACES = re.compile(r'[ \t]*\{(?!\{)[^"{}]*(?:"[^"\\]*(?:\\.[^"\\]*)*"[^"{}]*)*\}')
_BRACE = re.compile(r"[ \t]*\{(?!\{)")
_BULLET = re.compile(r"( {0,3})(?:[-*+]|[0-9]{1,9}[.)])( {1,4}|\t|$)")
_QUOTE = re.compile(r" {0,3}> ?")


@dataclass(frozen=True, slots=True)
class Destinations:
    """Where a choice may lead.

    Attributes:
        nodes: Id of a node by its id and by its slug.
        debriefs: Ids and slugs of what is shown after an ending.
        names: What conditions and changes may name.
    """

    nodes: Mapping[str, str]
    debriefs: frozenset[str]
    names: Names


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a node.

    Attributes:
        line: Of the first, counted from 0; the end of the node where there is none.
        is_whole: Whether all could be read.
    """

    line: int
    choices: tuple[Choice, ...] = ()
    texts: tuple[ChoiceText, ...] = ()
    is_whole: bool = True


class _Link(NamedTuple):
    """A link at the start of an item; columns are counted from 0.

    Attributes:
        column: Where its text begins.
        target_column: Where its target begins, after the number sign.
        end: Column after it.
    """

    text: str
    column: int
    target: str
    target_column: int
    end: int


@dataclass(slots=True)
class _Parts:
    """What stands below the first line of an item.

    Attributes:
        text: Further lines of its text.
        quote: Its feedback, with the quote marks.
        nested: First line of the item in it; none where there is none.
        inner: Lines of the item in it.
    """

    text: list[Row] = field(default_factory=list)
    quote: list[Row] = field(default_factory=list)
    nested: Row | None = None
    inner: list[Row] = field(default_factory=list)


def read_choices(
    source: Source,
    start: int,
    end: int,
    fenced: Sequence[bool],
    destinations: Destinations,
) -> Choices:
    """Read the choices of a node.

    Args:
        source: The file.
        start: First line of the node's text, counted from 0.
        end: Line after the last.
        fenced: Of each line of the file, whether it is code.
        destinations: Where they may lead.
    """
    items = [
        (item, link)
        for items in read_lists(source, start, end, fenced)
        for item in items
        if (link := _link(source, item.line, item.column)) is not None
    ]
    if not items:
        return Choices(end)
    reader = _Reader(source, fenced, destinations)
    read = [reader.choice(item, link) for item, link in items[: len(LETTERS)]]
    if len(items) > len(LETTERS):
        extra, link = items[len(LETTERS)]
        reader.fail("B513", extra.line, extra.column, link.end, most=str(len(LETTERS)))
    first = items[0][0].line
    taken = {n for item, _ in items for n in range(item.line, item.end)}
    for number in range(first, end):
        if number not in taken and source.lines[number].strip():
            source.report_line("B523", number)
            reader.is_whole = False
            break
    return Choices(
        first,
        tuple(choice for choice, _ in read),
        tuple(text for _, text in read),
        reader.is_whole,
    )


def _link(source: Source, line: int, column: int) -> _Link | None:
    """Return the link to a heading at a column; none where there is none."""
    text = source.lines[line]
    if not text.startswith("[", column):
        return None
    depth = 0
    for sign in _SIGN.finditer(text, column):
        depth += {"[": 1, "]": -1}.get(sign[0], 0)
        if not depth:
            target = _TARGET.match(text, sign.end())
            if target is None:
                return None
            return _Link(
                text[column + 1 : sign.start()],
                column + 1,
                unquote(target[1]),
                target.start(1),
                target.end(),
            )
    return None


class _Reader:
    """Reads choices; what cannot be read is noted."""

    def __init__(
        self, source: Source, fenced: Sequence[bool], destinations: Destinations
    ) -> None:
        self._source = source
        self._fenced = fenced
        self._destinations = destinations
        self.is_whole = True

    def choice(self, item: Item, link: _Link) -> tuple[Choice, ChoiceText]:
        """Read one choice."""
        attributes, end = self._attributes(item.line, link.end)
        attributes.warn_of_unknown(KIND, _KNOWN)
        to = self._destination(item.line, link)
        when, written = self._condition(attributes)
        settings = self._settings(attributes)
        parts = self._parts(_rows(self._source, item))
        otherwise, told = None, None
        if parts.nested is not None:
            otherwise, told = self._nested(parts.nested, parts.inner)
            if not written:
                self._source.report(
                    "B531",
                    parts.nested.line,
                    parts.nested.column,
                    len(parts.nested.text),
                )
        text = self._text(item.line, link, end, parts.text)
        if text is None:
            self.fail("B524", item.line, item.column, link.end)
            text = Prose("", self._source.place(item.line, item.column))
        return (
            Choice(to, when, otherwise if written else None, settings),
            ChoiceText(
                text,
                join(self._source, self._unquoted(parts.quote)),
                told,
                written,
                self._source.place(item.line, item.column),
            ),
        )

    def fail(self, code: str, line: int, start: int, end: int, **values: str) -> None:
        """Note what keeps the simulation from being played."""
        self.is_whole = False
        self._source.report(code, line, start, max(1, end - start), **values)

    def _attributes(self, line: int, start: int) -> tuple[Attributes, int]:
        """Return the attributes that begin at a column, and the column after them."""
        text = self._source.lines[line]
        brace = _BRACE.match(text, start)
        if brace is None:
            return Attributes(self._source, line), start
        braces = _BRACES.match(text, start)
        stop = braces.end() if braces else len(text)
        before = len(self._source.findings)
        found = read_attributes(self._source, line, brace.end() - 1, stop)
        if len(self._source.findings) > before:
            self.is_whole = False
        return found, stop

    def _destination(self, line: int, link: _Link) -> str:
        """Return the id of the node that a link leads to; empty for none."""
        known = self._destinations.nodes
        start = link.target_column
        if link.target in known:
            return known[link.target]
        if link.target in self._destinations.debriefs:
            self.fail("B512", line, start, start + len(link.target), id=link.target)
            return ""
        self.is_whole = False
        report_unknown(self._source, "B501", line, start, link.target, known)
        return ""

    def _condition(self, attributes: Attributes) -> tuple[Condition | None, str]:
        written = attributes.values.get("if")
        if written is None:
            return None, ""
        text = Text(self._source, attributes.line, written.column, written.value)
        condition = read_condition(text, self._destinations.names)
        if condition is None:
            self.is_whole = False
        return condition, written.value.strip() or "?"

    def _settings(self, attributes: Attributes) -> tuple[Setting, ...]:
        written = attributes.values.get("set")
        if written is None:
            return ()
        text = Text(self._source, attributes.line, written.column, written.value)
        settings = read_settings(text, self._destinations.names)
        if settings is None:
            self.is_whole = False
        return settings or ()

    def _parts(self, rows: Iterator[Row]) -> _Parts:
        """Part the lines of a choice into its text, its feedback and the item in it."""
        parts = _Parts()
        sink = parts.text
        offset = 0
        for row in rows:
            is_code = self._fenced[row.line]
            bullet = None if is_code else _BULLET.match(row.text)
            indent = len(row.text) - len(row.text.lstrip(" "))
            if sink is parts.inner and (indent >= offset or not row.text.strip()):
                cut = min(indent, offset)
                sink.append(Row(row.line, row.column + cut, row.text[cut:]))
            elif bullet and parts.nested is None:
                parts.nested = Row(
                    row.line, row.column + bullet.end(), row.text[bullet.end() :]
                )
                offset, sink = bullet.end(), parts.inner
            elif bullet:
                self._fail_row("B515", row)
                break
            else:
                if row.text[:1] == ">" and not is_code:
                    sink = parts.quote
                sink.append(row)
        return parts

    def _nested(self, first: Row, rows: list[Row]) -> tuple[str | None, Prose | None]:
        """Return where a choice leads whose gate fails, and what is told there."""
        link = _link(self._source, first.line, first.column)
        if link is None:
            self._fail_row("B536", first)
            return None, None
        attributes, end = self._attributes(first.line, link.end)
        for name in attributes.values:
            self.is_whole = False
            attributes.report("B530", name, key=name)
        parts = _Parts()
        sink = parts.text
        for row in rows:
            is_code = self._fenced[row.line]
            if not is_code and _BULLET.match(row.text) and row.text.strip():
                self._fail_row("B514", row)
                break
            if row.text[:1] == ">" and not is_code:
                sink = parts.quote
            sink.append(row)
        told = join(self._source, self._unquoted(parts.quote))
        to = self._destination(first.line, link)
        return to, told or self._text(first.line, link, end, parts.text)

    def _text(
        self, line: int, link: _Link, end: int, rows: Sequence[Row]
    ) -> Prose | None:
        """Return the text of a link with what follows it."""
        after = self._source.lines[line][end:].rstrip()
        if not link.text.strip() and not after.strip():
            return None
        return join(self._source, (Row(line, link.column, link.text + after), *rows))

    def _unquoted(self, rows: Sequence[Row]) -> list[Row]:
        """Take the quote marks from rows; what is no longer quoted is noted."""
        quoted: list[Row] = []
        after_blank = False
        for row in rows:
            mark = _QUOTE.match(row.text)
            if mark:
                text = row.text[mark.end() :]
                quoted.append(Row(row.line, row.column + mark.end(), text))
            elif after_blank and row.text.strip():
                self._fail_row("B523", row)
                break
            else:
                quoted.append(row)
            after_blank = not row.text.strip()
        return quoted

    def _fail_row(self, code: str, row: Row) -> None:
        end = row.column + len(row.text.rstrip())
        self.fail(code, row.line, row.column, end)


def _rows(source: Source, item: Item) -> Iterator[Row]:
    """Yield the lines of an item below its first, without its indentation."""
    for number in range(item.line + 1, item.end):
        line = source.lines[number]
        indent = min(item.offset, len(line) - len(line.lstrip(" ")))
        if line[:1] == "\t":
            indent = 1
        yield Row(number, indent, line[indent:])
