"""Render questions: a form without a key, and the texts that are told afterwards."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

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


@dataclass(frozen=True, slots=True)
class QuestionTexts:
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
    """Return the form in which a question is answered."""
    options = [
        (option, Markup(_inline(html)))  # noqa: S704 - sanitised before
        for option, html in zip(rendered.option_texts, texts.shown[1:], strict=True)
    ]
    unit = rendered.rule.unit if isinstance(rendered.rule, NumberRule) else ""
    return _template().render(
        id=rendered.id,
        type=rendered.type,
        heading=heading,
        prompt=Markup(texts.shown[0]),  # noqa: S704 - sanitised before
        options=options,
        unit=unit,
        hints=rendered.hints,
        longest=LONGEST_TEXT,
        _=words,
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


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("question.html")
