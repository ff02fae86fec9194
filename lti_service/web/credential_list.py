"""Credentials as administrators see them: who issues, revoke, issue again, keys."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.key import KeyState
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.credential.credential_key import (
    list_credential_keys,
    rotate_credential_key,
)
from lti_service.use_cases.credential.credential_list import (
    credential_list,
    reissue_credential,
    revoke_credential,
    save_issuer,
)
from lti_service.use_cases.credential.credential_status import issuer_profile
from lti_service.web.credential import state_mark, state_words
from lti_service.web.current import account, ports, require, require_everywhere
from lti_service.web.language import translate as _

blueprint = Blueprint("credential_list", __name__, url_prefix="/admin/credentials")

_MOST_ROWS = 200


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The credentials of one's units, newest first."""
    require(Role.ADMINISTRATOR)
    return _page(None), 200


@blueprint.post("/<credential_id>/revoke")
def revoke(credential_id: str) -> ResponseReturnValue:
    """Revoke a credential; what gave it stays as it is."""
    require(Role.ADMINISTRATOR)
    reason = request.form.get("reason", "")
    try:
        revoke_credential(credential_id, reason, account().id, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        return _page(error, credential_id), error.explanation.status
    return redirect(url_for("credential_list.show", revoked=credential_id), 303)


@blueprint.post("/<credential_id>/reissue")
def reissue(credential_id: str) -> ResponseReturnValue:
    """Issue a revoked credential again."""
    require(Role.ADMINISTRATOR)
    try:
        made = reissue_credential(credential_id, account().id, ports=ports())
    except ConflictError as error:
        return _page(error, credential_id), error.explanation.status
    return redirect(url_for("credential_list.show", made=made.id), 303)


@blueprint.get("/issuer")
def issuer() -> ResponseReturnValue:
    """Who issues, and with which keys."""
    require_everywhere(Role.ADMINISTRATOR)
    return _issuer_page(None), 200


@blueprint.post("/issuer")
def save() -> ResponseReturnValue:
    """Keep who issues from now on."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        save_issuer(request.form, account().id, ports=ports())
    except InvalidInputError as error:
        return _issuer_page(error), error.explanation.status
    return redirect(url_for("credential_list.issuer", saved=1), 303)


@blueprint.post("/keys")
def rotate() -> ResponseReturnValue:
    """Make a new key, which signs from tomorrow on."""
    require_everywhere(Role.ADMINISTRATOR)
    if request.form.get("sure") != "1":
        error = InvalidInputError("not-confirmed")
        return _issuer_page(error), error.explanation.status
    rotate_credential_key(actor=account().id, ports=ports())
    return redirect(url_for("credential_list.issuer", rotated=1), 303)


def _page(error: ServiceError | None, credential_id: str = "") -> str:
    words = error.explanation if error else None
    rows = credential_list(account().id, ports=ports())
    everywhere = any(not grant.unit_code for grant in require(Role.ADMINISTRATOR))
    return render_template(
        "credentials.html",
        rows=rows[:_MOST_ROWS],
        total=len(rows),
        standing=sum(1 for row in rows if row.issued.stands),
        issuer=issuer_profile(ports=ports()),
        everywhere=everywhere,
        problem=(_(words.message), _(words.remedy)) if words else None,
        problem_id=credential_id,
        typed=request.form.get("reason", ""),
        revoked=request.args.get("revoked", ""),
        made=request.args.get("made", ""),
        state_mark=state_mark,
        state_words=state_words,
        year=ports().clock.now().astimezone(ports().time_zone).year,
        time_zone=ports().time_zone,
    )


def _issuer_page(error: ServiceError | None) -> str:
    words = error.explanation if error else None
    profile = issuer_profile(ports=ports())
    names = ("name", "url", "email", "image_url")
    kept = {name: getattr(profile, name) if profile else "" for name in names}
    return render_template(
        "credential-issuer.html",
        profile=profile,
        # What was typed stays after a refusal.
        fields={name: request.form.get(name, kept[name]) for name in names},
        wrong=error.context if error else {},
        hints=_hints(),
        problem=(_(words.message), _(words.remedy)) if words else None,
        saved=request.args.get("saved"),
        rotated=request.args.get("rotated"),
        keys=list_credential_keys(ports=ports()),
        marks={
            KeyState.NEXT: ("info", _("Dipakai mulai besok")),
            KeyState.SIGNING: ("right", _("Dipakai")),
            KeyState.KEPT: ("", _("Tetap diumumkan")),
        },
        time_zone=ports().time_zone,
    )


def _hints() -> dict[str, tuple[str, str, str, str]]:
    """Return of each field its label, its hint, what is wrong with it, and its type."""
    address = _("Alamat harus lengkap dan dimulai dengan https://.")
    return {
        "name": (
            _("Nama resmi penerbit"),
            _("seperti pada kop surat; tampil di setiap kredensial"),
            _("Nama belum diisi, atau lebih dari 300 huruf."),
            "text",
        ),
        "url": (
            _("Alamat situs"),
            _("dimulai dengan https://"),
            address,
            "url",
        ),
        "email": (
            _("Surel untuk pertanyaan"),
            _("boleh kosong; alamat kantor, bukan pribadi"),
            _("Alamat surel tidak lengkap."),
            "email",
        ),
        "image_url": (
            _("Alamat gambar lambang"),
            _("boleh kosong; dimulai dengan https://"),
            address,
            "url",
        ),
    }
