"""Answers that a learner types: numbers, texts and patterns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from course_builder.model.grading import LONGEST_TEXT, read_number
from course_builder.model.question import NumberRange, NumberRule, TextRule
from course_builder.reader.pattern import PatternError, read_pattern
from course_builder.reader.source import Source

_DIGITS = r"[0-9]{1,12}(?:\.[0-9]{1,9})?"
# A unit is a word of its own; only signs such as % may touch the number.
_UNIT = r"(?:[ \t]+([^\s0-9.,+-]\S*)|([^\w\s.,+-]\S*))?"
_NUMBER = re.compile(
    rf"([+-]?{_DIGITS})"
    rf"(?:[ \t]*(?:\+-|±)[ \t]*({_DIGITS})|[ \t]*\.\.[ \t]*([+-]?{_DIGITS}))?"
    rf"{_UNIT}"
)
_MEANT_AS_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*[ \t]*(?:\+-|±|\.\.)")
_WITH_MARKS = re.compile(r"([+-]?[0-9]*(?:[., ][0-9]+)+)(?:[ \t]+[^\s0-9]\S*)?")
_THREE_DECIMALS = re.compile(r"([+-]?[1-9][0-9]{0,2})\.([0-9]{3})(?![0-9])")
_PATTERN = re.compile(r"/(.*)/")


@dataclass(frozen=True, slots=True)
class Typed:
    """One answer as its author wrote it.

    Attributes:
        line: Counted from 0, like `column`.
        length: Characters that a finding points at.
        is_pattern: Whether it was marked as a regular expression.
    """

    text: str
    line: int
    column: int
    length: int
    is_pattern: bool = False


def read_typed_rule(
    source: Source, answers: Sequence[Typed], language: str, *, exact: bool
) -> NumberRule | TextRule:
    """Read the rule of a question whose answer is typed.

    Args:
        source: The file.
        answers: At least one.
        language: BCP 47 tag of the course.
        exact: Whether case and white space count.
    """
    if len(answers) == 1 and not answers[0].is_pattern:
        rule = _read_number(source, answers[0], language)
        if rule is not None:
            return rule
    texts = []
    patterns = []
    for answer in answers:
        if not answer.text:
            _report(source, answer, "B212")
        elif answer.is_pattern:
            pattern = _read_pattern(source, answer, exact=exact)
            if pattern is not None:
                patterns.append(pattern)
        elif _MEANT_AS_NUMBER.match(answer.text) and len(answers) > 1:
            _report(source, answer, "B245", value=answer.text)
        elif len(answer.text) > LONGEST_TEXT:
            _report(source, answer, "B227", limit=str(LONGEST_TEXT))
        else:
            texts.append(answer.text)
    if patterns and not any(not answer.is_pattern for answer in answers):
        _report(source, answers[0], "B240")
    return TextRule(tuple(texts), tuple(patterns), exact)


def _read_number(source: Source, answer: Typed, language: str) -> NumberRule | None:
    """Return none where the text is no number; it is a text then."""
    text = answer.text
    number = _NUMBER.fullmatch(text)
    if number is None:
        if _MEANT_AS_NUMBER.match(text):
            _report(source, answer, "B210", value=text)
        elif near := _as_learners_read(text, language):
            _report(source, answer, "B223", value=text, nearest=near)
        return None
    is_english = language.partition("-")[0].lower() == "en"
    if not is_english and (three := _THREE_DECIMALS.search(text)):
        near = three[1] + three[2]
        _report(source, answer, "B224", value=three[0], nearest=near)
    first = Decimal(number[1])
    low = high = first
    if number[2] is not None:
        low, high = first - Decimal(number[2]), first + Decimal(number[2])
    elif number[3] is not None:
        high = Decimal(number[3])
    if low > high:
        _report(source, answer, "B211", low=f"{low:f}", high=f"{high:f}")
    return NumberRule((NumberRange(low, high),), number[4] or number[5] or "")


def _as_learners_read(text: str, language: str) -> str:
    """Return a text as numbers are written in the source; empty where it is none."""
    marked = _WITH_MARKS.fullmatch(text)
    number = read_number(marked[1], language) if marked else None
    return "" if number is None else f"{number.normalize():f}"


def _read_pattern(source: Source, answer: Typed, *, exact: bool) -> str | None:
    slashes = _PATTERN.fullmatch(answer.text)
    try:
        if slashes is None:
            raise PatternError("B208")
        return read_pattern(slashes[1], exact=exact)
    except PatternError as error:
        values = {"pattern": answer.text, "part": error.part}
        _report(source, answer, error.code, **values, limit=str(LONGEST_TEXT))
        return None


def _report(source: Source, answer: Typed, code: str, **values: str) -> None:
    source.report(code, answer.line, answer.column, answer.length, **values)
