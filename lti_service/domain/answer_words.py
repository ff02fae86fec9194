"""The key of a question as an author reads it."""

from typing import assert_never

from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRule,
    OrderRule,
    TextRule,
)
from course_builder.model.rendered import RenderedQuestion


def key_words(question: RenderedQuestion) -> str:
    """Return what is right, in the words of its options; empty for an open answer."""
    texts, rule = question.option_texts, question.rule
    match rule:
        case ChoiceRule():
            named = (one for one in rule.options if one in rule.right)
            return "; ".join(texts.get(one, one) for one in named)
        case NumberRule() | TextRule():
            return _typed(rule)
        case OrderRule():
            return " → ".join(texts.get(one, one) for one in rule.order)
        case MatchRule():
            left = [*question.left_texts, *rule.partners[len(question.left_texts) :]]
            pairs = zip(left, rule.partners, strict=False)
            return "; ".join(
                f"{one} → {texts.get(other, other)}" for one, other in pairs
            )
        case GapRule():
            return "; ".join(
                f"{number}: {_typed(gap)}" for number, gap in enumerate(rule.gaps, 1)
            )
        case LongRule():
            return ""
        case _:
            assert_never(rule)


def _typed(rule: NumberRule | TextRule) -> str:
    if isinstance(rule, NumberRule):
        ranges = (
            f"{r.low:f}" if r.low == r.high else f"{r.low:f} – {r.high:f}"
            for r in rule.accepted
        )
        return " / ".join(ranges) + (f" {rule.unit}" if rule.unit else "")
    patterns = (f"/{pattern}/" for pattern in rule.patterns)
    exact = "=" if rule.exact else ""
    return " / ".join([*(f"“{answer}”{exact}" for answer in rule.answers), *patterns])
