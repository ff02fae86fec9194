"""Who may do what: give roles, take them away, and make one-time codes."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.organisation import mask_nip
from lti_service.errors import InvalidInputError, NotFoundError, ServiceError
from lti_service.use_cases.access.grant import (
    add_grant,
    end_grant,
    restore_grant,
    today,
    whoami,
)
from lti_service.use_cases.access.grant_list import (
    MOST_PEOPLE,
    find_candidates,
    managed_grants,
    one_grant,
)
from lti_service.use_cases.lms.invitation import (
    create_invitation,
    open_invitations,
    revoke_invitation,
)
from lti_service.web.current import account, ports, require
from lti_service.web.language import translate as _

blueprint = Blueprint("grant", __name__, url_prefix="/admin/grants")

HOURS = (24, 72, 168)
"""How long a code may be used; longer ones are made by command."""


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The roles that this administrator may manage."""
    require(Role.ADMINISTRATOR)
    return _list(None), 200


@blueprint.get("/give")
def choose() -> ResponseReturnValue:
    """Find somebody and say which role, where and until when."""
    require(Role.ADMINISTRATOR)
    return _give_page(None), 200


@blueprint.post("/give")
def give() -> ResponseReturnValue:
    """Give a role."""
    require(Role.ADMINISTRATOR)
    form = request.form
    try:
        grant = add_grant(
            _role(),
            form.get("who", ""),
            unit_code=_unit(),
            since=_day("since"),
            until=_day("until"),
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        return _give_page(error), error.explanation.status
    return redirect(url_for("grant.show", given=grant.id), 303)


@blueprint.get("/<grant_id>/end")
def ask(grant_id: str) -> ResponseReturnValue:
    """Ask whether a role is really to be taken away."""
    require(Role.ADMINISTRATOR)
    return _end_page(grant_id, None), 200


@blueprint.post("/<grant_id>/end")
def end(grant_id: str) -> ResponseReturnValue:
    """Take a role away."""
    require(Role.ADMINISTRATOR)
    try:
        end_grant(grant_id, actor=account().id, ports=ports())
    except NotFoundError:
        raise
    except ServiceError as error:
        return _end_page(grant_id, error), error.explanation.status
    if not whoami(account().id, ports=ports()).of(Role.ADMINISTRATOR):
        return redirect(url_for("me.show"), 303)  # it was one's own
    return redirect(url_for("grant.show", ended=grant_id), 303)


@blueprint.post("/<grant_id>/restore")
def restore(grant_id: str) -> ResponseReturnValue:
    """Undo that a role was taken away."""
    require(Role.ADMINISTRATOR)
    restore_grant(grant_id, actor=account().id, ports=ports())
    return redirect(url_for("grant.show", given=grant_id), 303)


@blueprint.post("/invite")
def invite() -> ResponseReturnValue:
    """Make a code; it is shown in this answer and never again."""
    require(Role.ADMINISTRATOR)
    try:
        hours = request.form.get("hours", HOURS[0], type=int)
        if hours not in HOURS:
            raise InvalidInputError("bad-form")
        code = create_invitation(
            _role(), hours, unit_code=_unit(), actor=account().id, ports=ports()
        )
    except ServiceError as error:
        return _list(error), error.explanation.status
    return render_template("grant-code.html", code=code, hours=hours)


@blueprint.post("/invitations/<name>/revoke")
def revoke(name: str) -> ResponseReturnValue:
    """Let a code be used no more."""
    require(Role.ADMINISTRATOR)
    revoke_invitation(name, actor=account().id, ports=ports())
    return redirect(url_for("grant.show", revoked=1), 303)


def _list(error: ServiceError | None) -> str:
    asked = request.args
    who = account().id
    return render_template(
        "grants.html",
        found=managed_grants(
            who,
            role=asked.get("role", ""),
            unit_code=asked.get("unit", ""),
            name=asked.get("name", ""),
            ports=ports(),
        ),
        invitations=open_invitations(who, ports=ports()),
        given=one_grant(asked.get("given", ""), who, ports=ports()),
        ended=one_grant(asked.get("ended", ""), who, ports=ports()),
        asked=asked,
        hours=HOURS,
        problem=_problem(error),
        today=today(ports()),
        **_words(),
    )


def _give_page(error: ServiceError | None) -> str:
    words = request.values.get("q", "")
    who = account().id
    people = find_candidates(who, words, ports=ports())
    return render_template(
        "grant-give.html",
        words=words,
        people=people[:MOST_PEOPLE],
        more=len(people) > MOST_PEOPLE,
        found=managed_grants(who, ports=ports()),
        form=request.form,
        problem=_problem(error),
        today=today(ports()),
        **_words(),
    )


def _end_page(grant_id: str, error: ServiceError | None) -> str:
    found = one_grant(grant_id, account().id, ports=ports())
    if found is None or found.grant.ended_at is not None:
        raise NotFoundError("unknown-grant", grant=grant_id)
    own = found.person is not None and found.person.id == account().person_id
    return render_template(
        "grant-end.html",
        found=found,
        own=own or found.grant.account_id == account().id,
        problem=_problem(error),
        **_words(),
    )


def _words() -> dict[str, object]:
    return {
        "role_words": role_words(),
        "role_reach": _role_reach(),
        "mask_nip": mask_nip,
        "time_zone": ports().time_zone,
    }


def _problem(error: ServiceError | None) -> tuple[str, str] | None:
    words = error.explanation if error else None
    return (_(words.message), _(words.remedy)) if words else None


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError as error:
        raise InvalidInputError("bad-form") from error


def _unit() -> str:
    """Return the unit that was chosen; an administrator says so for everywhere."""
    chosen = request.form.get("unit", "")
    if not chosen:
        raise InvalidInputError("grant-unit-missing")
    return "" if chosen == "*" else chosen


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("grant-days") from error


def role_words() -> dict[str, str]:
    """Return the roles in words, by the order of what they do."""
    return {
        Role.SUPERVISOR: _("atasan"),
        Role.ASSESSOR: _("asesor"),
        Role.VERIFIER: _("verifikator unit"),
        Role.AUTHOR: _("penulis konten"),
        Role.ADMINISTRATOR: _("administrator"),
        Role.LEADERSHIP: _("pimpinan"),
        Role.AUDITOR: _("auditor"),
    }


def _role_reach() -> dict[str, tuple[str, str]]:
    """Return what each role may see and what it may do."""
    nothing = _("tidak ada")
    return {
        Role.SUPERVISOR: (
            _(
                "keadaan, bukti, dan rencana bawahannya; tidak pernah jawaban satu orang"
            ),
            _("menyetujui rencana, mencatat pengamatan"),
        ),
        Role.ASSESSOR: (
            _("bukti pegawai di unitnya yang menunggu penetapan"),
            _("menetapkan kompetensi; tidak pernah miliknya sendiri"),
        ),
        Role.VERIFIER: (
            _("kebutuhan dan JP unitnya"),
            _("memverifikasi kebutuhan"),
        ),
        Role.AUTHOR: (
            _("ringkasan jawaban dan masukan untuk kursusnya sendiri"),
            _("menerbitkan versi kursus"),
        ),
        Role.ADMINISTRATOR: (
            _("semua data kepegawaian dan penyelesaian di unitnya"),
            _("memberi peran, menautkan akun, mendaftarkan LMS, mengirim ulang nilai"),
        ),
        Role.LEADERSHIP: (
            _("ringkasan unit dan daerah"),
            _("menetapkan rencana pengembangan"),
        ),
        Role.AUDITOR: (_("catatan tindakan"), nothing),
    }
