"""What a launch costs: login and verified POST, beside the least that they can cost.

The floor, in the same process and the same run: one RS256 verification, one SQLAlchemy
transaction of the statements with which the launch itself is recorded, two requests to
a bare Flask application.

Usage: python -m tests.benchmarks.launch
"""

import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import process_time, time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import click
import requests
import sqlalchemy as sa
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import Client

from course_builder.build import release_bytes
from lti_service.app import build_ports, create_app
from lti_service.domain.launch import Platform
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.storage.database import SqlStorage
from lti_service.use_cases.course import publish_release
from tests.conftest import REPOSITORY
from tests.platform_stub import CLAIM, CLIENT_ID, DEPLOYMENT, PlatformStub

ROUNDS = 7
LAUNCHES = 100
EXAMPLE = REPOSITORY / "courses" / "manajemen-bencana"
TOOL = "http://localhost:8000"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Recorded:
    """The statements of one writing transaction, with what must differ each time."""

    statements: list[tuple[sa.Executable, Any]] = field(default_factory=list)
    once: set[str] = field(default_factory=set)

    def run(self, engine: sa.Engine) -> None:
        """Run them again in one transaction, as of another launch."""
        fresh = {value: secrets.token_hex(len(value) // 2) for value in self.once}
        with engine.begin() as connection:
            for statement, parameters in self.statements:
                connection.execute(statement, _replaced(parameters, fresh)).close()


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, PlatformStub() as stub:
        settings = read_settings(
            {
                "DATABASE_URL": f"sqlite:///{folder}/launch.db",
                "BASE_URL": TOOL,
                "ALLOW_PRIVATE_HOSTS": stub.host,
                "LOG_FORMAT": "json",
            }
        )
        ports = build_ports(settings)
        _prepare(ports, stub)
        browser = create_app(ports, settings).test_client()
        engine = _engine(ports)
        _launches(browser, stub, 1)  # makes the account and the attempt
        with _recording(engine) as transactions:
            _launches(browser, stub, 1)
        recorded = _launch_itself(transactions)
        _print(
            _medians(
                lambda: _launches(browser, stub, LAUNCHES),
                lambda: _floor(recorded, engine, stub, LAUNCHES),
            ),
            len(recorded.statements),
        )
        engine.dispose()


def _print(costs: tuple[float, float], statements: int) -> None:
    ours, floor = costs
    click.echo(
        f"launch: {ours / floor:.2f} × floor ({ours * 1000 / LAUNCHES:.2f} ms against "
        f"{floor * 1000 / LAUNCHES:.2f} ms CPU, {statements} statements, "
        f"n={ROUNDS} × {LAUNCHES})"
    )


def _medians(
    ours: Callable[[], float], floor: Callable[[], float]
) -> tuple[float, float]:
    ours(), floor()  # the first of anything fills caches
    rounds = [(ours(), floor()) for _ in range(ROUNDS)]
    return median(one for one, _ in rounds), median(other for _, other in rounds)


def _prepare(ports: Ports, stub: PlatformStub) -> None:
    storage = ports.storage
    assert isinstance(storage, SqlStorage)
    storage.upgrade()
    publish_release(release_bytes(EXAMPLE), "cli", ports=ports)
    with storage.writing() as uow:
        uow.platforms.save(
            Platform(
                id="platform",
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


def _engine(ports: Ports) -> sa.Engine:
    assert isinstance(ports.storage, SqlStorage)
    return ports.storage._engine


def _launches(browser: Client, stub: PlatformStub, count: int) -> float:
    """Launch so often; return the CPU seconds without what the platform does."""
    started = process_time()
    logins = [_login(browser, stub) for _ in range(count)]
    spent = process_time() - started
    forms = [_form(stub, login) for login in logins]
    started = process_time()
    for form in forms:
        answer = browser.post("/lti/launch", base_url=TOOL, data=form, headers=HEADERS)
        assert b'<main id="player"' in answer.data, answer.get_data(as_text=True)
    return spent + process_time() - started


def _login(browser: Client, stub: PlatformStub) -> str:
    answer = browser.get("/lti/login", base_url=TOOL, query_string=_hints(stub))
    return answer.headers["Location"]


def _hints(stub: PlatformStub) -> dict[str, str]:
    return {
        "iss": stub.issuer,
        "login_hint": "7",
        "target_link_uri": f"{TOOL}/lti/launch",
        "client_id": CLIENT_ID,
        "lti_deployment_id": DEPLOYMENT,
    }


def _form(stub: PlatformStub, location: str) -> dict[str, str]:
    asked = parse_qs(urlsplit(location).query)
    return {"id_token": _token(stub, asked["nonce"][0]), "state": asked["state"][0]}


def _token(stub: PlatformStub, nonce: str) -> str:
    return stub.token(
        nonce,
        "7",
        int(time()),
        **{
            CLAIM + "target_link_uri": f"{TOOL}/lti/launch",
            CLAIM + "custom": {"course": EXAMPLE.name},
        },
    )


def _floor(
    recorded: Recorded, engine: sa.Engine, stub: PlatformStub, count: int
) -> float:
    """Do the least so often; return the CPU seconds."""
    bare = Flask("bare")
    bare.add_url_rule("/lti/login", view_func=lambda: "", endpoint="login")
    bare.add_url_rule("/lti/launch", view_func=lambda: "", methods=["POST"])
    browser = bare.test_client()
    key = RSAKey.import_key(
        requests.get(f"{stub.issuer}/jwks", timeout=5).json()["keys"][0]
    )
    form = {"id_token": _token(stub, secrets.token_hex(16)), "state": "s" * 200}
    started = process_time()
    for _ in range(count):
        browser.get("/lti/login", base_url=TOOL, query_string=_hints(stub))
        browser.post("/lti/launch", base_url=TOOL, data=form, headers=HEADERS)
        jwt.decode(form["id_token"], key, algorithms=["RS256"])
        recorded.run(engine)
    return process_time() - started


@contextmanager
def _recording(engine: sa.Engine) -> Iterator[list[Recorded]]:
    """Record the statements of each writing transaction."""
    found: list[Recorded] = []

    def begin(_connection: sa.Connection) -> None:
        found.append(Recorded())

    def execute(
        _connection: sa.Connection,
        statement: sa.Executable,
        many: Sequence[Any],
        one: dict[str, Any],
        _options: object,
    ) -> None:
        found[-1].statements.append((statement, many or one))

    sa.event.listen(engine, "begin", begin)
    sa.event.listen(engine, "before_execute", execute)
    yield found
    sa.event.remove(engine, "begin", begin)
    sa.event.remove(engine, "before_execute", execute)


def _launch_itself(found: Sequence[Recorded]) -> Recorded:
    """Return the launch's transaction; its nonce and session must differ each time."""
    recorded = max(found, key=lambda one: len(one.statements))
    for statement, parameters in recorded.statements:
        if isinstance(statement, sa.Insert):
            row = parameters if isinstance(parameters, dict) else parameters[0]
            name = {"nonces": "nonce", "sessions": "id"}.get(statement.table.name)
            recorded.once |= {row[name]} if name else set()
    assert len(recorded.once) == len(("nonce", "session"))
    return recorded


def _replaced(parameters: Any, fresh: dict[str, str]) -> Any:
    if isinstance(parameters, dict):
        return {
            name: fresh.get(value, value) if isinstance(value, str) else value
            for name, value in parameters.items()
        }
    return [_replaced(one, fresh) for one in parameters]


if __name__ == "__main__":
    main()
