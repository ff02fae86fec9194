"""Credentials: what everybody may see by their address, and one's own."""

import json
from datetime import datetime, timedelta, tzinfo
from typing import Any, cast

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from lti_service.domain.credential import (
    Credential,
    CredentialKind,
    CredentialState,
    CredentialStatus,
    Revocation,
)
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.locale import format_date
from lti_service.use_cases.credential.credential import (
    issue_credential,
    my_credentials,
    own_credential,
    show_credential,
)
from lti_service.use_cases.credential.credential_key import (
    public_key,
    public_keys,
)
from lti_service.use_cases.credential.credential_status import (
    PublicCredential,
    issuer_profile,
    public_credential,
    signed_status_list,
)
from lti_service.use_cases.learning_hours.learning_hours import (
    hours_card,
)
from lti_service.web.address import public
from lti_service.web.current import account, ports, session_or_none
from lti_service.web.language import language, translate as _

blueprint = Blueprint("credential", __name__)

LISTS = "status_lists"
"""Name among the application's extensions: status lists that were signed lately."""

_JWT = "application/vc+jwt"
_KEYS_STAY, _LIST_STAYS = "public, max-age=3600", "public, max-age=300"
_LIST_KEPT = timedelta(minutes=1)
Kept = dict[int, tuple[datetime, str]]


@blueprint.get("/credentials/jwks")
def keys() -> ResponseReturnValue:
    """All keys that ever signed credentials (RFC 7517)."""
    return _public(jsonify(public_keys(ports=ports())), _KEYS_STAY)


@blueprint.get("/credentials/keys/<kid>")
def key(kid: str) -> ResponseReturnValue:
    """One of them, under the address that credentials name."""
    return _public(jsonify(public_key(kid, ports=ports())), _KEYS_STAY)


@blueprint.get("/credentials/issuer")
def issuer() -> ResponseReturnValue:
    """Who issues, as credentials name it."""
    profile = issuer_profile(ports=ports())
    if profile is None:
        raise NotFoundError("not-found", issuer="none")
    return _public(jsonify(ports().badges.profile(profile)), _KEYS_STAY)


@blueprint.get("/credentials/status/<int:number>")
def status_list(number: int) -> ResponseReturnValue:
    """Which credentials are revoked, signed."""
    kept = cast("Kept", current_app.extensions.setdefault(LISTS, {}))
    now = ports().clock.now()
    made_at, token = kept.get(number, (None, ""))
    if made_at is None or not made_at <= now < made_at + _LIST_KEPT:
        # It reads all decisions, and anybody may ask.
        token = signed_status_list(number, ports=ports())
        kept[number] = now, token
    response = _public(Response(token, content_type=_JWT), _LIST_STAYS)
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/credentials/<credential_id>")
def show(credential_id: str) -> ResponseReturnValue:
    """Whether a credential is genuine and stands, for whoever has its address."""
    found = _found(credential_id)
    url = page_url(found.credential)
    page = render_template(
        "credential.html",
        credential=found.credential,
        said=found.said,
        holder=holder_words(found),
        mark=state_mark(found.status),
        state=state_words(found.credential, found.status, ports().time_zone),
        kind=kind_words(found.credential),
        own=found.credential.person_id == _person_id(),
        qr=ports().draw_qr(url, _("Kode QR alamat halaman ini")),
        url=url,
        keys_url=public(url_for("credential.keys")),
        at=ports().clock.now().astimezone(ports().time_zone),
        time_zone=ports().time_zone,
    )
    return _public(Response(page, content_type="text/html; charset=utf-8"), "")


@blueprint.get("/credentials/<credential_id>/credential.jwt")
def download(credential_id: str) -> ResponseReturnValue:
    """The credential itself, as it was signed."""
    found = _found(credential_id)
    return _file(found.credential.token, _JWT, f"{credential_id}.jwt")


@blueprint.get("/credentials/<credential_id>/credential.json")
def read(credential_id: str) -> ResponseReturnValue:
    """What it says, to be read; it proves nothing without the signature."""
    text = json.dumps(_found(credential_id).said, ensure_ascii=False, indent=1)
    return _file(text, "application/json", f"{credential_id}.json")


@blueprint.get("/credentials/<credential_id>/badge.svg")
def picture(credential_id: str) -> ResponseReturnValue:
    """A picture that holds the credential."""
    data = ports().badges.bake(_found(credential_id).credential)
    return _file(data, "image/svg+xml", f"{credential_id}.svg")


@blueprint.get("/me/credentials")
def mine() -> ResponseReturnValue:
    """One's own, and what one may ask for."""
    return _mine(None)


@blueprint.post("/me/credentials")
def ask() -> ResponseReturnValue:
    """Issue what somebody asks for."""
    who = account()
    try:
        named = request.form.get("named", "")
        if named not in {"0", "1"}:
            raise InvalidInputError("bad-form")
        made = issue_credential(
            request.form.get("source", ""), who.id, named=named == "1", ports=ports()
        )
    except ConflictError as error:
        words = error.explanation
        return _mine((_(words.message), _(words.remedy))), words.status
    return redirect(url_for("credential.mine", made=made.id), 303)


