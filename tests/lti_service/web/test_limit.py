"""How often one account may ask, and how much a request may carry."""

from collections.abc import Iterator

import pytest

from lti_service.web import limit
from tests.attacks.routes import ROUTES, SERVED, address
from tests.attacks.world import World, open_world

COUNTED = [
    pytest.param(*one, id=one[0])
    for one in SERVED
    if one[0].partition(" ")[2] not in limit.FREE
    and one[0] != "POST session.sign_out"  # once is the most there is
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = open_world(tmp_path_factory.mktemp("limits"))
    yield found
    found.close()


@pytest.fixture
def world(opened: World) -> World:
    return opened.again()


@pytest.fixture
def strict(opened: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(limit, "USUAL", "3 per minute")
    return opened.again()


@pytest.mark.parametrize(("name", "rule"), COUNTED)
def test_an_account_that_asks_too_often_is_told_when_to_come_back(
    name, rule, strict: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library reads the machine's clock: a minute must not end within this test.
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    method, url = address(name, rule, strict)

    answers = [strict.ask(ROUTES[name].who, method, url) for _ in range(4)]

    assert 429 not in [answer.status_code for answer in answers[:-1]]
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    if answers[-1].is_json:
        assert answers[-1].mimetype == "application/problem+json"
        assert answers[-1].get_json()["code"] == "too-often"
    else:
        assert 'data-code="too-often"' in answers[-1].text


def test_what_is_free_is_open_to_anybody() -> None:
    """A limit that nobody is counted by would be none."""
    opened = {
        name.partition(" ")[2] for name, route in ROUTES.items() if not route.who
    } - {"registration.register"}

    assert opened == limit.FREE


@pytest.mark.parametrize("path", ["/me", "/api/attempts/t-mate"])
def test_one_account_does_not_use_up_what_another_may_ask(
    path: str, strict: World
) -> None:
    for _ in range(4):
        strict.ask("mate", "GET", path)

    assert strict.ask("mate", "GET", path).status_code == 429
    assert strict.ask("other", "GET", path).status_code != 429


def test_codes_cannot_be_guessed_many_times(world: World) -> None:

    answers = [
        world.ask("owner", "POST", "/me/code", {"code": f"AAAA-{n}"}).status_code
        for n in range(11)
    ]

    assert answers == [400] * 10 + [429]


def test_a_learner_in_a_hurry_is_not_held_up(world: World) -> None:
    """Four answers a second for a minute, from two tabs."""

    answers = {
        world.ask("mate", "GET", "/api/attempts/t-mate/pages/m1/a").status_code
        for _ in range(240)
    }

    assert answers == {200}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"a" * (256 * 1024 + 1), 413),
        (b"&".join(b"a=%d" % n for n in range(1001)), 413),
        (b"&".join(b"a%d=" % n for n in range(900)), 400),
    ],
    ids=["bytes", "fields", "fewer fields"],
)
@pytest.mark.parametrize("path", ["/lti/launch", "/lti/login", "/me/code"])
def test_a_form_carries_so_much_and_no_more(
    path: str, body: bytes, status: int, world: World
) -> None:
    form = "application/x-www-form-urlencoded"

    answer = world.app.test_client().post(path, data=body, content_type=form)

    assert answer.status_code in {status, 401 if status == 400 else status}


@pytest.mark.parametrize("length", [True, False], ids=["announced", "chunked"])
def test_a_batch_of_events_carries_so_much_and_no_more(
    world: World, *, length: bool
) -> None:
    body = b'{"events": [], "x": "' + b"a" * 256 * 1024 + b'"}'
    kept = {} if length else {"CONTENT_LENGTH": None, "wsgi.input_terminated": True}

    answer = world.app.test_client().post(
        "/api/attempts/t-mate/events",
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {world.token('mate')}"},
        environ_overrides=kept,
    )

    # Of a body without an announced end no more is read, and what is cut is no JSON.
    expected = (413, "too-large") if length else (422, "bad-batch")
    assert (answer.status_code, answer.get_json()["code"]) == expected


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"events":' * 20_000, b"\xff"])
def test_a_batch_that_is_no_json_is_refused(body: bytes, world: World) -> None:

    answer = world.app.test_client().post(
        "/api/attempts/t-mate/events",
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {world.token('mate')}"},
    )

    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad-batch")
