"""The list of answers of a question, line by line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from course_builder.model.gap import without_code
from course_builder.model.prose import Prose
from course_builder.reader.source import Source

_ITEM = re.compile(r"( {0,3})([-*+]|[0-9]{1,9}[.)])( +|\t|$)")
_BLOCK = re.compile(r" {0,3}(?:>|#{1,6}[ \t]|\|)")
_QUOTE = re.compile(r" {0,3}> ?")
# Each space has one place to go, so that a long line of them takes no time.
_INSIDE = r"(?:[ \t]*([xX])[ \t]*|[ \t]*)"
_MARK = re.compile(rf"(?:\({_INSIDE}\)|\[{_INSIDE}\])(?:[ \t]+|$)")
_EQUALS = re.compile(r"=(?!>)~?[ \t]*")
ARROW = re.compile(r"(?:^|(?<=[ \t]))=>(?=[ \t]|$)")
"""What parts a pair."""

_CODE_INDENT = 4


class Form(Enum):
    """The form of an item, which decides the type of the question."""

    SINGLE = "( )"
    MULTIPLE = "[ ]"
    TYPED = "="
    MATCH = "=>"
    ORDERED = "1."
    PLAIN = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line without what encloses it.

    Attributes:
        line: Counted from 0, like `column`.
        column: Where the text begins in the file.
    """

    line: int
    column: int
    text: str


@dataclass(slots=True)
class Item:
    """An item of a list.

    Attributes:
        line: Counted from 0, like `end`, the line after its last.
        column: Where its text begins on its first line.
        offset: Columns that its further lines are indented by.
    """

    line: int
    end: int
    column: int
    offset: int
    is_ordered: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """An item read.

    Attributes:
        form: Its form.
        is_ticked: Whether its box holds an x.
        column: Where its text begins, after the mark; counted from 0.
        text: What follows the mark on its first line.
        rest: Further lines before any quote.
        quote: The quote below it, from its first line on.
    """

    item: Item
    form: Form
    is_ticked: bool
    column: int
    text: str
    rest: tuple[Row, ...]
    quote: tuple[Row, ...]


def last_list(
    source: Source, start: int, end: int, fenced: Sequence[bool]
) -> list[Item]:
    """Return the items of the last list; arguments as in `read_lists`."""
    items: list[Item] = []
    for found in read_lists(source, start, end, fenced):
        items = found
    return items


def read_lists(
    source: Source, start: int, end: int, fenced: Sequence[bool]
) -> Iterator[list[Item]]:
    """Yield the items of each list that stands at the left edge.

    Args:
        source: The file.
        start: First line, counted from 0.
        end: Line after the last.
        fenced: Of each line of the file, whether it is code.
    """
    items: list[Item] = []
    is_open = after_blank = False
    for number in range(start, end):
        line = source.lines[number]
        text = line.lstrip(" ")
        if not text.strip():
            after_blank = True
            continue
        indent = len(line) - len(text)
        bullet = None if fenced[number] else _ITEM.match(line)
        if is_open and (indent >= items[-1].offset or line[0] == "\t"):
            items[-1].end = number + 1
        elif bullet:
            item = _item(number, bullet)
            if not is_open or item.is_ordered is not items[-1].is_ordered:
                if items:
                    yield items
                items = []
            items.append(item)
            is_open = True
        elif is_open and not (after_blank or fenced[number] or _BLOCK.match(line)):
            items[-1].end = number + 1
        else:
            is_open = False
        after_blank = False
    if items:
        yield items


def read_answer(source: Source, item: Item, fenced: Sequence[bool]) -> Answer:
    """Tell the form of an item and take it apart."""
    text = source.lines[item.line][item.column :]
    form, ticked, skipped = _form(text)
    if item.is_ordered and form is Form.PLAIN:
        form = Form.ORDERED
    rows = list(_rows(source, item))
    quote = next(
        (
            n
            for n, row in enumerate(rows)
            if row.text[:1] == ">" and not fenced[row.line]
        ),
        len(rows),
    )
    return Answer(
        item,
        form,
        ticked,
        item.column + skipped,
        text[skipped:].rstrip(),
        tuple(rows[:quote]),
        tuple(rows[quote:]),
    )


def unquoted(source: Source, rows: Sequence[Row]) -> list[Row]:
    """Take the quote marks from rows; what is no longer quoted is noted."""
    quoted: list[Row] = []
    stray: Row | None = None
    after_blank = False
    for row in rows:
        mark = _QUOTE.match(row.text)
        if mark:
            text = row.text[mark.end() :]
            quoted.append(Row(row.line, row.column + mark.end(), text))
        elif not (after_blank and row.text.strip()):
            quoted.append(row)
        else:
            stray = stray or row
        after_blank = not row.text.strip()
    if stray:
        source.report("B214", stray.line, stray.column, len(stray.text.rstrip()))
    return quoted


def join(source: Source, rows: Sequence[Row]) -> Prose | None:
    """Return rows as prose, or none where all of them are blank."""
    kept = list(rows)
    while kept and not kept[-1].text.strip():
        kept.pop()
    first = next((n for n, row in enumerate(kept) if row.text.strip()), 0)
    kept = kept[first:]
    if not kept:
        return None
    text = "\n".join(row.text for row in kept)
    indent = next((row.column for row in kept[1:] if row.text.strip()), kept[0].column)
    return Prose(text, source.place(kept[0].line, kept[0].column), indent)


def _item(number: int, bullet: re.Match[str]) -> Item:
    width = len(bullet[3]) if 1 <= len(bullet[3]) <= _CODE_INDENT else 1
    offset = bullet.end(2) + width
    return Item(number, number + 1, bullet.end(), offset, bullet[2][0].isdigit())


def _form(text: str) -> tuple[Form, bool, int]:
    """Return the form, whether it is ticked, and the length of the mark."""
    if mark := _MARK.match(text):
        form = Form.SINGLE if text[0] == "(" else Form.MULTIPLE
        return form, bool(mark[1] or mark[2]), mark.end()
    if equals := _EQUALS.match(text):
        return Form.TYPED, False, equals.end()
    if "=>" in text and ARROW.search(without_code(text)):
        return Form.MATCH, False, 0
    return Form.PLAIN, False, 0


def _rows(source: Source, item: Item) -> Iterator[Row]:
    for number in range(item.line + 1, item.end):
        line = source.lines[number]
        indent = min(item.offset, len(line) - len(line.lstrip(" ")))
        if line[:1] == "\t":
            indent = 1
        yield Row(number, indent, line[indent:])
