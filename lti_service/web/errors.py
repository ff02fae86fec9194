"""Refusals and failures as pages for people and as problems for programs."""

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    RequestedRangeNotSatisfiable,
)

from lti_service.errors import (
    EXPLANATIONS,
    ServiceError,
    UnavailableError,
)
from lti_service.errors.explanation import Explanation
from lti_service.web.access_log import note, request_id, route
from lti_service.web.current import assume_nobody, base_url, ports
from lti_service.web.language import language, translate
from lti_service.web.security import allow_framing_by

_log = structlog.get_logger()

_HTTP_CODES = {
    400: "bad-form",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    416: "range-beyond",
}


def register(app: Flask) -> None:
    """Let the application answer errors with sentences."""
    app.register_error_handler(ServiceError, _service_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failure)


def _service_error(error: ServiceError) -> ResponseReturnValue:
    if "platform" in error.context:
        note(platform=error.context["platform"])
    _log.warning("refused", **{**error.context, "code": error.code, "route": route()})
    if isinstance(error, UnavailableError):
        # The page that says so must not ask the database who reads it, and may stand in
        # any frame: nothing on it can be clicked.
        assume_nobody()
        allow_framing_by("https: http:")
    answer = _answer(error.code, error.explanation)
    if "retry_after" in error.context:
        answer.headers["Retry-After"] = error.context["retry_after"]
    if isinstance(error, UnavailableError):
        answer.headers["Retry-After"] = "10"
    return answer


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    _log.warning("refused", code="bad-form", route=route(), why=error.description)
    return _answer("bad-form", EXPLANATIONS["bad-form"])


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - a redirect is no refusal
        return error
    code = _HTTP_CODES.get(status, "bad-form" if status < 500 else "internal")  # noqa: PLR2004
    answer = _answer(code, EXPLANATIONS[code], status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if isinstance(error, RequestedRangeNotSatisfiable) and error.length is not None:
        answer.headers["Content-Range"] = f"bytes */{error.length}"
    return answer


def _failure(error: Exception) -> ResponseReturnValue:
    """Answer what nobody foresaw: the log has the traceback, the person a sentence."""
    _log.error("failure", route=route(), exc_info=error)
    return _answer("internal", EXPLANATIONS["internal"])


def _answer(code: str, words: Explanation, status: int | None = None) -> Response:
    status = status or words.status
    ports().metrics.refused(code)
    if request.path.startswith("/api/"):
        systems = request.path.startswith("/api/v1/")
        problem = jsonify(
            type=f"{base_url()}/api/v1/docs#{code}" if systems else "about:blank",
            code=code,
            title=translate(words.message),
            detail=translate(words.remedy),
            status=status,
            request=request_id(),
            **g.get("problem", {}),
        )
        problem.status_code = status
        if status == 401:  # noqa: PLR2004 - RFC 6750
            problem.headers["WWW-Authenticate"] = "Bearer"
        problem.content_type = "application/problem+json"
        return problem
    if request.path.startswith("/lti/"):
        # Who frames a refused launch is not known for sure, and nothing can be clicked.
        allow_framing_by("https: http:")
    page = render_template(
        "refused.html",
        code=code,
        message=translate(words.message),
        remedy=translate(words.remedy),
        request_id=request_id(),
        at=ports().clock.now().astimezone(ports().time_zone),
        language=language(),
    )
    return make_response(page, status)
