"""Both sides as processes and servers on this machine, and the browser between them."""

import html
import io
import json
import re
import socket
import subprocess
import threading
from functools import partial
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import requests
from werkzeug.serving import make_server

from course_builder.model.release import write_release
from course_builder.model.rendered import RenderedCourse
from lti_service.app import SystemClock, build_ports, create_app
from lti_service.domain.launch import Platform
from lti_service.ports import Clock
from lti_service.settings import read_settings
from lti_service.storage.database import open_storage
from lti_service.use_cases.learning.course import publish_release
from lti_service.use_cases.lms.platform import Registration, register_platform
from tests.factories import rendered_course

SECONDS = 30
_FIELD = re.compile(r'<(?:input|button)\b[^>]* name="([^"]+)" value="([^"]*)"')


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class SecondPlatform:
    """Open edX's LTI consumer in a process of its own; a context manager.

    Attributes:
        registrations: What it shows of itself to a tool: ``right``; ``other``, which
            looks for the tool's keys in the wrong place; ``deep``, which lets content be
            chosen; ``first`` and ``second``, two deployments of one client.
    """

    def __init__(self, python: Path, tool_url: str, folder: Path) -> None:
        port = free_port()
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        script = Path(__file__).with_name("second_platform.py")
        self._command = [str(python), str(script), str(port), tool_url, str(folder)]
        self._log = folder / "log"

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, stdout=subprocess.PIPE, stderr=log
            )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        assert ready, self._log.read_text()
        self.registrations: dict[str, dict[str, Any]] = json.loads(ready)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(SECONDS)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def begin(self, name: str, user: str, **query: str) -> str:
        """Return the address that a learner is sent to from the course page."""
        config = self.registrations[name]["config"]
        answer = requests.get(
            f"{self.url}/begin/{config}/{user}", params=query, timeout=SECONDS
        )
        answer.raise_for_status()
        return answer.text

    def score(self, user: str, name: str = "right") -> tuple[float, float] | None:
        """Return what the gradebook holds of a learner: points and maximum."""
        config = self.registrations[name]["config"]
        answer = requests.get(f"{self.url}/scores", timeout=SECONDS).json()
        for held in answer["scores"]:
            if held["user_id"] == user and (
                held["line_item__lti_configuration"] == config
            ):
                return held["score_given"], held["score_maximum"]
        return None

    def column(self, name: str) -> str:
        """Return the address of a registration's column in the gradebook."""
        config = self.registrations[name]["config"]
        return f"{self.url}/api/lti_consumer/v1/lti/{config}/lti-ags/{config}"

    def items(self, name: str) -> list[dict[str, Any]]:
        """Return the content that was chosen for a registration, in its order."""
        config = self.registrations[name]["config"]
        answer = requests.get(f"{self.url}/items/{config}", timeout=SECONDS)
        found: list[dict[str, Any]] = answer.json()["items"]
        return found


class Tool:
    """Our service on SQLite, served by this process; a context manager."""

    def __init__(
        self,
        port: int,
        platform_host: str,
        folder: Path,
        course: RenderedCourse | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.url = f"http://localhost:{port}"
        settings = read_settings(
            {
                "DATABASE_URL": f"sqlite:///{folder}/service.db",
                "BASE_URL": self.url,
                "ALLOW_PRIVATE_HOSTS": platform_host,
            }
        )
        self._storage = open_storage(settings.database_url)
        self._storage.upgrade()
        self.ports = build_ports(settings, clock or SystemClock())
        self.course = course or rendered_course()
        release = io.BytesIO()
        write_release(self.course, release)
        publish_release(release.getvalue(), "tests", ports=self.ports)
        app = create_app(self.ports, settings)
        self._server = make_server("localhost", port, app, threaded=True)
        # Asked often whether to stop, so that a test need not wait for it.
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        self._thread = threading.Thread(target=serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._storage.dispose()

    def register(
        self, registration: dict[str, Any], *deployments: dict[str, Any]
    ) -> Platform:
        """Register a platform as an administrator would, from what it shows.

        Args:
            registration: What it shows of itself.
            deployments: What it shows of other deployments of the same client.
        """
        return register_platform(
            Registration(
                issuer=registration["issuer"],
                client_id=registration["client_id"],
                auth_url=registration["auth_url"],
                token_url=registration["token_url"],
                jwks_url=registration["jwks_url"],
                deployments=frozenset(
                    one["deployment_id"] for one in (registration, *deployments)
                ),
            ),
            actor="tests",
            ports=self.ports,
        )


class Browser(requests.Session):
    """Sends Secure cookies over plain http on loopback, as browsers do."""

    def send(
        self, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        answer = super().send(request, **options)
        for cookie in self.cookies:
            cookie.secure = False
        return answer


def go(address: str, browser: Browser | None = None) -> requests.Response:
    """Follow a launch as a browser does, to the page that it ends on."""
    browser = browser or Browser()
    login = browser.get(address, allow_redirects=False, timeout=SECONDS)
    if not login.is_redirect:
        return login
    answer = browser.get(login.headers["Location"], timeout=SECONDS)
    if answer.status_code != requests.codes.ok:
        return answer
    asked = dict(parse_qsl(urlsplit(login.headers["Location"]).query))
    return browser.post(
        asked["redirect_uri"], data=fields(answer.text), timeout=SECONDS
    )


def fields(page: str) -> dict[str, str]:
    """Return the fields of the form on a page."""
    return {
        html.unescape(name): html.unescape(value)
        for name, value in _FIELD.findall(page)
    }
