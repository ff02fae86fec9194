"""What the log knows of a request: an id on each of its lines, and one line at its end.

No line holds a query string, a path with ids, or a person's name: the query of an LMS
carries its session key, and who it was is told by the account's opaque id alone.
"""

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

from lti_service.ports.health import Metrics

HEADER = "X-Request-Id"
_HEADER_IN_WSGI = "HTTP_X_REQUEST_ID"
_PLAIN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_NO_ROUTE = "-"
"""Of a request whose address is none of ours: what it was stays unsaid."""

_log = structlog.get_logger()


def request_id() -> str:
    """Return the id that this request bears in the log and on its refusal page.

    A proxy in front may have given it one; what is no plain short word is not taken.
    """
    known: str = g.asked[0]
    return known


def note(**ids: str | None) -> None:
    """Put ``account`` or ``platform``, opaque ids, on the further lines of this request.

    None takes one off again.
    """
    known = {name: value for name, value in ids.items() if value}
    structlog.contextvars.unbind_contextvars(*(ids.keys() - known.keys()))
    structlog.contextvars.bind_contextvars(**known)


def route() -> str:
    """Return the template of the address that this request matched, without its ids."""
    rule = request.url_rule
    return rule.rule if rule else _NO_ROUTE


def register(app: Flask, metrics: Metrics) -> None:
    """Let every request be logged and measured; to be registered before all else."""

    def begin() -> None:
        given = request.environ.get(_HEADER_IN_WSGI, "")
        known = given if _PLAIN.fullmatch(given) else _new_id()
        g.asked = known, time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=known)

    def end(response: Response) -> Response:
        known, began = g.asked
        response.headers[HEADER] = known
        method, place, status = request.method, route(), response.status_code
        seconds = time.perf_counter() - began
        metrics.answered(method, place, status, seconds)
        ms = round(seconds * 1000, 1)
        _log.info("request", method=method, route=place, status=status, ms=ms)
        return response

    app.before_request(begin)
    # Flask goes through these from the last to the first: this one sees the whole.
    app.after_request(end)


def _new_id() -> str:
    raw = secrets.token_hex(6)
    return f"{raw[:4]}-{raw[4:8]}-{raw[8:]}"
