"""Headers that every answer carries."""

from flask import Flask, Response, g, request

from lti_service.web.current import session_or_none

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; form-action {targets}; base-uri 'none'; "
    "frame-ancestors {ancestors}"
)


def allow_framing_by(origin: str) -> None:
    """Let this answer be framed by a platform."""
    g.frame_ancestor = origin


def allow_posting_to(origin: str) -> None:
    """Let the form of this answer be posted to a platform."""
    g.form_target = origin


def register(app: Flask) -> None:
    """Add the headers to every answer of the application."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = _POLICY.format(
            ancestors=_ancestors(), targets=f"'self' {g.get('form_target', '')}".strip()
        )
    return response


def _ancestors() -> str:
    origin = g.get("frame_ancestor")
    if origin is None and request.path.startswith(
        ("/me", "/assess", "/admin", "/learn")
    ):
        found = session_or_none()
        origin = found.frame_ancestor if found is not None else None
    return f"'self' {origin}" if origin else "'self'"
