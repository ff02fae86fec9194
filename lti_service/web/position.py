"""Positions and what they require, and the frameworks that competencies are of."""

from datetime import date

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.framework import PositionStandard
from lti_service.domain.grant import Role
from lti_service.domain.organisation import GROUPS, Position
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.locale import format_date
from lti_service.use_cases.standard.framework import (
    framework_list,
    whole_framework,
)
from lti_service.use_cases.standard.standard_change import (
    add_standard,
    change_position,
    end_standard,
    position_list,
    position_record,
)
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import language, translate as _

blueprint = Blueprint("position", __name__, url_prefix="/admin")

_REFUSED = (InvalidInputError, ConflictError)
_MOST = 200


@blueprint.get("/positions")
def show() -> ResponseReturnValue:
    """All positions."""
    require_everywhere(Role.ADMINISTRATOR)
    words = request.args.get("q", "")
    rows = position_list(words, actor=account().id, ports=ports())
    return render_template(
        "positions.html",
        rows=rows[:_MOST],
        found=len(rows),
        bare=sum(1 for row in rows if not row.required),
        loose=sum(1 for row in rows if row.provisional),
        words=words,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


@blueprint.get("/positions/<path:code>")
def show_one(code: str) -> ResponseReturnValue:
    """A position, and what it requires."""
    require_everywhere(Role.ADMINISTRATOR)
    return _page(code, None), 200


@blueprint.post("/positions/<path:code>")
def change(code: str) -> ResponseReturnValue:
    """Change a position, add a standard, or end one."""
    require_everywhere(Role.ADMINISTRATOR)
    form, who = request.form, account().id
    act = form.get("act", "")

    def text(field: str) -> str:
        return form.get(field, "").strip()[:500]

    try:
        match act:
            case "change":
                typed = Position(code, text("name"), text("group"), text("grade"))
                change_position(typed, actor=who, ports=ports())
            case "standard":
                since = _day("since")
                if since is None:
                    raise InvalidInputError("standard-incomplete")
                level = form.get("level", 0, type=int)
                standard = PositionStandard(
                    code,
                    text("competency"),
                    level,
                    text("necessity"),
                    since,
                    _day("until"),
                    text("legal_basis"),
                )
                add_standard(standard, actor=who, ports=ports())
            case "end" | "reopen":
                since, last = _day("since"), _day("until")
                if since is None or (last is None and act == "end"):
                    raise InvalidInputError("standard-incomplete")
                last = last if act == "end" else None
                about = code, text("competency"), since
                end_standard(*about, last, actor=who, ports=ports())
            case _:
                raise InvalidInputError("bad-form")
    except _REFUSED as error:
        return _page(code, error), error.explanation.status
    ended = (text("competency"), text("since")) if act == "end" else (None, None)
    back = url_for(
        "position.show_one", code=code, done=act, competency=ended[0], since=ended[1]
    )
    return redirect(back, 303)


@blueprint.get("/frameworks")
def show_frameworks() -> ResponseReturnValue:
    """All frameworks."""
    require_everywhere(Role.ADMINISTRATOR)
    return render_template("frameworks.html", rows=framework_list(ports=ports()))


@blueprint.get("/frameworks/<path:code>")
def show_framework(code: str) -> ResponseReturnValue:
    """A framework with its competencies, levels and indicators."""
    require_everywhere(Role.ADMINISTRATOR)
    found = whole_framework(code, ports=ports())
    return render_template(
        "framework.html", found=found, levels=found.levels_by_competency()
    )


@blueprint.get("/framework.csv")
def framework_csv() -> ResponseReturnValue:
    """A framework as a table that can be taken in again."""
    require_everywhere(Role.ADMINISTRATOR)
    found = whole_framework(request.args.get("code", ""), ports=ports())
    one, levels = found.framework, found.levels_by_competency()
    headings = [
        "framework",
        "title",
        "version",
        "status",
        "source_uri",
        "legal_basis",
        "code",
        "parent",
        "name",
        "kind",
        "definition",
        "level",
        "level_name",
        "indicators",
    ]
    head = (
        one.code,
        one.title,
        one.version,
        one.status,
        one.source_uri,
        one.legal_basis,
    )
    rows: list[tuple[object, ...]] = [
        (*head, c.code, c.parent_code, c.name, c.kind, c.definition, *level)
        for c in found.competencies
        for level in (
            [
                (str(x.level), x.name, "|".join(x.indicators))
                for x in levels.get(c.code, ())
            ]
            or [("", "", "")]
        )
    ]
    text = ports().write_csv(headings, rows)
    response = Response("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="kerangka.csv"'
    return response


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("standard-incomplete") from error


def _page(code: str, error: ServiceError | None) -> str:
    words = error.explanation if error else None
    asked = request.args
    return render_template(
        "position.html",
        record=position_record(code, actor=account().id, ports=ports()),
        form=request.form,
        act=request.form.get("act", "") if error else "",
        problem=(_(words.message), _(words.remedy)) if words else None,
        which=_which(error),
        asked=asked,
        groups=GROUPS,
        done_words={
            "change": _("Jabatan sudah diubah."),
            "standard": _(
                "Standar sudah ditambahkan; yang sebelumnya berakhir sendiri."
            ),
            "end": _("Standar sudah diakhiri."),
            "reopen": _("Hari terakhir standar sudah dihapus lagi."),
        },
        at=ports().clock.now().astimezone(ports().time_zone),
    )


def _which(error: ServiceError | None) -> str:
    """Say which standard is in the way; empty where none is."""
    if error is None or "since" not in error.context:
        return ""
    since = format_date(date.fromisoformat(error.context["since"]), language())
    last = error.context["until"]
    if not last:
        return _(
            "{competency}, sejak {since}.",
            competency=error.context["competency"],
            since=since,
        )
    return _(
        "{competency}, sejak {since} sampai {until}.",
        competency=error.context["competency"],
        since=since,
        until=format_date(date.fromisoformat(last), language()),
    )
