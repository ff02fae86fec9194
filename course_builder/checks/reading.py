"""Measure how long the sentences of a module are.

Indonesian has no formula of readability that its readers agree upon, so that nothing is
scored: lengths are told, and a person judges.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from course_builder.errors import Finding, SourceLocation
from course_builder.model.course import Course, Module
from course_builder.model.fence import fenced_lines
from course_builder.model.prose import Prose
from course_builder.model.texts import texts

LONG = 20
"""Words beyond which a sentence is long: what our authors' check list asks for."""

SHORTEST = 80
"""Characters of a text that is measured; shorter ones are answers, seldom sentences."""

# A line, or what begins one: what follows is no part of the sentence before.
_LINE = re.compile(
    r"^[ \t>]*(?:\|.*|\#{1,6}(?:[ \t].*)?$|:{3,}.*|\*?\[[^\]\n]*\]:.*|\[![A-Z]+\]|\$\$.*"
    r"|(?:[-*+:]|[0-9]{1,9}[.)])[ \t]+(?:(?:\[[ xX]\]|\([ xX]\))[ \t]+)?)",
    re.MULTILINE,
)
_QUOTE = re.compile(r"^[ \t]*>[ \t>]*", re.MULTILINE)
_TARGET = re.compile(r"(?<=\])\([^()\n]*\)")
_TAG = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)|<[^<>\n]{1,2000}>")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAK = "\f"
_Replace: TypeAlias = Callable[[re.Pattern[str], str, str], str]
_END = re.compile(
    r"\f\s*|\n[ \t]*\n\s*"
    # The end of a sentence; not that of an abbreviation, nor of an initial.
    r"|(?<=[.!?…])(?<!\bNo\.)(?<!\bJl\.)(?<!\bDr\.)(?<!\bIr\.)(?<!\b[A-HJ-UWYZ]\.)"
    r"[\"'”’)\]*_]*\s+(?=[\"'“‘(\[*_]*[A-Z0-9])"
)
_MARKS = " \n\t\"'”’)]*_"
_STOPS = tuple(".!?…:")


@dataclass(slots=True)
class _Lengths:
    """Lengths of sentences in words.

    Attributes:
        at: The text that has the longest, and its number among the parts of that text.
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
    if len(prose.text) < SHORTEST:
        return
    for number, part in enumerate(_END.split(_read(prose.text, _cut))):
        words = len(part.split())
        if words > LONG or (words and part.rstrip(_MARKS).endswith(_STOPS)):
            lengths.sentences += 1
            lengths.words += words
            if words > LONG:
                lengths.long += 1
            if words > lengths.longest:
                lengths.longest = words
                lengths.at = prose, number


def _read(text: str, replace: _Replace) -> str:
    """Take out what is not read as sentences."""
    if "<!--" in text:
        text = _COMMENT.sub(_blanks_of_lines, text)
    if "```" in text or "~~~" in text:
        lines = text.split("\n")
        fenced = fenced_lines(lines)
        text = "\n".join(
            _BREAK + " " * (len(line) - 1) if is_code and line else line
            for line, is_code in zip(lines, fenced, strict=True)
        )
    text = replace(_LINE, _BREAK, text)
    if ">" in text:
        text = replace(_QUOTE, "", text)
    if "<" in text or "![" in text:
        text = replace(_TAG, " ", text)
    return replace(_TARGET, "", text) if "](" in text else text


def _cut(pattern: re.Pattern[str], replacement: str, text: str) -> str:
    return pattern.sub(replacement, text)


def _blank(pattern: re.Pattern[str], replacement: str, text: str) -> str:
    """Put as much in place of something as it was long."""
    return pattern.sub(lambda found: replacement.ljust(len(found[0])), text)


def _blanks_of_lines(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _place(prose: Prose, number: int) -> SourceLocation:
    """Return where a part of a text begins in its file."""
    text = _read(prose.text, _blank)
    ends = [end.end() for end in _END.finditer(text)]
    at = ends[number - 1] if 0 < number <= len(ends) else 0
    while at < len(text) - 1 and text[at].isspace():
        at += 1
    line = prose.text.count("\n", 0, at)
    column = at - (prose.text.rfind("\n", 0, at) + 1)
    shift = prose.where.column - 1 if line == 0 else prose.indent
    where = prose.where
    return SourceLocation(where.path, where.line + line, column + shift + 1)
