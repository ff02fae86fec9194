"""Turn Markdown as Git hosts read it into what Python-Markdown reads.

The two differ where authors trip without a word of warning: Python-Markdown wants
four columns for what is inside a list item and a blank line before a list, a table
or a fence; it knows no fences inside lists and quotes, and joins neighbouring quotes.
Footnotes, abbreviations and link definitions hold for a whole file on a Git host, so
they are taken out here and handed to whichever page uses them. Code and formulas that
stand apart are taken out too: nothing in them is Markdown.
"""

import re
from collections.abc import Sequence

from course_builder.renderer.definition import Definitions

SEPARATOR = "\ue001"
"""Keeps neighbours apart that Python-Markdown would join; never reaches a page."""

_OURS = re.compile("[\ue000-\ue00f]")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})[ ]*([\w#.+-]*)")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r"( {0,3})([-*+]|(\d{1,9})[.)])( +|$)")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *$")
_HEADING = re.compile(r" {0,3}(#{1,6})(?: +|$)")
_HTML = re.compile(r" {0,3}</?[a-zA-Z][\w-]*(?:[\s/>]|$)| {0,3}<!--")
_TABLE_RULE = re.compile(r" {0,3}\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$")
_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]: *")
_ABBREVIATION = re.compile(r"\*\[([^\]]+)\]: *(.*)")
_LINK = re.compile(r" {0,3}\[((?:[^\]\\]|\\.)+)\]: *(\S.*)")
_CODE_INDENT = 4
_DEEPEST = 12
"""Levels of lists and quotes within each other; what lies deeper is plain text."""

_MOST_FILLED = 20_000
"""Cells that short rows of a table lack; where they lack more, the table ends."""

_MARKS = re.compile(r"^[\s>*+-]+(?:\d+[.)]\s+)*")


def translate(text: str, definitions: Definitions) -> str:
    """Return text for Python-Markdown; what it defines moves to `definitions`."""
    lines = _OURS.sub("\ufffd", text).expandtabs(4).split("\n")
    return "\n".join(_Blocks(lines, definitions).read())


class _Blocks:
    """Reads lines block by block and writes them anew."""

    def __init__(
        self,
        lines: Sequence[str],
        definitions: Definitions,
        inside: str = "",
        depth: int = 0,
    ) -> None:
        """Start at the first line.

        Args:
            lines: Lines without what encloses them.
            definitions: Where definitions go.
            inside: ``item`` or ``quote`` for the inside of one, else empty.
            depth: How many lists and quotes enclose them.
        """
        if depth > _DEEPEST:
            lines = [_MARKS.sub("", line) for line in lines]
        self._lines = lines
        self._definitions = definitions
        self._inside = inside
        self._depth = depth
        self._at = 0
        self._out: list[str] = []

    def read(self) -> list[str]:
        """Return the lines as Python-Markdown wants them."""
        quoted = False
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line or line.isspace():
                self._out.append("")
                self._at += 1
                continue
            if _QUOTE.match(line):
                if quoted:
                    self._out += [SEPARATOR, ""]
                self._quote()
                quoted = True
                continue
            quoted = False
            self._block(line)
        return self._out

    def _inner(self, lines: Sequence[str], kind: str) -> list[str]:
        return _Blocks(lines, self._definitions, kind, self._depth + 1).read()

    def _block(self, line: str) -> None:
        if fence := _FENCE.match(line):
            self._fence(fence)
        elif line.startswith("    "):
            self._take()
        elif _RULE.match(line):
            self._part()
            self._take()
            self._part()
        elif item := _ITEM.match(line):
            self._item(item)
        elif _HEADING.match(line):
            self._part()
            self._out.append(line.lstrip())
            self._at += 1
            self._part()
        elif _HTML.match(line):
            self._html(line)
        elif self._is_formula():
            self._formula()
        elif self._is_table():
            self._table()
        elif not self._define(line):
            self._paragraph()

    def _more(self) -> bool:
        return self._at < len(self._lines) and not _is_blank(self._lines[self._at])

    def _line(self, at: int) -> str:
        return self._lines[at] if at < len(self._lines) else ""

    def _end_of_blanks(self) -> int:
        """Return where the blank lines end that begin here."""
        end = self._at
        while end < len(self._lines) and _is_blank(self._lines[end]):
            end += 1
        return end

    def _take(self) -> None:
        self._out.append(self._lines[self._at])
        self._at += 1

    def _part(self) -> None:
        """Leave a blank line, unless there is one."""
        if self._out and self._out[-1]:
            self._out.append("")

    def _starts_block(self) -> bool:
        line = self._lines[self._at]
        item = _ITEM.match(line)
        return bool(
            _FENCE.match(line)
            or _QUOTE.match(line)
            or _HEADING.match(line)
            # On Git hosts an empty item, or a number but 1, does not end a paragraph.
            or (item and item[4] and item[3] in {None, "1"})
            or _RULE.match(line)
            or _FOOTNOTE.match(line)
            or _ABBREVIATION.match(line)
        )

    def _is_formula(self) -> bool:
        """Tell whether a formula begins here and ends a line before the next blank."""
        first = self._lines[self._at].strip()
        if not first.startswith("$$") or first == "$$$$":
            return False
        if "$$" in first[2:]:
            return first.index("$$", 2) == len(first) - 2
        for at in range(self._at + 1, len(self._lines)):
            line = self._lines[at]
            if _is_blank(line):
                return False
            if "$$" in line:
                return line.rstrip().endswith("$$")
        return False

    def _is_table(self) -> bool:
        following = self._lines[self._at + 1 : self._at + 2]
        return "|" in self._lines[self._at] and any(map(_TABLE_RULE.match, following))

    def _table(self) -> None:
        self._part()
        columns = self._line(self._at + 1).count("|")
        filled = 0
        while self._more() and not self._starts_block() and filled < _MOST_FILLED:
            filled += max(0, columns - self._lines[self._at].count("|") - 1)
            self._take()
        self._part()

    def _paragraph(self) -> None:
        first = self._lines[self._at].lstrip()
        # Python-Markdown takes `#1` for a heading.
        self._out.append("\\" + first if first.startswith("#") else first)
        self._at += 1
        while self._more() and not self._starts_block() and not self._is_table():
            self._out.append(self._lines[self._at].strip(" ") + self._break())
            self._at += 1
        if self._more() and _ITEM.match(self._lines[self._at]):
            if self._inside != "item":
                self._part()
        elif self._more():
            self._part()

    def _break(self) -> str:
        """Return the two spaces that end a line of a paragraph by force."""
        return "  " if self._lines[self._at].endswith("  ") else ""

    def _fence(self, fence: re.Match[str]) -> None:
        mark, language = fence[1], fence[2]
        indent = len(fence[0]) - len(fence[0].lstrip())
        end = re.compile(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}} *$")
        code = []
        self._at += 1
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if end.match(line):
                break
            code.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        self._stand_apart("\n".join(code), language)

    def _formula(self) -> None:
        """Take a formula that begins a line with ``$$`` and ends one."""
        lines = [self._lines[self._at].strip()[2:]]
        self._at += 1
        while not lines[-1].endswith("$$") and self._more():
            lines.append(self._lines[self._at].strip())
            self._at += 1
        self._stand_apart("\n".join(lines).removesuffix("$$").strip(), "math")

    def _stand_apart(self, text: str, language: str) -> None:
        self._part()
        self._out += [self._definitions.keep(text, language), ""]

    def _quote(self) -> None:
        inner: list[str] = []
        while self._more():
            line = self._lines[self._at]
            quote = _QUOTE.match(line)
            if quote is None and (self._starts_block() or not inner[-1].strip()):
                break
            inner.append(line[quote.end() :] if quote else line.lstrip())
            self._at += 1
        self._part()
        lines = self._inner(inner, "quote")
        self._out += [f"> {line}" if line else ">" for line in lines]
        self._out.append("")

    def _item(self, item: re.Match[str]) -> None:
        indent, marker, number, space = item.groups()
        width = len(space) if 1 <= len(space) <= _CODE_INDENT else 1
        offset = len(indent) + len(marker) + width
        inner = [self._lines[self._at][offset:]]
        self._at += 1
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if _is_blank(line):
                end = self._end_of_blanks()
                if not self._line(end).startswith(" " * offset):
                    break
                inner += [""] * (end - self._at)
                self._at = end
                continue
            if line.startswith(" " * offset):
                inner.append(line[offset:])
            elif _is_blank(inner[-1]) or self._starts_block() or _ITEM.match(line):
                break
            else:
                inner.append(line.lstrip())
            self._at += 1
        lines = self._inner(inner, "item")
        while lines and not lines[-1]:
            lines.pop()
        self._out.append(f"{number}. " if number else f"{marker} ")
        self._out[-1] += lines[0].lstrip() if lines else ""
        self._out += [f"    {line}" if line else "" for line in lines[1:]]
        sibling = _ITEM.match(self._lines[self._at]) if self._more() else None
        same_kind = sibling and (sibling[3] is None) == (number is None)
        if not same_kind or "" in lines:
            self._part()

    def _html(self, line: str) -> None:
        comment = line.lstrip().startswith("<!--")
        self._part()
        while self._at < len(self._lines):
            current = self._lines[self._at]
            if not comment and _is_blank(current):
                break
            self._take()
            if comment and "-->" in current:
                break
        self._part()

    def _define(self, line: str) -> bool:
        """Take a definition; tell whether there was one."""
        if footnote := _FOOTNOTE.match(line):
            self._footnote(footnote)
        elif abbreviation := _ABBREVIATION.match(line):
            self._definitions.abbreviations.setdefault(*abbreviation.groups())
            self._at += 1
        elif link := _LINK.match(line):
            self._definitions.links.setdefault(link[1].lower(), link[2])
            self._at += 1
        else:
            return False
        return True

    def _footnote(self, footnote: re.Match[str]) -> None:
        inner = [self._lines[self._at][footnote.end() :]]
        self._at += 1
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if _is_blank(line):
                end = self._end_of_blanks()
                if not self._line(end).startswith("  "):
                    break
                inner += [""] * (end - self._at)
                self._at = end
                continue
            if not line.startswith("  ") and (
                _is_blank(inner[-1]) or self._starts_block() or line.startswith("[")
            ):
                break
            inner.append(re.sub(r"^ {1,4}", "", line))
            self._at += 1
        lines = self._inner(inner, "item")
        text = "\n".join([lines[0], *(f"    {n}" if n else "" for n in lines[1:])])
        self._definitions.footnotes.setdefault(footnote[1], text.rstrip())


def _is_blank(line: str) -> bool:
    return not line or line.isspace()
