"""LMSs that must not be registered at: each is refused by name, and nothing is kept.

The whole service answers, on a real database, and goes out through the real guard.
"""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lti_service.domain.grant import Role
from lti_service.errors import EXPLANATIONS
from lti_service.lti.connection import PlatformConnection
from lti_service.lti.registration import LtiRegistrar
from lti_service.ports import Ports
from lti_service.storage.database import SqlStorage
from lti_service.use_cases.lms.invitation import create_invitation
from lti_service.use_cases.lms.platform import list_platforms
from lti_service.use_cases.lms.registration import invite_platform
from lti_service.web.setup import build_web
from tests.databases import open_empty_postgresql, open_empty_sqlite
from tests.fakes import FakeClock, fake_ports
from tests.http_stub import Says
from tests.moodle_registration import (
    CONFIGURATION,
    REGISTRATION,
    TOOL,
    MoodleAdministration,
)

BASE_URL = "https://belajar.example"
CODE = re.compile(r'<main id="refused"[^>]*data-code="([a-z-]+)"')
METADATA = "http://169.254.169.254/latest/meta-data/"
PATIENT = (30.0, 30.0)
HUGE = b'{"issuer": "' + b"a" * 400_000 + b'"}'


@dataclass
class Gate:
    """The service's registration address, and the LMS that knocks.

    Attributes:
        never: Answers that hold for it come only when the test is over.
    """

    app: Flask
    ports: Ports
    clock: FakeClock
    moodle: MoodleAdministration
    never: threading.Event
    registrar: LtiRegistrar

    def invite(self) -> str:
        """Return the secret of a new invitation."""
        return invite_platform(24, actor="cli", ports=self.ports)

    def knock(
        self, invitation: str, method: str = "GET", **changes: str | None
    ) -> TestResponse:
        """Open the address as the LMS does, with changes of its query."""
        url = self.moodle.opened(invitation, **changes)
        return self.app.test_client().open(url, method=method, base_url=BASE_URL)

    def mend(self) -> None:
        """Let the LMS be as recorded again."""
        self.moodle.changes.clear()
        self.moodle.answers.clear()
        self.registrar._timeout = PATIENT

    def keeps(self) -> int:
        """Return how many platforms are registered."""
        return len(list_platforms(ports=self.ports))


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    yield from opened(open_empty_sqlite(tmp_path))


@pytest.fixture(params=["sqlite", "postgresql"])
def any_gate(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Gate]:
    yield from opened(
        open_empty_sqlite(tmp_path)
        if request.param == "sqlite"
        else open_empty_postgresql(request.getfixturevalue("postgres_url"))
    )


def opened(storage: SqlStorage) -> Iterator[Gate]:
    """Yield the service on a database, beside a Moodle of its own."""
    with MoodleAdministration() as moodle:
        hosts = frozenset({moodle.stub.host})
        connection = PlatformConnection(allow_private_hosts=hosts)
        clock, never = FakeClock(), threading.Event()
        registrar = LtiRegistrar(
            base_url=BASE_URL, connection=connection, timeout=PATIENT
        )
        ports = fake_ports(storage=storage, clock=clock, registrar=registrar)
        app = build_web(
            ports, secret_key=b"s" * 32, secure_origin=True, max_upload_mb=10
        )
        yield Gate(app, ports, clock, moodle, never, registrar)
        never.set()
        connection.close()
    storage.dispose()


def code(answer: TestResponse) -> str:
    found = CODE.search(answer.text)
    return found[1] if found else "accepted"


def closed_port() -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{unused.getsockname()[1]}"


