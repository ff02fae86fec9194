"""A frame that keeps no cookie is offered a window before the platform is asked."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import Client

from lti_service.web.setup import build_web
from tests.fakes import fake_ports

ISSUER = "https://lms.example"
GIVEN = {
    "iss": ISSUER,
    "login_hint": "3",
    "target_link_uri": "https://belajar.example/lti/launch",
    "lti_message_hint": '{"cmid":2,"launchid":"once & only"}',
}
FRAME = {"Sec-Fetch-Dest": "iframe"}


@pytest.fixture
def browser() -> Client:
    app = build_web(
        fake_ports(), secret_key=b"s" * 32, secure_origin=True, max_upload_mb=10
    )
    return Client(app)


def login(browser: Client, url: str = "/lti/login", **more: Any) -> Any:
    given = {"data": GIVEN, "method": "POST"} if url == "/lti/login" else {}
    base = "https://belajar.example"
    return browser.open(url, base_url=base, **{**given, "headers": FRAME, **more})


def test_a_frame_that_keeps_the_cookie_goes_on_to_the_platform(browser: Client) -> None:
    first = login(browser)
    second = login(browser, first.headers["Location"])

    assert first.status_code == 303
    assert second.status_code == 302
    assert second.headers["Location"].startswith(f"{ISSUER}/auth")


def test_a_frame_that_keeps_none_is_offered_a_window(browser: Client) -> None:
    first = login(browser)
    forgetful = Client(browser.application)
    page = login(forgetful, first.headers["Location"])

    assert page.status_code == 200
    assert f"frame-ancestors 'self' {ISSUER}" in page.headers["Content-Security-Policy"]
    link = re.search(
        r'<a class="button primary" href="([^"]+)" target="_blank"', page.text
    )
    assert link
    address = urlsplit(html.unescape(link[1]))
    assert address.path == "/lti/login"
    assert parse_qs(address.query) == {name: [value] for name, value in GIVEN.items()}
    assert "Set-Cookie" not in page.headers


def test_the_window_then_asks_the_platform(browser: Client) -> None:
    answer = login(browser, headers={"Sec-Fetch-Dest": "document"})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{ISSUER}/auth")


def test_a_browser_that_came_before_is_not_tried_again(browser: Client) -> None:
    browser.set_cookie("lti_browser_1", "browser-one", domain="belajar.example")

    assert login(browser).headers["Location"].startswith(f"{ISSUER}/auth")


def test_what_login_does_not_name_is_not_handed_on(browser: Client) -> None:
    given = {**GIVEN, "_external": "1", "endpoint": "x", "cookie": "<b>"}

    again = login(browser, data=given).headers["Location"]

    assert set(parse_qs(urlsplit(again).query)) == {*GIVEN, "cookie_tried"}
    assert again.startswith("/lti/login?")
