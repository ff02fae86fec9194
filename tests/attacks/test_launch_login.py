"""Login initiations that must not be answered, and those that must."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lti_service.domain.launch import LoginRequest
from lti_service.errors import EXPLANATIONS, LaunchRefusedError
from tests.attacks.door import BASE_URL, Door

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "iss missing": ({"iss": None}, "login-issuer-missing"),
    "iss empty": ({"iss": ""}, "login-issuer-missing"),
    "iss unknown": ({"iss": "https://lain.example"}, "login-issuer-unknown"),
    "iss a script": ({"iss": "javascript:alert(1)"}, "login-issuer-unknown"),
    "iss markup": ({"iss": "<img src=x onerror=alert(1)>"}, "login-issuer-unknown"),
    "login_hint missing": ({"login_hint": None}, "login-hint-missing"),
    "target missing": ({"target_link_uri": None}, "login-target-missing"),
    "target of another host": (
        {"target_link_uri": "https://lain.example/lti/launch"},
        "login-target-foreign",
    ),
    "target behind a backslash": (
        {"target_link_uri": "https://belajar.example\\@lain.example/"},
        "login-target-foreign",
    ),
    "target without a scheme": (
        {"target_link_uri": "//belajar.example/lti/launch"},
        "login-target-foreign",
    ),
    "target a script": (
        {"target_link_uri": "javascript:alert(1)//belajar.example"},
        "login-target-foreign",
    ),
    "client unknown": ({"client_id": "other"}, "login-client-unknown"),
    "deployment unknown": ({"lti_deployment_id": "99"}, "launch-deployment-unknown"),
    "line breaks in the hint": (
        {"login_hint": "3\r\nSet-Cookie: a=b"},
        "login-malformed",
    ),
    "line breaks in the message hint": (
        {"lti_message_hint": "x\r\nLocation: https://lain.example"},
        "login-malformed",
    ),
    "NUL in the issuer": ({"iss": "https://lms.example\x00"}, "login-malformed"),
    "a lone surrogate": ({"login_hint": "\ud800"}, "login-malformed"),
    "an endless hint": ({"login_hint": "a" * 4001}, "login-malformed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_login_is_refused_by_name(name: str, door: Door) -> None:
    changes, code = REFUSED[name]

    with pytest.raises(LaunchRefusedError) as refused:
        door.login(**changes)

    assert refused.value.code == code
    assert 400 <= EXPLANATIONS[code].status < 500


def test_an_honest_login_is_sent_to_the_platform(door: Door) -> None:
    sent = door.login()

    assert sent["url"].startswith(f"{door.platform.auth_url}?")
    assert sent["redirect_uri"] == f"{BASE_URL}/lti/launch"
    assert sent["response_mode"] == "form_post"
    assert sent["scope"] == "openid"
    assert sent["prompt"] == "none"


def test_the_hints_go_back_byte_for_byte(door: Door) -> None:
    hint = '{"cmid":2,"launchid":"ltilaunch1_647371871"}'

    assert door.login(lti_message_hint=hint)["lti_message_hint"] == hint


def test_markup_in_a_hint_is_escaped_in_the_address(door: Door) -> None:
    assert "<" not in door.login(login_hint="<script>")["url"]


def test_neither_client_nor_deployment_need_be_named(door: Door) -> None:
    sent = door.login(client_id=None, lti_deployment_id=None, lti_message_hint=None)

    assert sent["client_id"] == door.platform.client_id
    assert "lti_message_hint" not in sent


def test_an_issuer_with_two_clients_must_say_which(door: Door) -> None:
    door.register(id="second", client_id="second", deployments=frozenset({"2"}))

    with pytest.raises(LaunchRefusedError, match="login-client-missing"):
        door.login(client_id=None, lti_deployment_id=None)
    assert (
        door.login(client_id="second", lti_deployment_id=None)["client_id"] == "second"
    )


def test_a_deployment_alone_may_say_which_client_is_meant(door: Door) -> None:
    door.register(id="second", client_id="second", deployments=frozenset({"2"}))

    sent = door.login(client_id=None, lti_deployment_id="2")

    assert sent["client_id"] == "second"


def test_a_platform_registered_a_moment_ago_is_known(door: Door) -> None:
    door.login()
    door.register(id="second", issuer="https://baru.example", client_id="second")

    assert door.login()["client_id"] == "second"


def test_an_authorization_address_may_carry_a_query(door: Door) -> None:
    door.register(auth_url=f"{door.keys.url}/auth?tenant=1")
    door.clock.advance(seconds=6)

    query = parse_qs(urlsplit(door.login()["url"]).query)

    assert query["tenant"] == ["1"]
    assert query["client_id"] == [door.platform.client_id]


def test_a_browser_keeps_its_cookie_over_many_logins(door: Door) -> None:
    first = door.login()["browser"]

    assert {door.login(browser=first)["browser"] for _ in range(10)} == {first}


@pytest.mark.parametrize("cookie", ["short", "A" * 44, "<" * 43, "\x00", "a b c"])
def test_a_cookie_that_is_not_ours_is_replaced(cookie: str, door: Door) -> None:
    assert door.login(browser=cookie)["browser"] not in cookie.split()


def test_the_platform_that_may_frame_the_answer_is_named(door: Door) -> None:
    answer = door.launches.login(
        LoginRequest(
            {
                "iss": door.platform.issuer,
                "login_hint": "3",
                "target_link_uri": BASE_URL,
            },
            "",
        )
    )

    assert answer.platform_origin == door.keys.url
