"""The same attacks over HTTP, and those that only the whole service can refuse."""

import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from lti_service.domain.launch import LoginRedirect, LoginRequest, VerifiedLaunch
from lti_service.errors import LaunchRefusedError
from lti_service.lti.connection import PlatformConnection
from lti_service.lti.key import Keyring
from lti_service.lti.launch import LtiLaunches
from lti_service.ports.launch import Launches
from lti_service.ports.storage import Storage
from lti_service.web.setup import build_web
from tests.attacks.door import (
    BASE_URL,
    KID,
    SECRET,
    Door,
    Knock,
    key_server,
    moodle_at,
)
from tests.attacks.test_launch import ATTACKS
from tests.attacks.test_launch_accepted import LEGAL
from tests.attacks.test_launch_login import REFUSED
from tests.databases import open_empty_postgresql, open_empty_sqlite
from tests.fakes import FakeClock, FakeMetrics, fake_ports
from tests.http_stub import HttpStub, Says
from tests.lti_service.lti.test_key_set import GARBAGE

COOKIE = "lti_browser"
CODE = re.compile(r'<main id="refused"[^>]*data-code="([a-z-]+)"')
FORM = "application/x-www-form-urlencoded"


def state_cookie(answer: TestResponse) -> tuple[str, str]:
    """Return name and value of the state cookie that an answer sets."""
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    return name, rest.partition(";")[0]


class RefusedError(LaunchRefusedError):
    """A page that refuses; keeps the whole answer."""

    def __init__(self, code: str, answer: TestResponse) -> None:
        super().__init__(code)
        self.answer = answer


