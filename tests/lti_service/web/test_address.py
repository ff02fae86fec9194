"""The service below the root of its host, behind proxies."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from lti_service.app import create_app
from lti_service.settings import read_settings
from tests.attacks.routes import IDS, ROUTES, SERVED, address
from tests.attacks.world import SECRET, World, open_world
from tests.fakes import fake_ports

ROOT = "/lti"
"""The hardest one: our own addresses begin with it too."""
PUBLIC = f"https://belajar.example.go.id{ROOT}"
OWN = re.compile(r'\b(?:href|src|action|data-[a-z]+)="(/[^"]*)"')


def app_at(base_url: str, ports: object = None, **environment: str) -> Flask:
    environment = {"SECRET_KEY": SECRET, "BASE_URL": base_url, **environment}
    return create_app(ports or fake_ports(), read_settings(environment))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The service with everybody in it, below a root."""
    world = open_world(tmp_path_factory.mktemp("below"))
    app = app_at(PUBLIC, world.ports)
    app.config["WTF_CSRF_ENABLED"] = False
    yield replace(world, app=app)
    world.close()


def test_every_page_leads_below_the_root(below: World) -> None:
    outside: dict[str, list[str]] = {}
    for name, rule in SERVED:
        if not name.startswith("GET ") or name.startswith("GET api."):
            continue
        route = ROUTES[name]
        _, url = address(name, rule, below)

        answer = below.ask(route.who, "GET", f"{ROOT}{url}")

        assert answer.status_code == route.status or answer.status_code < 400, name
        led = OWN.findall(answer.text) if answer.mimetype == "text/html" else []
        if "Location" in answer.headers:
            led.append(answer.headers["Location"])
        found = [a for a in led if not f"{a}/".startswith((f"{ROOT}/", "https://"))]
        outside |= {name: found} if found else {}

    assert outside == {}


@pytest.mark.parametrize("path", ["/lti/jwks", "/lti/lti/jwks"], ids=["passed", "kept"])
def test_only_a_trusted_proxy_says_that_it_took_the_root_off(path: str) -> None:
    taken = {"X-Forwarded-Prefix": ROOT}

    doubting = app_at(PUBLIC).test_client().get(path, headers=taken).status_code
    trusting = app_at(PUBLIC, TRUSTED_PROXIES="1").test_client()

    assert doubting == (200 if path == "/lti/lti/jwks" else 404)
    assert trusting.get("/lti/jwks", headers=taken).status_code == 200
    assert trusting.get("/lti/lti/jwks").status_code == 200


def test_a_check_on_this_machine_needs_no_root() -> None:
    assert app_at(PUBLIC).test_client().get("/healthz").status_code == 200


def test_cookies_stay_below_the_root(below: World) -> None:
    form = ROUTES["POST launch.launch"].fields(below)
    answer = below.ask("", "POST", f"{ROOT}/lti/launch", form)
    page = below.ask("admin", "GET", f"{ROOT}/admin/grants")

    cookies = answer.headers.getlist("Set-Cookie") + page.headers.getlist("Set-Cookie")

    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "lti_session",
        "lti_form",
    }
    assert all(f"Path={ROOT}" in cookie.split("; ") for cookie in cookies), cookies


def test_what_goes_outside_bears_the_public_address_once(below: World) -> None:
    invited = below.ask("admin", "POST", f"{ROOT}/admin/platforms/invite", {})

    assert f"{PUBLIC}/lti/register?invitation=" in unescape(invited.text)
    assert f"{ROOT}{ROOT}{ROOT}" not in invited.text


def test_the_player_finds_its_service_and_its_media_below_the_root(
    below: World,
) -> None:
    shell = below.ask("", "GET", f"{ROOT}/learn/{IDS['attempt_id']}").text
    document = below.ask("owner", "GET", f"{ROOT}/api/attempts/{IDS['attempt_id']}")

    assert f'data-root="{ROOT}"' in shell
    assert f'src="{ROOT}/static/player.js?v=' in shell
    assert '=\\"/media/' not in document.text


def test_a_language_is_chosen_on_the_page_that_one_is_on(below: World) -> None:
    chosen = {"language": "en", "back": "/me/hours"}

    answer = below.ask("owner", "POST", f"{ROOT}/me/language", chosen)

    assert answer.headers["Location"] == f"{ROOT}/me/hours"
