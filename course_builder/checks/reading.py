"""Measure how long the sentences of a module are.

Indonesian has no formula of readability that its readers agree upon, so that nothing is
scored: lengths are told, and a person judges.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course_builder.errors import Finding, SourceLocation
from course_builder.model.course import Course, Module
from course_builder.model.fence import fenced_lines
from course_builder.model.prose import Prose
from course_builder.model.texts import texts

LONG = 20
"""Words beyond which a sentence is long: what our authors' check list asks for."""

_UNREAD = re.compile(
    # A line, or what begins one: what follows is no part of the sentence before.
    r"^[ \t>]*(?P<break>\|.*|\#{1,6}(?:[ \t].*)?$|:{3,}.*|\*?\[[^\]\n]*\]:.*"
    r"|\[![A-Z]+\]|\$\$.*"
    r"|(?:[-*+:]|[0-9]{1,9}[.)])[ \t]+(?:(?:\[[ xX]\]|\([ xX]\))[ \t]+)?)"
    # Marks of quotes, pictures, targets of links, tags.
    r"|^[ \t]*>[ \t>]*"
    r"|!\[[^\[\]\n]*\]\([^()\n]*\)"
    r"|(?<=\])\([^()\n]*\)"
    r"|<[^<>\n]{1,2000}>",
    re.MULTILINE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAK = "\f"
_END = re.compile(
    r"\f|\n[ \t]*\n"
    # The end of a sentence; not that of an abbreviation, nor of an initial.
    r"|(?<=[.!?…])(?<!\bNo\.)(?<!\bJl\.)(?<!\bDr\.)(?<!\bIr\.)(?<!\b[A-HJ-UWYZ]\.)"
    r"[\"'”’)\]*_]*\s+(?=[\"'“‘(\[*_]*[A-Z0-9])"
)
_WORD = re.compile(r"[^\W_]+(?:[-'’.,/][^\W_]+)*")
_MARKS = " \n\t\"'”’)]*_"
_STOPS = tuple(".!?…:")


@dataclass(slots=True)
class _Lengths:
    """Lengths of sentences in words.

    Attributes:
        at: Where the longest is: its text and the place of its first character there.
    """

    sentences: int = 0
    words: int = 0
    long: int = 0
    longest: int = 0
    at: tuple[Prose, int] = (Prose(""), 0)


def check_reading(course: Course) -> Iterator[Finding]:
    """Yield, of each module with a long sentence, its lengths, at the longest one."""
    for module in course.modules:
        lengths = _measure(module)
        if lengths.long:
            values = {
                "mean": str(round(lengths.words / lengths.sentences)),
                "share": str(round(100 * lengths.long / lengths.sentences)),
                "longest": str(lengths.longest),
                "most": str(LONG),
            }
            yield Finding("B750", _place(*lengths.at), 1, values)


def _measure(module: Module) -> _Lengths:
    lengths = _Lengths()
    for page in module.pages:
        for block in page.blocks:
            for prose in texts(block):
                _add(lengths, prose)
    return lengths


def _add(lengths: _Lengths, prose: Prose) -> None:
    """Add the sentences of a text: what ends with a stop, or is long without one."""
    text = _read(prose.text)
    start = 0
    while start < len(text):
        end = _END.search(text, start)
        stop = end.start() if end else len(text)
        following = end.end() if end else len(text)
        words = len(_WORD.findall(text, start, stop))
        sentence = text[start:stop].rstrip(_MARKS)
        if words > LONG or (words and sentence.endswith(_STOPS)):
            lengths.sentences += 1
            lengths.words += words
            lengths.long += words > LONG
            if words > lengths.longest:
                lengths.longest = words
                lengths.at = prose, start
        start = following


def _read(text: str) -> str:
    """Blank out what is not read as sentences; every character keeps its place."""
    if "<!--" in text:
        text = _COMMENT.sub(_blanks_of_lines, text)
    if "```" in text or "~~~" in text:
        lines = text.split("\n")
        fenced = fenced_lines(lines)
        text = "\n".join(
            _BREAK + " " * (len(line) - 1) if is_code and line else line
            for line, is_code in zip(lines, fenced, strict=True)
        )
    return _UNREAD.sub(_blanks, text)


def _blanks(found: re.Match[str]) -> str:
    length = found.end() - found.start()
    return " " * length if found["break"] is None else _BREAK + " " * (length - 1)


def _blanks_of_lines(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _place(prose: Prose, offset: int) -> SourceLocation:
    """Return where the first word at or after an offset of a text is in its file."""
    word = _WORD.search(_read(prose.text), offset)
    at = word.start() if word else offset
    line = prose.text.count("\n", 0, at)
    column = at - (prose.text.rfind("\n", 0, at) + 1)
    shift = prose.where.column - 1 if line == 0 else prose.indent
    where = prose.where
    return SourceLocation(where.path, where.line + line, column + shift + 1)
