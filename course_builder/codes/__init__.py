"""Every diagnostic: its code, how much it matters, what is wrong and how to mend it.

One module a group: B1 `file`, B2 `question`, B3 `prose`, B4 `directive`, B5 `scenario`,
B6 `activity`, B7 `content`. Each code has a wrong and a right example in `examples/`.
A code that is taken out is never given to something else.
"""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from course_builder.codes.activity import ACTIVITIES
from course_builder.codes.content import CONTENT
from course_builder.codes.diagnostic import Diagnostic
from course_builder.codes.directive import DIRECTIVES
from course_builder.codes.file import FILES
from course_builder.codes.prose import PROSE
from course_builder.codes.question import QUESTIONS
from course_builder.codes.scenario import SCENARIOS
from course_builder.errors import Finding, Severity
from course_builder.locale import translator

LONGEST_VALUE = 80
"""Characters of an author's text that a sentence repeats before it is cut short."""

_LONGEST_COMPARED = 60
_MOST_COMPARED = 300
_STEERING = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset(
    {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"},
)


@dataclass(frozen=True, slots=True)
class Description:
    """A finding in words."""

    severity: Severity
    message: str
    hint: str


def describe(finding: Finding, language: str) -> Description:
    """Put a finding into words.

    Args:
        finding: What was found.
        language: BCP 47 tag; English, or Indonesian for all others.
    """
    _ = translator(language)
    diagnostic = DIAGNOSTICS[finding.code]
    values = {name: _short(value) for name, value in finding.values.items()}
    if "known" in values:
        values["known"] = values["known"] or _("(belum ada)")
    near = diagnostic.nearest if finding.values.get("nearest") else ""
    return Description(
        diagnostic.severity,
        _(diagnostic.problem).format_map(values),
        _(near or diagnostic.remedy).format_map(values),
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like a word, or nothing."""
    # Comparing takes time with the square of the length.
    if len(word) > _LONGEST_COMPARED:
        return ""
    some = list(islice(known, _MOST_COMPARED))
    return next(iter(difflib.get_close_matches(word, some, 1)), "")


def shown(text: str) -> str:
    """Return text without what would steer a terminal or turn its letters round."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(c) else c for c in text)


def _steers(character: str) -> bool:
    return (
        unicodedata.category(character) in _STEERING
        or unicodedata.bidirectional(character) in _TURNING
    )


def _short(value: str) -> str:
    if len(value) > LONGEST_VALUE:
        value = value[: LONGEST_VALUE - 1] + "…"
    return shown(value)


DIAGNOSTICS: Mapping[str, Diagnostic] = MappingProxyType(
    FILES | QUESTIONS | PROSE | DIRECTIVES | SCENARIOS | ACTIVITIES | CONTENT
)
"""Every code that a finding may have."""
