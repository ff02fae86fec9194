"""The gate of a choice, as a learner reads it."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from course_builder.model.number import with_unit
from course_builder.model.scenario import (
    And,
    Comparison,
    Condition,
    Graph,
    Not,
    Operand,
    Or,
    Variable,
    Visited,
)
from course_builder.renderer.tree import Words

_TURNED = {"<": ">", "<=": ">=", "=": "=", "!=": "!=", ">=": "<=", ">": "<"}
_DENIED = {"<": ">=", "<=": ">", "=": "!=", "!=": "=", ">=": "<", ">": "<="}


def in_words(
    condition: Condition,
    graph: Graph,
    titles: Mapping[str, str],
    words: Words,
    language: str,
) -> str:
    """Return a condition as a sentence without its full stop.

    Args:
        condition: What must hold.
        graph: The simulation, for labels and units.
        titles: Of the nodes, by id; plain text.
        words: Translates our own words.
        language: BCP 47 tag, for numbers.
    """
    sentence = _Sentence(graph, titles, words, language).of(condition, holds=True)
    return sentence[:1].upper() + sentence[1:]


class _Sentence:
    def __init__(
        self, graph: Graph, titles: Mapping[str, str], words: Words, language: str
    ) -> None:
        self._variables = {variable.name: variable for variable in graph.variables}
        self._titles = titles
        self._words = words
        self._language = language

    def of(self, condition: Condition, *, holds: bool) -> str:
        """Return the words for a condition that must hold, or must not."""
        match condition:
            case Comparison():
                return self._comparison(condition, holds=holds)
            case Visited():
                title = self._titles.get(condition.node, condition.node)
                if holds:
                    return self._words("sudah melewati “{title}”").format(title=title)
                return self._words("belum melewati “{title}”").format(title=title)
            case Not():
                return self.of(condition.condition, holds=not holds)
            case And() | Or():
                # Not both is one of them not: a reader should never meet a double no.
                is_and = isinstance(condition, And) is holds
                joint = self._words("dan") if is_and else self._words("atau")
                parts = self._parts(condition.conditions, is_and=is_and, holds=holds)
                return f" {joint} ".join(parts)
            case _:
                assert_never(condition)

    def _parts(
        self, conditions: Iterable[Condition], *, is_and: bool, holds: bool
    ) -> Iterable[str]:
        for condition in conditions:
            text = self.of(condition, holds=holds)
            inner, inner_holds = condition, holds
            while isinstance(inner, Not):
                inner, inner_holds = inner.condition, not inner_holds
            mixed = isinstance(inner, And | Or) and (
                (isinstance(inner, And) is inner_holds) is not is_and
            )
            yield f"({text})" if mixed else text

    def _comparison(self, comparison: Comparison, *, holds: bool) -> str:
        left, operator, right = comparison.left, comparison.operator, comparison.right
        if not holds:
            operator = _DENIED[operator]
        if not isinstance(left, str) and isinstance(right, str):
            left, operator, right = right, _TURNED[operator], left
        unit = ""
        for operand in (left, right):
            if variable := self._variable(operand):
                unit = unit or variable.unit
        return self._sentence(operator).format(
            left=self._operand(left, unit), right=self._operand(right, unit)
        )

    def _sentence(self, operator: str) -> str:
        words = self._words
        match operator:
            case "<":
                return words("{left} kurang dari {right}")
            case "<=":
                return words("{left} paling banyak {right}")
            case "=":
                return words("{left} sama dengan {right}")
            case "!=":
                return words("{left} tidak sama dengan {right}")
            case ">=":
                return words("{left} paling sedikit {right}")
            case _:
                return words("{left} lebih dari {right}")

    def _operand(self, operand: Operand, unit: str) -> str:
        if isinstance(operand, str):
            variable = self._variable(operand)
            return variable.label if variable else operand
        return with_unit(operand, unit, self._language)

    def _variable(self, operand: Operand) -> Variable | None:
        return self._variables.get(operand) if isinstance(operand, str) else None
