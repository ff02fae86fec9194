"""What courses and activities of a Moodle stand for: seen, tried, said, taken back."""

from collections.abc import Sequence
from decimal import Decimal

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.evidence import HIGHEST_LEVEL
from lti_service.domain.grant import Role
from lti_service.domain.moodle_ledger import WHOLE_COURSE, MappedOutcome, MoodleMapping
from lti_service.domain.moodle_mapping import hours_of_all
from lti_service.errors import InvalidInputError, NotFoundError, ServiceError
from lti_service.locale import format_number
from lti_service.use_cases.moodle.mapping import (
    MappedOnce,
    Place,
    Preview,
    activity_places,
    course_places,
    mapping_history,
    preview_mapping,
    read_activities,
    read_courses,
    restore_mapping,
    save_mapping,
)
from lti_service.use_cases.moodle.mapping_form import (
    MOST_OUTCOMES,
    Problems,
    cells_of,
    mapping_choices,
    read_mapping,
)
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import language, translate as _
from lti_service.web.moodle import problem_words
from lti_service.web.moodle_words import kind_words, module_words

blueprint = Blueprint("moodle_map", __name__, url_prefix="/admin/moodle")

_SHOWN_OUTCOMES = 3


@blueprint.get("/<moodle_id>/courses")
def show(moodle_id: str) -> ResponseReturnValue:
    """The courses of a Moodle, and what they give or would give."""
    require_everywhere(Role.ADMINISTRATOR)
    return _courses_page(moodle_id, None), 200


@blueprint.post("/<moodle_id>/courses")
def fetch(moodle_id: str) -> ResponseReturnValue:
    """Ask Moodle for its courses."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        read_courses(moodle_id, ports=ports())
    except ServiceError as error:
        return _courses_page(moodle_id, error), error.explanation.status
    return redirect(url_for("moodle_map.show", moodle_id=moodle_id), 303)


@blueprint.get("/<moodle_id>/courses/<int:moodle_course>")
def show_course(moodle_id: str, moodle_course: int) -> ResponseReturnValue:
    """A course, its activities, and what they give or would give."""
    require_everywhere(Role.ADMINISTRATOR)
    return _course_page(moodle_id, moodle_course, None), 200


@blueprint.post("/<moodle_id>/courses/<int:moodle_course>")
def fetch_course(moodle_id: str, moodle_course: int) -> ResponseReturnValue:
    """Ask Moodle for the activities of a course."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        read_activities(moodle_id, moodle_course, ports=ports())
    except ServiceError as error:
        return _course_page(moodle_id, moodle_course, error), error.explanation.status
    return redirect(_address("show_course", moodle_id, moodle_course), 303)


@blueprint.get("/<moodle_id>/courses/<int:moodle_course>/<int:activity>")
def ask(moodle_id: str, moodle_course: int, activity: int) -> ResponseReturnValue:
    """What a place stands for, as a form."""
    require_everywhere(Role.ADMINISTRATOR)
    return _form_page(moodle_id, moodle_course, activity), 200


@blueprint.post("/<moodle_id>/courses/<int:moodle_course>/<int:activity>")
def save(moodle_id: str, moodle_course: int, activity: int) -> ResponseReturnValue:
    """Try what a mapping would do, or save it and apply it."""
    require_everywhere(Role.ADMINISTRATOR)
    cells = {name: value.strip() for name, value in request.form.items()}
    said, problems = read_mapping(cells, mapping_choices(ports=ports()))
    if said is None:
        error = InvalidInputError("bad-mapping")
        page = _form_page(
            moodle_id, moodle_course, activity, cells=cells, problems=problems
        )
        return page, error.explanation.status
    if cells.get("do") != "save":
        tried = preview_mapping(moodle_id, moodle_course, activity, said, ports=ports())
        return _form_page(
            moodle_id, moodle_course, activity, cells=cells, tried=tried
        ), 200
    return _said(moodle_id, moodle_course, activity, said, cells)


@blueprint.post("/<moodle_id>/courses/<int:moodle_course>/<int:activity>/end")
def end(moodle_id: str, moodle_course: int, activity: int) -> ResponseReturnValue:
    """Let a place stand for nothing any more."""
    require_everywhere(Role.ADMINISTRATOR)
    history = mapping_history(moodle_id, moodle_course, activity, ports=ports())
    if not history:
        raise NotFoundError("unknown-place", moodle=moodle_id)
    newest = history[0]
    said = MappedOnce(
        newest.programme_code,
        newest.hours,
        newest.route,
        newest.outcomes,
        is_ended=True,
    )
    return _said(moodle_id, moodle_course, activity, said, None)


