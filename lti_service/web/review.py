"""What somebody did in an attempt: from a gradebook, and from the page of a class."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from course_builder.model.rendered import RenderedAssignment
from lti_service.domain.attempt import Attempt
from lti_service.domain.grant import Role
from lti_service.domain.offer import KINDS
from lti_service.domain.review import ReviewedActivity, ReviewedQuestion
from lti_service.locale import format_number
from lti_service.use_cases.assignment.marking_queue import hand_in_history
from lti_service.use_cases.learning.review import Review, open_review
from lti_service.web.address import with_media
from lti_service.web.current import grants, ports, session
from lti_service.web.language import language, translate as _
from lti_service.web.marking import plain_levels, size_words
from lti_service.web.question_form import form_parts

blueprint = Blueprint("review", __name__)

_VARIABLE = re.compile('(<span[^>]*data-variable="([^"]*)"[^>]*>)</span>')
_NOTHING = Markup()
_CHOICES = frozenset({"choice", "boolean", "multiple"})


@dataclass(frozen=True, slots=True)
class Line:
    """An option, item, pair or gap, and what was answered there.

    Attributes:
        label: HTML of what stands there.
        chosen: Whether it is the learner's answer.
        answer: What was put beside it, as text; empty for options.
        mark: ``right`` or ``wrong`` where that is told; else empty.
        key: What would have been right there, as text; empty where nothing is to be said.
        told: HTML of what its author says to it.
    """

    label: Markup
    chosen: bool = True
    answer: str = ""
    mark: str = ""
    key: str = ""
    told: Markup = _NOTHING


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question in words."""

    asked: ReviewedQuestion
    prompt: Markup
    lines: Sequence[Line]
    answer: str
    key: str
    verdict: tuple[str, str]


@blueprint.get("/review/<attempt_id>")
def show(attempt_id: str) -> ResponseReturnValue:
    """What was done in an attempt."""
    everywhere = any(g.role is Role.ADMINISTRATOR and not g.unit_code for g in grants())
    review = open_review(attempt_id, session(), everywhere=everywhere, ports=ports())
    return render_template(
        "review.html",
        review=review,
        kind=_kind_word,
        shown=shown_question,
        intro=_intro,
        story=_story,
        criteria=_criteria,
        since=lambda seconds: _local(datetime.fromtimestamp(seconds, UTC)),
        local=_local,
        title=_title(review),
        history=hand_in_history(attempt_id, ports=ports()),
        size_words=size_words,
        level_word=_level_word,
    )


def review_page(attempt: Attempt | None) -> ResponseReturnValue:
    """Answer a submission review: the way to the page, or that there is nothing yet."""
    if attempt is None:
        return render_template("review-none.html")
    return redirect(url_for("review.show", attempt_id=attempt.id), 303)


def shown_question(asked: ReviewedQuestion) -> ShownQuestion:
    """Return a question in words, with what was answered and what is told of it."""
    view, told = asked.view, asked.view["feedback"] or {}
    answer, key = view["answer"], told.get("key") or ()
    parts = form_parts(asked.form, _gap(answer))
    kind = asked.question.type
    typed = answer if isinstance(answer, str) else ""
    right = key if isinstance(key, str) and key != typed else ""
    return ShownQuestion(
        asked,
        Markup(parts.get("prompt", "")),  # noqa: S704 - of a release, sanitised
        _LINES[kind](asked, parts, answer, key) if kind in _LINES else (),
        typed,
        right,
        _verdict(asked),
    )


def _options(
    asked: ReviewedQuestion, parts: Mapping[str, str], answer: Any, key: Any
) -> list[Line]:
    texts, told = asked.question.option_texts, asked.view["feedback"] or {}
    lines = []
    for option in asked.order:
        chosen = option in answer
        mark = ("right" if option in key else "wrong") if chosen and key else ""
        lines.append(
            Line(
                _html(parts, f"option:{option}", texts[option]),
                chosen,
                mark=mark,
                key=texts[option] if option in key and not chosen else "",
                told=Markup(told.get("options", {}).get(option, "")),  # noqa: S704 - of a release
            )
        )
    return lines


def _items(
    asked: ReviewedQuestion, parts: Mapping[str, str], answer: Any, key: Any
) -> list[Line]:
    texts = asked.question.option_texts
    marks = _marks(asked)
    return [
        Line(
            _html(parts, f"option:{item}", texts.get(item, "")),
            mark=marks[place] if place < len(marks) else "",
            key=texts.get(key[place], "") if _lacks(key, answer, place) else "",
        )
        for place, item in enumerate(answer)
    ]


