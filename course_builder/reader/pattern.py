r"""Regular expressions of short answers: the common ground of Python and JavaScript.

What is allowed is read by a grammar and written anew, so that both languages read the
result alike: classes such as ``\d`` become ranges, since Python's know all scripts and
JavaScript's only ASCII. A bound on the ways to match keeps every check quick.
"""

import string
from dataclasses import dataclass

LONGEST_PATTERN = 300
"""Characters of a pattern."""

MOST_WAYS = 5_000_000
"""Ways to match that a pattern may have; the work of a failing check grows with them."""

_LONGEST_ANSWER = 1000
_MOST_REPEATS = 1000
_SYNTAX = frozenset("\\^$.*+?()[]{}|/")
_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": " \\t"}
_NEGATED = {"D": "0-9", "W": "0-9A-Za-z_", "S": " \\t"}
_DEEPEST = 20


class PatternError(Exception):
    """A pattern cannot be used.

    Attributes:
        code: B208 where it is unreadable, B209 where a part is not allowed, B228 where
            there are too many ways to match.
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
    """

    text: str
    ways: int = 1
    is_plain: bool = True


def read_pattern(text: str) -> str:
    """Return a pattern in the form that Python and JavaScript read alike.

    Args:
        text: What stands between the slashes.

    Raises:
        PatternError: It is unreadable, not allowed, or too slow.
    """
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
        return _Piece(text, sum(branch.ways for branch in branches), is_plain=False)

    def _sequence(self, depth: int) -> _Piece:
        text, ways, is_plain = "", 1, True
        while self.peek() not in {"", "|", ")"}:
            if self._skip_anchor():
                continue
            piece = self._repeat(self._atom(depth))
            text += piece.text
            ways *= piece.ways
            is_plain = is_plain and piece.is_plain
        return _Piece(text, ways, is_plain)

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
                return _Piece(self._set())
            case "\\":
                return _Piece(self._escape())
            case ".":
                return _Piece(".")
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise PatternError("B208")
            case "^" | "$" as anchor:
                raise PatternError("B209", anchor)
            case literal:
                return _Piece(_literal(literal))

    def _group(self, depth: int) -> _Piece:
        if self.peek() == "?":
            start = self.peek(2)
            if start != "?:":
                raise PatternError("B209", f"({self.peek(3)}")
            self.take(2)
        inner = self.alternatives(depth + 1)
        if self.take() != ")":
            raise PatternError("B208")
        return _Piece(f"(?:{inner.text})", inner.ways, inner.is_plain)

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
        return _Piece(piece.text + text, ways, is_plain=False)

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

    def _escape(self) -> str:
        character = self.take()
        if character in _CLASSES:
            return f"[{_CLASSES[character]}]"
        if character in _NEGATED:
            return f"[^{_NEGATED[character]}]"
        return _literal(self._escaped(character))

    def _escaped(self, character: str) -> str:
        if not character:
            raise PatternError("B208")
        if character.isalnum() or character == "_":
            raise PatternError("B209", f"\\{character}")
        return character

    def _set(self) -> str:
        text = "["
        if self.peek() == "^":
            text += self.take()
        start = len(text)
        singles = set()
        while (character := self.take()) != "]":
            if not character:
                raise PatternError("B208")
            if character == "\\" and self.peek() in _CLASSES and self.peek():
                text += _CLASSES[self.take()]
                continue
            low = self._member(character)
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
        if len(text) == start:
            raise PatternError("B208")
        return text + "]"

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
