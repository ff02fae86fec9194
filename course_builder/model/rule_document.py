"""The JSON form of the rules that tell a right answer.

``{type: choice, options, right, multiple, boolean, partial}``, ``{type: number, accepted:
[[low, high]], unit}`` (numbers as text), ``{type: text, answers, patterns, exact}``,
``{type: order, order, partial}``, ``{type: match, partners, partial}``, ``{type: gaps,
gaps: [number and text rules], partial}`` or ``{type: long}``.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias, assert_never

from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRange,
    NumberRule,
    OrderRule,
    Rule,
    TextRule,
)

Document: TypeAlias = dict[str, Any]


def rule_document(rule: Rule) -> Document:
    """Return the JSON form of a rule."""
    match rule:
        case ChoiceRule():
            return {
                "type": "choice",
                "options": list(rule.options),
                "right": sorted(rule.right),
                "multiple": rule.multiple,
                "boolean": rule.boolean,
                "partial": rule.partial,
            }
        case NumberRule():
            accepted = [[f"{r.low:f}", f"{r.high:f}"] for r in rule.accepted]
            return {"type": "number", "accepted": accepted, "unit": rule.unit}
        case TextRule():
            return {
                "type": "text",
                "answers": list(rule.answers),
                "patterns": list(rule.patterns),
                "exact": rule.exact,
            }
        case OrderRule():
            return {
                "type": "order",
                "order": list(rule.order),
                "partial": rule.partial,
            }
        case MatchRule():
            return {
                "type": "match",
                "partners": list(rule.partners),
                "partial": rule.partial,
            }
        case GapRule():
            gaps = [rule_document(gap) for gap in rule.gaps]
            return {"type": "gaps", "gaps": gaps, "partial": rule.partial}
        case LongRule():
            return {"type": "long"}
        case _:
            assert_never(rule)


def read_rule(document: Mapping[str, Any]) -> Rule:
    """Build a rule from its JSON form; ``partial`` is absent in format 1.

    Raises:
        ValueError: No such rule; likewise KeyError and TypeError for a part that is
            missing or of another form.
    """
    partial = document.get("partial", False)
    match document["type"]:
        case "choice":
            return ChoiceRule(
                tuple(document["options"]),
                frozenset(document["right"]),
                document["multiple"],
                document["boolean"],
                partial,
            )
        case "number" | "text":
            return _read_typed(document)
        case "order":
            return OrderRule(tuple(document["order"]), partial)
        case "match":
            return MatchRule(tuple(document["partners"]), partial)
        case "gaps":
            return GapRule(tuple(map(_read_typed, document["gaps"])), partial)
        case "long":
            return LongRule()
        case other:
            raise ValueError(f"unknown rule {other!r}")


def _read_typed(document: Mapping[str, Any]) -> NumberRule | TextRule:
    match document["type"]:
        case "number":
            accepted = document["accepted"]
            ranges = (
                NumberRange(Decimal(low), Decimal(high)) for low, high in accepted
            )
            return NumberRule(tuple(ranges), document["unit"])
        case "text":
            return TextRule(
                tuple(document["answers"]),
                tuple(document["patterns"]),
                document["exact"],
            )
        case other:
            raise ValueError(f"unknown rule of a gap {other!r}")
