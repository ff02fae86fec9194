"""Liveness and readiness."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_service.errors import SettingsError
from lti_service.web.current import ports

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database is reachable and migrated."""
    try:
        ports().storage.check()
    except SettingsError as error:
        return jsonify(status="not-ready", reason=str(error)), 503
    return jsonify(status="ok")