@blueprint.post("/me/credentials/<credential_id>/shown")
def set_shown(credential_id: str) -> ResponseReturnValue:
    """Open or close the public page of one's own."""
    shown = request.form.get("shown", "")
    if shown not in {"0", "1"}:
        raise InvalidInputError("bad-form")
    show_credential(credential_id, account().id, shown=shown == "1", ports=ports())
    return redirect(url_for("credential.mine", changed=credential_id), 303)


@blueprint.get("/me/credentials/<credential_id>/certificate")
def certificate(credential_id: str) -> ResponseReturnValue:
    """One's own on a sheet of A4."""
    issued = own_credential(credential_id, account().id, ports=ports())
    credential = issued.credential
    found = PublicCredential(
        credential, issued.status, ports().badges.read(credential.token)
    )
    return render_template(
        "certificate.html",
        credential=credential,
        said=found.said,
        holder=holder_words(found),
        mark=state_mark(issued.status),
        state=state_words(credential, issued.status, ports().time_zone),
        stands=issued.stands,
        kind=kind_words(credential),
        qr=ports().draw_qr(page_url(credential), _("Kode QR alamat pemeriksaan")),
        url=page_url(credential),
        time_zone=ports().time_zone,
    )


def page_url(credential: Credential) -> str:
    """Return the public address of a credential's page."""
    return public(url_for("credential.show", credential_id=credential.id))


def state_mark(status: CredentialStatus) -> str:
    """Return the class of a credential's badge."""
    return {
        CredentialState.VALID: "right",
        CredentialState.EXPIRED: "attention",
        CredentialState.REVOKED: "wrong",
    }[status.state]


def state_words(credential: Credential, status: CredentialStatus, tz: tzinfo) -> str:
    """Say how a credential stands, since when and why, as everybody may know."""
    if status.state is CredentialState.REVOKED and status.at is not None:
        why = {
            Revocation.DECISION: _("penetapan kompetensinya dibalik"),
            Revocation.COURSE: _("kelulusannya tidak lagi tercatat"),
            Revocation.ISSUER: _("dicabut oleh penerbit"),
            Revocation.REISSUED: _("diganti dengan kredensial yang lebih baru"),
        }[status.why or Revocation.ISSUER]
        day = format_date(status.at.astimezone(tz).date(), language())
        return _("Tidak berlaku lagi sejak {day}: {why}.", day=day, why=why)
    if credential.valid_until is None:
        return _("Berlaku tanpa batas waktu.")
    day = format_date(credential.valid_until, language())
    if status.state is CredentialState.EXPIRED:
        return _("Berlaku sampai {day}; masa itu sudah lewat.", day=day)
    return _("Berlaku sampai {day}.", day=day)


def kind_words(credential: Credential) -> str:
    """Say what a credential is for."""
    if credential.kind is CredentialKind.COURSE:
        return _("Kelulusan kursus; bukan penetapan kompetensi")
    return _("Penetapan kompetensi, level {level} dari 5", level=credential.level)


def holder_words(found: PublicCredential) -> str:
    """Return the holder's name, where the credential says it."""
    if not found.credential.named:
        return ""
    subject = cast("dict[str, Any]", found.said["credentialSubject"])
    return str(subject["identifier"][0]["identityHash"])


def _mine(problem: tuple[str, str] | None) -> str:
    who = account()
    page = my_credentials(who.person_id, ports=ports()) if who.person_id else None
    if page is None:
        return render_template("me-unlinked.html", account=who)
    card = hours_card(page.person.id, None, ports=ports())
    return render_template(
        "my-credentials.html",
        page=page,
        years=card.years if card else (),
        problem=problem,
        made=request.args.get("made", ""),
        changed=request.args.get("changed", ""),
        state_mark=state_mark,
        state_words=state_words,
        kind_words=kind_words,
        achievement_words=_achievement_words,
        time_zone=ports().time_zone,
    )


def _achievement_words(kind: CredentialKind, level: int) -> str:
    if kind is CredentialKind.COURSE:
        return _("Kelulusan kursus; bukan penetapan kompetensi")
    return _("Penetapan kompetensi, level {level} dari 5", level=level)


def _found(credential_id: str) -> PublicCredential:
    return public_credential(credential_id, _person_id(), ports=ports())


def _person_id() -> str | None:
    return account().person_id if session_or_none() is not None else None


def _public(response: Response, stays: str) -> Response:
    """Let an answer be kept by others, and found by no search engine."""
    if stays:
        response.headers["Cache-Control"] = stays
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _file(data: str | bytes, media_type: str, name: str) -> Response:
    response = _public(Response(data, content_type=media_type), "")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
