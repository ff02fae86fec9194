"""How much a request may carry, before anybody reads it."""

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

LARGEST_BODY = 256 * 1024
"""Bytes: a batch of events, a launch with long claims; forms are much smaller."""

MOST_FIELDS = 1000
"""Of a form: reading each field costs far more than its two bytes."""

UPLOADS: frozenset[str] = frozenset()
"""Endpoints that take a file, up to ``MAX_UPLOAD_MB``; as yet imports are commands."""

_FORM = "application/x-www-form-urlencoded"


def register(app: Flask) -> None:
    """Refuse what is too large; to be registered before whatever reads forms."""
    app.before_request(_check)


def _check() -> None:
    if request.endpoint in UPLOADS:
        return
    request.max_content_length = LARGEST_BODY
    request.max_form_memory_size = LARGEST_BODY
    request.max_form_parts = MOST_FIELDS
    if request.mimetype == _FORM and request.get_data().count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge
