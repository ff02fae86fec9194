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


def register(app: Flask, max_upload_mb: int) -> None:
    """Refuse what is too large; to be registered before whatever reads forms."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
    )

    def check() -> None:
        if request.endpoint in UPLOADS:
            request.max_content_length = max_upload_mb * 1024 * 1024
            return
        is_form = request.environ.get("CONTENT_TYPE", "").lower().startswith(_FORM)
        if is_form and request.get_data().count(b"&") >= MOST_FIELDS:
            raise RequestEntityTooLarge

    app.before_request(check)
