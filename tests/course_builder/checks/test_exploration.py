"""What the explorer finds is what playing every sequence of choices finds."""

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings, strategies as st

from course_builder.build import check
from course_builder.checks.exploration import explore
from course_builder.checks.scenario import explore_course
from course_builder.model.course import Course, Module, Page
from course_builder.model.exploration import Exploration
from course_builder.model.play import LETTERS, Position, begin, choose, is_open
from course_builder.model.scenario import (
    And,
    Choice,
    Comparison,
    Condition,
    Event,
    Graph,
    Node,
    Not,
    Or,
    Scenario,
    Setting,
    Variable,
    Visited,
)
from tests.course_builder.model.cases import CASES

MOST_STEPS = 8
IDS = ("satu", "dua", "tiga", "empat")
ENDINGS = ("selamat", "terlambat")


class Brute(NamedTuple):
    """What playing every sequence of choices finds."""

    ends: Counter[str]
    steps: list[int]
    dead: set[str]
    shown: set[str]
    values: set[tuple[str, tuple[Decimal, ...]]]
    is_whole: bool


def play_all(graph: Graph, most_steps: int = MOST_STEPS) -> Brute:
    """Play every sequence of choices, but none that is longer than some steps."""
    found = Brute(Counter(), [], set(), set(), set(), is_whole=True)
    waiting: list[tuple[Position, int]] = [(begin(graph), 0)]
    while waiting:
        position, steps = waiting.pop()
        node = graph.nodes[position.node]
        found.shown.add(node.id)
        if node.ending:
            found.ends[node.id] += 1
            found.steps.append(steps)
            found.values.add((node.id, tuple(position.values.values())))
            continue
        letters = [
            letter
            for letter, _ in zip(LETTERS, node.choices, strict=False)
            if is_open(graph, position, letter)
        ]
        if not letters:
            found.dead.add(node.id)
        elif steps == most_steps:
            found = found._replace(is_whole=False)
        else:
            waiting += [
                (choose(graph, position, letter).position, steps + 1)
                for letter in letters
            ]
    return found


def scenario_of(graph: Graph) -> Scenario:
    return Scenario("sim", graph, {})


