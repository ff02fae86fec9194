"""Liveness, readiness, and figures for whoever watches the service."""

import hmac
from collections.abc import Mapping, Sequence

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.health import Check, Finding, Grade
from lti_service.errors import ForbiddenError, NotFoundError, SettingsError
from lti_service.use_cases.lms.health import examine, examine_outside, tell_metrics
from lti_service.use_cases.lms.outbox_queue import waiting
from lti_service.web.current import ports, require_everywhere
from lti_service.web.language import translate as _

blueprint = Blueprint("health", __name__)

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database is reachable and migrated; whether scores arrive is said beside it.

    A platform that takes no scores does not stop people from learning: it is no reason
    to be given no requests.
    """
    try:
        ports().storage.check()
    except SettingsError as error:
        return jsonify(status="not-ready", reason=str(error)), 503
    found = waiting(ports=ports())
    since = found.since.isoformat() if found.since else None
    return jsonify(status="ok", outbox={"since": since, "late": found.late})


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures in Prometheus' text format; nothing where the setting names no token."""
    token = str(current_app.extensions["metrics_token"])
    if not token:
        raise NotFoundError("not-found")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise ForbiddenError("token-invalid")
    return Response(tell_metrics(ports=ports()), content_type=METRICS_TYPE)


@blueprint.get("/admin/health")
def show() -> ResponseReturnValue:
    """What can be seen without asking anybody outside."""
    require_everywhere(Role.ADMINISTRATOR)
    return _page(examine(ports=ports()), outside=False)


@blueprint.post("/admin/health")
def examine_all() -> ResponseReturnValue:
    """Ask platforms and releases too: a click, since it calls other machines."""
    require_everywhere(Role.ADMINISTRATOR)
    findings = [*examine(ports=ports()), *examine_outside(ports=ports())]
    return _page(findings, outside=True)


def _page(findings: Sequence[Finding], *, outside: bool) -> str:
    grades = [finding.grade for finding in findings]
    worst_first = [Grade.WRONG, Grade.LOOK, Grade.OK]
    return render_template(
        "health.html",
        findings=sorted(findings, key=lambda one: worst_first.index(one.grade)),
        wrong=grades.count(Grade.WRONG),
        look=grades.count(Grade.LOOK),
        outside=outside,
        checks=_check_words(),
        marks=_grade_marks(),
        at=ports().clock.now().astimezone(ports().time_zone),
    )


def _check_words() -> Mapping[Check, str]:
    return {
        Check.DATABASE: _("Basis data"),
        Check.BACKUP: _("Cadangan"),
        Check.CLOCK: _("Jam"),
        Check.KEYS: _("Kunci tanda tangan"),
        Check.OWN_ADDRESS: _("Alamat layanan ini"),
        Check.PLATFORM: _("LMS"),
        Check.WORKER: _("Pekerja latar"),
        Check.OUTBOX: _("Nilai yang dikirim ke LMS"),
        Check.RELEASES: _("Kursus"),
        Check.ROSTERS: _("Daftar peserta"),
        Check.MAIL: _("Ringkasan lewat e-mail"),
        Check.MOODLE: _("Pembacaan Moodle"),
        Check.MIRROR: _("Pengiriman ke Moodle"),
    }


def _grade_marks() -> Mapping[Grade, tuple[str, str]]:
    """Return the class and the words of a grade's badge."""
    return {
        Grade.OK: ("right", _("Baik")),
        Grade.LOOK: ("attention", _("Perlu dilihat")),
        Grade.WRONG: ("wrong", _("Bermasalah")),
    }
