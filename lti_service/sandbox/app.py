"""The practice LMS as a Flask application."""

from http import HTTPStatus

from flask import Flask, Response, render_template
from werkzeug.exceptions import HTTPException

from lti_service.sandbox import deep_linking, login, pages, services
from lti_service.sandbox.config import SandboxConfig
from lti_service.sandbox.state import State


def create_sandbox(config: SandboxConfig | None = None) -> Flask:
    """Return a practice LMS.

    Args:
        config: Where the two sides are; the usual ports on this machine by default.

    Raises:
        SettingsError: Its state cannot be kept where the configuration says.
    """
    config = config or SandboxConfig()
    app = Flask(__name__)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["sandbox_config"] = config
    app.extensions["sandbox_state"] = State(config.state_path)
    for part in (pages, login, deep_linking, services):
        app.register_blueprint(part.blueprint)
    # What the tool posts is small; people post nothing but the wish for a copy.
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    app.register_error_handler(HTTPException, _refused)

    policy = (
        # With the slash all that is below it: without, below a path, that path alone.
        f"default-src 'self'; frame-src 'self' {config.tool_url}/; "
        "frame-ancestors 'self'; base-uri 'none'; object-src 'none'"
    )

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return app


def _refused(error: HTTPException) -> tuple[str, int]:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    return render_template("refused.html", status=status), status
