"""The picture of a simulation, and where its nodes stand."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st
from lxml import etree

from course_builder.build import check
from course_builder.checks.exploration import explore
from course_builder.checks.graph_drawing import draw
from course_builder.checks.layering import arrange
from course_builder.model.scenario import (
    Choice,
    Comparison,
    Event,
    Graph,
    Node,
    NodeText,
    Scenario,
    Setting,
    Variable,
)
from tests.course_builder.model.cases import CASES

SVG = "{http://www.w3.org/2000/svg}"


def drawn(scenario: Scenario, language: str = "id") -> etree._Element:
    return etree.fromstring(draw(scenario, explore(scenario), language).encode())


def words(element: etree._Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def boxes(picture: etree._Element) -> dict[str, etree._Element]:
    """Return the group of each node by its words."""
    groups = (g for g in picture.iter(f"{SVG}g") if "node" in g.get("class", ""))
    return {words(group): group for group in groups}


def scenario_of(graph: Graph, **titles: str) -> Scenario:
    texts = {name: NodeText(titles.get(name, name)) for name in graph.nodes}
    return Scenario("sim", graph, texts)


@pytest.fixture(scope="module")
def seruni() -> etree._Element:
    ((scenario, found),) = check(CASES / "pulau-seruni").explorations
    return etree.fromstring(draw(scenario, found, "id").encode())


def test_every_node_is_drawn_and_the_endings_tell_their_share(seruni):
    found = boxes(seruni)

    assert len(found) == 23
    assert "Status Siaga mulai" in found
    assert "Selamat dan pulih akhir, 5,5% jalur" in found
    assert found["Selamat dan pulih akhir, 5,5% jalur"].get("class") == "node ending"


def test_the_picture_says_in_words_what_it_shows(seruni):
    assert seruni.get("role") == "img"
    named = (seruni.get("aria-labelledby") or "").split()
    title, description = (seruni.find(f".//*[@id='{name}']") for name in named)
    assert title is not None
    assert description is not None
    assert words(title) == "Erupsi Gunung Seruni: evakuasi satu kecamatan kepulauan"
    assert words(description).startswith("19 simpul dan 4 akhir. Status Siaga (mulai):")
    assert "a → Pos komando" in words(description)
    assert "! → Fase terberat" in words(description)


def test_the_picture_needs_nothing_else(seruni):
    text = etree.tostring(seruni, encoding="unicode")

    addresses = re.findall(r"(?:href|src|url\()=?[\"']?([^\"')]*)", text)
    assert set(addresses) == {"#tip"}
    assert "prefers-color-scheme: dark" in text
    assert "<script" not in text


def test_lines_tell_choices_gates_and_events_apart():
    variable = Variable("x", "X", Decimal(1))
    low = Comparison("x", "<=", Decimal(0))
    nodes = {
        "satu": Node(
            "satu",
            (
                Choice("dua", settings=(Setting("x", "-", Decimal(1)),)),
                Choice("akhir", low, "dua"),
                Choice("akhir"),
            ),
        ),
        "dua": Node("dua", (Choice("akhir"),)),
        "bencana": Node("bencana", (Choice("akhir"),), event=Event(low)),
        "sepi": Node("sepi", (Choice("akhir"),)),
        "akhir": Node("akhir", ending=True),
    }
    picture = drawn(scenario_of(Graph((variable,), nodes)), "en")

    kinds = [
        path.get("class", "")
        for path in picture.iter(f"{SVG}path")
        if path.get("marker-end")
    ]
    letters = [
        words(t) for t in picture.iter(f"{SVG}text") if t.get("class") == "letter"
    ]
    assert sorted(kinds) == ["way"] * 5 + ["way else", "way event"]
    assert sorted(letters) == ["a"] * 4 + ["b", "bc"]
    assert "sepi not reached" in boxes(picture)
    assert "akhir ending, 100.0% of paths" in boxes(picture)


def test_long_titles_are_wrapped_and_cut():
    nodes = {
        "satu": Node("satu", (Choice("akhir"),)),
        "akhir": Node("akhir", ending=True),
    }
    title = "Gelombang <tinggi> & " + "tanpa henti " * 20
    picture = drawn(scenario_of(Graph((), nodes), satu=title, akhir="x" * 500))

    lines = [words(t) for t in picture.iter(f"{SVG}text") if t.get("class") == "name"]
    assert lines[0] == "Gelombang <tinggi> &"
    assert lines[2].endswith("…")
    assert max(map(len, lines)) <= 24


def test_a_node_that_leads_to_itself_and_back_is_drawn():
    nodes = {
        "satu": Node("satu", (Choice("satu"), Choice("dua"))),
        "dua": Node("dua", (Choice("satu"), Choice("akhir"))),
        "akhir": Node("akhir", ending=True),
    }

    picture = drawn(scenario_of(Graph((), nodes)))

    ways = [path for path in picture.iter(f"{SVG}path") if path.get("marker-end")]
    assert len(ways) == 4


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40))
def test_nodes_of_a_layer_never_overlap_and_edges_lead_down(edges):
    found = arrange(12, edges, 100, 20)

    for layer in set(found.layers):
        places = sorted(
            found.across[node] for node in range(12) if found.layers[node] == layer
        )
        assert all(other - one >= 99.99 for one, other in pairwise(places))
    for (one, other), bends in found.bends.items():
        assert len(bends) == found.layers[other] - found.layers[one] - 1


def test_two_hundred_nodes_are_drawn_without_overlap():
    names = [f"n{number}" for number in range(200)]
    nodes = {
        name: Node(
            name,
            tuple(
                Choice(names[number + step] if number + step < 200 else "akhir")
                for step in (1, 3, 7)
            ),
        )
        for number, name in enumerate(names)
    } | {"akhir": Node("akhir", ending=True)}

    picture = drawn(scenario_of(Graph((), nodes)))

    rows: dict[str, list[float]] = {}
    for group in boxes(picture).values():
        (box,) = group.iter(f"{SVG}rect")
        rows.setdefault(box.get("y", ""), []).append(float(box.get("x", "")))
    assert sum(map(len, rows.values())) == 201
    for row in rows.values():
        assert all(other - one >= 184 for one, other in pairwise(sorted(row)))
