"""Platforms' key sets: fetched rarely, never in a crowd, and never from elsewhere."""

import threading
from collections.abc import Iterator

import pytest

from tests.attacks.door import KID, Door, jwk, key_server, open_door
from tests.http_stub import HttpStub, Says

GARBAGE = {
    "a server error": Says(500, {"keys": [jwk()]}),
    "not found": Says(404, b""),
    "not JSON": Says(body=b"<html>"),
    "a list": Says(body=[jwk()]),
    "keys that are no list": Says(body={"keys": {"a": jwk()}}),
    "nested deeply": Says(body=b"[" * 200_000),
    "larger than a megabyte": Says(
        body=b'{"keys": [], "x": "' + b"a" * 1_100_000 + b'"}'
    ),
    "broken off": Says(body={"keys": [jwk()]}, broken=True),
    "a redirect": Says(302, b"", {"Location": "/other"}),
    "a redirect into the network": Says(
        302, b"", {"Location": "http://169.254.169.254/latest"}
    ),
}


@pytest.fixture
def keys() -> Iterator[HttpStub]:
    with key_server() as stub:
        yield stub


@pytest.fixture
def door(keys: HttpStub) -> Iterator[Door]:
    opened = open_door(keys)
    yield opened
    opened.connection.close()


def publishes(*kids: str) -> Says:
    return Says(body={"keys": [jwk(kid) for kid in kids]})


def knock_with(door: Door, kid: str) -> str:
    knock = door.begin()
    knock.header["kid"] = kid
    return door.refusal(knock)


def test_many_launches_need_one_fetch(door: Door) -> None:
    assert {knock_with(door, KID) for _ in range(20)} == {"accepted"}
    assert len(door.keys.asked) == 1


def test_launches_at_once_need_one_fetch(door: Door) -> None:
    gate = threading.Event()
    door.keys.answer = lambda _: Says(body={"keys": [jwk()]}, hold=gate)
    knocks = [door.begin() for _ in range(8)]
    outcomes: list[str] = []
    threads = [
        threading.Thread(target=lambda k=k: outcomes.append(door.refusal(k)))
        for k in knocks
    ]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()

    assert outcomes == ["accepted"] * 8
    assert len(door.keys.asked) == 1


def test_the_set_is_fetched_again_after_a_quarter_of_an_hour(door: Door) -> None:
    knock_with(door, KID)
    door.clock.advance(minutes=14)
    knock_with(door, KID)
    assert len(door.keys.asked) == 1
    door.clock.advance(minutes=2)
    knock_with(door, KID)

    assert len(door.keys.asked) == 2


def test_a_new_key_of_the_platform_counts_at_once(door: Door) -> None:
    knock_with(door, KID)
    door.keys.answer = lambda _: publishes("next")

    assert knock_with(door, "next") == "accepted"
    assert knock_with(door, KID) == "launch-key-unknown"


def test_a_flood_of_unknown_kids_causes_one_fetch_in_half_a_minute(door: Door) -> None:
    knock_with(door, KID)
    flood = {knock_with(door, f"unknown-{n}") for n in range(50)}

    assert flood == {"launch-key-unknown"}
    assert len(door.keys.asked) == 2
    door.clock.advance(seconds=31)
    knock_with(door, "unknown")
    assert len(door.keys.asked) == 3


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_no_key_set_lets_nobody_in_and_is_not_kept(
    name: str, door: Door
) -> None:
    door.keys.answer = lambda _: GARBAGE[name]
    assert knock_with(door, KID) == "launch-keys-unreachable"
    door.keys.answer = lambda _: publishes(KID)

    assert knock_with(door, KID) == "accepted"


@pytest.mark.parametrize("name", GARBAGE)
def test_known_keys_outlive_a_platform_in_trouble(name: str, door: Door) -> None:
    knock_with(door, KID)
    door.clock.advance(minutes=20)
    door.keys.answer = lambda _: GARBAGE[name]

    assert {knock_with(door, KID) for _ in range(10)} == {"accepted"}
    assert len(door.keys.asked) == 2


def test_known_keys_do_not_outlive_it_for_longer_than_a_day(door: Door) -> None:
    knock_with(door, KID)
    door.clock.advance(hours=25)
    door.keys.answer = lambda _: Says(500)

    assert knock_with(door, KID) == "launch-keys-unreachable"


def test_a_key_withdrawn_while_stale_is_not_used_again(door: Door) -> None:
    knock_with(door, KID)
    door.clock.advance(minutes=20)
    door.keys.answer = lambda _: publishes("next")

    assert knock_with(door, KID) == "launch-key-unknown"


def test_a_hanging_platform_holds_up_nobody_who_has_a_known_key(door: Door) -> None:
    knock_with(door, KID)
    door.clock.advance(minutes=20)
    gate, asked = threading.Event(), threading.Event()

    def hang(_: object) -> Says:
        asked.set()
        return Says(body={"keys": [jwk()]}, hold=gate)

    door.keys.answer = hang
    waiting = door.begin()
    first = threading.Thread(target=lambda: door.refusal(waiting))
    first.start()
    assert asked.wait(10)

    assert knock_with(door, KID) == "accepted"
    gate.set()
    first.join()


def test_nothing_follows_a_redirect(door: Door) -> None:
    door.keys.answer = lambda asked: (
        publishes(KID)
        if asked.path == "/other"
        else Says(302, b"", {"Location": "/other"})
    )

    assert knock_with(door, KID) == "launch-keys-unreachable"
    assert [asked.path for asked in door.keys.asked] == ["/mod/lti/certs.php"]


def test_a_private_address_that_no_setting_names_is_not_asked(keys: HttpStub) -> None:
    door = open_door(keys, allow_private_hosts=False)

    assert knock_with(door, KID) == "launch-keys-unreachable"
    assert keys.asked == []
    door.connection.close()


def test_each_registration_has_its_own_keys(door: Door) -> None:
    knock_with(door, KID)
    door.register(id="second", client_id="second", jwks_url=f"{door.keys.url}/second")
    door.keys.answer = lambda _: publishes("other")
    knock = door.begin()
    knock.claims["aud"] = "second"

    assert door.refusal(knock) == "launch-key-unknown"
