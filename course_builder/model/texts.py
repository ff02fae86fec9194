"""Every text that an author wrote in a page."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from course_builder.model.assignment import Assignment
from course_builder.model.course import Block
from course_builder.model.discussion import Discussion
from course_builder.model.prose import Prose
from course_builder.model.question import Question
from course_builder.model.quiz import Quiz
from course_builder.model.rubric import Rubric
from course_builder.model.scenario import NodeText, Scenario
from course_builder.model.survey import ChoiceItem, Survey


def texts(block: Block) -> Iterator[Prose]:
    """Yield every text of a block, those of a quiz's own questions too.

    The questions of a bank are the bank's: whoever wants them asks for them there.
    """
    match block:
        case Prose():
            yield block
        case Question():
            yield from question_texts(block)
        case Quiz():
            yield from _some(block.intro)
            path = block.where.path
            for question in block.questions:
                if question.where.path == path:
                    yield from question_texts(question)
        case Scenario():
            yield from _some(block.briefing)
            for node in block.texts.values():
                yield from _node_texts(node)
            if block.debrief is not None:
                yield from _node_texts(block.debrief)
        case Assignment():
            yield block.task
            yield from _rubric_texts(block.rubric)
        case Survey():
            yield from _some(block.intro)
            for item in block.items:
                yield item.text
                if isinstance(item, ChoiceItem):
                    yield from (option.text for option in item.options)
        case Discussion():
            yield block.prompt
        case _:
            assert_never(block)


def question_texts(question: Question) -> Iterator[Prose]:
    """Yield every text of a question."""
    yield question.prompt
    yield from question.left
    for option in question.options:
        yield option.text
        yield from _some(option.feedback)
    yield from question.hints
    yield from _some(question.right, question.wrong, question.explanation)
    yield from _rubric_texts(question.rubric)


def _node_texts(node: NodeText) -> Iterator[Prose]:
    yield from _some(node.text)
    for choice in node.choices:
        yield choice.text
        yield from _some(choice.feedback, choice.otherwise_feedback)


def _rubric_texts(rubric: Rubric | None) -> Iterable[Prose]:
    for criterion in rubric.criteria if rubric else ():
        yield criterion.name
        yield from criterion.levels


def _some(*texts: Prose | None) -> Iterator[Prose]:
    return (text for text in texts if text is not None)
