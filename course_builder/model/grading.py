"""How an answer is read and graded; `player/grading.js` does the same.

Both are held together by ``tests/cases/grading.json``, which runs in both languages.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, assert_never

from course_builder.errors import AnswerFormatError
from course_builder.model.question import ChoiceRule, NumberRule, Rule, TextRule
from course_builder.model.rendered import RenderedQuestion

Answer: TypeAlias = str | tuple[str, ...]
"""Ids of the chosen options, or what the learner typed."""

LONGEST_TEXT = 1000
"""Characters of a typed answer; more is refused, so that no pattern runs long."""

_SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SPACES = re.compile(f"[{_SPACE}]+")
_NUMBER = re.compile(r"([+-]?)([0-9][0-9., ]*)(?: ?([^0-9., +-][^ ]*))?")


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

    Languages other than English write a decimal comma. There a point before exactly
    three digits separates thousands (``5.950``), any other point is decimal (``2.5``);
    English is the mirror image. Spaces may separate thousands.

    Args:
        text: What was typed.
        language: BCP 47 tag of the course.
        unit: A word that may follow the number.
    """
    match = _NUMBER.fullmatch(collapse(text.replace("\u2212", "-")))
    if match is None:
        return None
    sign, digits, word = match.groups()
    if word is not None and fold(word) != fold(unit):
        return None
    mark, other = (
        (".", ",") if language.split("-", maxsplit=1)[0].lower() == "en" else (",", ".")
    )
    whole, _, decimals = digits.strip(" ").partition(mark)
    groups = re.split(rf"[{other} ]", whole)
    mixed = other in whole and " " in whole
    if len(groups) > 1 and not mixed and _are_thousands(groups):
        whole = "".join(groups)
    elif not decimals and mark not in digits and whole.count(other) == 1:
        whole, _, decimals = whole.partition(other)
        if not decimals:
            return None
    elif len(groups) == 1 and _is_short_thousands(digits, mark):
        whole, decimals = digits.replace(mark, ""), ""
    if not whole.isdecimal() or (decimals and not decimals.isdecimal()):
        return None
    if digits.strip(" ").endswith(mark):
        return None
    return Decimal(f"{sign}{whole}.{decimals or '0'}")


def _are_thousands(groups: list[str]) -> bool:
    first, *rest = groups
    return (
        0 < len(first) <= 3  # noqa: PLR2004 - digits of a group
        and first != "0"
        and all(len(group) == 3 for group in rest)  # noqa: PLR2004
    )


def _is_short_thousands(digits: str, mark: str) -> bool:
    """Tell that several decimal marks can only have been meant as thousands."""
    return digits.count(mark) > 1 and _are_thousands(digits.split(mark))


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
            middle = (first.low + first.high) / 2
            return f"{middle.normalize():f} {rule.unit}".strip()
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
        flags = re.RegexFlag(0)
    else:
        given = fold(text)
        if any(fold(answer) == given for answer in rule.answers):
            return True
        flags = re.IGNORECASE
    return any(re.fullmatch(p, given, flags) is not None for p in rule.patterns)
