"""Render simulations: the briefing on the page, all other texts for the player."""

import re
from collections.abc import Iterator, Mapping
from html import escape

from course_builder.model.gap import without_code
from course_builder.model.number import shown_number
from course_builder.model.play import LETTERS
from course_builder.model.prose import Prose
from course_builder.model.rendered import RenderedScenario
from course_builder.model.scenario import NodeText, Scenario
from course_builder.renderer.condition import in_words
from course_builder.renderer.number import points_words
from course_builder.renderer.section import Term
from course_builder.renderer.slot import filled, marked
from course_builder.renderer.text import Html, phrase, plain
from course_builder.renderer.tree import Words

DEBRIEF = ":debrief"
"""Stands for the debrief among the nodes; no id has a colon."""

_VARIABLE = re.compile(r"\{\{[ \t]*([a-z][a-z0-9_]*)[ \t]*\}\}")


def scenario_text(scenario: Scenario, prose: Prose) -> str:
    """Return the Markdown of a text with marks in place of its variables."""
    return marked(prose.text, [match.span() for match in _uses(scenario, prose)])


def briefing(scenario: Scenario, html: Html, language: str) -> str:
    """Return what stands before the play; variables have their first values."""
    if scenario.briefing is None:
        return ""
    start = {v.name: v.start for v in scenario.graph.variables}
    values = [
        shown_number(start[match[1]], language)
        for match in _uses(scenario, scenario.briefing)
    ]
    return filled(html(scenario.briefing), values, values)


def rendered_scenario(
    scenario: Scenario, title: str, html: Html, words: Words, language: str
) -> RenderedScenario:
    """Return a simulation with its texts as HTML.

    Args:
        scenario: As its author wrote it.
        title: What it is called on its page.
        html: Finds its texts.
        words: Translates our own words.
        language: BCP 47 tag, for the numbers in conditions.
    """
    titles = {node: text.title for node, text in scenario.texts.items()}
    texts: dict[str, str] = {}
    choice_texts: dict[str, tuple[str, ...]] = {}
    for node, text in scenario.texts.items():
        texts |= _node_html(scenario, node, text, html)
        choice_texts[node] = tuple(
            plain(_with_names(scenario, choice.text, html)) for choice in text.choices
        )
    if scenario.debrief is not None:
        texts |= _node_html(scenario, DEBRIEF, scenario.debrief, html)
    return RenderedScenario(
        id=scenario.id,
        title=title,
        graph=scenario.graph,
        titles=titles
        | ({DEBRIEF: scenario.debrief.title} if scenario.debrief is not None else {}),
        choice_texts=choice_texts,
        texts=texts,
        conditions=_conditions(scenario, titles, words, language),
        rounds=scenario.rounds,
        pass_mark=scenario.pass_mark,
        points=scenario.points,
        required=scenario.required,
        competencies=scenario.competencies,
    )


def scenario_terms(
    scenario: RenderedScenario, words: Words, language: str
) -> Iterator[Term]:
    """Yield what is to be known before a round begins."""
    yield Term(points_words(scenario.points, words, language))
    if scenario.rounds == 1:
        yield Term(words("Anda diminta memainkan satu putaran."))
    else:
        sentence = words(
            "Anda diminta memainkan {count} putaran; nilai terbaik yang dihitung."
        )
        yield Term(sentence.format(count=scenario.rounds))
    if scenario.pass_mark is not None:
        sentence = words("Lulus bila nilai Anda paling sedikit {pass_mark} dari 100.")
        yield Term(sentence.format(pass_mark=scenario.pass_mark))
    yield Term(words("Pilihan tidak dapat ditarik kembali."))


def _conditions(
    scenario: Scenario, titles: Mapping[str, str], words: Words, language: str
) -> dict[str, str]:
    return {
        f"{node.id}/{letter}": in_words(
            choice.when, scenario.graph, titles, words, language
        )
        for node in scenario.graph.nodes.values()
        for letter, choice in zip(LETTERS, node.choices, strict=False)
        if choice.when is not None
    }


def _node_html(
    scenario: Scenario, node: str, text: NodeText, html: Html
) -> dict[str, str]:
    texts = {node: _with_spans(scenario, text.text, html)}
    for letter, choice in zip(LETTERS, text.choices, strict=False):
        name = f"{node}/{letter}"
        texts[name] = phrase(_with_spans(scenario, choice.text, html))
        texts[f"{name}/told"] = _with_spans(scenario, choice.feedback, html)
        texts[f"{name}/else"] = _with_spans(scenario, choice.otherwise_feedback, html)
    return {name: found for name, found in texts.items() if found}


def _with_spans(scenario: Scenario, prose: Prose | None, html: Html) -> str:
    if prose is None:
        return ""
    names = [match[1] for match in _uses(scenario, prose)]
    spans = [f'<span data-variable="{name}"></span>' for name in names]
    text = filled(html(prose), spans, _labels(scenario, names))
    # Within the play only choices lead to another situation.
    return re.sub(rf'<a [^>]*\bdata-anchor="{scenario.id}"[^>]*>(.*?)</a>', r"\1", text)


def _with_names(scenario: Scenario, prose: Prose, html: Html) -> str:
    labels = _labels(scenario, [match[1] for match in _uses(scenario, prose)])
    return filled(html(prose), [escape(label) for label in labels], labels)


def _labels(scenario: Scenario, names: list[str]) -> list[str]:
    labels = {variable.name: variable.label for variable in scenario.graph.variables}
    return [labels[name] for name in names]


def _uses(scenario: Scenario, prose: Prose) -> list[re.Match[str]]:
    """Return where a text shows the value of a variable."""
    if "{{" not in prose.text:
        return []
    known = {variable.name for variable in scenario.graph.variables}
    return [m for m in _VARIABLE.finditer(without_code(prose.text)) if m[1] in known]
