"""Changing signing keys without a break."""

from lti_service.domain.key import KeyState
from lti_service.use_cases.key import list_keys, rotate_keys
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