def _pairs(
    asked: ReviewedQuestion, parts: Mapping[str, str], answer: Any, key: Any
) -> list[Line]:
    question, marks = asked.question, _marks(asked)
    texts = question.option_texts
    return [
        Line(
            _html(parts, f"left:{place}", left),
            answer=texts.get(answer[place], "–") if place < len(answer) else "–",
            mark=marks[place] if place < len(marks) else "",
            key=texts.get(key[place], "") if _lacks(key, answer, place) else "",
        )
        for place, left in enumerate(question.left_texts)
    ]


def _gaps(
    asked: ReviewedQuestion, parts: Mapping[str, str], answer: Any, key: Any
) -> list[Line]:
    del parts
    marks = _marks(asked)
    return [
        Line(
            Markup("{}").format(_("Isian {number}", number=place + 1)),
            answer=text or "–",
            mark=marks[place] if place < len(marks) else "",
            key=key[place]
            if place < len(key) and marks[place : place + 1] == ["wrong"]
            else "",
        )
        for place, text in enumerate(answer)
    ]


_LINES: Mapping[
    str, Callable[[ReviewedQuestion, Mapping[str, str], Any, Any], list[Line]]
] = {
    **dict.fromkeys(_CHOICES, _options),
    "order": _items,
    "match": _pairs,
    "gaps": _gaps,
}


def _lacks(key: Sequence[str], answer: Sequence[str], place: int) -> bool:
    """Whether something else than what was answered would have been right there."""
    return place < len(key) and answer[place : place + 1] != [key[place]]


def _marks(asked: ReviewedQuestion) -> list[str]:
    parts = (asked.view["feedback"] or {}).get("parts") or ()
    return ["right" if part else "wrong" for part in parts]


def _gap(answer: Any) -> Callable[[int], str]:
    def filled(number: int) -> str:
        text = answer[number] if number < len(answer) else ""
        return f'<b class="gap">{escape(text) or "…"}</b>'

    return filled


def _html(parts: Mapping[str, str], name: str, otherwise: str) -> Markup:
    return Markup(parts[name]) if name in parts else Markup("{}").format(otherwise)  # noqa: S704 - of a release


def _verdict(asked: ReviewedQuestion) -> tuple[str, str]:
    """Return the class and the words of what an answer was worth."""
    view = asked.view
    told = view["feedback"]
    if not view["answer"]:
        return "", _("Tidak dijawab")
    if told is None or not asked.marked:
        return "", _("Belum diberitahukan")
    if asked.waits:
        return "info", _("Menunggu penilaian")
    if asked.marking is not None and asked.marking.given is not None:
        return "", _(
            "Dinilai: {given} dari {maximum} poin",
            given=format_number(asked.marking.given, language()),
            maximum=format_number(asked.marking.maximum, language()),
        )
    if not told["marked"]:
        return "info", _("Dibaca oleh penilai")
    if told["right"]:
        return "right", _("Tepat")
    earned, whole = told["share"]
    if earned:
        return "attention", _("{n} dari {all} bagian tepat", n=earned, all=whole)
    return "wrong", _("Belum tepat")


def _intro(activity: ReviewedActivity) -> Markup:
    parts = form_parts(activity.html, lambda _number: "…")
    return Markup(parts.get("intro", ""))  # noqa: S704 - of a release, sanitised


def _story(html: str, values: Mapping[str, Decimal]) -> Markup:
    """Return a text of a simulation with the values its variables have just then."""

    def filled(place: re.Match[str]) -> str:
        value = values.get(place[2])
        return place[0] if value is None else f"{place[1]}{_number(value)}</span>"

    shown = _VARIABLE.sub(filled, with_media(html))
    return Markup(shown)  # noqa: S704 - of a release, sanitised


def _number(value: Decimal) -> str:
    return format_number(value, language())


def _criteria(activity: ReviewedActivity) -> list[tuple[str, bool]]:
    """Return what the learner of an assignment checked themself, and what not."""
    known, handed_in = activity.activity, activity.handed_in
    if not isinstance(known, RenderedAssignment) or handed_in is None:
        return []
    checked = handed_in.answers.get("checked", ())
    return [(name, str(n) in checked) for n, name in enumerate(known.criteria)]


def _level_word(assignment: RenderedAssignment, level: int) -> str:
    names = assignment.levels or plain_levels()
    return names[level - 1] if 0 < level <= len(names) else str(level)


def _kind_word(activity: ReviewedActivity) -> str:
    words = {
        "quiz": _("Kuis"),
        "scenario": _("Simulasi"),
        "assignment": _("Tugas"),
        "discussion": _("Diskusi"),
        "question": _("Soal"),
    }
    return words[KINDS[type(activity.activity)]]


def _title(review: Review) -> str:
    if review.own:
        return _("Pengerjaan Anda: {course}", course=review.course.title)
    name = review.account.name or _("Tanpa nama")
    return _("Pengerjaan {name}: {course}", name=name, course=review.course.title)


def _local(at: datetime) -> datetime:
    return at.astimezone(ports().time_zone)
