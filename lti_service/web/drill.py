"""Drills, as administrators prepare them and see what was observed."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.observation import Drill
from lti_service.domain.organisation import mask_nip
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.observation.drill import (
    cancel_drill,
    drill_choices,
    drill_page,
    list_drills,
    save_drill,
)
from lti_service.use_cases.observation.observation import (
    withdraw_observation,
)
from lti_service.use_cases.observation.observation_sheet import FieldProblem
from lti_service.web.current import account, ports
from lti_service.web.language import translate as _
from lti_service.web.observation_sheet import form_cells, wrong_words

blueprint = Blueprint("drill", __name__, url_prefix="/admin/drills")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """All drills that one keeps."""
    return render_template(
        "drills.html",
        drills=list_drills(account().id, ports=ports()),
        today=ports().clock.now().astimezone(ports().time_zone).date(),
    )


@blueprint.get("/new")
def add_form() -> ResponseReturnValue:
    """An empty form."""
    return _form(None, {"sheet": request.args.get("sheet", "")}, 0), 200


@blueprint.post("/new")
def add() -> ResponseReturnValue:
    """Make a drill."""
    cells = form_cells()
    saved = save_drill(cells, account().id, ports=ports())
    if saved.problems:
        return _form(None, cells, 0, saved.problems), 422
    return redirect(url_for(".page", drill_id=saved.id, done="saved"), 303)


@blueprint.get("/<drill_id>")
def page(drill_id: str) -> ResponseReturnValue:
    """A drill, its people, and what was observed."""
    return _page(drill_id, None), 200


@blueprint.get("/<drill_id>/edit")
def edit_form(drill_id: str) -> ResponseReturnValue:
    """The form of a drill."""
    drill = drill_page(account().id, drill_id, ports=ports()).drill
    return _form(drill, drill_cells(drill), drill.revision), 200


@blueprint.post("/<drill_id>/edit")
def edit(drill_id: str) -> ResponseReturnValue:
    """Change a drill."""
    cells, seen = form_cells(), request.form.get("seen", 0, type=int)
    drill = drill_page(account().id, drill_id, ports=ports()).drill
    try:
        saved = save_drill(
            cells,
            account().id,
            drill_id=drill_id,
            seen=seen,
            removed=request.form.getlist("remove"),
            ports=ports(),
        )
    except ConflictError as error:
        return _form(drill, cells, drill.revision, error), error.explanation.status
    if saved.problems:
        return _form(drill, cells, seen, saved.problems), 422
    return redirect(url_for(".page", drill_id=drill_id, done="saved"), 303)


@blueprint.post("/<drill_id>/cancel")
def cancel(drill_id: str) -> ResponseReturnValue:
    """Cancel a drill, or undo that."""
    back = request.form.get("back") == "1"
    cancel_drill(drill_id, account().id, back=back, ports=ports())
    done = "back" if back else "cancelled"
    return redirect(url_for(".page", drill_id=drill_id, done=done), 303)


@blueprint.post("/<drill_id>/withdraw/<record>")
def withdraw(drill_id: str, record: str) -> ResponseReturnValue:
    """Withdraw what was observed."""
    reason = request.form.get("reason", "")
    try:
        withdraw_observation(record, reason, account().id, ports=ports())
    except (ConflictError, InvalidInputError) as error:
        return _page(drill_id, error), error.explanation.status
    return redirect(url_for(".page", drill_id=drill_id, done="withdrawn"), 303)


def drill_cells(drill: Drill) -> dict[str, str]:
    """Return a drill as its form has it."""
    return {
        "title": drill.title,
        "sheet": drill.sheet_id,
        "day": drill.day.isoformat(),
        "place": drill.place,
        "unit": drill.unit_code,
    }


def _page(drill_id: str, error: ServiceError | None) -> str:
    words = error.explanation if error else None
    done = {
        "saved": _("Latihan tersimpan."),
        "cancelled": _("Latihan dibatalkan. Yang sudah dinilai tetap tersimpan."),
        "back": _("Latihan berlaku lagi."),
        "withdrawn": _("Pengamatan ditarik. Peserta itu dapat dinilai lagi."),
    }
    return render_template(
        "drill.html",
        page=drill_page(account().id, drill_id, ports=ports()),
        done=done.get(request.args.get("done", "")),
        problem=(_(words.message), _(words.remedy)) if words else None,
        mask_nip=mask_nip,
        local=lambda at: at.astimezone(ports().time_zone),
    )


def _form(
    drill: Drill | None,
    cells: Mapping[str, str],
    seen: int,
    problems: Sequence[FieldProblem] | ServiceError = (),
) -> str:
    words = problems.explanation if isinstance(problems, ServiceError) else None
    found = () if isinstance(problems, ServiceError) else problems
    choices = drill_choices(account().id, ports=ports())
    return render_template(
        "drill-form.html",
        drill=drill,
        page=drill_page(account().id, drill.id, ports=ports()) if drill else None,
        cells=cells,
        seen=seen,
        removed=request.form.getlist("remove"),
        sheets={one.id: one.title for one in choices.sheets},
        units={unit.code: unit.name for unit in choices.units},
        everywhere=choices.everywhere,
        wrong=wrong_words(found),
        refused=(_(words.message), _(words.remedy)) if words else None,
        mask_nip=mask_nip,
    )
