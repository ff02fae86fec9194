"""Render questions: a form without a key, and the texts that are told afterwards."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape, unescape
from pathlib import Path
from string import Template
from typing import NamedTuple

from course_builder.model.grading import LONGEST_TEXT
from course_builder.model.prose import Prose
from course_builder.model.question import NumberRule, Question
from course_builder.model.rendered import RenderedQuestion
from course_builder.renderer.tree import Words

LONGEST_TITLE = 250
"""Characters of a question's title; SCORM 2004 allows a description no more."""

_TEMPLATES = Path(__file__).parent.parent / "templates"
_IMAGE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')
_BLOCK_END = re.compile(r"</(?:p|div|li|tr|td|th|h[1-6]|dt|dd|pre|figcaption)>|<[bh]r>")
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<p>(?P<inner>(?:(?!</?p>).)*)</p>\s*", re.DOTALL)


class QuestionTexts(NamedTuple):
    """HTML of everything in a question, in the order of `shown` and `told`.

    Attributes:
        shown: Prompt and options.
        told: Feedback of options, hints, right, wrong and explanation.
    """

    shown: Sequence[str]
    told: Sequence[str]


def shown(question: Question) -> Iterator[Prose]:
    """Return the texts that a learner sees before answering."""
    yield question.prompt
    for option in question.options:
        yield option.text


def told(question: Question) -> Iterator[Prose]:
    """Return the texts that belong to the answer key."""
    for option in question.options:
        if option.feedback is not None:
            yield option.feedback
    yield from question.hints
    for text in (question.right, question.wrong, question.explanation):
        if text is not None:
            yield text


def rendered_question(question: Question, texts: QuestionTexts) -> RenderedQuestion:
    """Return a question with its texts as HTML."""
    told_html = iter(texts.told)
    options = zip(question.options, texts.shown[1:], strict=True)
    return RenderedQuestion(
        id=question.id,
        title=_title(texts.shown[0]),
        rule=question.rule,
        points=question.points,
        hint_cost=question.hint_cost,
        attempts=question.attempts,
        required=question.required,
        competencies=question.competencies,
        option_texts={option.id: plain(html) for option, html in options},
        option_feedback={
            option.id: next(told_html)
            for option in question.options
            if option.feedback is not None
        },
        hints=tuple(next(told_html) for _ in question.hints),
        right=next(told_html) if question.right is not None else "",
        wrong=next(told_html) if question.wrong is not None else "",
        explanation=next(told_html) if question.explanation is not None else "",
    )


def form(
    rendered: RenderedQuestion, texts: QuestionTexts, heading: str, words: Words
) -> str:
    """Return the form in which a question is answered.

    Args:
        rendered: The question.
        texts: Its texts, sanitised.
        heading: Plain text.
        words: Translates our own words.
    """
    buttons = [_fill("button", type="submit", action="answer", text=words("Periksa"))]
    if rendered.hints:
        text = words("Lihat petunjuk")
        buttons.append(_fill("button", type="button", action="hint", text=text))
    return _fill(
        "question",
        id=rendered.id,
        type=rendered.type,
        heading=heading,
        prompt=texts.shown[0],
        answers=_options(rendered, texts) or _field(rendered, words),
        buttons=" ".join(buttons),
    )


def _options(rendered: RenderedQuestion, texts: QuestionTexts) -> str:
    control = "checkbox" if rendered.type == "multiple" else "radio"
    return "\n".join(
        _fill(
            "option",
            id=rendered.id,
            option=option,
            control=control,
            text=_inline(html),
        )
        for option, html in zip(rendered.option_texts, texts.shown[1:], strict=True)
    )


def _field(rendered: RenderedQuestion, words: Words) -> str:
    unit = rendered.rule.unit if isinstance(rendered.rule, NumberRule) else ""
    return _fill(
        "field",
        id=rendered.id,
        label=words("Jawaban Anda"),
        keyboard="decimal" if rendered.type == "number" else "text",
        longest=str(LONGEST_TEXT),
        unit=escape(unit),
    )


def plain(html: str) -> str:
    """Return the words of some HTML on one line."""
    text = _IMAGE.sub(r" \1 ", html)
    return " ".join(unescape(_TAG.sub("", _BLOCK_END.sub(" ", text))).split())


def _title(html: str) -> str:
    text = plain(html)
    if len(text) <= LONGEST_TITLE:
        return text
    return text[:LONGEST_TITLE].rpartition(" ")[0][: LONGEST_TITLE - 1] + "…"


def _inline(html: str) -> str:
    """Return HTML for inside a label, where paragraphs may not stand."""
    return _PARAGRAPH.sub(r"\g<inner><br>", html).strip().removesuffix("<br>")


def _fill(name: str, **values: str) -> str:
    """Fill in a template; values are HTML."""
    return _template(name).substitute(values)


@cache
def _template(name: str) -> Template:
    return Template((_TEMPLATES / f"{name}.html").read_text("utf-8").strip())
