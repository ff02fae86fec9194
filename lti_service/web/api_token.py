"""Tokens of other systems: made, listed and revoked by administrators of everything."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.api_token import Scope
from lti_service.domain.grant import Role
from lti_service.errors import InvalidInputError, ServiceError
from lti_service.use_cases.api.token import list_tokens, make_token, revoke_token
from lti_service.web.current import account, base_url, ports, require_everywhere
from lti_service.web.language import translate as _

blueprint = Blueprint("api_token", __name__, url_prefix="/admin/api")

DAYS = (30, 90, 180, 366)
"""How long a token may be used, to choose from."""


@blueprint.get("")
def show() -> ResponseReturnValue:
    """All tokens, and a form for another."""
    require_everywhere(Role.ADMINISTRATOR)
    return _page(None), 200


@blueprint.post("")
def make() -> ResponseReturnValue:
    """Make a token; it is shown once."""
    require_everywhere(Role.ADMINISTRATOR)
    days, unit = request.form.get("days", ""), request.form.get("unit", "")
    try:
        if not unit:
            raise InvalidInputError("grant-unit-missing")
        token, secret = make_token(
            request.form.get("name", ""),
            request.form.getlist("scope"),
            days=int(days) if days.isdecimal() else 0,
            unit_code="" if unit == "*" else unit,
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        return _page(error), error.explanation.status
    return render_template(
        "api-token.html",
        token=token,
        secret=secret,
        address=f"{base_url()}/api/v1",
        time_zone=ports().time_zone,
    )


@blueprint.post("/<token_id>/revoke")
def revoke(token_id: str) -> ResponseReturnValue:
    """Let a token open nothing any more."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        if request.form.get("sure") != "1":
            raise InvalidInputError("not-confirmed")
        revoke_token(token_id, actor=account().id, ports=ports())
    except ServiceError as error:
        return _page(error), error.explanation.status
    return redirect(url_for("api_token.show", revoked=1), 303)


def _page(error: ServiceError | None) -> str:
    tokens, units = list_tokens(ports=ports())
    words = error.explanation if error else None
    return render_template(
        "api-tokens.html",
        tokens=tokens,
        units=units,
        scopes=_scope_words(),
        days=DAYS,
        asked=request.form,
        chosen=request.form.getlist("scope"),
        revoked="revoked" in request.args,
        problem=(_(words.message), _(words.remedy)) if words else None,
        time_zone=ports().time_zone,
    )


def _scope_words() -> dict[str, str]:
    return {
        Scope.PEOPLE_READ: _("Membaca pegawai dan jabatannya; NIP disamarkan"),
        Scope.PEOPLE_NIP: _("Melihat NIP lengkap dan surel"),
        Scope.PEOPLE_WRITE: _("Menambah dan mengubah pegawai"),
        Scope.PLAN_READ: _("Membaca rencana instansi dan rencana individu"),
        Scope.PLAN_WRITE: _("Menulis butir rencana instansi dan realisasi biayanya"),
        Scope.COMPLETIONS_READ: _("Membaca penyelesaian kursus dan program"),
        Scope.COMPLETIONS_WRITE: _("Menyelesaikan program bagi peserta angkatan"),
        Scope.EVIDENCE_READ: _("Membaca bukti"),
        Scope.EVIDENCE_WRITE: _("Menambah bukti"),
        Scope.HOURS_READ: _("Membaca JP"),
        Scope.HOURS_WRITE: _("Mengajukan JP dengan buktinya, untuk diverifikasi"),
        Scope.RELEASES_READ: _("Membaca versi kursus"),
        Scope.RELEASES_WRITE: _("Mengunggah versi kursus sebagai konsep"),
    }