ADDRESSES = {
    "a file": ("file:///etc/passwd", "register-address-not-web"),
    "gopher": ("gopher://127.0.0.1:6379/_INFO", "register-address-not-web"),
    "ftp": ("ftp://lms.example/configuration", "register-address-not-web"),
    "data": ("data:application/json,{}", "register-address-not-web"),
    "javascript": ("javascript:alert(1)", "register-address-not-web"),
    "no scheme": ("//lms.example/configuration", "register-address-not-web"),
    "no host": ("https:///configuration", "register-address-not-web"),
    "a user name": ("https://lms.example@127.0.0.1/", "register-address-not-web"),
    "a backslash": ("https://lms.example\\@127.0.0.1/", "register-address-not-web"),
    "a line break": ("https://lms.example/\r\nX: y", "register-address-not-web"),
    "a port that is none": ("https://lms.example:99999/", "register-address-not-web"),
    "markup": ("<script>alert(1)</script>", "register-address-not-web"),
    "plain http": ("http://lms.example/configuration", "register-address-plain"),
    "link-local over http": (METADATA, "register-address-plain"),
    "link-local": ("https://169.254.169.254/latest/", "register-address-private"),
    "link-local of IPv6": ("https://[fe80::1]/", "register-address-private"),
    "loopback": ("https://127.0.0.1/", "register-address-private"),
    "loopback as one number": ("https://2130706433/", "register-address-private"),
    "loopback in hexadecimal": ("https://0x7f000001/", "register-address-private"),
    "loopback of IPv6": ("https://[::1]/", "register-address-private"),
    "loopback mapped": ("https://[::ffff:127.0.0.1]/", "register-address-private"),
    "loopback by name": ("https://localhost/", "register-address-private"),
    "every address": ("https://0.0.0.0/", "register-address-private"),
    "a private network": ("https://10.0.0.1/", "register-address-private"),
    "another private network": ("https://192.168.1.1/", "register-address-private"),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_configuration_address_is_refused_by_name(name: str, gate: Gate) -> None:
    address, expected = ADDRESSES[name]

    answer = gate.knock(gate.invite(), openid_configuration=address)

    assert code(answer) == expected
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    assert gate.moodle.stub.asked == []
    assert gate.keeps() == 0


Change = Callable[[Gate], object]


def says(path: str, answer: Says) -> Change:
    """Let the LMS answer something else at a path."""
    return lambda gate: gate.moodle.answers.update({path: answer})


def differs(**members: object) -> Change:
    """Let members of the configuration differ; ``{url}`` is the LMS's own address."""
    return lambda gate: gate.moodle.changes.update(
        {
            name: value.replace("{url}", gate.moodle.url)
            if isinstance(value, str)
            else value
            for name, value in members.items()
        }
    )


def held(path: str) -> Change:
    """Let the LMS be silent at a path."""

    def change(gate: Gate) -> None:
        gate.moodle.answers[path] = Says(hold=gate.never)
        gate.registrar._timeout = (5, 0.05)

    return change


def answered(**tool: object) -> Change:
    """Let the LMS answer the registration with this."""
    return says(REGISTRATION, Says(body={"client_id": "a", **tool}))


LMS = {
    "redirects to metadata": (
        says(CONFIGURATION, Says(302, b"", {"Location": METADATA})),
        "register-redirected",
    ),
    "redirects within itself": (
        says(CONFIGURATION, Says(301, b"", {"Location": "/other"})),
        "register-redirected",
    ),
    "redirects and keeps the method": (
        says(CONFIGURATION, Says(307, b"", {"Location": "/other"})),
        "register-redirected",
    ),
    "has no configuration": (
        says(CONFIGURATION, Says(404, b"")),
        "register-configuration-missing",
    ),
    "has an error": (
        says(CONFIGURATION, Says(500, b"<html>")),
        "register-configuration-missing",
    ),
    "is not JSON": (
        says(CONFIGURATION, Says(body=b"<html>")),
        "register-configuration-unreadable",
    ),
    "is empty": (
        says(CONFIGURATION, Says(body=b"")),
        "register-configuration-unreadable",
    ),
    "is a list": (
        says(CONFIGURATION, Says(body=[])),
        "register-configuration-unreadable",
    ),
    "is binary": (
        says(CONFIGURATION, Says(body=b"\xff\xfe\x00")),
        "register-configuration-unreadable",
    ),
    "is nested deeply": (
        says(CONFIGURATION, Says(body=b"[" * 200_000)),
        "register-configuration-unreadable",
    ),
    "is huge": (says(CONFIGURATION, Says(body=HUGE)), "register-too-long"),
    "is broken off": (
        says(CONFIGURATION, Says(body={}, broken=True)),
        "register-unreachable",
    ),
    "is slow": (held(CONFIGURATION), "register-slow"),
    "names no issuer": (differs(issuer=None), "register-configuration-short"),
    "names an issuer that is no text": (
        differs(issuer=["{url}"]),
        "register-configuration-short",
    ),
    "names no token endpoint": (
        differs(token_endpoint=None),
        "register-configuration-short",
    ),
    "names no place to register": (
        differs(registration_endpoint=""),
        "register-configuration-short",
    ),
    "speaks for another LMS": (
        differs(issuer="https://lms.example"),
        "register-issuer-foreign",
    ),
    "speaks for its host at another port": (
        differs(issuer="http://127.0.0.1:1"),
        "register-issuer-foreign",
    ),
    "speaks for its host over https": (
        lambda gate: gate.moodle.changes.update(
            issuer=gate.moodle.url.replace("http:", "https:")
        ),
        "register-issuer-foreign",
    ),
    "has an issuer that only begins alike": (
        differs(issuer="{url}.lain.example"),
        "register-issuer-foreign",
    ),
    "has foreign keys": (
        differs(jwks_uri="https://lain.example/keys"),
        "register-endpoint-foreign",
    ),
    "has a foreign login": (
        differs(authorization_endpoint="https://lain.example/auth"),
        "register-endpoint-foreign",
    ),
    "has a foreign token endpoint": (
        differs(token_endpoint="https://lain.example/token"),
        "register-endpoint-foreign",
    ),
    "registers elsewhere": (
        differs(registration_endpoint=METADATA),
        "register-endpoint-foreign",
    ),
    "runs script at login": (
        differs(authorization_endpoint="javascript:alert(1)"),
        "register-endpoint-foreign",
    ),
    "reads files for keys": (
        differs(jwks_uri="file:///etc/passwd"),
        "register-endpoint-foreign",
    ),
    "hides a host behind a user name": (
        differs(token_endpoint="{url}@lain.example/token"),
        "register-endpoint-foreign",
    ),
    "signs with shared secrets": (
        differs(id_token_signing_alg_values_supported=["HS256"]),
        "register-unsuitable",
    ),
    "wants passwords for tokens": (
        differs(token_endpoint_auth_methods_supported=["client_secret_basic"]),
        "register-unsuitable",
    ),
    "redirects the registration": (
        says(REGISTRATION, Says(307, b"", {"Location": METADATA})),
        "register-redirected",
    ),
    "declines": (
        says(REGISTRATION, Says(400, b"missing_domain")),
        "register-declined",
    ),
    "fails at the registration": (
        says(REGISTRATION, Says(500, b"<html>")),
        "register-declined",
    ),
    "has used the token": (
        says(REGISTRATION, Says(401, b"token_already_used")),
        "register-token-refused",
    ),
    "answers a page": (
        says(REGISTRATION, Says(200, b"<html>")),
        "register-answer-unreadable",
    ),
    "answers hugely": (says(REGISTRATION, Says(body=HUGE)), "register-too-long"),
    "answers the registration slowly": (held(REGISTRATION), "register-slow"),
    "gives no client id": (
        says(REGISTRATION, Says(body={})),
        "register-answer-unreadable",
    ),
    "gives a client id that is no text": (
        answered(client_id=7),
        "register-answer-unreadable",
    ),
    "gives a client id with control signs": (
        answered(client_id="a\x00b"),
        "register-answer-unreadable",
    ),
    "gives an endless client id": (
        answered(client_id="a" * 256),
        "register-answer-unreadable",
    ),
    "gives a deployment that is no text": (
        answered(**{TOOL: {"deployment_id": {"$": 1}}}),
        "register-answer-unreadable",
    ),
}


@pytest.mark.parametrize("name", LMS)
def test_an_lms_is_refused_that(name: str, gate: Gate) -> None:
    change, expected = LMS[name]
    change(gate)

    answer = gate.knock(gate.invite())

    assert code(answer) == expected
    assert 400 <= answer.status_code < 500
    assert gate.keeps() == 0
    assert all(
        a.headers["Host"] == gate.moodle.stub.host for a in gate.moodle.stub.asked
    )


@pytest.mark.parametrize("name", LMS)
def test_a_refused_invitation_is_good_for_another_try(name: str, gate: Gate) -> None:
    invitation = gate.invite()
    LMS[name][0](gate)
    gate.knock(invitation)
    gate.mend()

    assert code(gate.knock(invitation)) == "accepted"
    assert gate.keeps() == 1


def test_a_closed_port_is_refused(gate: Gate) -> None:
    host = closed_port()
    connection = PlatformConnection(allow_private_hosts=frozenset({host}))
    registrar = LtiRegistrar(base_url=BASE_URL, connection=connection)
    gate.app.extensions["ports"] = fake_ports(
        storage=gate.ports.storage, clock=gate.clock, registrar=registrar
    )

    answer = gate.knock(gate.invite(), openid_configuration=f"http://{host}/")

    assert code(answer) == "register-unreachable"
    assert answer.status_code == 424
    connection.close()


QUERIES: dict[str, tuple[dict[str, Any], str]] = {
    "no configuration": ({"openid_configuration": None}, "register-not-from-lms"),
    "an empty configuration": ({"openid_configuration": ""}, "register-not-from-lms"),
    "a token with a line break": (
        {"registration_token": "a\r\nX-Forwarded-For: 127.0.0.1"},
        "register-token-malformed",
    ),
    "a token with blanks": ({"registration_token": "a b"}, "register-token-malformed"),
    "an endless token": (
        {"registration_token": "a" * 8193},
        "register-token-malformed",
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_an_address_is_refused_with(name: str, gate: Gate) -> None:
    changes, expected = QUERIES[name]

    answer = gate.knock(gate.invite(), **changes)

    assert code(answer) == expected
    assert answer.status_code == 400
    assert gate.moodle.stub.asked == []


@pytest.mark.parametrize("name", ["openid_configuration", "registration_token"])
def test_a_parameter_that_comes_twice_is_refused(name: str, gate: Gate) -> None:
    url = f"{gate.moodle.opened(gate.invite())}&{name}=lain"

    answer = gate.app.test_client().get(url, base_url=BASE_URL)

    assert code(answer) == "register-not-from-lms"
    assert gate.moodle.stub.asked == []


@pytest.mark.parametrize("invitation", ["", "salah", "a" * 100_000, "\ud800", "\x00"])
def test_nobody_is_called_without_an_invitation(invitation: str, gate: Gate) -> None:
    gate.invite()
    url = gate.moodle.opened("INVITATION").replace(
        "INVITATION", invitation.encode("utf-8", "surrogatepass").hex()
    )

    answer = gate.app.test_client().get(url, base_url=BASE_URL)

    assert code(answer) == "register-invitation-invalid"
    assert answer.status_code == 403
    assert gate.moodle.stub.asked == []


def test_an_invitation_works_once(any_gate: Gate) -> None:
    invitation = any_gate.invite()
    assert code(any_gate.knock(invitation)) == "accepted"
    asked = len(any_gate.moodle.stub.asked)

    assert code(any_gate.knock(invitation)) == "register-invitation-invalid"
    assert len(any_gate.moodle.stub.asked) == asked


def test_an_invitation_ends(any_gate: Gate) -> None:
    invitation = any_gate.invite()
    any_gate.clock.advance(hours=24)

    assert code(any_gate.knock(invitation)) == "register-invitation-invalid"
    assert any_gate.moodle.stub.asked == []


def test_of_ten_that_come_at_once_one_registers(any_gate: Gate) -> None:
    invitation = any_gate.invite()
    any_gate.moodle.reusable = True
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: any_gate.knock(invitation), range(10)))

    codes = sorted(map(code, answers))
    assert codes == ["accepted"] + ["register-invitation-invalid"] * 9
    assert len(any_gate.moodle.posted()) == 1
    assert any_gate.keeps() == 1


def test_a_code_for_a_role_is_no_invitation_for_an_lms(gate: Gate) -> None:
    role = create_invitation(Role.ADMINISTRATOR, 24, ports=gate.ports)

    assert code(gate.knock(role)) == "register-invitation-invalid"


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT"])
def test_only_opening_the_address_registers(method: str, gate: Gate) -> None:
    answer = gate.knock(gate.invite(), method)

    assert 400 <= answer.status_code < 500
    assert gate.moodle.stub.asked == []


def test_an_lms_cannot_take_the_place_of_another(gate: Gate) -> None:
    gate.knock(gate.invite())
    (before,) = list_platforms(ports=gate.ports)
    with MoodleAdministration(changes={"issuer": gate.moodle.url}) as attacker:
        answer = gate.knock(
            gate.invite(), openid_configuration=attacker.configuration_url
        )

    # The attacker's own host is private here; where it were not, its issuer is foreign.
    assert code(answer) == "register-address-plain"
    assert list_platforms(ports=gate.ports) == [before]


def test_markup_in_what_an_lms_says_stays_text(gate: Gate) -> None:
    gate.moodle.client_id = "<script>alert(1)</script>"

    page = gate.knock(gate.invite()).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_whoever_opens_the_address_themselves_is_told_what_is_true(gate: Gate) -> None:
    """The invitation was not looked at: nothing is said of whether it still holds."""
    invitation = gate.invite()
    gate.knock(invitation)
    page = gate.knock(invitation, openid_configuration=None).text

    assert "membukanya di sini tidak memakai undangannya" in page
    assert "masih berlaku" not in page
    assert "Jawaban yang sudah Anda kirim" not in page


def test_a_refusal_can_be_read_in_the_frame_of_the_lms(gate: Gate) -> None:
    policy = gate.knock("salah").headers["Content-Security-Policy"]

    assert "frame-ancestors 'self' https: http:" in policy


def test_every_refusal_has_been_tried() -> None:
    tried = [
        expected
        for cases in (ADDRESSES, LMS, QUERIES)
        for _, expected in cases.values()
    ]
    told = {name for name in EXPLANATIONS if name.startswith("register-")}
    assert {*tried, "register-invitation-invalid"} == told
