"""What the log says of a request, and what it does not."""

import json
import re
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient

from lti_service.app import create_app
from lti_service.errors import LaunchRefusedError
from lti_service.ports import Ports
from lti_service.settings import read_settings
from tests.fakes import FakeLaunches, FakeMetrics, FakeStorage, fake_ports
from tests.lti_service.office import ADMIN, account_of, browser, office
from tests.lti_service.use_cases.learning.given import (
    publish,
    register,
    two_questions,
    verified,
)

GIVEN = "0af7651916cd43dd8448eb211c80319c"
RETURN_URL = "https://lms.example/return?sesskey=s3cretKey"


def client(ports: Ports | None = None, **changes: Any) -> FlaskClient:
    settings = read_settings({"SECRET_KEY": "x" * 32})
    app = create_app(ports or fake_ports(**changes), settings)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def lines(asked: FlaskClient, *arguments: Any, **options: Any) -> list[Any]:
    """The lines of the log of one request, as they would be written."""
    written: list[Any] = []

    def keep(_logger: object, _name: str, line: Any) -> Any:
        written.append(dict(line))
        raise structlog.DropEvent

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.format_exc_info,
            keep,
        ]
    )
    try:
        asked.open(*arguments, **options)
    finally:
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
    return written


def test_a_request_has_one_line_with_its_route_and_no_address() -> None:
    [line] = lines(client(), "/learn/attempt-1?from=there")
    assert line.pop("ms") >= 0
    assert re.fullmatch("[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", line.pop("request"))
    assert line == {
        "event": "request",
        "method": "GET",
        "route": "/learn/<attempt_id>",
        "status": 200,
    }


def test_every_line_of_a_refusal_bears_the_id_that_the_page_and_header_show() -> None:
    asked = client()
    told = lines(asked, "/lti/login")
    ids = {line["request"] for line in told}
    assert [line["event"] for line in told] == ["refused", "request"]
    assert len(ids) == 1
    page = asked.get("/lti/login")
    assert page.headers["X-Request-Id"] in page.text


def test_a_problem_bears_the_id_too() -> None:
    reply = client().get("/api/attempts/attempt-1")
    assert reply.status_code == 401
    assert reply.json
    assert reply.json["request"] == reply.headers["X-Request-Id"]


def test_two_requests_have_two_ids() -> None:
    asked = client()
    ids = {asked.get("/healthz").headers["X-Request-Id"] for _ in range(3)}
    assert len(ids) == 3


def test_the_id_of_a_proxy_is_kept() -> None:
    reply = client().get("/healthz", headers={"X-Request-Id": GIVEN})
    assert reply.headers["X-Request-Id"] == GIVEN


@pytest.mark.parametrize(
    "given",
    ["", "short", "a" * 65, "12345678 12345678", "<script>alert</script>", "é" * 8],
)
def test_what_is_no_plain_short_word_is_not_taken_for_an_id(given: str) -> None:
    reply = client().get("/healthz", headers={"X-Request-Id": given})
    assert re.fullmatch("[0-9a-f-]{14}", reply.headers["X-Request-Id"])


def test_what_is_no_address_of_ours_is_not_repeated() -> None:
    told = lines(client(), "/pegawai/192501011945011001")
    assert [line["route"] for line in told] == ["-"]
    assert "1925" not in json.dumps(told)


def test_a_launch_names_platform_and_account_by_id_and_nobody_by_name() -> None:
    storage = FakeStorage()
    coming = verified(
        return_url=RETURN_URL, email="tiga@example.org", claimed_nip="1925" + "1" * 14
    )
    ports = fake_ports(storage=storage, launches=FakeLaunches({"good": coming}))
    register(ports)
    publish(two_questions(), ports)
    asked = client(ports)
    asked.set_cookie("lti_browser_1", "one", domain="localhost")
    told = lines(asked, "/lti/launch", method="POST", data={"id_token": "good"})
    [line] = told
    [account] = storage.tables.accounts.values()
    assert line["status"] == 200
    assert line["account"] == account.id
    assert line["platform"] == coming.platform.id
    text = json.dumps(told)
    for private in (coming.name, coming.email, "1925", "s3cretKey", "good"):
        assert private not in text


def test_a_refused_launch_names_the_platform_where_it_is_known() -> None:
    class Refusing(FakeLaunches):
        def verify(self, *_: object) -> Any:
            raise LaunchRefusedError("launch-signature", platform="p1")

    told = lines(client(launches=Refusing()), "/lti/launch", method="POST", data={})
    assert [(line["event"], line["platform"]) for line in told] == [
        ("refused", "p1"),
        ("request", "p1"),
    ]


def test_a_signed_in_page_names_the_account() -> None:
    storage, ports = office()
    [line] = lines(browser(ports, storage, account_of(ADMIN)), "/admin")
    assert line["account"] == account_of(ADMIN).id


def test_what_nobody_foresaw_is_in_the_log_with_its_traceback_only() -> None:
    class Broken(FakeStorage):
        def reading(self) -> Any:
            raise RuntimeError("nobody foresaw this")

    asked = client(storage=Broken())
    asked.set_cookie("lti_session", "x", domain="localhost")
    told = lines(asked, "/admin")
    assert [line["event"] for line in told] == ["failure", "request"]
    assert "nobody foresaw this" in told[0]["exception"]
    assert "nobody foresaw this" not in asked.get("/admin").text


def test_requests_launches_and_refusals_are_counted() -> None:
    metrics = FakeMetrics()
    asked = client(metrics=metrics)
    asked.get("/learn/attempt-1")
    asked.get("/lti/login")
    assert metrics.counted == [
        ("answered", "GET", "/learn/<attempt_id>", 200),
        ("refused", "login-issuer-missing"),
        ("answered", "GET", "/lti/login", 400),
    ]
