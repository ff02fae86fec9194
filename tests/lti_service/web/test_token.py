import pytest

from lti_service.errors import ForbiddenError
from lti_service.web.token import Bearer, Tokens
from tests.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def refusal(tokens: Tokens, token: str) -> str:
    with pytest.raises(ForbiddenError) as refused:
        tokens.read(token)
    return refused.value.code


@pytest.mark.parametrize(
    "bearer", [Bearer("account-1", counts=True), Bearer("account-1", counts=False)]
)
def test_a_token_tells_whom_it_stands_for_for_two_hours(
    bearer: Bearer, clock: FakeClock
) -> None:
    tokens = Tokens(b"s" * 32, clock)
    token = tokens.make(bearer)

    clock.advance(hours=1, minutes=59, seconds=59)

    assert tokens.read(token) == bearer


def test_after_two_hours_it_has_expired(clock: FakeClock) -> None:
    tokens = Tokens(b"s" * 32, clock)
    token = tokens.make(Bearer("account-1", counts=True))

    clock.advance(hours=2)

    assert refusal(tokens, token) == "token-expired"


def test_one_of_another_secret_or_changed_is_no_token(clock: FakeClock) -> None:
    tokens = Tokens(b"s" * 32, clock)
    token = tokens.make(Bearer("account-1", counts=True))

    for other in (
        Tokens(b"t" * 32, clock).make(Bearer("account-1", counts=True)),
        f"x{token}",
        "",
        "a.b.c",
        "ü",
    ):
        assert refusal(tokens, other) == "token-invalid"
