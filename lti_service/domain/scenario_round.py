"""The path that somebody took through a simulation."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from course_builder.errors import PlayError
from course_builder.model.activity_progress import Round
from course_builder.model.play import LETTERS, begin, choose
from course_builder.model.rendered import RenderedScenario
from course_builder.model.scenario import Variable


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision in a simulation.

    Attributes:
        choice: HTML, with empty places for values like all texts here.
        told: HTML of what was said to it; may be empty.
        event: Title of the situation that came by itself afterwards; empty for none.
        before: Value of each variable by its name, before it.
        after: The same, after it.
        changed: The variables it moved, with their values before and after.
    """

    situation: str
    choice: str
    told: str
    event: str
    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]
    changed: tuple[tuple[Variable, Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class ReviewedRound:
    """One round of a simulation.

    Attributes:
        ending: Title of the ending; empty where it has not come to one.
        values: Of the variables now, or at the ending.
    """

    number: int
    decisions: tuple[Decision, ...]
    ending: str
    score: Decimal | None
    values: tuple[tuple[Variable, Decimal], ...]


def reviewed_round(
    scenario: RenderedScenario, number: int, one: Round
) -> ReviewedRound:
    """Play a round again; what its edition of the course no longer has ends it."""
    graph, position = scenario.graph, begin(scenario.graph)
    variables = {variable.name: variable for variable in graph.variables}
    decisions = []
    for letter in one.choices:
        try:
            step = choose(graph, position, letter)
        except PlayError:
            break
        node, after = position.node, step.position.values
        decisions.append(
            Decision(
                situation=scenario.titles.get(node, ""),
                choice=_choice(scenario, node, letter),
                told=scenario.texts.get(f"{node}/{letter}/{step.told}", ""),
                event=scenario.titles.get(step.event, "") if step.event else "",
                before=position.values,
                after=after,
                changed=tuple(
                    (variables[name], position.values[name], after[name])
                    for name in step.changes
                ),
            )
        )
        position = step.position
    return ReviewedRound(
        number=number,
        decisions=tuple(decisions),
        ending=scenario.titles.get(one.ending, "") if one.ending else "",
        score=one.score,
        values=tuple(
            (variables[name], value) for name, value in position.values.items()
        ),
    )


def _choice(scenario: RenderedScenario, node: str, letter: str) -> str:
    plain = scenario.choice_texts[node][LETTERS.index(letter)]
    return scenario.texts.get(f"{node}/{letter}") or escape(plain)