NUMBERS = st.sampled_from(["-1", "0", "0.5", "1", "2"]).map(Decimal)
VARIABLES = st.tuples(
    st.builds(
        Variable,
        st.just("x"),
        st.just("X"),
        st.just(Decimal(1)),
        st.sampled_from([None, Decimal(0)]),
        st.sampled_from([None, Decimal(2), Decimal("2.25")]),
    ),
    st.builds(Variable, st.just("y"), st.just("Y"), st.just(Decimal("0.5"))),
)
OPERANDS = st.sampled_from(["x", "y"]) | NUMBERS
ATOMS = st.builds(
    Comparison, OPERANDS, st.sampled_from(["<", "<=", "=", "!=", ">=", ">"]), OPERANDS
) | st.builds(Visited, st.sampled_from(IDS))
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.tuples(inner, inner))
        | st.builds(Or, st.tuples(inner, inner))
    ),
    max_leaves=3,
)
TARGETS = st.sampled_from([*IDS, *ENDINGS])
SETTINGS = st.builds(
    Setting, st.sampled_from(["x", "y"]), st.sampled_from("+-="), NUMBERS
)
EVENTS = st.none() | st.builds(
    Event, CONDITIONS, st.lists(TARGETS, max_size=2).map(tuple), st.booleans()
)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Return a graph that mostly leads on, so that its plays can be counted."""
    nodes = []
    may_turn_back = draw(st.integers(0, 3)) == 0
    for number, name in enumerate(IDS):
        later = st.sampled_from([*IDS[number + 1 :], *ENDINGS])
        targets = TARGETS if may_turn_back else later
        choices = st.builds(
            Choice,
            targets,
            st.none() | CONDITIONS,
            st.none() | targets,
            st.lists(SETTINGS, max_size=2).map(tuple),
        )
        chosen = draw(st.lists(choices, min_size=1, max_size=3))
        nodes.append(Node(name, tuple(chosen), event=draw(EVENTS)))
    nodes += [Node(name, ending=True) for name in ENDINGS]
    return Graph(draw(VARIABLES), {node.id: node for node in nodes})


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_counts_are_those_of_playing_everything(graph):
    brute = play_all(graph)

    found = explore(scenario_of(graph), 3000)

    assert brute.shown <= set(found.shown)
    assert brute.dead <= set(found.dead)
    if found.complete and brute.is_whole:
        assert found.paths == brute.ends.total()
        assert found.shortest == min(brute.steps, default=None)
        assert found.longest == max(brute.steps, default=None)
        assert found.share is not None
        total = brute.ends.total() or 1
        assert found.share == {name: brute.ends[name] / total for name in ENDINGS}
        assert (set(found.shown), set(found.dead)) == (brute.shown, brute.dead)
        assert set(found.ends) == brute.values
    if found.complete and not brute.is_whole and found.paths is not None:
        assert found.paths >= brute.ends.total()
    if found.loops:
        assert (found.paths, found.longest, found.share) == (None, None, None)


def test_pulau_seruni_comes_out_as_it_was_outlined():
    checked = check(CASES / "pulau-seruni")

    ((scenario, found),) = checked.explorations

    assert scenario.id == "sim-erupsi-pulau-seruni"
    assert (found.nodes, found.endings) == (19, 4)
    assert (found.paths, found.longest, found.complete) == (1295, 12, True)
    assert found.share is not None
    assert found.share["selamat-dan-pulih"] == 71 / 1295
    assert sum(found.share.values()) == pytest.approx(1)


def line(length: int, choices: int, **more: Node) -> Graph:
    """Return nodes in a row, each with as many choices that lead to the next."""
    names = [f"n{number}" for number in range(length)] + ["akhir"]
    nodes = {
        name: Node(name, (Choice(names[number + 1]),) * choices)
        for number, name in enumerate(names[:-1])
    }
    return Graph((), nodes | {"akhir": Node("akhir", ending=True)} | more)


def test_paths_are_counted_exactly_where_they_are_many():
    found = explore(scenario_of(line(200, 3)))

    assert found.paths == 3**200
    assert (found.shortest, found.longest, found.states) == (200, 200, 201)
    assert found.share == {"akhir": 1.0}


def test_a_number_of_paths_that_nobody_can_write_down_is_beyond_the_bound():
    found = explore(scenario_of(line(10_000, 26)))

    assert (found.complete, found.paths, found.shortest) == (False, None, None)


def test_what_an_ending_was_not_reached_by_has_no_share():
    other = Node("lain", ending=True)

    found = explore(scenario_of(line(2, 2, lain=other)))

    assert found.share == {"akhir": 1.0, "lain": 0.0}
    assert "lain" not in found.shown


def test_a_start_that_is_an_ending_is_one_path_of_no_choices():
    found = explore(scenario_of(line(0, 1)))

    assert (found.paths, found.shortest, found.longest) == (1, 0, 0)


def loop(**more: Choice) -> Exploration:
    nodes = {
        "satu": Node("satu", (Choice("dua"), Choice("akhir"))),
        "dua": Node("dua", (Choice("satu"), *more.values())),
        "akhir": Node("akhir", ending=True),
    }
    return explore(scenario_of(Graph((), nodes)))


def test_a_loop_with_a_way_out_has_no_number_of_paths():
    found = loop()

    assert (found.paths, found.longest, found.share) == (None, None, None)
    assert (found.shortest, found.complete, found.loops) == (1, True, ("satu",))


def test_a_loop_without_a_way_out_is_where_play_gets_stuck():
    nodes = {
        "satu": Node("satu", (Choice("dua"), Choice("akhir"))),
        "dua": Node("dua", (Choice("tiga"),)),
        "tiga": Node("tiga", (Choice("dua"),)),
        "akhir": Node("akhir", ending=True),
    }

    found = explore(scenario_of(Graph((), nodes)))

    assert set(found.stuck) == {"dua"}
    assert (found.paths, found.longest, found.loops) == (1, 1, ())


def test_a_state_is_a_node_the_values_and_the_visited_nodes_that_are_read():
    def states(condition: Condition | None) -> int:
        nodes = {
            "satu": Node("satu", (Choice("kiri"), Choice("kanan"))),
            "kiri": Node("kiri", (Choice("tengah"),)),
            "kanan": Node("kanan", (Choice("tengah"),)),
            "tengah": Node("tengah", (Choice("akhir", condition, "akhir"),)),
            "akhir": Node("akhir", ending=True),
        }
        return explore(scenario_of(Graph((), nodes))).states

    assert states(None) == 5
    assert states(Visited("kiri")) == 7


def test_once_reads_its_own_node():
    def states(*, once: bool) -> int:
        event = Event(Comparison("x", "<", Decimal(0)), once=once)
        nodes = {
            "satu": Node("satu", (Choice("kejadian"), Choice("tengah"))),
            "kejadian": Node("kejadian", (Choice("tengah"),), event=event),
            "tengah": Node("tengah", (Choice("akhir"),)),
            "akhir": Node("akhir", ending=True),
        }
        variable = Variable("x", "X", Decimal(0))
        return explore(scenario_of(Graph((variable,), nodes))).states

    assert states(once=False) == 4
    assert states(once=True) == 6


def counter(step: str, most: int) -> Exploration:
    choice = Choice("satu", settings=(Setting("x", "+", Decimal(step)),))
    nodes = {
        "satu": Node("satu", (choice, Choice("akhir"))),
        "akhir": Node("akhir", ending=True),
    }
    variable = Variable("x", "X", Decimal(0))
    return explore(scenario_of(Graph((variable,), nodes)), most)


def test_the_bound_is_told():
    found = counter("0.001", 500)

    assert not found.complete
    assert 500 < found.states < 510
    assert (found.paths, found.shortest, found.longest, found.share) == (None,) * 4


def test_a_scenario_that_was_not_read_whole_is_not_walked():
    found = explore(Scenario("sim", line(2, 2), {}, is_whole=False))

    assert (found.nodes, found.endings, found.states) == (2, 1, 0)
    assert (found.complete, found.paths) == (False, None)


def test_many_events_and_long_conditions_end_soon():
    never = And((Comparison("x", ">", Decimal(5)),) * 200)
    variable = Variable("x", "X", Decimal(0), Decimal(0), Decimal(3))
    names = [f"n{number}" for number in range(2000)]
    nodes = {
        name: Node(name, (Choice(after),) * 3, event=Event(never))
        for name, after in zip(names, [*names[1:], "akhir"], strict=True)
    }
    graph = Graph((variable,), nodes | {"akhir": Node("akhir", ending=True)})

    assert not explore(scenario_of(graph)).complete


def test_a_course_of_many_large_simulations_is_not_walked_for_ever(monkeypatch):
    monkeypatch.setattr("course_builder.checks.scenario.MOST_STATES", 400)
    monkeypatch.setattr("course_builder.checks.scenario.MOST_STATES_OF_COURSE", 1000)
    choice = Choice("satu", settings=(Setting("x", "+", Decimal(1)),))
    nodes = {
        "satu": Node("satu", (choice, Choice("akhir"))),
        "akhir": Node("akhir", ending=True),
    }
    large = scenario_of(Graph((Variable("x", "X", Decimal(0)),), nodes))
    page = Page("modul/halaman", "halaman", "Halaman", (large,) * 6)
    module = Module("modul", "Modul", 45, (page,))
    course = Course("kursus", "Kursus", "id", "1.0", Decimal(1), (module,))

    states = [found.states for _, found in explore_course(course)]

    assert len(states) == 6
    assert 1000 <= sum(states) < 1010
    assert states[-1] == 0
