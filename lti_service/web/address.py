"""Our own addresses, also where the service lives below the root of its host."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_service.domain.launch import origin_of
from lti_service.web.current import base_url

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def rooted(path: str) -> str:
    """Return the address of a page of ours from its path in the service.

    Args:
        path: Begins with a slash; `url_for` makes addresses that need no root any more.
    """
    return f"{request.script_root}{path}"


def with_media(html: str) -> str:
    """Return HTML of a course with addresses of its media: a page's own says nothing."""
    return html.replace('="media/', f'="{rooted("/media/")}')


def public(address: str) -> str:
    """Return an address of ours, as `url_for` or `rooted` makes it, for the outside."""
    return f"{origin_of(base_url())}{address}"


def register(app: Flask, url: str, trusted_proxies: int) -> None:
    """Serve below the path of the public address.

    Args:
        app: The application.
        url: The public address.
        trusted_proxies: How many proxies' ``X-Forwarded-…`` are believed.
    """
    root = urlsplit(url).path.rstrip("/")
    # What a form is checked by is its token. Whether a Referer must be there too may not
    # depend on a header of a proxy.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.jinja_env.filters["with_media"] = with_media
    if root:
        app.config["SESSION_COOKIE_PATH"] = root
        app.wsgi_app = _BelowRoot(app.wsgi_app, root)  # type: ignore[method-assign]
    if trusted_proxies:
        n = trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=n, x_proto=n, x_host=n, x_prefix=n
        )


class _BelowRoot:
    """Takes the root off a path, unless a trusted proxy says that it has done so.

    Nothing else is guessed: below ``/lti`` a path ``/lti/login`` may be either.
    """

    def __init__(self, app: "WSGIApplication", root: str) -> None:
        self._app, self._root = app, root

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not environ.get("SCRIPT_NAME") and f"{path}/".startswith(f"{self._root}/"):
            environ["PATH_INFO"] = path.removeprefix(self._root)
        # A path without the root is what a health check on this machine asks for.
        environ["SCRIPT_NAME"] = self._root
        return self._app(environ, start_response)
