"""How an answer is read and graded; `player/grading.js` does the same.

Both are held together by ``tests/cases/grading.json``, which runs in both languages.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import assert_never

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import Answer
from course_builder.model.question import ChoiceRule, NumberRule, Rule, TextRule
from course_builder.model.rendered import RenderedQuestion

LONGEST_TEXT = 1000
"""Characters of a typed answer; more is refused, so that no pattern runs long."""

_SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SPACES = re.compile(f"[{_SPACE}]+")
_NUMBER = re.compile(r"([+-]?)([0-9.,](?:[0-9., ]*[0-9.,])?)(?: ?([^0-9., +-][^ ]*))?")
_MINUS_SIGNS = str.maketrans("\u2212\u2013", "--")
_EXACT = Context(prec=5000)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner is told about an answer.

    Attributes:
        right: Whether the answer is right.
        closed: Whether no further answer counts: it was right, or tries are used up.
        options: HTML by id, for the chosen options that have feedback.
        text: HTML for a right or a wrong answer; may be empty.
        explanation: HTML, only once closed.
        key: The right option ids, or a right text; only once closed, else empty.
    """

    right: bool
    closed: bool
    options: dict[str, str] = field(default_factory=dict)
    text: str = ""
    explanation: str = ""
    key: Answer = ()


def collapse(text: str) -> str:
    """Return text in form NFC, trimmed, each run of white space as one space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def fold(text: str) -> str:
    """Return what two short texts are compared by: collapsed and in lower case."""
    return collapse(text).lower()


def read_number(text: str, language: str, unit: str = "") -> Decimal | None:
    """Read a learner's number, or return none where it is not one.

    Languages other than English write a decimal comma and separate thousands by a point
    or a space; English is the mirror image. The other mark is understood where it can
    have one meaning only: ``2.5`` has no groups of three digits and is decimal, but
    ``5.950`` is five thousand, and so is ``5,950`` in English; ``1,234.5`` and
    ``1,234,567`` are English anywhere.

    Args:
        text: What was typed.
        language: BCP 47 tag of the course.
        unit: A word that may follow the number.
    """
    match = _NUMBER.fullmatch(collapse(text.translate(_MINUS_SIGNS)))
    if match is None:
        return None
    sign, digits, word = match.groups()
    if word is not None and fold(word) != fold(unit):
        return None
    english = language.split("-", maxsplit=1)[0].lower() == "en"
    for pattern, mark in _number_forms(*(".," if english else ",.")):
        if pattern.fullmatch(digits):
            whole, _, decimals = digits.partition(mark)
            whole = re.sub("[^0-9]", "", whole)
            return Decimal(f"{sign}{whole or '0'}.{decimals or '0'}")
    return None


@cache
def _number_forms(mark: str, other: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the forms of a number, in the order of trial, with their decimal marks."""
    m, o = re.escape(mark), re.escape(other)
    group = "[1-9][0-9]{0,2}"
    forms = (
        (rf"{group}(?:(?:{o}[0-9]{{3}})+|(?: [0-9]{{3}})+)(?:{m}[0-9]+)?", mark),
        (rf"{group}(?:(?:{m}[0-9]{{3}})+{o}[0-9]+|(?:{m}[0-9]{{3}}){{2,}})", other),
        (rf"[0-9]+|[0-9]*{m}[0-9]+", mark),
        (rf"[0-9]*{o}[0-9]+", other),
    )
    return tuple((re.compile(pattern), decimal) for pattern, decimal in forms)


def share(rule: Rule, answer: Answer, language: str) -> Fraction:
    """Return what share of the points an answer earns, 0 to 1.

    Raises:
        AnswerFormatError: The answer has not the form the rule asks for.
    """
    match rule:
        case ChoiceRule():
            return Fraction(_chosen(rule, answer) == rule.right)
        case NumberRule():
            number = read_number(_typed(answer), language, rule.unit)
            return Fraction(
                number is not None
                and any(r.low <= number <= r.high for r in rule.accepted)
            )
        case TextRule():
            return Fraction(_text_matches(rule, _typed(answer)))
        case _:
            assert_never(rule)


def points_for(question: RenderedQuestion, earned: Fraction, hints: int) -> Decimal:
    """Return the points of one try, 0 to ``question.points``, rounded half up to 0.01.

    Args:
        question: The question.
        earned: Share of the points, 0 to 1.
        hints: How many hints had been opened before.
    """
    hundredths = Fraction(question.points) * 100 * earned
    rounded = Decimal(int(hundredths + Fraction(1, 2))) / 100
    return max(Decimal(0), rounded - question.hint_cost * hints)


def feedback(
    question: RenderedQuestion, answer: Answer, *, right: bool, closed: bool
) -> Feedback:
    """Return what the learner is told; the key only once the question is closed."""
    chosen = answer if isinstance(answer, tuple) else ()
    texts = question.option_feedback
    return Feedback(
        right=right,
        closed=closed,
        options={option: texts[option] for option in chosen if option in texts},
        text=question.right if right else question.wrong,
        explanation=question.explanation if closed else "",
        key=right_answer(question.rule) if closed else (),
    )


def right_answer(rule: Rule) -> Answer:
    """Return one right answer, as it is shown to a learner."""
    match rule:
        case ChoiceRule():
            return tuple(option for option in rule.options if option in rule.right)
        case NumberRule():
            first = rule.accepted[0]
            middle = _EXACT.multiply(_EXACT.add(first.low, first.high), Decimal("0.5"))
            return f"{_EXACT.normalize(middle):f} {rule.unit}".strip()
        case TextRule():
            return rule.answers[0] if rule.answers else ""
        case _:
            assert_never(rule)


def _chosen(rule: ChoiceRule, answer: Answer) -> frozenset[str]:
    if isinstance(answer, str):
        raise AnswerFormatError("a choice is answered by a list of option ids")
    chosen = frozenset(answer)
    if not chosen <= set(rule.options):
        raise AnswerFormatError("the answer names an option that does not exist")
    if not rule.multiple and len(chosen) > 1:
        raise AnswerFormatError("only one option may be chosen")
    return chosen


def _typed(answer: Answer) -> str:
    if not isinstance(answer, str):
        raise AnswerFormatError("this question is answered by a text")
    if len(answer) > LONGEST_TEXT:
        raise AnswerFormatError(f"the answer is longer than {LONGEST_TEXT} characters")
    return answer


def _text_matches(rule: TextRule, text: str) -> bool:
    if rule.exact:
        given = unicodedata.normalize("NFC", text)
        if any(unicodedata.normalize("NFC", a) == given for a in rule.answers):
            return True
        flags = re.DOTALL
    else:
        given = fold(text)
        if any(fold(answer) == given for answer in rule.answers):
            return True
        flags = re.DOTALL | re.IGNORECASE
    return any(re.fullmatch(p, given, flags) is not None for p in rule.patterns)
