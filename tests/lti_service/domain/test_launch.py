"""Origins of web addresses: what a browser and we must agree on."""

import pytest

from lti_service.domain.launch import origin_of
from tests.service_factories import platform


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://lms.example/a?b#c", "https://lms.example"),
        ("https://LMS.example:443", "https://lms.example"),
        ("http://lms.example:80/", "http://lms.example"),
        ("http://127.0.0.1:8300/mod", "http://127.0.0.1:8300"),
        ("https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443"),
    ],
)
def test_the_origin_is_what_browsers_make_of_it(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "lms.example",
        "//lms.example",
        "ftp://lms.example",
        "javascript:alert(1)",
        "https://",
        "https://lms.example@lain.example",
        "https://lms.example\\@lain.example",
        "https://lms.example/ a",
        "https://lms.example\t.lain.example",
        "https://lms.example\r\n",
        "https://lms.exämple",
        "https://lms.example:port",
        "https://[::1",
    ],
)
def test_what_parsers_disagree_about_has_none(url: str) -> None:
    assert origin_of(url) == ""


def test_a_platform_is_framed_by_the_origin_it_authenticates_at() -> None:
    split = platform(
        issuer="https://issuer.example",
        auth_url="https://sso.example/auth",
        token_url="https://api.example/token",
        jwks_url="https://api.example/jwks",
    )

    assert split.origin == "https://sso.example"
    assert split.origins == {
        "https://issuer.example",
        "https://sso.example",
        "https://api.example",
    }


def test_an_issuer_that_is_no_address_owns_nothing() -> None:
    assert platform(issuer="moodle").origins == {"https://lms.example"}
