"""What holds for every route: it is declared, bears its headers, and asks for a token."""

import re
from collections.abc import Iterator, Mapping

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.attacks.routes import LAST, ROUTES, SERVED, address, ask
from tests.attacks.world import World, open_world

# What needs a posting of today comes first in a world.
_FIRST = {"POST team.propose"}
EACH = [
    pytest.param(*one, id=f"{one[0]} {one[1]}")
    for one in sorted(SERVED, key=lambda one: (one[0] in LAST) - (one[0] in _FIRST))
]
NONCE = re.compile(r"script-src 'nonce-([\w-]{22})'; style-src 'nonce-([\w-]{22})';")
LOADED = re.compile(r"<(?:script|link rel=\"stylesheet\")[^>]*>")
STAYS = "public, max-age="


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_world(tmp_path_factory.mktemp("routes"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world for what does once more what other routes do: the API, and proposals."""
    opened = open_world(tmp_path_factory.mktemp("another"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_world(tmp_path_factory.mktemp("forms"), csrf=True)
    yield opened
    opened.close()


def test_every_route_is_declared_once() -> None:
    """A route that is not there: see `tests/attacks/routes.py`."""
    assert {name for name, _ in SERVED} == set(ROUTES)


@pytest.mark.parametrize(("name", "rule"), EACH)
def test_an_answer_bears_the_headers_of_its_kind(
    name: str, rule: Rule, world: World, another: World
) -> None:
    route = ROUTES[name]

    answer = ask(
        name, rule, another if " api." in name or name in _FIRST else world, route.who
    )

    assert answer.status_code == route.status or answer.status_code < 400, answer.text
    check_headers(answer)


@pytest.mark.parametrize(("name", "rule"), EACH)
def test_a_refusal_bears_them_too(name: str, rule: Rule, world: World) -> None:
    _, url = address(name, rule, world)

    check_headers(world.ask("", "DELETE", url))


def check_headers(answer: TestResponse) -> None:
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    if not headers["Cache-Control"].startswith(STAYS):
        assert headers["Cache-Control"] == "no-store"
    if answer.mimetype == "text/html":
        check_page(answer, headers["Content-Security-Policy"])
        assert "camera=()" in headers["Permissions-Policy"]
    else:
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "script-src" not in headers["Content-Security-Policy"]


def check_page(answer: TestResponse, policy: str) -> None:
    nonces = NONCE.search(policy)
    assert nonces
    assert nonces[1] == nonces[2]
    assert "default-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    for tag in LOADED.findall(answer.text):
        data = 'type="application/json"' in tag
        assert data or f'nonce="{nonces[1]}"' in tag
    assert " style=" not in answer.text
    assert not re.search(r"<[^>]* on[a-z]+=", answer.text)


def test_each_answer_has_a_nonce_of_its_own(world: World) -> None:
    policies = {
        world.ask("owner", "GET", "/me").headers["Content-Security-Policy"]
        for _ in range(3)
    }

    assert len(policies) == 3


@pytest.mark.parametrize(
    ("who", "origin"),
    [("owner", "https://lms.example"), ("other", "https://lain.example")],
)
@pytest.mark.parametrize("path", ["/me", "/learn/t-{}"])
def test_a_page_may_be_framed_by_the_platform_that_launched_alone(
    path: str, who: str, origin: str, world: World
) -> None:
    policy = world.ask(who, "GET", path.format(who)).headers["Content-Security-Policy"]

    assert policy.endswith(f"frame-ancestors 'self' {origin}")


def test_a_reload_in_the_frame_needs_no_cookie(world: World) -> None:
    policy = world.ask("", "GET", "/learn/t-owner").headers["Content-Security-Policy"]

    assert policy.endswith("frame-ancestors 'self' https://lms.example")


def test_who_is_not_known_may_be_framed_by_nobody(world: World) -> None:
    for path in ("/me", "/learn/tiada"):
        policy = world.ask("", "GET", path).headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'self'")


FORMS = [one for one in SERVED if not one[0].startswith("GET ")]


@pytest.mark.parametrize(
    ("name", "rule"), [pytest.param(*one, id=one[0]) for one in FORMS]
)
@pytest.mark.parametrize("token", ["", "palsu"])
def test_a_form_without_our_token_changes_nothing(
    name: str, rule: Rule, token: str, guarded: World
) -> None:
    route = ROUTES[name]
    if route.no_csrf:
        assert taken_without_token(name, rule, guarded)
        return
    method, url = address(name, rule, guarded)
    sent: Mapping[str, str] = {**(route.fields(guarded) or {}), "csrf_token": token}
    before = guarded.written()

    answer = guarded.ask(route.who, method, url, sent)

    assert (answer.status_code, 'data-code="bad-form"' in answer.text) == (400, True)
    assert guarded.written() == before


def taken_without_token(name: str, rule: Rule, world: World) -> bool:
    """Whether a form that is excepted by name is indeed one that needs no token."""
    return ask(name, rule, world, ROUTES[name].who).status_code < 400
