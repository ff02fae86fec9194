from dataclasses import replace
from datetime import timedelta

import pytest

from lti_service.domain.circuit import FAILURES_TO_OPEN, FIRST_PAUSE
from lti_service.domain.outbox import LEASE, OutboxState
from lti_service.errors import (
    PlatformBusyError,
    PlatformRefusedError,
    SupersededError,
)
from lti_service.ports import Ports
from lti_service.use_cases.lms.outbox import deliver_due
from tests.fakes import FakeGradebook, fake_ports
from tests.lti_service.use_cases.learning.given import LINE_ITEM, PLATFORM, register


@pytest.fixture
def gradebook() -> FakeGradebook:
    return FakeGradebook()


@pytest.fixture
def ports(gradebook) -> Ports:
    ports = fake_ports(gradebook=gradebook)
    register(ports)
    return ports


def queue(
    ports: Ports,
    hundredths: int = 8000,
    platform: str = "p1",
    line_item: str = LINE_ITEM,
) -> None:
    payload = {
        "platform_id": platform,
        "line_item_url": line_item,
        "subject": "3",
        "hundredths": hundredths,
        "attempt_id": "a1",
    }
    with ports.storage.writing() as uow:
        uow.outbox.put("score", f"{line_item}|3", payload, ports.clock.now())
        uow.commit()


def only(ports: Ports):
    with ports.storage.reading() as uow:
        [message] = uow.outbox.list(list(OutboxState))
    return message


def test_a_waiting_score_is_sent_and_settled(ports, gradebook):
    queue(ports)

    assert deliver_due(ports=ports) == 1

    assert [score.hundredths for score in gradebook.sent] == [8000]
    assert only(ports).state is OutboxState.SENT
    assert deliver_due(ports=ports) == 0


def test_the_newest_score_wins_and_its_timestamp_is_later(ports, gradebook):
    queue(ports, 5000)
    deliver_due(ports=ports)
    queue(ports, 8000)

    deliver_due(ports=ports)

    first, second = gradebook.sent
    assert second.hundredths == 8000
    assert second.timestamp - first.timestamp >= timedelta(seconds=1)


def test_a_busy_platform_is_tried_again_later_with_a_later_timestamp(ports, gradebook):
    queue(ports)
    gradebook.trouble = [PlatformBusyError("503")]
    deliver_due(ports=ports)

    assert only(ports).state is OutboxState.WAITING
    assert only(ports).error == "503"
    assert deliver_due(ports=ports) == 0
    ports.clock.advance(seconds=10)
    assert deliver_due(ports=ports) == 1
    assert only(ports).state is OutboxState.SENT
    assert only(ports).error == ""


def test_retry_after_is_obeyed(ports, gradebook):
    queue(ports)
    gradebook.trouble = [PlatformBusyError("429", retry_after=300)]
    deliver_due(ports=ports)

    ports.clock.advance(seconds=299)
    assert deliver_due(ports=ports) == 0
    ports.clock.advance(seconds=2)
    assert deliver_due(ports=ports) == 1


def test_a_final_refusal_stays_visible_with_its_reason(ports, gradebook):
    queue(ports)
    gradebook.trouble = [PlatformRefusedError("404: the column is gone")]

    deliver_due(ports=ports)
    ports.clock.advance(days=1)

    assert deliver_due(ports=ports) == 0
    assert only(ports).state is OutboxState.FAILED
    assert only(ports).error == "404: the column is gone"


def test_a_score_for_a_platform_that_is_gone_fails_with_its_reason(ports):
    queue(ports, platform="gone")

    deliver_due(ports=ports)

    assert only(ports).state is OutboxState.FAILED
    assert "tidak lagi terdaftar" in only(ports).error


def test_superseded_by_our_own_score_is_done(ports, gradebook):
    queue(ports)
    deliver_due(ports=ports)
    with ports.storage.writing() as uow:
        uow.outbox.put(
            "score", f"{LINE_ITEM}|3", only(ports).payload, ports.clock.now()
        )
        uow.commit()
    gradebook.trouble = [SupersededError("409")]

    ports.clock.advance(seconds=5)
    deliver_due(ports=ports)

    assert only(ports).state is OutboxState.SENT


