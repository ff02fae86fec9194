"""How an answer is read and graded; `player/grading.js` does the same.

Both are held together by ``tests/cases/grading.json``, which runs in both languages.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, TypeAlias, assert_never

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import Answer
from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRule,
    OrderRule,
    Rule,
    TextRule,
)

if TYPE_CHECKING:  # Checking a course reads typed answers, and renders nothing.
    from course_builder.model.rendered import RenderedQuestion

LONGEST_TEXT = 1000
"""Characters of a typed answer; more is refused, so that no pattern runs long."""

LONGEST_ESSAY = 20_000
"""Characters of an open answer, which no pattern reads; more is refused."""

Share: TypeAlias = tuple[int, int]
"""What part of the points is earned: of the second number, the first."""

NOTHING: Share = (0, 1)
EVERYTHING: Share = (1, 1)

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
        key: A right answer, in the form of an answer; only once closed, else empty.
        share: What part is right. Not reduced: 2 of 4 pairs are (2, 4); without partial
            credit it is (0, 1) or (1, 1).
        marked: False for an open answer, which is neither right nor wrong before a
            person has read it.
        parts: Which places, pairs or gaps are right; only once closed, else empty.
    """

    right: bool
    closed: bool
    options: dict[str, str] = field(default_factory=dict)
    text: str = ""
    explanation: str = ""
    key: Answer = ()
    share: Share = NOTHING
    marked: bool = True
    parts: tuple[bool, ...] = ()


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


def share(rule: Rule, answer: Answer, language: str) -> Share:
    """Return what part of the points an answer earns; nothing for an open answer.

    Raises:
        AnswerFormatError: The answer has not the form the rule asks for.
    """
    match rule:
        case ChoiceRule():
            return _choice_share(rule, _chosen(rule, answer))
        case NumberRule() | TextRule():
            return _whole(right=_is_right(rule, _typed(answer), language))
        case OrderRule() | MatchRule() | GapRule():
            right = right_parts(rule, answer, language)
            if rule.partial:
                return sum(right), len(right)
            return _whole(right=all(right))
        case LongRule():
            _typed(answer, LONGEST_ESSAY)
            return NOTHING
        case _:
            assert_never(rule)


def right_parts(rule: Rule, answer: Answer, language: str) -> tuple[bool, ...]:
    """Return which places, pairs or gaps are right; empty for other rules.

    Raises:
        AnswerFormatError: The answer has not the form the rule asks for.
    """
    match rule:
        case OrderRule():
            given = _listed(answer, len(rule.order))
            if sorted(given) != sorted(rule.order):
                raise AnswerFormatError("the answer must name each item once")
            return tuple(a == b for a, b in zip(given, rule.order, strict=True))
        case MatchRule():
            given = _listed(answer, len(rule.partners))
            if not set(given) <= {*rule.partners, ""}:
                raise AnswerFormatError(
                    "the answer names a partner that does not exist"
                )
            return tuple(a == b for a, b in zip(given, rule.partners, strict=True))
        case GapRule():
            texts = [_typed(text) for text in _listed(answer, len(rule.gaps))]
            gaps = zip(rule.gaps, texts, strict=True)
            return tuple(_is_right(gap, text, language) for gap, text in gaps)
        case _:
            return ()


def points_for(question: "RenderedQuestion", earned: Share, hints: int) -> Decimal:
    """Return the points of one try, 0 to ``question.points``, rounded half up to 0.01.

    Args:
        question: The question.
        earned: Part of the points.
        hints: How many hints had been opened before.
    """
    points, whole = question.points.as_integer_ratio()
    rounded = _rounded(points * earned[0], whole * earned[1])
    return max(Decimal(0), rounded - question.hint_cost * hints)


def rounded_points(points: Fraction) -> Decimal:
    """Return points >= 0, rounded half up to 0.01."""
    return _rounded(points.numerator, points.denominator)


def _rounded(points: int, whole: int) -> Decimal:
    # In whole numbers: a launch asks this of each question, and a Fraction is slow.
    return Decimal((200 * points + whole) // (2 * whole)) / 100


def feedback(
    question: "RenderedQuestion",
    answer: Answer,
    earned: Share,
    parts: tuple[bool, ...] = (),
    *,
    closed: bool,
) -> Feedback:
    """Return what the learner is told; the key only once the question is closed.

    Args:
        question: The question.
        answer: The answer; empty for none.
        earned: What part of the points the answer earns before hints.
        parts: Which places, pairs or gaps are right.
        closed: Whether no further answer counts.
    """
    chosen = answer if isinstance(answer, tuple) else ()
    texts = question.option_feedback
    right = earned[0] == earned[1]
    text = question.right if right else question.wrong
    return Feedback(
        right=right,
        closed=closed,
        options={option: texts[option] for option in chosen if option in texts},
        text=text if question.is_graded else "",
        explanation=question.explanation if closed else "",
        key=right_answer(question.rule) if closed else (),
        share=earned,
        marked=question.is_graded,
        parts=parts if closed else (),
    )


def right_answer(rule: Rule) -> Answer:
    """Return one right answer, as it is shown to a learner."""
    match rule:
        case ChoiceRule():
            return tuple(option for option in rule.options if option in rule.right)
        case NumberRule() | TextRule():
            return _right_text(rule)
        case OrderRule():
            return rule.order
        case MatchRule():
            return rule.partners
        case GapRule():
            return tuple(_right_text(gap) for gap in rule.gaps)
        case LongRule():
            return ""
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


def _choice_share(rule: ChoiceRule, chosen: frozenset[str]) -> Share:
    if not (rule.partial and rule.multiple):
        return _whole(right=chosen == rule.right)
    rightly = len(chosen & rule.right)
    return max(0, 2 * rightly - len(chosen)), len(rule.right)


def _listed(answer: Answer, length: int) -> tuple[str, ...]:
    if isinstance(answer, str):
        raise AnswerFormatError("this question is answered by a list")
    if len(answer) != length:
        raise AnswerFormatError(f"the answer must have {length} parts")
    return answer


def _whole(*, right: bool) -> Share:
    return EVERYTHING if right else NOTHING


def _typed(answer: Answer, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(answer, str):
        raise AnswerFormatError("this question is answered by a text")
    if len(answer) > longest:
        raise AnswerFormatError(f"the answer is longer than {longest} characters")
    return answer


def _is_right(rule: NumberRule | TextRule, text: str, language: str) -> bool:
    if isinstance(rule, TextRule):
        return _text_matches(rule, text)
    number = read_number(text, language, rule.unit)
    return number is not None and any(r.low <= number <= r.high for r in rule.accepted)


def _right_text(rule: NumberRule | TextRule) -> str:
    if isinstance(rule, TextRule):
        return rule.answers[0] if rule.answers else ""
    first = rule.accepted[0]
    middle = _EXACT.multiply(_EXACT.add(first.low, first.high), Decimal("0.5"))
    return f"{_EXACT.normalize(middle):f} {rule.unit}".strip()


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
