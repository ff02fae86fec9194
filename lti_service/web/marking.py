"""The queue of assignments to be marked, one of them opened, and what comes of it (Q5)."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lti_service.domain.assignment import (
    FIRST,
    PLAIN_LEVELS,
    THIRD,
    MarkDraft,
    Verdict,
    is_too_low,
    level_count,
)
from lti_service.domain.rubric_text import TABLE, rubric_cells
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.assignment.marker import marker_of
from lti_service.use_cases.assignment.marking import (
    LONGEST_COMMENT,
    MarkRequest,
    finish_mark,
    release_work,
    return_work,
    save_draft,
    undo_mark,
)
from lti_service.use_cases.assignment.marking_queue import (
    MarkingCase,
    finished_marks,
    marking_case,
    waiting_assignments,
)
from lti_service.web.asset import asset_url
from lti_service.web.current import account, ports
from lti_service.web.language import translate as _
from lti_service.web.question_form import form_parts

blueprint = Blueprint("marking", __name__, url_prefix="/assess/assignments")

_MOST_CRITERIA = 100


@dataclass(frozen=True, slots=True)
class CriterionForm:
    """One criterion as it is marked.

    Attributes:
        levels: Of each its number, name and what it looks like, the lowest first.
        least: The lowest level that is asked for; 0 where any will do.
    """

    number: int
    name: str
    levels: tuple[tuple[int, str, Markup], ...]
    chosen: int
    comment: str
    least: int


@blueprint.get("")
def queue() -> ResponseReturnValue:
    """What waits, what is due first before the rest."""
    return _queue_page(None), 200


@blueprint.get("/<hand_in_id>")
def case(hand_in_id: str) -> ResponseReturnValue:
    """One hand-in, leased to whoever opens it."""
    try:
        return _case_page(hand_in_id, None), 200
    except ConflictError as error:
        return _queue_page(error), error.explanation.status


@blueprint.post("/<hand_in_id>")
def save(hand_in_id: str) -> ResponseReturnValue:
    """Save a draft, finish, return, or give the hand-in back to the queue."""
    who, act = account().id, request.form.get("do", "draft")
    asked = _asked(hand_in_id)
    try:
        if act == "release":
            release_work(hand_in_id, who, ports=ports())
            return redirect(url_for(".queue"), 303)
        if act in ("finish", "next"):
            following = _following(hand_in_id) if act == "next" else ""
            finish_mark(asked, who, ports=ports())
            return _go_on(following)
        if act == "return":
            return_work(asked, who, ports=ports())
            return redirect(url_for(".queue", done=1), 303)
        draft = save_draft(asked, who, ports=ports())
    except InvalidInputError as error:
        # What was chosen and written is a draft, so that it stands in the form again.
        save_draft(asked, who, ports=ports())
        return _case_page(hand_in_id, error), error.explanation.status
    except ConflictError as error:
        if act == "autosave":
            raise
        return _queue_page(error), error.explanation.status
    if act == "autosave":
        return jsonify(saved=_saved_words(draft))
    return redirect(url_for(".case", hand_in_id=hand_in_id, saved=1), 303)


@blueprint.post("/marks/<mark_id>/undo")
def undo(mark_id: str) -> ResponseReturnValue:
    """Take one's own mark back, and open the hand-in again."""
    try:
        hand_in = undo_mark(mark_id, account().id, ports=ports())
    except ConflictError as error:
        return _queue_page(error), error.explanation.status
    return redirect(url_for(".case", hand_in_id=hand_in.id), 303)


def _go_on(following: str) -> ResponseReturnValue:
    if following:
        return redirect(url_for(".case", hand_in_id=following, done=1), 303)
    return redirect(url_for(".queue", done=1), 303)


def _following(hand_in_id: str) -> str:
    """Return what waits after a hand-in, else what waits first; empty for nothing."""
    waiting = waiting_assignments(account().id, ports=ports())
    ids = [
        one.hand_in.id
        for one in waiting
        if not one.taken or one.hand_in.id == hand_in_id
    ]
    if hand_in_id not in ids:
        return ids[0] if ids else ""
    place = ids.index(hand_in_id)
    rest = ids[place + 1 :] + ids[:place]
    return rest[0] if rest else ""


def _queue_page(error: ServiceError | None) -> str:
    who = account()
    with ports().storage.reading() as uow:
        marker_of(who.id, uow, ports())  # nobody else finds out what courses there are
    everything = waiting_assignments(who.id, ports=ports())
    chosen = request.args.get("course", "")
    courses = dict(sorted({w.course_id: w.course for w in everything}.items()))
    words = error.explanation if error else None
    return render_template(
        "marking-queue.html",
        waiting=[w for w in everything if chosen in ("", w.course_id)],
        everything=everything,
        courses=courses,
        chosen=chosen,
        finished=finished_marks(who.id, ports=ports()),
        returned=Verdict.RETURNED,
        turn_words=turn_words,
        waiting_days=_waiting_days,
        done=request.args.get("done"),
        problem=(_(words.message), _(words.remedy)) if words else None,
        local=_local,
        at=_local(ports().clock.now()),
    )


