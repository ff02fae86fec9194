"""Render questions: a form without a key, and the texts that are told afterwards."""

from collections.abc import Iterator
from html import escape
from typing import assert_never

from course_builder.model.gap import gaps
from course_builder.model.grading import LONGEST_ESSAY, LONGEST_TEXT
from course_builder.model.prose import Prose
from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRule,
    OrderRule,
    Question,
    TextRule,
)
from course_builder.model.quiz import When
from course_builder.model.rendered import RenderedQuestion
from course_builder.renderer.rubric import (
    criteria,
    required_criteria,
    rubric_table,
)
from course_builder.renderer.slot import filled, marked, numbers
from course_builder.renderer.template import fill
from course_builder.renderer.text import Html, inline, plain, title
from course_builder.renderer.tree import Words

_BLANK = "…"


def shown(question: Question) -> Iterator[Prose]:
    """Yield the texts that a learner sees before answering."""
    yield question.prompt
    yield from question.left
    for option in question.options:
        yield option.text
    for criterion in question.rubric.criteria if question.rubric else ():
        yield criterion.name
        yield from criterion.levels


def prompt_text(question: Question) -> str:
    """Return the Markdown of the prompt with marks in place of its gaps."""
    text = question.prompt.text
    if not isinstance(question.rule, GapRule):
        return text
    return marked(text, [(gap.start, gap.end) for gap in gaps(text)])


def rendered_question(question: Question, html: Html) -> RenderedQuestion:
    """Return a question with its texts as HTML."""
    blanks = [_BLANK] * _gap_count(question)
    path = question.where.path
    return RenderedQuestion(
        id=question.id,
        title=title(filled(html(question.prompt), blanks, blanks)),
        rule=question.rule,
        points=question.points,
        hint_cost=question.hint_cost,
        attempts=question.attempts,
        required=question.required,
        competencies=question.competencies,
        option_texts={
            option.id: plain(html(option.text)) for option in question.options
        },
        option_feedback={
            option.id: html(option.feedback)
            for option in question.options
            if option.feedback is not None
        },
        hints=tuple(map(html, question.hints)),
        right=html(question.right),
        wrong=html(question.wrong),
        explanation=html(question.explanation),
        tags=question.tags,
        left_texts=tuple(plain(html(left)) for left in question.left),
        levels=question.rubric.levels if question.rubric else (),
        criteria=criteria(question.rubric, html),
        required_criteria=required_criteria(question.rubric),
        bank=path.stem if path.parent.name == "banks" else "",
    )


def question_form(
    question: Question,
    rendered: RenderedQuestion,
    html: Html,
    words: Words,
    told: When = When.IMMEDIATE,
    ref: str = "",
) -> str:
    """Return the form in which a question is answered.

    Args:
        question: As its author wrote it.
        rendered: The same, rendered.
        html: Finds its texts.
        words: Translates our own words.
        told: When its quiz tells what was right; outside of a quiz at once.
        ref: What its ids begin with, where the question's own id would not do: two
            quizzes of a page may draw the same question.
    """
    ref = ref or question.id
    button = words("Simpan jawaban")
    if rendered.type == "long":
        button = words("Serahkan")
    elif told is When.IMMEDIATE:
        button = words("Periksa")
    buttons = [fill("button", type="submit", action="answer", text=button)]
    if rendered.hints and told is When.IMMEDIATE:
        text = words("Lihat petunjuk")
        buttons.append(fill("button", type="button", action="hint", text=text))
    return fill(
        "question",
        ref=ref,
        prompt=_prompt(question, html, words),
        answers=_answers(question, rendered, ref, html, words),
        buttons=" ".join(buttons),
    )


def _prompt(question: Question, html: Html, words: Words) -> str:
    prompt = html(question.prompt)
    count = _gap_count(question)
    fields = [
        fill(
            "gap",
            id=question.id,
            number=str(number),
            label=words("Isian {number} dari {count}").format(
                number=number + 1, count=count
            ),
            longest=str(LONGEST_TEXT),
        )
        for number in range(count)
    ]
    # A gap in an address or a title has no place of its own, and must still be filled.
    placed = numbers(prompt) if count else set()
    lost = [field for number, field in enumerate(fields) if number not in placed]
    prompt = filled(prompt, fields, [_BLANK] * count)
    return f"{prompt}\n<p>{' '.join(lost)}</p>" if lost else prompt


def _answers(
    question: Question,
    rendered: RenderedQuestion,
    ref: str,
    html: Html,
    words: Words,
) -> str:
    match question.rule:
        case ChoiceRule():
            return _options(question, rendered.type, html)
        case NumberRule(unit=unit):
            return _field(question.id, ref, "decimal", unit, words)
        case TextRule():
            return _field(question.id, ref, "text", "", words)
        case OrderRule():
            items = "".join(
                f'<li class="box" data-item="{option.id}">'
                f"<span>{inline(html(option.text))}</span></li>"
                for option in question.options
            )
            return f'<ol class="items" data-slot="items">{items}</ol>'
        case MatchRule():
            return _pairs(question, rendered, ref, html, words)
        case GapRule():
            return ""
        case LongRule():
            label = words("Jawaban Anda")
            longest = str(LONGEST_ESSAY)
            essay = fill("essay", id=question.id, ref=ref, label=label, longest=longest)
            return f"{rubric_table(question.rubric, html, words)}\n{essay}".strip()
        case _:
            assert_never(question.rule)


def _options(question: Question, kind: str, html: Html) -> str:
    return "\n".join(
        fill(
            "option",
            id=question.id,
            option=option.id,
            control="checkbox" if kind == "multiple" else "radio",
            text=inline(html(option.text)),
        )
        for option in question.options
    )


def _field(identifier: str, ref: str, keyboard: str, unit: str, words: Words) -> str:
    return fill(
        "field",
        id=identifier,
        ref=ref,
        label=words("Jawaban Anda"),
        keyboard=keyboard,
        longest=str(LONGEST_TEXT),
        unit=escape(unit),
    )


def _pairs(
    question: Question,
    rendered: RenderedQuestion,
    ref: str,
    html: Html,
    words: Words,
) -> str:
    partners = "".join(
        f'<option value="{partner}">{escape(text)}</option>'
        for partner, text in rendered.option_texts.items()
    )
    return "\n".join(
        fill(
            "pair",
            id=question.id,
            ref=ref,
            number=str(number),
            left=html(left),
            empty=words("Pilih pasangannya"),
            partners=partners,
        )
        for number, left in enumerate(question.left)
    )


def _gap_count(question: Question) -> int:
    return len(question.rule.gaps) if isinstance(question.rule, GapRule) else 0
