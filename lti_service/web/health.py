"""Liveness and readiness."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_service.errors import SettingsError
from lti_service.use_cases.outbox_queue import waiting
from lti_service.web.current import ports

blueprint = Blueprint("health", __name__)


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
