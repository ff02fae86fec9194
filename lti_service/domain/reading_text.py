"""What a reader sees of HTML, line by line, and where two texts differ, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import Literal, TypeAlias

Mark: TypeAlias = Literal["", "added", "removed"]

LONGEST_LINE = 600
"""Words of a line up to which two lines are compared word by word."""

MOST_LINES = 4000
"""Of a text that is compared; what is longer is only said to differ."""

_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em"),
        *("i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span"),
        *("strong", "sub", "sup", "time", "u", "var", "wbr", "input"),
        *("mi", "mn", "mo", "mrow", "msub", "msup", "msubsup", "mfrac", "mtext"),
    }
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, came or went."""

    text: str
    mark: Mark = ""


Line: TypeAlias = tuple[Piece, ...]


def readable(html: str) -> list[str]:
    """Return the text of HTML as lines without blanks around; pictures by their words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = "".join(reader.parts).split("\n")
    return [words for line in lines if (words := " ".join(line.split()))]


def compared(before: Sequence[str], after: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines that differ, each with the words that came and went.

    Nothing comes back for texts of more than `MOST_LINES`, or where nothing differs.
    """
    if max(len(before), len(after)) > MOST_LINES:
        return ()
    found: list[Line] = []
    matcher = SequenceMatcher(None, before, after)
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind != "equal":
            found += _lines(before[i:i_end], after[j:j_end])
    return tuple(found)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a new line, unless the element stands in one."""
        if tag not in _INLINE:
            self.parts.append("\n")
        words = dict(attrs).get("alt")
        if tag == "img" and words:
            self.parts.append(f"[{words}]")

    def handle_endtag(self, tag: str) -> None:
        """End a line, unless the element stands in one."""
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Take words."""
        self.parts.append(data.replace("\n", " "))


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    pairs = min(len(before), len(after))
    for old, new in zip(before[:pairs], after[:pairs], strict=True):
        yield _words(old, new)
    for old in before[pairs:]:
        yield (Piece(old, "removed"),)
    for new in after[pairs:]:
        yield (Piece(new, "added"),)


def _words(before: str, after: str) -> Line:
    old, new = before.split(" "), after.split(" ")
    if max(len(old), len(new)) > LONGEST_LINE:
        return (Piece(before, "removed"), Piece(after, "added"))
    matcher = SequenceMatcher(None, old, new)
    if matcher.ratio() < _ALIKE:
        return (Piece(before, "removed"), Piece(after, "added"))
    pieces: list[Piece] = []
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(" ".join(old[i:i_end])))
            continue
        if i < i_end:
            pieces.append(Piece(" ".join(old[i:i_end]), "removed"))
        if j < j_end:
            pieces.append(Piece(" ".join(new[j:j_end]), "added"))
    return tuple(pieces)


_ALIKE = 0.3
"""Lines that share less of their words are other lines."""
