"""What the conditions and formulas of a simulation mean."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from course_builder.model.scenario import (
    And,
    Comparison,
    Condition,
    Formula,
    Not,
    Operand,
    Operation,
    Or,
    Visited,
)


def holds(
    condition: Condition, values: Mapping[str, Decimal], visited: frozenset[str]
) -> bool:
    """Tell whether a condition is true."""
    match condition:
        case Comparison():
            left = _value(condition.left, values)
            return compare(left, condition.operator, _value(condition.right, values))
        case Visited():
            return condition.node in visited
        case Not():
            return not holds(condition.condition, values, visited)
        case And():
            return all(holds(part, values, visited) for part in condition.conditions)
        case Or():
            return any(holds(part, values, visited) for part in condition.conditions)
        case _:
            assert_never(condition)


def compare(left: Decimal | int, operator: str, right: Decimal | int) -> bool:
    """Tell whether ``left operator right`` is true."""
    match operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case "=":
            return left == right
        case "!=":
            return left != right
        case ">=":
            return left >= right
        case ">":
            return left > right
        case other:
            raise ValueError(f"unknown operator {other!r}")


def compute(formula: Formula, values: Mapping[str, Decimal]) -> Fraction:
    """Return the value of a formula.

    Raises:
        ZeroDivisionError: It divides by zero.
    """
    if not isinstance(formula, Operation):
        return Fraction(_value(formula, values))
    left = compute(formula.left, values)
    right = compute(formula.right, values)
    match formula.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case other:
            raise ValueError(f"unknown operator {other!r}")


def _value(operand: Operand, values: Mapping[str, Decimal]) -> Decimal:
    return values[operand] if isinstance(operand, str) else operand
