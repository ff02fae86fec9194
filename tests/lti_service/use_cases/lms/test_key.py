"""Changing signing keys without a break."""

from datetime import timedelta

from lti_service.domain.key import KeyState
from lti_service.use_cases.lms.key import (
    SCHEDULE,
    list_keys,
    rotate_keys,
    rotate_keys_when_due,
)
from tests.fakes import FakeClock, fake_ports


def test_a_new_key_waits_while_the_old_one_signs() -> None:
    clock = FakeClock()
    ports = fake_ports(clock=clock)
    rotate_keys(ports=ports)
    clock.advance(days=90)

    listed = rotate_keys(ports=ports)

    assert [(key.kid, key.state) for key in listed] == [
        ("key-0002", KeyState.NEXT),
        ("key-0001", KeyState.SIGNING),
    ]


def test_a_key_long_over_is_dropped_at_the_next_change() -> None:
    clock = FakeClock()
    ports = fake_ports(clock=clock)
    for _ in range(2):
        rotate_keys(ports=ports)
        clock.advance(days=20)
    assert [key.state for key in list_keys(ports=ports)] == [
        KeyState.SIGNING,
        KeyState.OVER,
    ]

    rotate_keys(ports=ports)

    assert [key.kid for key in list_keys(ports=ports)] == ["key-0003", "key-0002"]
    with ports.storage.reading() as uow:
        newest = uow.audit.list()[0]
    assert (newest.action, newest.before) == ("key.rotated", "removed key-0001")


def test_the_clock_makes_a_key_once_the_newest_has_grown_old() -> None:
    clock = FakeClock()
    ports = fake_ports(clock=clock)
    assert rotate_keys_when_due(ports=ports) is None
    rotate_keys(ports=ports)
    clock.advance(days=89, hours=23)
    assert rotate_keys_when_due(ports=ports) is None
    clock.advance(hours=1)

    made = rotate_keys_when_due(ports=ports)

    assert made is not None
    assert [key.state for key in made] == [KeyState.NEXT, KeyState.SIGNING]
    assert rotate_keys_when_due(ports=ports) is None
    with ports.storage.reading() as uow:
        newest = uow.audit.list()[0]
    assert (newest.actor, newest.action) == (SCHEDULE, "key.rotated")


def test_the_list_tells_the_days_of_each_key() -> None:
    clock = FakeClock()
    ports = fake_ports(clock=clock)
    rotate_keys(ports=ports)
    first = clock.now()
    second = clock.advance(days=30)
    rotate_keys(ports=ports)

    newer, older = list_keys(ports=ports)

    assert (newer.signs_from, newer.published_until) == (
        second + timedelta(days=1),
        None,
    )
    assert (older.signs_from, older.published_until) == (
        first,
        second + timedelta(days=15),
    )
