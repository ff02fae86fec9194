"""The tree of units: seen, and changed by date."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.organisation import Unit
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.organisation.unit_change import (
    add_unit,
    change_unit,
    close_unit,
    undo_unit,
    unit_record,
    unit_tree,
)
from lti_service.web.current import account, ports, require
from lti_service.web.language import translate as _

blueprint = Blueprint("unit", __name__, url_prefix="/admin/units")

_REFUSED = (InvalidInputError, ConflictError)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The tree."""
    require(Role.ADMINISTRATOR)
    return _tree_page(None), 200


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Add a unit."""
    require(Role.ADMINISTRATOR)
    code = request.form.get("code", "").strip()
    try:
        add_unit(_typed(code), actor=account().id, ports=ports())
    except _REFUSED as error:
        return _tree_page(error), error.explanation.status
    return redirect(url_for("unit.show_one", code=code, done="added"), 303)


@blueprint.get("/<path:code>")
def show_one(code: str) -> ResponseReturnValue:
    """One unit."""
    require(Role.ADMINISTRATOR)
    return _page(code, None), 200


@blueprint.post("/<path:code>")
def change(code: str) -> ResponseReturnValue:
    """Rename or move a unit, close it, or undo that."""
    require(Role.ADMINISTRATOR)
    act, who = request.form.get("act", ""), account().id
    try:
        match act:
            case "change":
                change_unit(_typed(code), _day("since"), actor=who, ports=ports())
            case "undo":
                undo_unit(code, actor=who, ports=ports())
            case "reopen":
                close_unit(code, None, actor=who, ports=ports())
            case "close":
                last = _day("last")
                if last is None:
                    raise InvalidInputError("unit-days")
                close_unit(code, last, actor=who, ports=ports())
            case _:
                raise InvalidInputError("bad-form")
    except _REFUSED as error:
        return _page(code, error), error.explanation.status
    return redirect(url_for("unit.show_one", code=code, done=act), 303)


def _typed(code: str) -> Unit:
    form = request.form

    def text(field: str) -> str:
        return form.get(field, "").strip()[:200]

    return Unit(
        code,
        text("name"),
        text("kind"),
        text("parent"),
        text("island"),
        text("district"),
        text("head"),
    )


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("unit-days") from error


def _tree_page(error: ServiceError | None) -> str:
    words = error.explanation if error else None
    tree = unit_tree(actor=account().id, ports=ports())
    return render_template(
        "units.html",
        tree=tree,
        open=sum(1 for one in tree if one.unit.closed_on is None),
        empty=sum(1 for one in tree if not one.below and not one.unit.closed_on),
        headless=sum(1 for one in tree if not one.heads and not one.unit.closed_on),
        islands=len({one.unit.island for one in tree if one.unit.island}),
        form=request.form,
        problem=(_(words.message), _(words.remedy)) if words else None,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


def _page(code: str, error: ServiceError | None) -> str:
    words = error.explanation if error else None
    return render_template(
        "unit.html",
        record=unit_record(code, actor=account().id, ports=ports()),
        form=request.form,
        refused=error is not None and request.form.get("act") == "change",
        problem=(_(words.message), _(words.remedy)) if words else None,
        done=request.args.get("done", ""),
        done_words={
            "added": _("Unit sudah ditambahkan."),
            "change": _("Perubahan sudah disimpan."),
            "undo": _("Nama dan induk yang lama sudah kembali."),
            "close": _("Unit sudah ditutup."),
            "reopen": _("Unit sudah dibuka lagi."),
        },
        today=today(ports()),
        at=ports().clock.now().astimezone(ports().time_zone),
    )