@blueprint.post("/<moodle_id>/courses/<int:moodle_course>/<int:activity>/restore")
def restore(moodle_id: str, moodle_course: int, activity: int) -> ResponseReturnValue:
    """Let an earlier revision hold again."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        run = restore_mapping(
            moodle_id,
            moodle_course,
            activity,
            request.form.get("revision", -1, type=int),
            seen=request.form.get("seen", -1, type=int),
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        page = _form_page(moodle_id, moodle_course, activity, error=error)
        return page, error.explanation.status
    return _after(moodle_id, moodle_course, activity, run.id if run else "")


def _said(
    moodle_id: str,
    course_id: int,
    activity: int,
    said: MappedOnce,
    cells: dict[str, str] | None,
) -> ResponseReturnValue:
    try:
        run = save_mapping(
            moodle_id,
            course_id,
            activity,
            said,
            seen=request.form.get("seen", -1, type=int),
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        page = _form_page(moodle_id, course_id, activity, cells=cells, error=error)
        return page, error.explanation.status
    return _after(moodle_id, course_id, activity, run.id if run else "")


def _after(
    moodle_id: str, course_id: int, activity: int, run_id: str
) -> ResponseReturnValue:
    return redirect(
        url_for(
            "moodle_map.show_course",
            moodle_id=moodle_id,
            moodle_course=course_id,
            saved=activity,
            run=run_id or None,
        ),
        303,
    )


def _address(view: str, moodle_id: str, course_id: int) -> str:
    return url_for(f"moodle_map.{view}", moodle_id=moodle_id, moodle_course=course_id)


def _courses_page(moodle_id: str, error: ServiceError | None) -> str:
    moodle, places = course_places(moodle_id, ports=ports())
    asked = request.args.get("q", "").strip().casefold()
    shown = [
        one
        for one in places
        if asked in one.course.name.casefold()
        or asked in one.course.idnumber.casefold()
    ]
    return render_template(
        "moodle-courses.html",
        moodle=moodle,
        places=shown,
        total=len(places),
        mapped=sum(one.mapping is not None for one in places),
        asked=request.args.get("q", ""),
        told_mapping=told_mapping,
        would_give=would_give,
        problem=problem_words(error),
    )


def _course_page(moodle_id: str, course_id: int, error: ServiceError | None) -> str:
    moodle, places = activity_places(moodle_id, course_id, ports=ports())
    with ports().storage.reading() as uow:
        run = uow.moodle.run(request.args.get("run", ""))
    return render_template(
        "moodle-course.html",
        moodle=moodle,
        course=places[0].course,
        places=places,
        run=run if run is not None and run.moodle_id == moodle_id else None,
        saved=request.args.get("saved", -1, type=int),
        newest=_newest(moodle_id, course_id, request.args.get("saved", -1, type=int)),
        told_mapping=told_mapping,
        would_give=would_give,
        module_words=module_words,
        problem=problem_words(error),
    )


def _newest(moodle_id: str, course_id: int, activity: int) -> int:
    history = mapping_history(moodle_id, course_id, activity, ports=ports())
    return history[0].revision if history else 0


def _form_page(
    moodle_id: str,
    course_id: int,
    activity: int,
    *,
    cells: dict[str, str] | None = None,
    problems: Problems | None = None,
    tried: Preview | None = None,
    error: ServiceError | None = None,
) -> str:
    moodle, places = activity_places(moodle_id, course_id, ports=ports())
    place = next((one for one in places if one.activity_id == activity), None)
    if place is None:
        raise NotFoundError("unknown-place", moodle=moodle_id)
    history = mapping_history(moodle_id, course_id, activity, ports=ports())
    newest = history[0] if history else None
    if cells is None:
        cells = cells_of(place.mapping)
        if place.mapping is None and place.suggestion is not None:
            counted = "1" if place.suggestion.is_counted_already else ""
            cells = {"programme": place.suggestion.programme_code, "counted": counted}
    filled = sum(
        bool(cells.get(f"competency-{n}")) for n in range(1, MOST_OUTCOMES + 1)
    )
    return render_template(
        "moodle-mapping.html",
        moodle=moodle,
        place=place,
        name=place.activity.name if place.activity else place.course.name,
        is_course=activity == WHOLE_COURSE,
        cells=cells,
        wrong={
            name: [one.told(_) for one in found]
            for name, found in (problems or {}).items()
        },
        tried=tried,
        history=history,
        seen=int(cells.get("seen") or (newest.revision if newest else 0)),
        choices=mapping_choices(ports=ports()),
        kinds=kind_words(),
        levels=range(1, HIGHEST_LEVEL + 1),
        outcome_rows=range(1, min(max(_SHOWN_OUTCOMES, filled + 1), MOST_OUTCOMES) + 1),
        told_mapping=told_mapping,
        problem=problem_words(error),
        time_zone=ports().time_zone,
    )


def told_mapping(row: MoodleMapping | None) -> str:
    """Return what a mapping says, in words; empty for none."""
    if row is None:
        return ""
    if row.is_ended:
        return _("tidak mewakili apa pun")
    if row.is_counted_already:
        return _("dihitung sendiri oleh layanan ini")
    parts = []
    if row.programme_code:
        parts.append(_("program {code}", code=row.programme_code))
    if row.hours is not None:
        hours = _number(row.hours)
        parts.append(_("{hours} JP jalur {route}", hours=hours, route=row.route))
    if row.outcomes:
        parts.append(told_outcomes(row.outcomes))
    return "; ".join(parts)


def told_outcomes(outcomes: Sequence[MappedOutcome]) -> str:
    """Return what something is evidence of, in words."""
    return "; ".join(
        _(
            "bukti {competency} level {level}",
            competency=one.competency_code,
            level=one.level,
        )
        for one in outcomes
    )


def would_give(place: Place) -> str:
    """Return what a place gives, or would give were it mapped."""
    counts, mapping = place.counts, place.mapping
    if mapping is not None and mapping.is_counted_already:
        return "–"
    told = []
    if place.hours and counts.completed_known:
        total = hours_of_all(counts.completed_known, place.hours)
        told.append(
            _(
                "{n} orang × {hours} JP = {total} JP",
                n=counts.completed_known,
                hours=_number(place.hours),
                total=_number(total),
            )
        )
    outcomes = len(mapping.outcomes) if mapping is not None else 0
    if outcomes and counts.graded_known:
        told.append(_("{n} bukti", n=counts.graded_known * outcomes))
    if not told and mapping is None and (counts.completed_known or counts.graded_known):
        told.append(
            _(
                "JP bagi {done} orang, bukti bagi {graded} orang",
                done=counts.completed_known,
                graded=counts.graded_known,
            )
        )
    return "; ".join(told) or "–"


def _number(value: Decimal) -> str:
    return format_number(value, language())
