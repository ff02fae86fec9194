"""Whatever a platform does, its gradebook equals ours afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lti_service.domain.outbox import OutboxState
from lti_service.lti.connection import PlatformConnection, Reply
from lti_service.lti.gradebook import LtiGradebook
from lti_service.lti.key import Keyring, new_signing_key
from lti_service.ports import Ports
from lti_service.storage.database import SqlStorage
from lti_service.use_cases.lms.outbox import deliver_due
from tests.databases import open_empty_sqlite
from tests.fakes import FakeClock, FakeStorage, fake_ports
from tests.faults.platform import Fault, FaultyPlatform, TokenJudge
from tests.http_stub import Says

LEARNERS = [f"learner-{number}" for number in range(6)]
IN_TWO_MINUTES = "Tue, 24 Nov 2026 00:32:00 GMT"


@cache
def keyring() -> Keyring:
    """Return a keyring for all tests: making a key is slow."""
    return Keyring(FakeStorage(), FakeClock())


@pytest.fixture
def platform() -> Iterator[FaultyPlatform]:
    with FaultyPlatform() as made:
        yield made


@pytest.fixture
def ports(platform: FaultyPlatform, tmp_path: Path) -> Iterator[Ports]:
    storage, clock = open_empty_sqlite(tmp_path), FakeClock()
    with delivering(platform, storage, clock, keyring()) as made:
        yield made


class Impatient(PlatformConnection):
    """Gives a platform that hangs up sooner than in life."""

    def call(self, method: str, url: str, **options: Any) -> Reply:
        return super().call(method, url, **options | {"timeout": (0.2, 0.2)})


@contextmanager
def delivering(
    platform: FaultyPlatform, storage: SqlStorage, clock: FakeClock, keyring: Keyring
) -> Iterator[Ports]:
    """Ports of a service that is registered at the platform."""
    connection = Impatient(allow_private_hosts=frozenset({platform.host}))
    gradebook = LtiGradebook(connection=connection, keyring=keyring, clock=clock)
    made = fake_ports(storage=storage, clock=clock, gradebook=gradebook)
    with storage.writing() as uow:
        uow.platforms.save(platform.registered)
        uow.commit()
    yield made
    connection.close()
    storage.dispose()


@pytest.mark.parametrize(("ahead", "granted"), [(-60, True), (60, True), (61, False)])
def test_moodle_takes_our_signature_though_our_clock_is_a_minute_ahead_or_behind(
    *, ahead: int, granted: bool, platform: FaultyPlatform, ports: Ports
) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    platform.judge = TokenJudge(keyring().public, FakeClock())
    clock.advance(seconds=ahead)
    put(platform, dict.fromkeys(LEARNERS, 5000), ports)
    deliver_due(ports=ports)

    equals(platform, dict.fromkeys(LEARNERS, 5000) if granted else {})
    assert bool(platform.judge.refused) is not granted


@pytest.mark.parametrize("refetches", [True, False])
def test_a_key_that_is_rotated_in_mid_flight_keeps_no_score_back(
    *, refetches: bool, platform: FaultyPlatform, tmp_path: Path
) -> None:
    storage, clock = open_empty_sqlite(tmp_path), FakeClock()
    ring = Keyring(storage, clock)
    platform.judge = TokenJudge(ring.public, clock, refetches)
    scores = {}
    with delivering(platform, storage, clock, ring) as ports:
        for hour in range(30):
            scores[f"learner-{hour}"] = 100 * hour
            put(platform, {f"learner-{hour}": 100 * hour}, ports)
            if hour == 2:
                with storage.writing() as uow:
                    uow.keys.add(*new_signing_key(), clock.now())
                    uow.commit()
            deliver_due(ports=ports)
            clock.advance(hours=1)

    equals(platform, scores)
    assert platform.stored == len(scores)
    assert platform.judge.refused == 0
    assert len(platform.judge.kids) == 2


def put(platform: FaultyPlatform, scores: dict[str, int], ports: Ports) -> None:
    with ports.storage.writing() as uow:
        for subject, hundredths in scores.items():
            payload = {
                "platform_id": "p1",
                "line_item_url": platform.column,
                "subject": subject,
                "hundredths": hundredths,
                "attempt_id": f"attempt-{subject}",
            }
            key = f"{platform.column}|{subject}"
            uow.outbox.put("score", key, payload, ports.clock.now())
        uow.commit()


def counts(ports: Ports) -> dict[str, int]:
    with ports.storage.reading() as uow:
        return dict(uow.outbox.counts())


def work(ports: Ports, clock: FakeClock) -> timedelta:
    """Deliver until nothing waits; return how long that took."""
    began = clock.now()
    for _ in range(2000):
        deliver_due(ports=ports)
        if not counts(ports).get(OutboxState.WAITING):
            return clock.now() - began
        clock.advance(seconds=5)
    raise AssertionError(counts(ports))


def equals(platform: FaultyPlatform, scores: dict[str, int]) -> None:
    """The platform holds these scores, and never saw one time with two values."""
    held = {user: round(value * 100) for user, value in platform.percentages().items()}
    assert held == scores
    times = {(user, stamp) for user, stamp, _ in platform.sendings}
    assert len(times) == len(set(platform.sendings))


def tells(status: int, **headers: str) -> Callable[[FaultyPlatform], Fault]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Fault(Says(status, headers=named))


FAULTS: dict[str, Callable[[FaultyPlatform], Fault]] = {
    "500": tells(500),
    "502": tells(502),
    "503 with Retry-After": tells(503, Retry_After="30"),
    "429": tells(429),
    "429 with seconds": tells(429, Retry_After="120"),
    "429 with a date": tells(429, Retry_After=IN_TWO_MINUTES),
    "401": tells(401),
    "reset": lambda _: Fault(Says(200, b"{}", broken=True)),
    "hangs": lambda platform: Fault(Says(200, hold=platform.never)),
    "stores, then says 500": lambda _: Fault(Says(500), stores=True),
    "stores, then resets": lambda _: Fault(Says(200, b"", broken=True), stores=True),
    "stores, then hangs": lambda platform: Fault(
        Says(200, hold=platform.never), stores=True
    ),
}


@pytest.mark.parametrize("times", [1, 4])
@pytest.mark.parametrize("name", FAULTS)
def test_the_gradebook_equals_ours_after(
    name: str, times: int, platform: FaultyPlatform, ports: Ports
) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    platform.faults = [FAULTS[name](platform) for _ in range(times)]
    put(platform, dict.fromkeys(LEARNERS, 5000), ports)
    deliver_due(ports=ports)
    # Meanwhile half of them do better.
    better = dict.fromkeys(LEARNERS[:3], 9000)
    put(platform, better, ports)

    took = work(ports, clock)

    equals(platform, dict.fromkeys(LEARNERS, 5000) | better)
    assert counts(ports) == {OutboxState.SENT: len(LEARNERS)}
    assert took < timedelta(minutes=10)


def test_a_platform_that_asks_for_a_pause_gets_it(
    platform: FaultyPlatform, ports: Ports
) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    platform.faults = [Fault(Says(429, headers={"Retry-After": "120"}))]
    put(platform, dict.fromkeys(LEARNERS, 5000), ports)
    deliver_due(ports=ports)
    clock.advance(seconds=119)
    deliver_due(ports=ports)
    assert len(platform.sendings) == 1
    clock.advance(seconds=1)
    deliver_due(ports=ports)
    assert len(platform.sendings) == 1 + len(LEARNERS)


def test_an_hour_without_tokens_delays_and_loses_nothing(
    platform: FaultyPlatform, ports: Ports
) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    platform.token_faults = [Says(503)] * 10_000
    scores = {f"learner-{number}": 100 * number for number in range(60)}
    put(platform, scores, ports)
    for _ in range(3600 // 5):
        deliver_due(ports=ports)
        clock.advance(seconds=5)
    asked = 10_000 - len(platform.token_faults)
    assert asked < 30
    assert platform.sendings == []
    platform.token_faults = []

    took = work(ports, clock)

    equals(platform, scores)
    assert platform.stored == len(scores)
    assert took < timedelta(minutes=20)


def test_a_refused_token_is_replaced_without_a_pause(
    platform: FaultyPlatform, ports: Ports
) -> None:
    put(platform, {"a": 5000}, ports)
    deliver_due(ports=ports)
    platform.faults = [Fault(Says(401))]
    put(platform, {"a": 7000}, ports)
    deliver_due(ports=ports)

    equals(platform, {"a": 7000})
    assert platform.tokens == 2


@pytest.mark.parametrize("minutes", [-1, 1])
def test_a_clock_off_by_a_minute_changes_nothing(
    minutes: int, platform: FaultyPlatform, ports: Ports
) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    put(platform, dict.fromkeys(LEARNERS, 5000), ports)
    deliver_due(ports=ports)
    clock.advance(minutes=minutes)
    put(platform, dict.fromkeys(LEARNERS, 9000), ports)
    deliver_due(ports=ports)
    clock.advance(minutes=-minutes)
    put(platform, dict.fromkeys(LEARNERS, 9500), ports)
    work(ports, clock)

    equals(platform, dict.fromkeys(LEARNERS, 9500))


def test_a_platform_whose_scores_are_ahead_of_our_clock_is_caught_up_with(
    platform: FaultyPlatform, ports: Ports
) -> None:
    """Another tool, or ours before its database was restored, wrote a later time."""
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    ahead = (clock.now() + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    platform.scores["a"] = (ahead, 40.0)
    put(platform, {"a": 9000}, ports)

    took = work(ports, clock)

    equals(platform, {"a": 9000})
    assert took < timedelta(minutes=5)


def test_what_is_refused_for_good_is_kept_with_its_reason(
    platform: FaultyPlatform, ports: Ports
) -> None:
    platform.faults = [Fault(Says(400)), Fault(Says(404)), Fault(Says(403))]
    put(platform, dict.fromkeys(LEARNERS, 5000), ports)
    deliver_due(ports=ports)

    assert counts(ports) == {OutboxState.FAILED: 3, OutboxState.SENT: 3}
    with ports.storage.reading() as uow:
        reasons = {m.error for m in uow.outbox.list([OutboxState.FAILED])}
    assert {reason.partition(": ")[0] for reason in reasons} == {
        f"Platform menolak nilai (HTTP {status})" for status in (400, 403, 404)
    }