def test_superseded_by_another_score_is_sent_again_later(ports, gradebook):
    queue(ports, 5000)
    deliver_due(ports=ports)
    queue(ports, 9000)
    gradebook.trouble = [SupersededError("409")]
    deliver_due(ports=ports)
    assert only(ports).state is OutboxState.WAITING

    ports.clock.advance(seconds=10)
    deliver_due(ports=ports)

    assert gradebook.sent[-1].hundredths == 9000
    assert only(ports).state is OutboxState.SENT


def test_a_worker_that_died_leaves_its_lease_to_another(ports, gradebook):
    queue(ports)
    with ports.storage.writing() as uow:
        [held] = uow.outbox.lease("p1", ports.clock.now(), 10)
        uow.commit()
    assert deliver_due(ports=ports) == 0

    ports.clock.advance(seconds=LEASE.total_seconds() + 1)
    assert deliver_due(ports=ports) == 1

    assert held.timestamp is not None
    assert gradebook.sent[0].timestamp > held.timestamp


def test_a_score_that_improves_while_it_is_sent_is_sent_again(ports):
    queue(ports, 5000)

    class Improving(FakeGradebook):
        def publish(self, *arguments):
            super().publish(*arguments)
            if len(self.sent) == 1:
                queue(ports, 9000)

    gradebook = Improving()
    improving = fake_ports(
        storage=ports.storage, clock=ports.clock, gradebook=gradebook
    )

    deliver_due(ports=improving)
    assert only(ports).state is OutboxState.WAITING
    deliver_due(ports=improving)

    assert [s.hundredths for s in gradebook.sent] == [5000, 9000]
    assert only(ports).state is OutboxState.SENT


# ---- a platform in trouble ---------------------------------------------------------


def test_after_three_failures_in_a_row_the_others_are_left_untried(ports, gradebook):
    queue_many(ports, 10)
    gradebook.trouble = [PlatformBusyError("503")] * 10

    assert deliver_due(ports=ports) == 10

    assert len(gradebook.trouble) == 10 - FAILURES_TO_OPEN
    assert sorted(message.tries for message in messages(ports)) == [0] * 7 + [1] * 3
    assert deliver_due(ports=ports) == 0


def test_after_the_pause_one_is_tried_and_then_all(ports, gradebook):
    queue_many(ports, 10)
    gradebook.trouble = [PlatformBusyError("503")] * (FAILURES_TO_OPEN + 1)
    deliver_due(ports=ports)

    ports.clock.advance(seconds=FIRST_PAUSE.total_seconds())
    assert deliver_due(ports=ports) == 1
    assert gradebook.sent == []
    ports.clock.advance(seconds=2 * FIRST_PAUSE.total_seconds())
    assert deliver_due(ports=ports) == 1
    assert len(gradebook.sent) == 1
    deliver_until_nothing_is_due(ports)

    assert len(gradebook.sent) == 10
    assert {message.state for message in messages(ports)} == {OutboxState.SENT}


def test_a_platform_in_trouble_holds_up_no_other(ports):
    other = replace(PLATFORM, id="p2", issuer="https://other.example")
    register(ports, other)
    queue_many(ports, 30)
    queue(ports, platform="p2", line_item="https://other.example/1")

    class Half(FakeGradebook):
        def publish(self, platform, *arguments):
            if platform.id == "p1":
                raise PlatformBusyError("503")
            super().publish(platform, *arguments)

    half = Half()
    deliver_due(
        ports=fake_ports(storage=ports.storage, clock=ports.clock, gradebook=half)
    )

    assert [score.line_item_url for score in half.sent] == ["https://other.example/1"]


def test_a_wait_that_is_asked_for_holds_back_every_score_to_that_platform(
    ports, gradebook
):
    queue_many(ports, 5)
    gradebook.trouble = [PlatformBusyError("429", retry_after=120)]

    deliver_due(ports=ports)
    ports.clock.advance(seconds=119)
    assert deliver_due(ports=ports) == 0
    assert gradebook.sent == []
    ports.clock.advance(seconds=1)
    deliver_until_nothing_is_due(ports)

    assert len(gradebook.sent) == 5


def test_refused_scores_leave_the_platform_open(ports, gradebook):
    queue_many(ports, 10)
    gradebook.trouble = [PlatformRefusedError("400")] * 9

    deliver_due(ports=ports)

    assert len(gradebook.sent) == 1