def _case_page(hand_in_id: str, error: ServiceError | None) -> str:
    found = marking_case(account().id, hand_in_id, ports=ports())
    words = error.explanation if error else None
    forms = criterion_forms(found)
    return render_template(
        "marking-case.html",
        case=found,
        hand_in=found.work.hand_in,
        activity=found.work.activity,
        forms=forms,
        missing=[form for form in forms if not form.chosen],
        low=[form for form in forms if form.chosen and form.chosen < form.least],
        task=_task(found.html),
        checked=_checked(found),
        first=found.work.turn == FIRST,
        third=found.work.turn == THIRD,
        turn_words=turn_words,
        longest=LONGEST_COMMENT,
        saved=_saved_words(found.draft) if found.draft.saved_at else "",
        done=request.args.get("done"),
        problem=(_(words.message), _(words.remedy)) if words else None,
        code=error.code if error else "",
        local=_local,
        size_words=size_words,
        script_url=asset_url("marking.js"),
        returned=Verdict.RETURNED,
    )


def criterion_forms(case: MarkingCase) -> list[CriterionForm]:
    """Return each criterion with its levels, and what is chosen and written so far."""
    activity, draft = case.work.activity, case.draft
    names = activity.criteria or (_("Hasil kerja seluruhnya"),)
    levels = activity.levels or plain_levels()
    told = rubric_cells(case.html) if activity.criteria else []
    least = next(
        level
        for level in range(1, level_count(activity) + 1)
        if not is_too_low(level, activity, case.work.rule)
    )
    return [
        CriterionForm(
            number=number,
            name=name,
            levels=tuple(
                (level, label, _cell(told, number, level - 1))
                for level, label in enumerate(levels, 1)
            ),
            chosen=draft.levels[number],
            comment=draft.comments[number],
            least=least if number in activity.required_criteria else 0,
        )
        for number, name in enumerate(names)
    ]


def turn_words(turn: int) -> str:
    """Say whose turn it is where that is not the first."""
    return {
        1: "",
        2: _("penilaian kedua, tanpa melihat yang pertama"),
        3: _("penilaian ketiga, yang menentukan"),
    }[turn]


def size_words(size: int) -> str:
    """Return the size of a file in words."""
    if size >= 1024 * 1024:
        return _("{size} MB", size=_rounded(size / 1024 / 1024))
    return _("{size} KB", size=_rounded(max(1, size / 1024)))


def _rounded(value: float) -> str:
    return str(round(value)) if value >= 10 else f"{value:.1f}".replace(".", ",")  # noqa: PLR2004


def plain_levels() -> tuple[str, ...]:
    """Return the names of the levels of work without a rubric."""
    names = (_("Kurang"), _("Cukup"), _("Baik"), _("Sangat baik"))
    return names[:PLAIN_LEVELS]


def _cell(told: list[list[str]], criterion: int, level: int) -> Markup:
    row = told[criterion] if criterion < len(told) else []
    # Of a release, sanitised.
    return Markup(row[level]) if level < len(row) else Markup()  # noqa: S704


def _task(html: str) -> Markup:
    parts = form_parts(html, lambda _number: "…")
    asked = parts.get("intro") or parts.get("prompt", "")
    return Markup(TABLE.sub("", asked))  # noqa: S704 - as above


def _checked(case: MarkingCase) -> list[tuple[str, bool]]:
    checked = case.work.hand_in.answers.get("checked", ())
    names = case.work.activity.criteria
    return (
        [(name, str(n) in checked) for n, name in enumerate(names)] if checked else []
    )


def _asked(hand_in_id: str) -> MarkRequest:
    """Return what stands in the form; whatever is no number is no choice."""
    form = request.form
    count = sum(1 for name in form if re.fullmatch(r"c\d{1,3}", name))
    numbers = range(min(count, _MOST_CRITERIA))
    return MarkRequest(
        hand_in_id,
        levels=tuple(_number(form.get(f"k{n}", "")) for n in numbers),
        comments=tuple(form.get(f"c{n}", "") for n in numbers),
        comment=form.get("comment", ""),
    )


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,2}", text) else 0


def _saved_words(draft: MarkDraft) -> str:
    at = _local(draft.saved_at or ports().clock.now())
    return _("Draf tersimpan pukul {time}.", time=f"{at:%H.%M}")


def _waiting_days(item: Any) -> int:
    zone = ports().time_zone
    today = ports().clock.now().astimezone(zone).date()
    return int((today - item.hand_in.handed_in_at.astimezone(zone).date()).days)


def _local(at: Any) -> Any:
    return at.astimezone(ports().time_zone)
