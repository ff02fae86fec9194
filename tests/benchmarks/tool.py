"""Our tool in this process, a platform, and browsers that cost nothing themselves."""

import gc
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from time import process_time, time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from werkzeug.test import Client

from course_builder.build import release_bytes
from lti_service.app import build_ports, create_app
from lti_service.domain.launch import Platform
from lti_service.log import configure_logging
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.storage.database import SqlStorage
from lti_service.use_cases.learning.course import publish_release
from tests.conftest import REPOSITORY
from tests.platform_stub import CLAIM, CLIENT_ID, DEPLOYMENT, PlatformStub

EXAMPLE = REPOSITORY / "courses" / "manajemen-bencana"
URL = "http://localhost:8000"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Login:
    """What a browser brings back from the platform.

    Attributes:
        cookies: As a browser sends them.
    """

    state: str
    nonce: str
    cookies: str


@contextmanager
def service(stub: PlatformStub) -> Iterator[tuple[Ports, Flask]]:
    """Run the service as one process of it does, on SQLite in a file."""
    with tempfile.TemporaryDirectory() as folder, _log_to(os.devnull):
        settings = read_settings(
            {
                "DATABASE_URL": f"sqlite:///{folder}/launch.db",
                "BASE_URL": URL,
                "ALLOW_PRIVATE_HOSTS": stub.host,
            }
        )
        ports = build_ports(settings)
        storage = ports.storage
        assert isinstance(storage, SqlStorage)
        storage.upgrade()
        publish_release(release_bytes(EXAMPLE), "cli", ports=ports)
        register(ports, stub)
        app = create_app(ports, settings)
        gc.collect()
        gc.freeze()  # as `lti_service.app.serve` does
        yield ports, app
        gc.unfreeze()
        storage.dispose()


def register(ports: Ports, stub: PlatformStub) -> None:
    """Let the platform in."""
    with ports.storage.writing() as uow:
        uow.platforms.save(
            Platform(
                id=stub.host,
                issuer=stub.issuer,
                client_id=CLIENT_ID,
                name="LMS",
                auth_url=f"{stub.issuer}/auth",
                token_url=f"{stub.issuer}/token",
                jwks_url=f"{stub.issuer}/jwks",
                deployments=frozenset({DEPLOYMENT}),
                trust_nip=False,
                created_at=ports.clock.now(),
            )
        )
        uow.commit()


def browser(app: Flask) -> Client:
    """Return a browser whose work is not measured: it keeps no cookies."""
    return app.test_client(use_cookies=False)


def hints(stub: PlatformStub) -> dict[str, str]:
    """Return the parameters of a login."""
    return {
        "iss": stub.issuer,
        "login_hint": "7",
        "target_link_uri": f"{URL}/lti/launch",
        "client_id": CLIENT_ID,
        "lti_deployment_id": DEPLOYMENT,
    }


def launches(
    client: Client, stub: PlatformStub, count: int, subject: str = "7"
) -> float:
    """Launch so often; return the CPU seconds without those of the platform."""
    query = hints(stub)
    started = process_time()
    answers = [
        client.get("/lti/login", base_url=URL, query_string=query) for _ in range(count)
    ]
    spent = process_time() - started
    logins = [_login(answer) for answer in answers]
    forms = [form(stub, login, subject) for login in logins]
    started = process_time()
    pages = [
        client.post(
            "/lti/launch",
            base_url=URL,
            data=data,
            headers={**FORM, "Cookie": login.cookies},
        )
        for data, login in zip(forms, logins, strict=True)
    ]
    spent += process_time() - started
    assert all(b'id="player"' in page.data for page in pages), pages[0].data
    return spent


def page_of(client: Client, stub: PlatformStub, subject: str) -> str:
    """Launch once; return the page."""
    login = _login(client.get("/lti/login", base_url=URL, query_string=hints(stub)))
    answer = client.post(
        "/lti/launch",
        base_url=URL,
        data=form(stub, login, subject),
        headers={**FORM, "Cookie": login.cookies},
    )
    return answer.get_data(as_text=True)


def form(stub: PlatformStub, login: Login, subject: str) -> dict[str, str]:
    """Return what the platform lets the browser post."""
    token = stub.token(
        login.nonce,
        subject,
        int(time()),
        **{
            CLAIM + "target_link_uri": f"{URL}/lti/launch",
            CLAIM + "custom": {"course": EXAMPLE.name},
        },
    )
    return {"id_token": token, "state": login.state}


def any_form(stub: PlatformStub) -> dict[str, str]:
    """Return a form of the usual size, of no login."""
    return form(stub, Login("s" * 200, secrets.token_hex(16), ""), "7")


def _login(answer: Any) -> Login:
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    cookies = [
        cookie.partition(";")[0] for cookie in answer.headers.getlist("Set-Cookie")
    ]
    return Login(asked["state"][0], asked["nonce"][0], "; ".join(cookies))


@contextmanager
def _log_to(path: str) -> Iterator[None]:
    """Log as the service does, but to a file."""
    with Path(path).open("w", encoding="utf-8") as file, redirect_stderr(file):
        configure_logging("json")
        yield