def test_two_workers_try_a_troubled_platform_with_one_message(ports, gradebook):
    queue_many(ports, 10)
    gradebook.trouble = [PlatformBusyError("503")] * FAILURES_TO_OPEN
    deliver_due(ports=ports)
    ports.clock.advance(seconds=FIRST_PAUSE.total_seconds())

    class Meanwhile(FakeGradebook):
        def publish(self, *arguments):
            super().publish(*arguments)
            if len(self.sent) == 1:
                assert deliver_due(ports=ports) == 0

    trial = Meanwhile()
    tried = fake_ports(storage=ports.storage, clock=ports.clock, gradebook=trial)
    assert deliver_due(ports=tried) == 1
    assert len(trial.sent) == 1


def test_a_message_that_always_fails_holds_up_no_other(ports, gradebook):
    queue(ports)
    for _ in range(20):
        gradebook.trouble = [PlatformBusyError("500")]
        deliver_due(ports=ports)
        ports.clock.advance(minutes=20)
    queue(ports, line_item="https://lms.example/lineitems/8")
    gradebook.trouble = [PlatformBusyError("500")]

    deliver_due(ports=ports)

    assert [score.line_item_url for score in gradebook.sent] == [
        "https://lms.example/lineitems/8"
    ]


def test_an_hour_without_tokens_is_made_up_for_in_minutes(ports, gradebook):
    queue_many(ports, 300)
    tries = 0
    end = ports.clock.now() + timedelta(hours=1)
    while ports.clock.now() < end:
        gradebook.trouble = [PlatformBusyError("token endpoint down")] * 20
        deliver_due(ports=ports)
        tries += 20 - len(gradebook.trouble)
        ports.clock.advance(seconds=1)
    gradebook.trouble = []
    assert gradebook.sent == []
    assert tries < 30

    for _ in range(15 * 60):
        deliver_due(ports=ports)
        ports.clock.advance(seconds=1)

    assert len(gradebook.sent) == 300
    assert {message.state for message in messages(ports)} == {OutboxState.SENT}


# ---- a slow platform ---------------------------------------------------------------


def test_what_was_leased_too_long_ago_is_given_back_unsent(ports):
    queue_many(ports, 10)

    class Slow(FakeGradebook):
        def publish(self, *arguments):
            super().publish(*arguments)
            ports.clock.advance(seconds=8)

    slow = Slow()
    deliver_due(
        ports=fake_ports(storage=ports.storage, clock=ports.clock, gradebook=slow)
    )

    assert len(slow.sent) == 3
    waiting = [m for m in messages(ports) if m.state is OutboxState.WAITING]
    assert {(m.tries, m.leased_until) for m in waiting} == {(0, None)}


def test_a_clock_put_back_a_minute_loses_and_repeats_nothing(ports, gradebook):
    queue(ports, 5000)
    deliver_due(ports=ports)
    queue(ports, 8000)
    ports.clock.advance(minutes=-1)
    deliver_due(ports=ports)
    ports.clock.advance(minutes=1)
    deliver_due(ports=ports)

    assert [score.hundredths for score in gradebook.sent] == [5000, 8000]
    first, second = gradebook.sent
    assert second.timestamp - first.timestamp == timedelta(seconds=1)


def test_a_message_that_cannot_be_read_fails_and_holds_up_no_other(ports, gradebook):
    with ports.storage.writing() as uow:
        uow.outbox.put("score", "odd", {"platform_id": "p1"}, ports.clock.now())
        uow.commit()
    queue(ports)

    deliver_due(ports=ports)

    assert len(gradebook.sent) == 1
    [failed] = [m for m in messages(ports) if m.state is OutboxState.FAILED]
    assert failed.error == "Isi pesan ini tidak terbaca."


def test_results_that_cannot_be_compared_are_asked_for_again(ports):
    queue(ports)

    class Silent(FakeGradebook):
        def publish(self, *_):
            raise SupersededError("409")

        def result(self, *_):
            raise PlatformBusyError("results: 503")

    silent = fake_ports(storage=ports.storage, clock=ports.clock, gradebook=Silent())
    deliver_due(ports=silent)

    assert only(ports).state is OutboxState.WAITING
    assert only(ports).error == "results: 503"


def queue_many(ports: Ports, count: int) -> None:
    for number in range(count):
        queue(ports, line_item=f"https://lms.example/lineitems/many-{number}")


def messages(ports: Ports):
    with ports.storage.reading() as uow:
        return uow.outbox.list(list(OutboxState), 1000)


def deliver_until_nothing_is_due(ports) -> None:
    while deliver_due(ports=ports):
        ports.clock.advance(seconds=1)