class HttpLaunches:
    """`ports.Launches` as a browser sees them."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def client(self, browser: str = "") -> Client:
        client = self.app.test_client()
        if browser:
            client.set_cookie(f"{COOKIE}_1", browser, domain="belajar.example")
        return client

    def login(self, request: LoginRequest) -> LoginRedirect:
        client = self.client(request.browser)
        answer = self._sent(client, "/lti/login", request.parameters)
        assert answer.status_code == 302
        name, value = state_cookie(answer)
        assert name.startswith(f"{COOKIE}_")
        return LoginRedirect(answer.headers["Location"], value, "")

    def verify(self, form: Mapping[str, str], browser: str) -> VerifiedLaunch:
        raise NotRefusedError(self._sent(self.client(browser), "/lti/launch", form))

    def public_keys(self) -> Mapping[str, object]:
        return {}

    def _sent(
        self, client: Client, path: str, fields: Mapping[str, str]
    ) -> TestResponse:
        data = urlencode(fields, errors="surrogatepass")
        answer = client.post(path, data=data, content_type=FORM, base_url=BASE_URL)
        if answer.status_code >= 400:
            found = CODE.search(answer.text)
            assert found, answer.text
            raise RefusedError(found[1], answer)
        return answer


class NotRefusedError(Exception):
    """A launch got in; carries the page."""

    def __init__(self, answer: TestResponse) -> None:
        super().__init__(answer.status)
        self.answer = answer


def served(storage: Storage, keys: HttpStub) -> Door:
    """Return a door that is the whole web application on a database."""
    clock = FakeClock()
    connection = PlatformConnection(allow_private_hosts=frozenset({keys.host}))
    launches: Launches = LtiLaunches(
        storage,
        base_url=BASE_URL,
        secret=SECRET,
        clock=clock,
        keyring=Keyring(storage, clock),
        connection=connection,
        metrics=FakeMetrics(),
    )
    ports = fake_ports(storage=storage, launches=launches, clock=clock)
    app = build_web(ports, secret_key=SECRET, secure_origin=True, max_upload_mb=10)
    door = Door(moodle_at(keys), HttpLaunches(app), clock, storage, keys, connection)
    door.register()
    return door


@pytest.fixture(scope="module")
def keys() -> Iterator[HttpStub]:
    with key_server() as stub:
        yield stub


@pytest.fixture(scope="module")
def door(keys: HttpStub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    storage = open_empty_sqlite(tmp_path_factory.mktemp("service"))
    opened = served(storage, keys)
    yield opened
    opened.connection.close()
    storage.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(
    request: pytest.FixtureRequest, keys: HttpStub, tmp_path: Path
) -> Iterator[Door]:
    storage = (
        open_empty_sqlite(tmp_path)
        if request.param == "sqlite"
        else open_empty_postgresql(request.getfixturevalue("postgres_url"))
    )
    opened = served(storage, keys)
    yield opened
    opened.connection.close()
    storage.dispose()


def posted(door: Door, knock: Knock) -> TestResponse:
    """Post a launch; return the page, whichever it is."""
    try:
        door.verify(knock)
    except (NotRefusedError, RefusedError) as ended:
        return ended.answer
    raise AssertionError("neither taken nor refused")


def code(answer: TestResponse) -> str:
    found = CODE.search(answer.text)
    return found[1] if found else "accepted"


@pytest.mark.parametrize("name", ATTACKS)
def test_a_launch_is_refused_by_name_over_http(name: str, door: Door) -> None:
    change, expected = ATTACKS[name]
    knock = door.begin()
    change(knock)

    answer = posted(door, knock)

    # Forms of megabytes are refused before anyone looks for a token in them.
    assert code(answer) in {expected, "too-large"}
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("name", LEGAL)
def test_a_launch_that_looks_odd_gets_in_over_http(name: str, door: Door) -> None:
    knock = door.begin()
    LEGAL[name](knock)

    assert posted(door, knock).status_code == 200


# A form cannot carry half a character: it arrives as a sign that stands for it.
@pytest.mark.parametrize("name", sorted(REFUSED.keys() - {"a lone surrogate"}))
def test_a_login_is_refused_by_name_over_http(name: str, door: Door) -> None:
    changes, expected = REFUSED[name]

    with pytest.raises(RefusedError) as refused:
        door.login(**changes)

    answer = refused.value.answer
    assert refused.value.code == expected
    assert 400 <= answer.status_code < 500
    for value in filter(None, changes.values()):
        assert "<" not in value or value not in answer.text


OCT = Says(body={"keys": [{"kty": "oct", "kid": KID, "k": "c2VjcmV0", "alg": "HS256"}]})


@pytest.mark.parametrize("name", [*GARBAGE, "symmetric keys"])
def test_a_platform_whose_keys_are_no_use_is_no_failure_of_ours(
    name: str, tmp_path: Path
) -> None:
    says = GARBAGE.get(name, OCT)
    with HttpStub(lambda _: says) as keys:
        storage = open_empty_sqlite(tmp_path)
        door = served(storage, keys)

        answer = posted(door, door.begin())

        assert code(answer) in {"launch-keys-unreachable", "launch-key-unknown"}
        assert 400 <= answer.status_code < 500
        door.connection.close()
        storage.dispose()


def test_a_flood_of_unknown_keys_asks_the_platform_once(door: Door) -> None:
    asked = len(door.keys.asked)
    for number in range(30):
        knock = door.begin()
        knock.header["kid"] = f"unknown-{number}"
        assert code(posted(door, knock)) == "launch-key-unknown"

    assert len(door.keys.asked) - asked <= 1


def test_a_refusal_can_be_read_in_the_frame_of_a_platform(door: Door) -> None:
    knock = door.begin()
    knock.claims["exp"] = 0

    policy = posted(door, knock).headers["Content-Security-Policy"]

    assert "frame-ancestors 'self' https: http:" in policy


def test_a_launch_page_may_be_framed_by_its_platform_alone(door: Door) -> None:
    answer = posted(door, door.begin())

    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors 'self' {door.keys.url}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_cookies_survive_in_a_frame_of_another_site(door: Door) -> None:
    for cookie in posted(door, door.begin()).headers.getlist("Set-Cookie"):
        for word in ("Secure", "HttpOnly", "SameSite=None", "Partitioned"):
            assert word in cookie


def test_a_login_by_get_is_answered_as_well(door: Door) -> None:
    launches = door.launches
    assert isinstance(launches, HttpLaunches)
    query = urlencode(
        {
            "iss": door.platform.issuer,
            "login_hint": "3",
            "target_link_uri": f"{BASE_URL}/lti/launch",
        }
    )

    answer = launches.client().get(f"/lti/login?{query}", base_url=BASE_URL)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(door.platform.auth_url)


@pytest.mark.parametrize(
    ("method", "data", "status"),
    [
        ("GET", "", 405),
        ("PUT", "", 405),
        ("POST", "", 400),
        ("POST", "id_token=a&id_token=b&state=c", 400),
        ("POST", "state=a&state=b&id_token=c", 400),
        ("POST", "%00%ff=%fe&&&===", 400),
    ],
)
def test_a_post_that_is_no_launch_is_refused(
    method: str, data: str, status: int, door: Door
) -> None:
    launches = door.launches
    assert isinstance(launches, HttpLaunches)

    answer = launches.client().open(
        "/lti/launch",
        method=method,
        data=data,
        content_type=FORM,
        base_url=BASE_URL,
    )

    assert answer.status_code == status
    assert code(answer) != "accepted"


def test_twenty_megabytes_are_refused(door: Door) -> None:
    launches = door.launches
    assert isinstance(launches, HttpLaunches)

    answer = launches.client().post(
        "/lti/launch",
        data="id_token=" + "A" * 20_000_000,
        content_type=FORM,
        base_url=BASE_URL,
    )

    assert (answer.status_code, code(answer)) == (413, "too-large")


def test_a_launch_posted_twice_in_one_browser_gets_in_once(fresh: Door) -> None:
    knock = fresh.begin()

    assert code(posted(fresh, knock)) == "accepted"
    assert code(posted(fresh, knock)) == "launch-already-used"


def test_a_launch_overheard_is_of_no_use_in_another_browser(fresh: Door) -> None:
    knock = fresh.begin()
    overheard = replace(knock, browser=fresh.begin().browser)

    assert code(posted(fresh, overheard)) == "launch-other-browser"
    assert code(posted(fresh, knock)) == "accepted"


def test_of_twenty_posts_at_once_one_gets_in(fresh: Door) -> None:
    knock = fresh.begin()
    start = threading.Barrier(20)

    def post(_: int) -> str:
        start.wait()
        return code(posted(fresh, knock))

    with ThreadPoolExecutor(20) as pool:
        outcomes: list[Any] = sorted(pool.map(post, range(20)))

    assert outcomes == ["accepted"] + ["launch-already-used"] * 19
