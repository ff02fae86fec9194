"""Liveness, readiness, and figures for whoever watches the service."""

import hmac

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from lti_service.errors import ForbiddenError, NotFoundError, SettingsError
from lti_service.use_cases.health import tell_metrics
from lti_service.use_cases.outbox_queue import waiting
from lti_service.web.current import ports

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
