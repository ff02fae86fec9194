r"""Regular expressions of short answers: the common ground of Python and JavaScript.

What is allowed is read by a grammar and written anew, so that both languages read the
result alike: classes such as ``\d`` become ranges, since Python's know all scripts and
JavaScript's only ASCII. A bound on the ways to match keeps every check quick.
"""

import string
import unicodedata
from dataclasses import dataclass, field

from course_builder.reader.reach import (
    ANYTHING,
    NOTHING,
    Reach,
    alternatives,
    following,
    of_characters,
    repeated,
)

LONGEST_PATTERN = 300
"""Characters of a pattern."""

MOST_WAYS = 5_000_000
"""Ways to match that a pattern may have; the work of a failing check grows with them."""

_LONGEST_ANSWER = 1000
_MOST_REPEATS = 1000
_SYNTAX = frozenset("\\^$.*+?()[]{}|/")
_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": " \\t"}
_NEGATED = {"D": "0-9", "W": "0-9A-Za-z_", "S": " \\t"}
_CLASS_REACH = {
    "d": of_characters("0", "9"),
    "w": of_characters("0", "z"),
    "s": of_characters(" "),
    "D": ANYTHING,
    "W": ANYTHING,
    "S": of_characters("0"),
}
_DEEPEST = 20


class PatternError(Exception):
    """A pattern cannot be used.

    Attributes:
        code: B208 where it is unreadable, B209 where a part is not allowed, B228 where
            there are too many ways to match, B239 where nothing can be typed that does.
        part: The part that is not allowed.
    """

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.part = part


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a pattern.

    Attributes:
        text: As written anew.
        ways: How many ways there are to match, at most.
        is_plain: Whether it has neither repeats nor alternatives.
        reach: What it can match.
    """

    text: str
    ways: int = 1
    is_plain: bool = True
    reach: Reach = field(default_factory=lambda: NOTHING)


def read_pattern(text: str, *, exact: bool = False) -> str:
    """Return a pattern in the form that Python and JavaScript read alike.

    Args:
        text: What stands between the slashes.
        exact: Whether white space counts in what it is compared with.

    Raises:
        PatternError: It is unreadable, not allowed, too slow, or matches nothing.
    """
    # What is typed is compared in this form.
    text = unicodedata.normalize("NFC", text)
    if not text:
        raise PatternError("B208")
    if len(text) > LONGEST_PATTERN:
        raise PatternError("B228")
    parser = _Parser(text)
    piece = parser.alternatives(0)
    if parser.peek():
        raise PatternError("B208")
    if piece.ways > MOST_WAYS:
        raise PatternError("B228")
    if not piece.reach.can_be_typed(exact=exact):
        raise PatternError("B239")
    return piece.text


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def peek(self, length: int = 1) -> str:
        return self._text[self._at : self._at + length]

    def take(self, length: int = 1) -> str:
        taken = self.peek(length)
        self._at += length
        return taken

    def alternatives(self, depth: int) -> _Piece:
        if depth > _DEEPEST:
            raise PatternError("B228")
        branches = [self._sequence(depth)]
        while self.peek() == "|":
            self.take()
            branches.append(self._sequence(depth))
        if len(branches) == 1:
            return branches[0]
        text = "|".join(branch.text for branch in branches)
        ways = sum(branch.ways for branch in branches)
        reach = alternatives([branch.reach for branch in branches])
        return _Piece(text, ways, is_plain=False, reach=reach)

    def _sequence(self, depth: int) -> _Piece:
        text, ways, is_plain, reach = "", 1, True, NOTHING
        while self.peek() not in {"", "|", ")"}:
            if self._skip_anchor():
                continue
            piece = self._repeat(self._atom(depth))
            text += piece.text
            ways *= piece.ways
            is_plain = is_plain and piece.is_plain
            reach = following(reach, piece.reach)
        return _Piece(text, ways, is_plain, reach)

    def _skip_anchor(self) -> bool:
        """Skip ``^`` at the start and ``$`` at the end: the whole answer is matched."""
        at_start = self._at == 0 and self.peek() == "^"
        at_end = self._at == len(self._text) - 1 and self.peek() == "$"
        if at_start or at_end:
            self.take()
        return at_start or at_end

    def _atom(self, depth: int) -> _Piece:
        match self.take():
            case "(":
                return self._group(depth)
            case "[":
                return self._set()
            case "\\":
                return self._escape()
            case ".":
                return _Piece(".", reach=ANYTHING)
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise PatternError("B208")
            case "^" | "$" as anchor:
                raise PatternError("B209", anchor)
            case literal:
                return _Piece(_literal(literal), reach=of_characters(literal))

    def _group(self, depth: int) -> _Piece:
        if self.peek() == "?":
            start = self.peek(2)
            if start != "?:":
                raise PatternError("B209", f"({self.peek(3)}")
            self.take(2)
        inner = self.alternatives(depth + 1)
        if self.take() != ")":
            raise PatternError("B208")
        text = f"(?:{inner.text})"
        return _Piece(text, inner.ways, inner.is_plain, inner.reach)

    def _repeat(self, piece: _Piece) -> _Piece:
        match self.peek():
            case "*":
                low, high, text = 0, _LONGEST_ANSWER, self.take()
            case "+":
                low, high, text = 1, _LONGEST_ANSWER, self.take()
            case "?":
                low, high, text = 0, 1, self.take()
            case "{":
                low, high, text = self._counts()
            case _:
                return piece
        if self.peek() == "?":
            text += self.take()
        if self.peek() and self.peek() in "*+?{":
            raise PatternError("B209", text + self.peek())
        if high > 1 and not piece.is_plain:
            raise PatternError("B209", f"{piece.text}{text}")
        ways = piece.ways * (high - low + 1)
        reach = repeated(piece.reach, low, high)
        return _Piece(piece.text + text, ways, is_plain=False, reach=reach)

    def _counts(self) -> tuple[int, int, str]:
        end = self._text.find("}", self._at)
        if end < 0:
            raise PatternError("B208")
        text = self.take(end + 1 - self._at)
        first, comma, second = text[1:-1].partition(",")
        low = _count(first)
        if not comma:
            return low, low, text
        if not second:
            return low, max(low, _LONGEST_ANSWER), text
        high = _count(second)
        if high < low:
            raise PatternError("B208")
        return low, high, text

    def _escape(self) -> _Piece:
        character = self.take()
        if character in _CLASSES and character:
            return _Piece(f"[{_CLASSES[character]}]", reach=_CLASS_REACH[character])
        if character in _NEGATED and character:
            reach = _CLASS_REACH[character]
            return _Piece(f"[^{_NEGATED[character]}]", reach=reach)
        literal = self._escaped(character)
        return _Piece(_literal(literal), reach=of_characters(literal))

    def _escaped(self, character: str) -> str:
        if not character:
            raise PatternError("B208")
        if character.isalnum() or character == "_":
            raise PatternError("B209", f"\\{character}")
        return character

    def _set(self) -> _Piece:
        text = "["
        if self.peek() == "^":
            text += self.take()
        start = len(text)
        singles = set()
        reaches = []
        while (character := self.take()) != "]":
            if not character:
                raise PatternError("B208")
            if character == "\\" and self.peek() in _CLASSES and self.peek():
                reaches.append(_CLASS_REACH[self.peek()])
                text += _CLASSES[self.take()]
                continue
            low = high = self._member(character)
            if self.peek() == "-" and self.peek(2) not in {"-]", "-"}:
                self.take()
                high = self._member(self.take())
                if high < low:
                    raise PatternError("B208")
                text += f"{_member(low)}-{_member(high)}"
            elif low not in singles:
                # Python warns of a doubled sign in a set; one says the same.
                singles.add(low)
                text += _member(low)
            reaches.append(of_characters(low, high))
        if len(text) == start:
            raise PatternError("B208")
        # What a negated set leaves out is never all that can be typed.
        reach = alternatives(reaches) if start == 1 else ANYTHING
        return _Piece(text + "]", reach=reach)

    def _member(self, character: str) -> str:
        if character == "[":
            raise PatternError("B209", "[[")
        return self._escaped(self.take()) if character == "\\" else character


def _count(text: str) -> int:
    is_count = bool(text) and not set(text) - set(string.digits)
    if not is_count or len(text) > len(str(_MOST_REPEATS)) or int(text) > _MOST_REPEATS:
        raise PatternError("B208")
    return int(text)


def _literal(character: str) -> str:
    return f"\\{character}" if character in _SYNTAX else character


def _member(character: str) -> str:
    return f"\\{character}" if character in "\\]^-[" else character
