"""Headers that every answer carries."""

import secrets
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from lti_service.errors import UnavailableError
from lti_service.web.current import session_or_none

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# A script or style runs because this very answer names it, never because of where it
# lies: nothing that somebody brings into the service can become a script by its address.
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
    "img-src 'self' data:; media-src 'self'; connect-src 'self'; "
    "form-action {targets}; base-uri 'none'; frame-ancestors {ancestors}"
)
# What is no page shows nothing and runs nothing, even where a browser opens it as one.
_NO_PAGE = "default-src 'none'"
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
    # Our pages alone show what is ours; platforms fetch keys, and no browser asks for it.
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_NOT_NEEDED = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

_OF_A_PAGE = (*_ALWAYS, ("Permissions-Policy", _NOT_NEEDED))
_OF_NO_PAGE = (*_ALWAYS, ("Content-Security-Policy", _NO_PAGE))


def allow_framing_by(origin: str) -> None:
    """Let this answer be framed by a platform."""
    g.frame_ancestor = origin


def allow_posting_to(origin: str) -> None:
    """Let the form of this answer be posted to a platform."""
    g.form_target = origin


def nonce() -> str:
    """Return what the scripts and styles of this answer bear, and no others."""
    known: str | None = g.get("nonce")
    if known is None:
        known = g.nonce = secrets.token_urlsafe(16)
    return known


def register(app: Flask) -> None:
    """Add the headers to every answer of the application."""
    app.jinja_env.globals["nonce"] = nonce
    app.response_class = Answer


class Answer(Response):
    """An answer with the headers of all answers, where it has none of that name.

    They join the list that goes to the server: put among an answer's own they are
    copied and looked through with these, which cost a launch 5 %.
    """

    def get_wsgi_response(
        self, environ: "WSGIEnvironment"
    ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """Return body, status and headers as they are sent."""
        body, status, headers = super().get_wsgi_response(environ)
        given = {name for name, _ in headers}
        headers.extend(one for one in self._added() if one[0] not in given)
        return body, status, headers

    def _added(self) -> Sequence[tuple[str, str]]:
        if self.mimetype != "text/html":
            return _OF_NO_PAGE
        policy = _POLICY.format(
            nonce=nonce(),
            ancestors=_ancestors(),
            targets=f"'self' {g.get('form_target', '')}".strip(),
        )
        return (*_OF_A_PAGE, ("Content-Security-Policy", policy))


def _ancestors() -> str:
    origin = g.get("frame_ancestor")
    if origin is None and not request.path.startswith("/lti/"):
        try:
            found = session_or_none()
        except UnavailableError:
            return "'self'"
        origin = found.frame_ancestor if found is not None else None
    return f"'self' {origin}" if origin else "'self'"
