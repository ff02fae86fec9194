"""What is asked of platforms, and of ourselves, and what their answers come to."""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from functools import cache

import pytest

from lti_service.domain.health import PlatformCondition
from lti_service.lti.connection import PlatformConnection
from lti_service.lti.health import LtiProbe
from lti_service.lti.key import Keyring
from tests.fakes import MORNING, FakeClock, FakeStorage
from tests.http_stub import Asked, HttpStub, Says
from tests.service_factories import platform

KEYS = Says(body={"keys": [{"kid": "k1", "kty": "RSA"}]})
TOKEN = Says(body={"access_token": "secret-token", "expires_in": 3600})


@cache
def keyring() -> Keyring:
    """Return a keyring for all tests: making a key is slow."""
    return Keyring(FakeStorage(), FakeClock())


class Answers:
    """A platform of which a test says how it answers."""

    def __init__(self) -> None:
        self.keys, self.token = KEYS, TOKEN
        self.stub = HttpStub(self.answer)
        self.stub.date = "no date at all"

    def answer(self, asked: Asked) -> Says:
        return self.token if asked.path == "/token" else self.keys

    def condition(self, *, named: bool = True) -> PlatformCondition:
        url = self.stub.url
        asked = platform(jwks_url=f"{url}/keys", token_url=f"{url}/token")
        return probe(self.stub if named else None).platform(asked)


def probe(allowed: HttpStub | None, base_url: str = "http://localhost:1") -> LtiProbe:
    hosts = frozenset({allowed.host}) if allowed else frozenset[str]()
    return LtiProbe(
        PlatformConnection(allow_private_hosts=hosts),
        base_url=base_url,
        keyring=keyring(),
        clock=FakeClock(),
    )


@pytest.fixture
def answers() -> Iterator[Answers]:
    made = Answers()
    with made.stub:
        yield made


def test_a_platform_that_is_well_gives_its_keys_and_a_token(answers: Answers) -> None:
    assert answers.condition() == PlatformCondition(token_status=200)
    asked = answers.stub.asked[-1]
    assert b"client_assertion=" in asked.body
    assert b"scope%2Fscore" in asked.body


@pytest.mark.parametrize(
    ("keys", "trouble"),
    [
        (Says(503), "HTTP 503."),
        (Says(body=b"<html>"), "Bukan JWKS."),
        (Says(body={"keys": []}), "Bukan JWKS."),
        (Says(body=[1]), "Bukan JWKS."),
    ],
)
def test_a_key_set_that_cannot_be_used_is_told(
    keys: Says, trouble: str, answers: Answers
) -> None:
    answers.keys = keys
    assert answers.condition() == PlatformCondition(trouble, token_status=200)


@pytest.mark.parametrize(
    ("token", "status", "error"),
    [
        (Says(400, {"error": "invalid_scope"}), 400, "invalid_scope"),
        (Says(400, {"error": "<b>anything</b>"}), 400, ""),
        # Moodle does not escape what it quotes.
        (Says(400, b'{"error" : ""kid" invalid"}'), 400, ""),
        (Says(404, b"<html>"), 404, ""),
        (Says(503), 503, ""),
    ],
)
def test_a_token_that_is_not_given_is_told_by_status_and_known_code(
    token: Says, status: int, error: str, answers: Answers
) -> None:
    answers.token = token
    expected = PlatformCondition(token_status=status, token_error=error)
    assert answers.condition() == expected


def test_an_address_inside_that_no_setting_names_is_told(answers: Answers) -> None:
    found = answers.condition(named=False)
    assert "ALLOW_PRIVATE_HOSTS" in found.keys_trouble
    assert "ALLOW_PRIVATE_HOSTS" in found.token_trouble
    assert answers.stub.asked == []


@pytest.mark.parametrize("seconds", [-90, -1, 0, 1, 90])
def test_the_platforms_clock_is_read_from_its_answer(
    seconds: int, answers: Answers
) -> None:
    date = MORNING + timedelta(seconds=seconds)
    answers.stub.date = format_datetime(date, usegmt=True)
    told = seconds if abs(seconds) > 1 else 0
    assert answers.condition().ahead == timedelta(seconds=told)


def test_our_own_keys_are_fetched_from_the_public_address(answers: Answers) -> None:
    own = probe(None, answers.stub.url).own_address()
    assert own.keys_url == f"{answers.stub.url}/lti/jwks"
    assert (own.trouble, own.kids, own.inside) == ("", frozenset({"k1"}), True)
    assert answers.stub.host.endswith(f":{own.port}")


@pytest.mark.parametrize(
    ("base_url", "trouble"),
    [
        ("http://127.0.0.1:1", "tidak dapat dihubungi"),
        ("https://belajar.invalid", "tidak dapat dihubungi"),
    ],
)
def test_an_address_of_ours_that_does_not_answer_is_told(
    base_url: str, trouble: str
) -> None:
    assert trouble in probe(None, base_url).own_address().trouble
