"""What a launch costs, and an answer: beside the least, and beside another tool.

The least, in the same process and the same run: one RS256 verification, one SQLAlchemy
transaction of the statements with which the launch itself is recorded, two requests to
a bare Flask application.

Usage: python -m tests.benchmarks.launch
"""

import secrets
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from time import process_time
from typing import Any

import requests
import sqlalchemy as sa
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import Client

from lti_service.ports import Ports
from lti_service.storage.database import SqlStorage
from tests.benchmarks.measure import Row, medians, print_rows
from tests.benchmarks.pylti_tool import pylti_tool
from tests.benchmarks.tool import (
    FORM,
    URL,
    any_form,
    browser,
    hints,
    launches,
    page_of,
    service,
)
from tests.platform_stub import PlatformStub, attempt_document

ROUNDS = 9
LAUNCHES = 100
CHEAPER = 1.7
"""How many times cheaper than the other tool a launch is to be."""


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
    with PlatformStub() as stub, service(stub) as (ports, app):
        ours = browser(app)
        launches(ours, stub, 1)  # makes the account and the attempt
        engine = _engine(ports)
        with _recording(engine) as transactions:
            launches(ours, stub, 1)
        recorded = _launch_itself(transactions)
        jwk = requests.get(f"{stub.issuer}/jwks", timeout=5).json()["keys"][0]
        floor = _Floor(recorded, engine, stub, RSAKey.import_key(jwk))
        plain = browser(pylti_tool(stub, jwk, parsed=False))
        tuned = browser(pylti_tool(stub, jwk, parsed=True))
        answers = _Answers(ours, stub)
        measured = {
            "floor": floor.run,
            "launch": lambda: launches(ours, stub, LAUNCHES),
            "plain": lambda: launches(plain, stub, LAUNCHES),
            "tuned": lambda: launches(tuned, stub, LAUNCHES),
            "answer": answers.run,
        }
        medians(measured, 1)  # the first of anything fills caches
        costs = {
            name: seconds * 1000 / LAUNCHES
            for name, seconds in medians(measured, ROUNDS).items()
        }
    launch = costs["launch"]
    print_rows(
        [
            Row("launch", launch, "ms", costs["floor"], 1.7),
            Row("launch by itself", launch, "ms", None, 1.0),
            Row("launch beside pylti1p3", launch, "ms", costs["plain"], 1 / CHEAPER),
            Row(
                "launch beside pylti1p3, its keys parsed once",
                launch,
                "ms",
                costs["tuned"],
                1 / CHEAPER,
            ),
            Row("answer beside launch", costs["answer"], "ms", launch, 1),
        ]
    )


@dataclass
class _Floor:
    recorded: Recorded
    engine: sa.Engine
    stub: PlatformStub
    key: RSAKey

    def run(self) -> float:
        """Do the least that launches can cost; return the CPU seconds."""
        bare = Flask("bare")
        bare.add_url_rule("/lti/login", view_func=lambda: "", endpoint="login")
        bare.add_url_rule("/lti/launch", view_func=lambda: "", methods=["POST"])
        client, query = browser(bare), hints(self.stub)
        forms = [any_form(self.stub) for _ in range(LAUNCHES)]
        started = process_time()
        for form in forms:
            client.get("/lti/login", base_url=URL, query_string=query)
            client.post("/lti/launch", base_url=URL, data=form, headers=FORM)
            jwt.decode(form["id_token"], self.key, algorithms=["RS256"])
            self.recorded.run(self.engine)
        return process_time() - started


class _Answers:
    """Learners who answer another question each round."""

    def __init__(self, client: Client, stub: PlatformStub) -> None:
        self._client = client
        documents = [
            attempt_document(page_of(client, stub, f"learner-{number}"))
            for number in range(LAUNCHES)
        ]
        self._learners = [(one["attempt"], one["token"]) for one in documents]
        self._questions = (
            (identifier, activity["options"][0][0])
            for identifier, activity in documents[0]["outline"]["activities"].items()
            if activity.get("type") == "choice"
        )
        self._round = count()

    def run(self) -> float:
        """Let each learner answer one question; return the CPU seconds."""
        question, option = next(self._questions)
        event = {
            "kind": "answered",
            "at": "2026-11-24T00:42:00.000Z",
            "activity": question,
            "answer": [option],
        }
        batches = [{"events": [{"id": str(uuid.uuid4()), **event}]}] * LAUNCHES
        started = process_time()
        replies = [
            self._client.post(
                f"/api/attempts/{attempt}/events",
                base_url=URL,
                json=batch,
                headers={"Authorization": f"Bearer {token}"},
            )
            for (attempt, token), batch in zip(self._learners, batches, strict=True)
        ]
        spent = process_time() - started
        assert all(reply.json["results"][0]["score"] for reply in replies if reply.json)
        return spent


def _engine(ports: Ports) -> sa.Engine:
    assert isinstance(ports.storage, SqlStorage)
    return ports.storage._engine


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
    (recorded,) = found
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
