"""Render surveys: a form, or for a follow-up the word when it comes."""

from collections.abc import Iterator
from html import escape
from typing import assert_never

from course_builder.model.prose import Prose
from course_builder.model.rendered import RenderedItem, RenderedSurvey
from course_builder.model.submission import LONGEST_SUBMISSION
from course_builder.model.survey import (
    ChoiceItem,
    ScaleItem,
    Survey,
    SurveyItem,
    TextItem,
)
from course_builder.renderer.section import Term
from course_builder.renderer.template import fill
from course_builder.renderer.text import Html, inline, plain
from course_builder.renderer.tree import Words


def survey_title(survey: Survey, words: Words) -> str:
    """Return the title of a survey."""
    if survey.title:
        return survey.title
    if survey.after_days is not None:
        return words("Survei tindak lanjut")
    return words("Survei")


def shown(survey: Survey) -> Iterator[Prose]:
    """Yield the texts of a survey's items."""
    for item in survey.items:
        yield item.text
        if isinstance(item, ChoiceItem):
            yield from (option.text for option in item.options)


def rendered_survey(survey: Survey, title: str, html: Html) -> RenderedSurvey:
    """Return a survey as the outline knows it."""
    return RenderedSurvey(
        id=survey.id,
        title=title,
        items=tuple(_rendered_item(item, html) for item in survey.items),
        level=survey.level,
        anonymous=survey.anonymous,
        after_days=survey.after_days,
        audience=survey.audience,
        points=survey.points,
        required=survey.required,
        competencies=survey.competencies,
    )


def survey_terms(survey: Survey, words: Words) -> Iterator[Term]:
    """Yield when it comes, whom it asks, and what becomes of the answers."""
    if (days := survey.after_days) is not None:
        sentence = words("Survei ini datang {days} hari setelah Anda selesai belajar.")
        yield Term(sentence.format(days=days), "service")
        yield Term(_audience(survey, words), "service")
        sentence = words(
            "Survei ini tidak dapat datang dengan sendirinya. Catat tanggalnya: {days} "
            "hari setelah Anda selesai belajar, jawablah pertanyaan di bawah ini."
        )
        yield Term(sentence.format(days=days), "package")
    if survey.anonymous:
        yield Term(words("Jawaban Anda disimpan tanpa nama."), "service")
        if survey.after_days is None:
            yield Term(
                words(
                    "Di sini hanya dicatat bahwa Anda sudah menjawab. Jawaban Anda tidak "
                    "disimpan dan tidak dikirim kepada siapa pun."
                ),
                "package",
            )


def survey_form(survey: Survey, html: Html, words: Words) -> str:
    """Return the form; of a follow-up the list of what will be asked, for packages."""
    if survey.after_days is not None:
        items = "".join(f"<li>{html(item.text)}</li>" for item in survey.items)
        return f'<ol data-for="package">{items}</ol>'
    fields = "\n".join(_item(survey.id, item, html, words) for item in survey.items)
    return fill("submission", fields=fields, button=words("Kirim"))


def _item(survey: str, item: SurveyItem, html: Html, words: Words) -> str:
    name = f"{survey}-{item.id}"
    wanted = f' <span class="small">({words("wajib")})</span>' if item.required else ""
    return fill(
        "survey_item",
        item=item.id,
        kind=_kind(item),
        required=" data-required" if item.required else "",
        label=f"{name}.p",
        prompt=f"{inline(html(item.text))}{wanted}",
        answers=_answers(name, item, html),
    )


def _answers(name: str, item: SurveyItem, html: Html) -> str:
    match item:
        case ScaleItem():
            ends = {item.low: item.low_label, item.high: item.high_label}
            steps = "\n".join(
                f'<label><input type="radio" name="{name}" value="{step}"> '
                f"<span>{step}</span> <small>{escape(ends.get(step, ''))}</small></label>"
                for step in range(item.low, item.high + 1)
            )
            return f'<div class="scale">\n{steps}\n</div>'
        case ChoiceItem():
            control = "checkbox" if item.multiple else "radio"
            return "\n".join(
                f'<div class="option box"><label><input type="{control}" name="{name}" '
                f'value="{option.id}"> <span>{inline(html(option.text))}</span></label></div>'
                for option in item.options
            )
        case TextItem():
            return (
                f'<textarea name="{name}" rows="4" maxlength="{LONGEST_SUBMISSION}" '
                f'aria-labelledby="{name}.p"></textarea>'
            )
        case _:
            assert_never(item)


def _kind(item: SurveyItem) -> str:
    match item:
        case ScaleItem():
            return "scale"
        case ChoiceItem():
            return "multiple" if item.multiple else "choice"
        case TextItem():
            return "text"
        case _:
            assert_never(item)


def _rendered_item(item: SurveyItem, html: Html) -> RenderedItem:
    scale = item if isinstance(item, ScaleItem) else None
    options = item.options if isinstance(item, ChoiceItem) else ()
    return RenderedItem(
        id=item.id,
        type=_kind(item),
        text=plain(html(item.text)),
        required=item.required,
        reverse=scale.reverse if scale else False,
        low=scale.low if scale else 0,
        high=scale.high if scale else 0,
        low_label=scale.low_label if scale else "",
        high_label=scale.high_label if scale else "",
        options={option.id: plain(html(option.text)) for option in options},
    )


def _audience(survey: Survey, words: Words) -> str:
    named = {
        "self": words("Anda sendiri"),
        "supervisor": words("atasan langsung Anda"),
        "peer": words("rekan kerja Anda"),
    }
    people = ", ".join(named[who] for who in survey.audience)
    return words("Yang ditanya: {people}.").format(people=people)
