"""How much a request may carry, before anybody reads it."""

from io import BytesIO
from typing import IO
from urllib.parse import parse_qs

from flask import Flask, Request, request
from werkzeug.exceptions import RequestEntityTooLarge

LARGEST_BODY = 256 * 1024
"""Bytes: a batch of events, a launch with long claims; forms are much smaller."""

MOST_FIELDS = 1000
"""Of a form: reading each field costs far more than its two bytes."""

UPLOADS = frozenset(
    {
        "api.post_release",
        "author.upload",
        "hand_in_file.send",
        "import_run.upload",
        "moodle_file.take",
    }
)
"""Endpoints that take a file, up to ``MAX_UPLOAD_MB``."""

COME_BACK = frozenset({"moodle_file.take"})
"""Of those: endpoints where a file that was tried comes back in a field of the form."""

_FORM = "application/x-www-form-urlencoded"


class _Request(Request):
    """Keeps a file in memory: nothing of it is on a disk before it is looked at."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        return BytesIO()


def posted_fields() -> dict[str, list[str]]:
    """Return the fields of the form that was posted, each with all its values.

    A form of text alone is read by the standard library, in a third of the time.
    """
    if _is_form():
        return parse_qs(request.get_data(as_text=True), keep_blank_values=True)
    return request.form.to_dict(flat=False)


def register(app: Flask, max_upload_mb: int) -> None:
    """Refuse what is too large; to be registered before whatever reads forms."""
    app.request_class = _Request
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
    )

    def check() -> None:
        if request.endpoint in UPLOADS:
            request.max_content_length = max_upload_mb * 1024 * 1024
            if request.endpoint in COME_BACK:
                request.max_form_memory_size = request.max_content_length
            return
        if _is_form() and request.get_data().count(b"&") >= MOST_FIELDS:
            raise RequestEntityTooLarge

    app.before_request(check)


def _is_form() -> bool:
    """Whether the body is a form of text alone."""
    kind: str = request.environ.get("CONTENT_TYPE", "")
    return kind.lower().startswith(_FORM)
