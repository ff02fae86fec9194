"""Put HTML of ours into an author's text at places that Markdown must leave alone."""

import re
from collections.abc import Sequence
from html import escape

_OPEN, _CLOSE = "\ue0f0", "\ue0fb"
_ZERO = 0xE0F1
_OURS = re.compile("[\ue0f0-\ue0fb]")
_SLOT = re.compile(f"{_OPEN}([\ue0f1-\ue0fa]+){_CLOSE}")
# What nh3 writes has no bare double quote within a value.
_PIECE = re.compile(
    rf"<(?P<kept>code|math|svg)\b.*?</(?P=kept)>|<(?:[^<>\"]|\"[^\"]*\")*>|{_SLOT.pattern}",
    re.DOTALL,
)


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return Markdown with a mark in place of each span.

    Args:
        text: Markdown.
        spans: Start and end of each, in order and apart.
    """
    parts = []
    at = 0
    for number, (start, end) in enumerate(spans):
        parts += [_OURS.sub("\ufffd", text[at:start]), _mark(number)]
        at = end
    parts.append(_OURS.sub("\ufffd", text[at:]))
    return "".join(parts)


def filled(html: str, pieces: Sequence[str], instead: Sequence[str]) -> str:
    """Return sanitised HTML with a piece of ours at each mark.

    Args:
        html: What became of the marked text.
        pieces: HTML for each mark, by its number.
        instead: Plain text for marks within attributes, code and formulas.
    """
    if _OPEN not in html:
        return html

    def told(match: re.Match[str]) -> str:
        return escape(_numbered(match, 1, instead))

    def piece(match: re.Match[str]) -> str:
        if match[0][0] == _OPEN:
            return _numbered(match, 2, pieces)
        return _SLOT.sub(told, match[0])

    return _PIECE.sub(piece, html)


def numbers(html: str) -> set[int]:
    """Return which marks stand where a piece of ours may."""
    found: set[int] = set()

    def piece(match: re.Match[str]) -> str:
        if match[0][0] == _OPEN:
            found.add(_number(match[2]))
        return match[0]

    _PIECE.sub(piece, html)
    return found


def _mark(number: int) -> str:
    digits = "".join(chr(_ZERO + int(digit)) for digit in str(number))
    return f"{_OPEN}{digits}{_CLOSE}"


def _number(digits: str) -> int:
    return int("".join(str(ord(digit) - _ZERO) for digit in digits))


def _numbered(match: re.Match[str], group: int, texts: Sequence[str]) -> str:
    number = _number(match[group])
    return texts[number] if number < len(texts) else ""
