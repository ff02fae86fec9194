"""What of a page is converted, in the order of its source."""

import re
from collections.abc import Iterator
from typing import NamedTuple, assert_never

from course_builder.model.assignment import Assignment
from course_builder.model.course import Activity, Block
from course_builder.model.discussion import Discussion
from course_builder.model.prose import Prose
from course_builder.model.question import Question
from course_builder.model.quiz import Quiz
from course_builder.model.scenario import Scenario
from course_builder.model.survey import Survey
from course_builder.model.texts import question_texts, texts
from course_builder.renderer import question as question_renderer
from course_builder.renderer.scenario import scenario_text

_MARKUP = re.compile(r"[!-/:-@\[-`{-~]")


class SourceText(NamedTuple):
    """One text to convert.

    Attributes:
        name: What its HTML is found by: `id` of the text, or of the activity whose
            heading it is.
        markdown: As it is handed on.
        is_apart: Whether it does not stand on the page from the start: its footnotes
            must not stand there either.
        is_prose: Whether it stands on the page by itself, so that it may hold links of
            ours.
    """

    name: int
    markdown: str
    is_apart: bool = False
    is_prose: bool = False


def source_texts(block: Block) -> Iterator[SourceText]:
    """Yield the texts of a block; the questions of a bank are the bank's."""
    match block:
        case Prose():
            yield SourceText(id(block), block.text, is_prose=True)
        case Question():
            shown = {id(prose) for prose in question_renderer.shown(block)}
            for text in question_source(block):
                yield text._replace(is_apart=text.name not in shown)
        case Quiz():
            yield from _heading(block, block.title)
            if block.intro is not None:
                yield SourceText(id(block.intro), block.intro.text)
            for question in block.questions:
                if question.where.path == block.where.path:
                    yield from question_source(question)
        case Scenario():
            yield from _heading(block, block.title)
            for prose in texts(block):
                is_apart = prose is not block.briefing
                yield SourceText(id(prose), scenario_text(block, prose), is_apart)
        case Assignment() | Survey() | Discussion():
            yield from _heading(block, block.title)
            for prose in texts(block):
                yield SourceText(id(prose), prose.text)
        case _:
            assert_never(block)


def question_source(question: Question) -> Iterator[SourceText]:
    """Yield the texts of a question as if it stood in a quiz."""
    for prose in question_texts(question):
        is_prompt = prose is question.prompt
        text = question_renderer.prompt_text(question) if is_prompt else prose.text
        yield SourceText(id(prose), text, is_apart=True)


def _heading(activity: Activity, title: str) -> Iterator[SourceText]:
    """Yield a heading, so that it takes its turn among the slugs of its file."""
    if title:
        plain = _MARKUP.sub(
            lambda match: f"&#{ord(match[0])};", " ".join(title.split())
        )
        yield SourceText(id(activity), f"### {plain}")
