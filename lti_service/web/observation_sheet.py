"""Observation sheets, as administrators and authors keep them."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.observation import (
    MOST_CRITERIA,
    PLAIN_LEVELS,
    ObservationSheet,
)
from lti_service.errors import ConflictError, ServiceError
from lti_service.use_cases.observation.observation_sheet import (
    LONGEST_WORDS,
    FieldProblem,
    end_sheet,
    list_sheets,
    save_sheet,
    sheet_history,
    take_over_rubric,
)
from lti_service.web.current import account, ports
from lti_service.web.language import translate as _

blueprint = Blueprint("observation_sheet", __name__, url_prefix="/admin/sheets")

_SPARE = 2
_FIRST = 4


@blueprint.get("")
def show() -> ResponseReturnValue:
    """All sheets, and rubrics that are none yet."""
    return _list_page(None), 200


@blueprint.get("/new")
def add_form() -> ResponseReturnValue:
    """An empty form."""
    list_sheets(account().id, ports=ports())  # nobody else gets as far as the form
    return _form(None, blank_cells(), 0), 200


@blueprint.post("/new")
def add() -> ResponseReturnValue:
    """Make a sheet."""
    cells = form_cells()
    saved = save_sheet(cells, account().id, ports=ports())
    if saved.problems:
        return _form(None, cells, 0, saved.problems), 422
    return redirect(url_for(".page", sheet_id=saved.id, done="saved"), 303)


@blueprint.post("/take-over")
def take_over() -> ResponseReturnValue:
    """Make a sheet of the rubric of an assignment."""
    course_id, _slash, activity_id = request.form.get("rubric", "").partition("/")
    try:
        sheet = take_over_rubric(course_id, activity_id, account().id, ports=ports())
    except ConflictError as error:
        return _list_page(error), error.explanation.status
    return redirect(url_for(".page", sheet_id=sheet.id, done="saved"), 303)


@blueprint.get("/<sheet_id>")
def page(sheet_id: str) -> ResponseReturnValue:
    """A sheet and its versions."""
    versions, names = sheet_history(account().id, sheet_id, ports=ports())
    asked = request.args.get("version", 0, type=int)
    shown = next((one for one in versions if one.version == asked), versions[0])
    done = {
        "saved": _("Lembar tersimpan."),
        "ended": _("Lembar diakhiri. Yang sudah dinilai tetap tersimpan."),
        "back": _("Lembar dipakai lagi."),
    }
    return render_template(
        "sheet.html",
        sheet=shown,
        newest=versions[0],
        versions=versions,
        names=names,
        done=done.get(request.args.get("done", "")),
        time_zone=ports().time_zone,
    )


@blueprint.get("/<sheet_id>/edit")
def edit_form(sheet_id: str) -> ResponseReturnValue:
    """The form of a sheet."""
    versions, _names = sheet_history(account().id, sheet_id, ports=ports())
    return _form(versions[0], sheet_cells(versions[0]), versions[0].version), 200


@blueprint.post("/<sheet_id>/edit")
def edit(sheet_id: str) -> ResponseReturnValue:
    """Save a further version of a sheet."""
    cells, seen = form_cells(), request.form.get("seen", 0, type=int)
    versions, _names = sheet_history(account().id, sheet_id, ports=ports())
    try:
        saved = save_sheet(
            cells, account().id, sheet_id=sheet_id, seen=seen, ports=ports()
        )
    except ConflictError as error:
        page = _form(versions[0], cells, versions[0].version, error)
        return page, error.explanation.status
    if saved.problems:
        return _form(versions[0], cells, seen, saved.problems), 422
    return redirect(url_for(".page", sheet_id=sheet_id, done="saved"), 303)


@blueprint.post("/<sheet_id>/end")
def end(sheet_id: str) -> ResponseReturnValue:
    """Let nobody observe by it any more, or undo that."""
    back = request.form.get("back") == "1"
    end_sheet(sheet_id, account().id, back=back, ports=ports())
    done = "back" if back else "ended"
    return redirect(url_for(".page", sheet_id=sheet_id, done=done), 303)


def form_cells() -> dict[str, str]:
    """Return what stands in a form."""
    return {name: value for name, value in request.form.items() if name != "csrf_token"}


def wrong_words(problems: Sequence[FieldProblem]) -> dict[str, list[str]]:
    """Return what is wrong with each field."""
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.field, []).append(problem.reason.told(_))
    return wrong


def blank_cells() -> dict[str, str]:
    """Return what stands in the form of a new sheet."""
    names = (_("Belum terlihat"), _("Sebagian"), _("Cukup"), _("Sangat baik"))
    return {f"l{number}": name for number, name in enumerate(names, 1)}


def sheet_cells(sheet: ObservationSheet) -> dict[str, str]:
    """Return a sheet as its form has it."""
    cells = {
        "title": sheet.title,
        "instructions": sheet.instructions,
        "outcomes": "\n".join(f"{o.competency_code}:{o.level}" for o in sheet.outcomes),
    }
    cells |= {f"l{number}": name for number, name in enumerate(sheet.levels, 1)}
    for number, criterion in enumerate(sheet.criteria):
        cells[f"k{number}"] = criterion.name
        cells |= {f"k{number}-{n}": w for n, w in enumerate(criterion.words, 1)}
        if criterion.required:
            cells[f"w{number}"] = "1"
    return cells


def _list_page(error: ServiceError | None) -> str:
    words = error.explanation if error else None
    return render_template(
        "sheets.html",
        found=list_sheets(account().id, ports=ports()),
        problem=(_(words.message), _(words.remedy)) if words else None,
        time_zone=ports().time_zone,
    )


def _form(
    sheet: ObservationSheet | None,
    cells: Mapping[str, str],
    seen: int,
    problems: Sequence[FieldProblem] | ServiceError = (),
) -> str:
    words = problems.explanation if isinstance(problems, ServiceError) else None
    found = () if isinstance(problems, ServiceError) else problems
    levels = max((n for n in range(2, 7) if f"l{n}" in cells), default=PLAIN_LEVELS)
    used = [n for n in range(MOST_CRITERIA) if _is_used(n, levels, cells)]
    shown = max(_FIRST, max(used, default=-1) + 1 + _SPARE)
    return render_template(
        "sheet-form.html",
        sheet=sheet,
        cells=cells,
        seen=seen,
        levels=levels,
        blocks=min(shown, MOST_CRITERIA),
        wrong=wrong_words(found),
        longest=LONGEST_WORDS,
        refused=(_(words.message), _(words.remedy)) if words else None,
    )


def _is_used(number: int, levels: int, cells: Mapping[str, str]) -> bool:
    names = [f"k{number}", *(f"k{number}-{level}" for level in range(1, levels + 1))]
    return any(cells.get(name) for name in names)
