"""The service and the practice LMS in this process, on one clock that tests move.

The service is at localhost and the practice LMS at 127.0.0.1: two sites, as in life.
"""

import re
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from flask import Flask
from playwright.sync_api import Frame, Page
from werkzeug.serving import BaseWSGIServer, make_server

from lti_service.app import build_ports, create_app
from lti_service.cli.practice import prepare_practice
from lti_service.ports import Ports
from lti_service.sandbox.app import create_sandbox
from lti_service.sandbox.config import SandboxConfig
from lti_service.settings import read_settings
from lti_service.use_cases.learning.course import publish_release
from lti_service.use_cases.lms.outbox import deliver_due
from tests.browser.service.proxy import Proxy
from tests.databases import open_empty_sqlite
from tests.running import free_port

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class MovedClock:
    """The machine's clock, moved on by a test, but never in the middle of a request."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._still = threading.Lock()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, **duration: float) -> None:
        """Move on by ``timedelta(**duration)``."""
        with self._still:
            self._ahead += timedelta(**duration)

    def held_by(self, app: "WSGIApplication") -> "WSGIApplication":
        """Return an application that answers one request at a time, at one time."""

        def answer(
            environ: "WSGIEnvironment", start: "StartResponse"
        ) -> Iterable[bytes]:
            with self._still:
                return list(app(environ, start))

        return answer


class BothSides:
    """The two servers; a context manager.

    Attributes:
        url: The service's address.
        lms: The practice LMS's address.
        clock: Of both.
        settings: Environment of the service, for its commands.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database_url: str = "",
        is_prepared: bool = True,
        below: str = "",
    ) -> None:
        """Set the two up.

        Args:
            folder: For the database.
            database_url: One that is empty and migrated; a new SQLite by default.
            is_prepared: Whether the practice LMS is registered and its people known.
            below: A path that a proxy takes off, such as ``/lti``; none and no proxy
                by default.
        """
        tool, practice = free_port(), free_port()
        front = free_port() if below else tool
        self.url = f"http://localhost:{front}{below}"
        self.lms = f"http://127.0.0.1:{practice}"
        self.clock = MovedClock()
        if not database_url:
            open_empty_sqlite(folder).dispose()
        self.settings = {
            "DATABASE_URL": database_url or f"sqlite:///{folder}/service.db",
            "BASE_URL": self.url,
            "SECRET_KEY": "a-secret-of-the-tests-" + "x" * 32,
            "ALLOW_PRIVATE_HOSTS": f"127.0.0.1:{practice}",
        }
        if below:
            self.settings["TRUSTED_PROXIES"] = "1"
        settings = read_settings(self.settings)
        self.ports = build_ports(settings, self.clock)
        if is_prepared:
            prepare_practice(self.lms, self.ports)
        self._sandbox = create_sandbox(
            SandboxConfig(self.lms, self.url, now=self.clock.now)
        )
        self._app = app = create_app(self.ports, settings)
        app.wsgi_app = self.clock.held_by(app.wsgi_app)  # type: ignore[assignment, method-assign]
        self._servers: list[_Server | Proxy] = [
            _Server("localhost", tool, app),
            _Server("127.0.0.1", practice, self._sandbox),
        ]
        if below:
            self._servers.append(Proxy(front, below, tool))

    def __enter__(self) -> Self:
        for server in self._servers:
            server.start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.stop()
        self._sandbox.extensions["sandbox_state"].close()

    def publish(self, release: bytes) -> None:
        """Offer a course."""
        publish_release(release, "tests", ports=self.ports)

    def serve(self, ports: Ports) -> None:
        """Let the service answer with other connections to the outside."""
        self.ports = self._app.extensions["ports"] = ports

    def kind_of(self, path: str) -> str:
        """Return the name of what serves a path."""
        endpoint, _ = self._app.url_map.bind("localhost").match(path)
        return str(endpoint)

    def deliver(self) -> None:
        """Send the platform what is due."""
        while deliver_due(ports=self.ports):
            pass

    def open(self, page: Page, person: str, activity: str) -> Frame:
        """Open an activity as a person; return its frame once something is shown."""
        page.goto(f"{self.lms}/orang/{person}/kegiatan/{activity}")
        return self.framed(page)

    def framed(self, page: Page) -> Frame:
        """Return the frame of the service on a page, once something is shown in it."""
        handle = page.wait_for_selector("iframe")
        assert handle is not None
        frame = handle.content_frame()
        assert frame is not None
        frame.wait_for_url(re.compile(re.escape(self.url)))
        frame.wait_for_selector("main")
        return frame


class _Server:
    def __init__(self, host: str, port: int, app: Flask) -> None:
        self._server: BaseWSGIServer = make_server(host, port, app, threaded=True)
        # Asked often whether to stop, so that a test need not wait for it.
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        self._thread = threading.Thread(target=serve, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
