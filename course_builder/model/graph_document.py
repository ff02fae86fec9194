"""The JSON form of a simulation's graph, which player, packages and releases share.

``{variables: [{name, label, start, min, max, better, unit}], nodes: [{id, choices: [{to,
when, otherwise, set: [[variable, operator, value]]}], ending, score, event: {when, before,
once} | null}], score}``. Numbers are text in their shortest form, null for none.

A condition is ``["<", left, right]`` with any comparison operator, ``["visited", node]``,
``["not", condition]``, ``["and", …]`` or ``["or", …]``; a formula is an operand or
``["+", left, right]``; an operand is the name of a variable or a number.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias, assert_never

from course_builder.model.scenario import (
    And,
    Choice,
    Comparison,
    Condition,
    Event,
    Formula,
    Graph,
    Node,
    Not,
    Operand,
    Operation,
    Or,
    Setting,
    Variable,
    Visited,
)

Document: TypeAlias = dict[str, Any]


def graph_document(graph: Graph) -> Document:
    """Return the JSON form of a graph."""
    return {
        "variables": [
            {
                "name": variable.name,
                "label": variable.label,
                "start": number_text(variable.start),
                "min": _optional_text(variable.minimum),
                "max": _optional_text(variable.maximum),
                "better": variable.better,
                "unit": variable.unit,
            }
            for variable in graph.variables
        ],
        "nodes": [_node_document(node) for node in graph.nodes.values()],
        "score": None if graph.score is None else _formula_document(graph.score),
    }


def read_graph(document: Mapping[str, Any]) -> Graph:
    """Build a graph from its JSON form.

    Raises:
        KeyError: A part is missing; likewise TypeError, ValueError and
            ArithmeticError for what has another form.
    """
    formula = document["score"]
    nodes = map(_read_node, document["nodes"])
    return Graph(
        tuple(
            Variable(
                name=variable["name"],
                label=variable["label"],
                start=Decimal(variable["start"]),
                minimum=_read_optional(variable["min"]),
                maximum=_read_optional(variable["max"]),
                better=variable["better"],
                unit=variable["unit"],
            )
            for variable in document["variables"]
        ),
        {node.id: node for node in nodes},
        None if formula is None else _read_formula(formula),
    )


def number_text(number: Decimal) -> str:
    """Return the shortest form of a number, with a decimal point: ``2.5``."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _node_document(node: Node) -> Document:
    event = node.event
    return {
        "id": node.id,
        "choices": [
            {
                "to": choice.to,
                "when": _optional_condition(choice.when),
                "otherwise": choice.otherwise,
                "set": [
                    [s.variable, s.operator, number_text(s.value)]
                    for s in choice.settings
                ],
            }
            for choice in node.choices
        ],
        "ending": node.ending,
        "score": _optional_text(node.score),
        "event": event
        and {
            "when": _condition_document(event.when),
            "before": list(event.before),
            "once": event.once,
        },
    }


def _condition_document(condition: Condition) -> list[Any]:
    match condition:
        case Comparison():
            left, right = _operand_text(condition.left), _operand_text(condition.right)
            return [condition.operator, left, right]
        case Visited():
            return ["visited", condition.node]
        case Not():
            return ["not", _condition_document(condition.condition)]
        case And():
            return ["and", *map(_condition_document, condition.conditions)]
        case Or():
            return ["or", *map(_condition_document, condition.conditions)]
        case _:
            assert_never(condition)


def _formula_document(formula: Formula) -> str | list[Any]:
    if not isinstance(formula, Operation):
        return _operand_text(formula)
    left, right = _formula_document(formula.left), _formula_document(formula.right)
    return [formula.operator, left, right]


def _operand_text(operand: Operand) -> str:
    return operand if isinstance(operand, str) else number_text(operand)


def _optional_text(number: Decimal | None) -> str | None:
    return None if number is None else number_text(number)


def _optional_condition(condition: Condition | None) -> list[Any] | None:
    return None if condition is None else _condition_document(condition)


def _read_node(document: Mapping[str, Any]) -> Node:
    event = document["event"]
    return Node(
        id=document["id"],
        choices=tuple(
            Choice(
                to=choice["to"],
                when=_read_optional_condition(choice["when"]),
                otherwise=choice["otherwise"],
                settings=tuple(
                    Setting(variable, operator, Decimal(value))
                    for variable, operator, value in choice["set"]
                ),
            )
            for choice in document["choices"]
        ),
        ending=document["ending"],
        score=_read_optional(document["score"]),
        event=event
        and Event(
            _read_condition(event["when"]), tuple(event["before"]), event["once"]
        ),
    )


def _read_condition(document: list[Any]) -> Condition:
    operator, *parts = document
    match operator:
        case "visited":
            return Visited(*parts)
        case "not":
            return Not(*map(_read_condition, parts))
        case "and":
            return And(tuple(map(_read_condition, parts)))
        case "or":
            return Or(tuple(map(_read_condition, parts)))
        case _:
            left, right = parts
            return Comparison(_read_operand(left), operator, _read_operand(right))


def _read_formula(document: str | list[Any]) -> Formula:
    if isinstance(document, str):
        return _read_operand(document)
    operator, left, right = document
    return Operation(_read_formula(left), operator, _read_formula(right))


def _read_operand(text: str) -> Operand:
    return text if text[0].isalpha() else Decimal(text)


def _read_optional(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _read_optional_condition(document: list[Any] | None) -> Condition | None:
    return None if document is None else _read_condition(document)
