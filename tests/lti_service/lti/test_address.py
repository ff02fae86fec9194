"""The service calls public addresses, and private ones only where a setting names them."""

import ast
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lti_service.errors import (
    PlatformBusyError,
    PlatformCertificateError,
    PlatformRefusedError,
)
from lti_service.lti.address import AddressGuard, guarded_pools
from lti_service.lti.connection import USER_AGENT, PlatformConnection
from tests.conftest import REPOSITORY
from tests.http_stub import HttpStub, Says
from tests.service_factories import platform

SERVICE = REPOSITORY / "lti_service"
OUTWARD = {
    "aiohttp",
    "ftplib",
    "http",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "urllib",
    "urllib3",
    "xmlrpc",
}
ALLOWED = {
    "lti/connection.py": {"requests", "requests.adapters", "urllib3", "http.cookiejar"},
    "lti/address.py": {"socket", "urllib3", "urllib3.connection", "urllib3.exceptions"},
    "lti/health.py": {"socket"},  # only asks where a name leads
    "clients/smtp.py": {"smtplib"},  # to the mail server that a setting names
    "cli/serve.py": {"socket"},  # listens
}
INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::7f00:1",
    "::ffff:0:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "fec0::1",
    "2002:7f00:1::",
    "ff02::1",
]


def resolves_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET, 0, 0, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


def never(address: str) -> Any:
    pytest.fail(f"a connection to {address} was opened")


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_never_connected_to(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves_to(monkeypatch, "93.184.215.14", address)

    with pytest.raises(PlatformRefusedError):
        AddressGuard(frozenset()).connect("lms.example", 443, never)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "::ffff:7f00:1",
        "::127.0.0.1",
        "169.254.43518",
    ],
)
def test_an_address_inside_is_seen_however_it_is_written(host: str) -> None:
    with pytest.raises((PlatformRefusedError, OSError)):
        AddressGuard(frozenset()).connect(host, 443, never)


def test_a_public_address_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, "93.184.215.14", "2606:2800:21f::1")

    opened = AddressGuard(frozenset()).connect("lms.example", 443, str)

    assert opened == "93.184.215.14"


def test_where_one_address_does_not_answer_the_next_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolves_to(monkeypatch, "2606:2800:21f::1", "93.184.215.14")

    def connect(address: str) -> str:
        if ":" in address:
            raise ConnectionRefusedError
        return address

    opened = AddressGuard(frozenset()).connect("lms.example", 443, connect)

    assert opened == "93.184.215.14"


def test_a_name_that_turns_inward_while_connecting_is_resolved_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was looked at is what is connected to (DNS rebinding)."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        turned = host == "lms.example" and asked.count(host) > 1
        address = "127.0.0.1" if turned else "93.184.215.14"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected: list[tuple[str, int]] = []

    def create_connection(address: tuple[str, int], *_: object, **__: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr("urllib3.util.connection.create_connection", create_connection)

    with pytest.raises(PlatformBusyError):
        PlatformConnection().call("GET", "https://lms.example/jwks", headers={})
    assert asked == ["lms.example"]
    assert set(connected) == {("93.184.215.14", 443)}


def test_a_certificate_must_still_name_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolves_to(monkeypatch, "93.184.215.14")
    seen: list[str] = []

    def open_socket(connection: Any) -> Any:
        seen.append(connection.host)
        return object()

    monkeypatch.setattr("urllib3.connection.HTTPConnection._new_conn", open_socket)
    pools = guarded_pools(AddressGuard(frozenset()))
    connection: Any = pools["https"].ConnectionCls("lms.example", 443)

    connection._new_conn()

    assert seen == ["93.184.215.14"]
    assert connection.host == "lms.example"


def test_nothing_else_in_the_service_opens_connections() -> None:
    """The one way out is `lti/connection.py`."""
    found = {
        path.relative_to(SERVICE).as_posix(): _outward(path)
        for path in SERVICE.rglob("*.py")
        if "sandbox" not in path.parts
    }

    assert {name: modules for name, modules in found.items() if modules} == ALLOWED


def _outward(path: Path) -> set[str]:
    imported = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    outward = {module for module in imported if module.split(".")[0] in OUTWARD}
    return outward - {"urllib.parse", "http"}  # addresses, and names of statuses


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://lms.example/token", ""),
        ("http://lms.kantor:8080/token", "lms.kantor:8080"),
        ("http://LMS.kantor/token", "lms.kantor:80"),
        ("http://[::1]:8300/token", "[::1]:8300"),
    ],
)
def test_https_or_a_named_host_may_be_asked(url: str, allowed: str) -> None:
    AddressGuard(frozenset({allowed})).check(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://lms.example/token",
        "http://lms.kantor:8081/token",
        "ftp://lms.kantor:8080/",
        "file:///etc/passwd",
        "gopher://lms.kantor:8080/",
        "javascript:alert(1)",
        "https://user:secret@lms.example/",
        "https://lms.example\\@lain.example/",
        "https://lms.example/\r\nHost: x",
        "https://lms.example:99999/",
        "https://[::1",
        "//lms.example/",
        "",
    ],
)
def test_any_other_address_is_refused_by_its_looks(url: str) -> None:
    with pytest.raises(PlatformRefusedError):
        AddressGuard(frozenset({"lms.kantor:8080"})).check(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://lain.example/lineitem/1",
        "https://lms.example:8443/lineitem/1",
        "http://lms.example/lineitem/1",
        "https://lms.example.lain.example/lineitem/1",
        "",
    ],
)
def test_a_service_address_must_belong_to_the_registration(url: str) -> None:
    guard = AddressGuard(frozenset())

    guard.check_owner("https://lms.example/lineitem/1", platform())
    with pytest.raises(PlatformRefusedError):
        guard.check_owner(url, platform())


@pytest.fixture
def server() -> Iterator[HttpStub]:
    with HttpStub(lambda _: Says(body=b"ok")) as stub:
        yield stub


@pytest.fixture
def connection(server: HttpStub) -> Iterator[PlatformConnection]:
    made = PlatformConnection(allow_private_hosts=frozenset({server.host}))
    yield made
    made.close()


def test_it_says_who_asks_and_keeps_no_cookies(
    server: HttpStub, connection: PlatformConnection
) -> None:
    server.answer = lambda _: Says(headers={"Set-Cookie": "session=1; Path=/"})
    for _ in range(2):
        connection.call("GET", server.url, headers={"Accept": "text/plain"})

    assert [asked.headers["User-Agent"] for asked in server.asked] == [USER_AGENT] * 2
    assert "Cookie" not in server.asked[1].headers


def test_neither_a_proxy_nor_a_password_file_of_the_machine_is_used(
    server: HttpStub,
    connection: PlatformConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")

    assert connection.call("GET", server.url, headers={}).body == b"ok"


def test_an_https_that_is_none_is_told_as_such() -> None:
    with HttpStub(lambda _: Says()) as stub:
        way_out = PlatformConnection(allow_private_hosts=frozenset({stub.host}))

        with pytest.raises(PlatformCertificateError):
            way_out.call("GET", f"https://{stub.host}/", headers={})

        way_out.close()


def test_an_answer_that_never_ends_is_given_up(
    server: HttpStub,
    connection: PlatformConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = count(step=100)
    monkeypatch.setattr(
        "lti_service.lti.connection.time.monotonic", lambda: next(seconds)
    )

    with pytest.raises(PlatformBusyError, match="tidak selesai"):
        connection.call("GET", server.url, headers={})
