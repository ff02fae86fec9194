"""Our signing keys: made on first need, parsed once, changed without a break."""

from datetime import timedelta
from typing import Any, cast

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from lti_service.lti.key import Keyring, new_signing_key
from lti_service.use_cases.lms.key import rotate_keys_when_due
from tests.fakes import MORNING, FakeClock, FakeStorage, fake_ports


def stored(storage: FakeStorage) -> list[str]:
    with storage.reading() as uow:
        return [kid for kid, _, _ in uow.keys.all()]


def add(storage: FakeStorage, clock: FakeClock) -> str:
    kid, pem = new_signing_key()
    with storage.writing() as uow:
        uow.keys.add(kid, pem, clock.now())
        uow.commit()
    return kid


def published(keyring: Keyring) -> list[str]:
    keys = keyring.public()["keys"]
    assert isinstance(keys, list)
    return [key["kid"] for key in keys]


def test_the_first_key_is_made_when_it_is_needed() -> None:
    storage, clock = FakeStorage(), FakeClock(MORNING)
    keyring = Keyring(storage, clock)

    kid, key = keyring.signing()

    assert stored(storage) == [kid]
    assert published(keyring) == [kid]
    assert key.public_key.key_size == 2048


def test_nothing_private_is_published() -> None:
    keyring = Keyring(FakeStorage(), FakeClock(MORNING))

    keys = keyring.public()["keys"]
    assert isinstance(keys, list)
    assert [set(key) for key in keys] == [{"kty", "use", "alg", "kid", "n", "e"}]


def test_two_processes_share_the_key() -> None:
    storage, clock = FakeStorage(), FakeClock(MORNING)

    assert Keyring(storage, clock).signing()[0] == Keyring(storage, clock).signing()[0]


def test_a_key_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    storage, clock = FakeStorage(), FakeClock(MORNING)
    keyring = Keyring(storage, clock)
    _, key = keyring.signing()
    monkeypatch.setattr(RSAKey, "import_key", lambda _: pytest.fail("parsed again"))
    clock.advance(hours=1)

    assert keyring.signing()[1] is key


def test_a_new_key_is_published_a_day_before_it_signs() -> None:
    storage, clock = FakeStorage(), FakeClock(MORNING)
    keyring = Keyring(storage, clock)
    first, _ = keyring.signing()
    clock.advance(days=30)
    second = add(storage, clock)

    assert published(keyring) == [second, first]
    assert keyring.signing()[0] == first
    clock.advance(days=1)
    assert keyring.signing()[0] == second


def test_an_old_key_stays_published_for_two_weeks() -> None:
    storage, clock = FakeStorage(), FakeClock(MORNING)
    keyring = Keyring(storage, clock)
    first, _ = keyring.signing()
    clock.advance(hours=1)
    second = add(storage, clock)
    clock.advance(days=15, seconds=-1)
    assert published(keyring) == [second, first]
    clock.advance(seconds=2)

    assert published(keyring) == [second]


def test_another_process_learns_of_a_new_key_within_a_minute() -> None:
    storage, clock = FakeStorage(), FakeClock(MORNING)
    keyring = Keyring(storage, clock)
    keyring.signing()
    kid, pem = new_signing_key()
    with storage.writing() as uow:
        uow.keys.add(kid, pem, clock.now() - timedelta(days=2))
        uow.commit()
    clock.advance(seconds=61)
    clock.advance(days=2)

    assert kid in published(keyring)


def test_processes_that_run_on_change_keys_without_being_started_again() -> None:
    """Signed in one process, published by another, and made by a third."""
    storage, clock = FakeStorage(), FakeClock(MORNING)
    signs, publishes = Keyring(storage, clock), Keyring(storage, clock)
    first, _ = signs.signing()
    assert published(publishes) == [first]
    clock.advance(days=90)
    ports = fake_ports(storage=storage, clock=clock, new_signing_key=new_signing_key)

    made = rotate_keys_when_due(ports=ports)

    assert made is not None
    second = made[0].kid
    assert published(publishes) == [second, first]
    assert signs.signing()[0] == first
    clock.advance(days=1, seconds=61)
    kid, key = signs.signing()
    assert kid == second
    token = jwt.encode({"alg": "RS256", "kid": kid}, {"iss": "tool"}, key)
    keys = KeySet.import_key_set(cast("Any", publishes.public()))
    assert jwt.decode(token, keys, algorithms=["RS256"]).claims == {"iss": "tool"}
