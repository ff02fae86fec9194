"""How simulations are played and scored; the cases also run in JavaScript."""

import json
from decimal import Decimal
from typing import Any

import pytest

from course_builder.errors import PlayError
from course_builder.model.activity_progress import Round, ScenarioProgress
from course_builder.model.graph_document import (
    _read_condition,
    graph_document,
    number_text,
    read_graph,
)
from course_builder.model.meaning import holds
from course_builder.model.play import (
    LETTERS,
    begin_round,
    choose,
    choose_in_round,
    is_open,
    reflect,
    replay,
    score,
)
from course_builder.model.scenario import Graph
from tests.course_builder.model.cases import cases

SHARED = cases("play")


def name_of(case: Any) -> str:
    return str(case["name"])


def outcome(graph: Graph, letters: str) -> dict[str, Any]:
    """Return everything that is known after some choices."""
    position = replay(graph, letters)
    node = graph.nodes[position.node]
    found: dict[str, Any] = {
        "node": position.node,
        "values": texts(position.values),
        "visited": sorted(position.visited),
        "open": "".join(
            letter
            for letter, _ in zip(LETTERS, node.choices, strict=False)
            if is_open(graph, position, letter)
        ),
    }
    if node.ending:
        found["score"] = number_text(score(graph, position))
    if letters:
        step = choose(graph, replay(graph, letters[:-1]), letters[-1])
        assert step.position == position
        found |= {
            "told": step.told,
            "event": step.event,
            "changes": texts(step.changes),
        }
    return found


def texts(values: Any) -> dict[str, str]:
    return {name: number_text(value) for name, value in values.items()}


def progress_of(given: Any) -> ScenarioProgress:
    rounds = (
        Round(
            one["choices"],
            one["ending"],
            None if one["score"] is None else Decimal(str(one["score"])),
        )
        for one in given["rounds"]
    )
    return ScenarioProgress(tuple(rounds), given["reflection"])


def go_on(graph: Graph, before: ScenarioProgress, step: list[str]) -> ScenarioProgress:
    match step:
        case ["begin"]:
            return begin_round(graph, before)
        case ["choose", letter]:
            return choose_in_round(graph, before, letter)
        case _:
            return reflect(before, step[1])


@pytest.mark.parametrize("case", SHARED["conditions"], ids=name_of)
def test_a_condition_holds_or_fails(case):
    values = {name: Decimal(value) for name, value in case["values"].items()}

    held = holds(_read_condition(case["condition"]), values, frozenset(case["visited"]))

    assert held is case["holds"]


@pytest.mark.parametrize("case", SHARED["plays"], ids=name_of)
def test_a_round_is_played(case):
    graph, expected = read_graph(case["graph"]), case["expect"]

    if expected.get("error"):
        with pytest.raises(PlayError):
            replay(graph, case["letters"])
    else:
        found = outcome(graph, case["letters"])
        assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("case", SHARED["rounds"], ids=name_of)
def test_rounds_are_kept(case):
    graph = read_graph(case["graph"])
    progress = progress_of(case["before"])
    *steps, last = case["steps"]
    for step in steps:
        progress = go_on(graph, progress, step)

    if case["error"]:
        with pytest.raises(PlayError):
            go_on(graph, progress, last)
    else:
        progress = go_on(graph, progress, last)

    assert progress == progress_of(case["after"])


@pytest.mark.parametrize(
    "graph",
    [case["graph"] for case in SHARED["plays"]],
    ids=range(len(SHARED["plays"])),
)
def test_a_graph_is_the_same_after_a_trip_through_json(graph):
    there = read_graph(graph)

    back = json.loads(json.dumps(graph_document(there)))

    assert read_graph(back) == there


def test_there_are_enough_cases():
    assert sum(map(len, SHARED.values())) >= 120


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("24.00", "24"),
        ("2.50", "2.5"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("1E+3", "1000"),
        ("100", "100"),
        ("0.000001", "0.000001"),
    ],
)
def test_a_number_is_written_in_its_shortest_form(number, text):
    assert number_text(Decimal(number)) == text
