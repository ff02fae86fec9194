"""People: found, seen with their days, and changed, each in an administrator's units."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_service.domain.grant import Role
from lti_service.domain.organisation import (
    EMPLOYMENT_TYPES,
    IDENTIFIER_KINDS,
    POSTING_KINDS,
    check_nip,
    mask_nip,
)
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.organisation.person_change import (
    NewPosting,
    change_person,
    end_posting,
    give_identifier,
    post_person,
    set_active,
    show_nip,
    undo_change,
)
from lti_service.use_cases.organisation.person_list import (
    LACKS,
    PEOPLE_A_PAGE,
    people_list,
)
from lti_service.use_cases.organisation.person_record import person_record
from lti_service.web.current import account, ports, require
from lti_service.web.language import translate as _

blueprint = Blueprint("person", __name__, url_prefix="/admin/people")

_REFUSED = (InvalidInputError, ConflictError)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Find people."""
    require(Role.ADMINISTRATOR)
    asked = request.args
    page = max(asked.get("page", 1, type=int), 1)
    lack = asked.get("lack", "")
    found = people_list(
        account().id,
        words=asked.get("q", ""),
        unit_code=asked.get("unit", ""),
        group=asked.get("group", ""),
        lack=lack if lack in LACKS else "",
        page=page,
        ports=ports(),
    )
    return render_template(
        "people.html",
        found=found,
        asked=asked,
        page=page,
        pages=-(-found.found // PEOPLE_A_PAGE),
        lacks=_lack_words(),
        mask_nip=mask_nip,
        types=type_words(),
        at=ports().clock.now().astimezone(ports().time_zone),
    )


@blueprint.get("/<person_id>")
def show_one(person_id: str) -> ResponseReturnValue:
    """A person with all days."""
    require(Role.ADMINISTRATOR)
    return _page(person_id), 200


@blueprint.post("/<person_id>")
def change(person_id: str) -> ResponseReturnValue:
    """Change name, kind of employment or address."""
    require(Role.ADMINISTRATOR)
    form = request.form
    try:
        change_person(
            person_id,
            form.get("name", ""),
            form.get("employment_type", ""),
            form.get("email", ""),
            actor=account().id,
            ports=ports(),
        )
    except _REFUSED as error:
        return _page(person_id, error, "change"), error.explanation.status
    return _back(person_id, "changed")


@blueprint.post("/<person_id>/active")
def activate(person_id: str) -> ResponseReturnValue:
    """Make a person active or inactive."""
    require(Role.ADMINISTRATOR)
    active = request.form.get("active") == "1"
    set_active(person_id, active=active, actor=account().id, ports=ports())
    return _back(person_id, "changed")


@blueprint.post("/<person_id>/undo")
def undo(person_id: str) -> ResponseReturnValue:
    """Put back what the latest change replaced."""
    require(Role.ADMINISTRATOR)
    undo_change(person_id, actor=account().id, ports=ports())
    return _back(person_id, "undone")


@blueprint.post("/<person_id>/nip")
def reveal(person_id: str) -> ResponseReturnValue:
    """Show a NIP in full, once."""
    require(Role.ADMINISTRATOR)
    nip = show_nip(person_id, actor=account().id, ports=ports())
    return _page(person_id, nip=nip), 200


@blueprint.post("/<person_id>/identifiers")
def identify(person_id: str) -> ResponseReturnValue:
    """Give a person another number from a day on."""
    require(Role.ADMINISTRATOR)
    form = request.form
    try:
        give_identifier(
            person_id,
            form.get("kind", ""),
            form.get("value", ""),
            _day("since", "identifier-days"),
            actor=account().id,
            ports=ports(),
        )
    except _REFUSED as error:
        return _page(person_id, error, "identifier"), error.explanation.status
    return _back(person_id, "identified")


@blueprint.post("/<person_id>/postings")
def post(person_id: str) -> ResponseReturnValue:
    """Give a person a post from a day on."""
    require(Role.ADMINISTRATOR)
    form = request.form
    try:
        new = NewPosting(
            form.get("position", ""),
            form.get("unit", ""),
            form.get("supervisor", ""),
            _day("since", "posting-days"),
            form.get("kind", ""),
        )
        post_person(person_id, new, actor=account().id, ports=ports())
    except _REFUSED as error:
        return _page(person_id, error, "posting"), error.explanation.status
    return _back(person_id, "posted")


@blueprint.post("/<person_id>/postings/<since>/end")
def end(person_id: str, since: str) -> ResponseReturnValue:
    """Give a posting its last day, or none again."""
    require(Role.ADMINISTRATOR)
    again = request.form.get("again") == "1"
    try:
        until = None if again else _day("until", "posting-days")
        if until is None and not again:
            raise InvalidInputError("posting-days")
        first = _read("posting-days", since)
        end_posting(person_id, first, until, actor=account().id, ports=ports())
    except _REFUSED as error:
        return _page(person_id, error, "posting"), error.explanation.status
    if again:
        return _back(person_id, "reopened")
    return redirect(
        url_for("person.show_one", person_id=person_id, done="ended", since=since), 303
    )


def type_words() -> dict[str, str]:
    """Return the words for each kind of employment."""
    words = {
        "PNS": _("PNS"),
        "CPNS": _("CPNS"),
        "PPPK": _("PPPK"),
        "PPPK_PARUH_WAKTU": _("PPPK paruh waktu"),
        "OTHER": _("lainnya"),
    }
    return {kind: words[kind] for kind in EMPLOYMENT_TYPES}


def _page(
    person_id: str,
    error: ServiceError | None = None,
    refused: str = "",
    *,
    nip: str = "",
) -> str:
    words = error.explanation if error else None
    return render_template(
        "person.html",
        record=person_record(person_id, actor=account().id, ports=ports()),
        form=request.form,
        refused=refused,
        problem=(_(words.message), _(words.remedy)) if words else None,
        reasons=_nip_reasons() if error and error.code == "nip-invalid" else [],
        done=request.args.get("done", ""),
        done_words=_done_words(),
        ended=request.args.get("since", ""),
        nip=nip,
        may_copy=any(not g.unit_code for g in require(Role.ADMINISTRATOR)),
        mask_nip=mask_nip,
        types=type_words(),
        kinds=_identifier_words(),
        posting_kinds=_posting_words(),
        missing=_missing_words(),
        time_zone=ports().time_zone,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


def _nip_reasons() -> list[str]:
    typed = request.form.get("value", "")
    check = check_nip(typed, employment_type="", on=today(ports()))
    return [reason.told(_) for reason in check.errors]


def _back(person_id: str, done: str) -> Response:
    return redirect(url_for("person.show_one", person_id=person_id, done=done), 303)


def _day(field: str, code: str) -> date | None:
    text = request.form.get(field, "").strip()
    return _read(code, text) if text else None


def _read(code: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError(code) from error


def _lack_words() -> dict[str, str]:
    return {
        "post": _("tanpa jabatan"),
        "supervisor": _("tanpa atasan langsung"),
        "nip": _("tanpa NIP"),
        "inactive": _("tidak aktif"),
    }


def _identifier_words() -> dict[str, str]:
    words = {
        "nip": _("NIP"),
        "pns_id": _("PNS ID (SIASN)"),
        "moodle_id": _("Nomor pengguna Moodle"),
    }
    return {kind: words[kind] for kind in IDENTIFIER_KINDS}


def _posting_words() -> dict[str, str]:
    words = {"definitif": _("definitif"), "plt": _("Plt (pelaksana tugas)")}
    return {kind: words[kind] for kind in POSTING_KINDS}


def _missing_words() -> dict[str, str]:
    return {
        "nip": _("NIP belum ada. Tambahkan di bagian Nomor, atau impor data pegawai."),
        "post": _("Tidak memegang jabatan hari ini. Tambahkan di bagian Jabatan."),
        "supervisor": _(
            "Atasan langsung belum ada. Tambahkan jabatan yang sama dengan atasannya "
            "sejak hari ini."
        ),
        "standard": _(
            "Jabatannya belum mempunyai standar kompetensi. Tambahkan di halaman jabatan."
        ),
        "account": _(
            "Belum ada akun LMS yang ditautkan. Akun tertaut ketika pegawai membuka "
            "kegiatan dari LMS."
        ),
    }


def _done_words() -> dict[str, str]:
    return {
        "changed": _("Perubahan sudah disimpan."),
        "undone": _("Perubahan terakhir sudah dibatalkan."),
        "identified": _("Nomor baru sudah dicatat; yang lama tetap dikenal."),
        "posted": _("Jabatan sudah dicatat."),
        "ended": _("Jabatan sudah diakhiri."),
        "reopened": _("Hari terakhir jabatan sudah dihapus lagi."),
    }
