from datetime import timedelta

import pytest

from lti_service.domain.outbox import LEASE, OutboxState
from lti_service.errors import (
    NotFoundError,
    PlatformBusyError,
    PlatformRefusedError,
    SupersededError,
)
from lti_service.ports import Ports
from lti_service.use_cases.outbox import (
    deliver_due,
    drop_message,
    list_messages,
    retry_message,
)
from tests.fakes import FakeGradebook, fake_ports
from tests.lti_service.use_cases.learning import LINE_ITEM, register


@pytest.fixture
def gradebook() -> FakeGradebook:
    return FakeGradebook()


@pytest.fixture
def ports(gradebook) -> Ports:
    ports = fake_ports(gradebook=gradebook)
    register(ports)
    return ports


def queue(ports: Ports, hundredths: int = 8000, platform: str = "p1") -> None:
    payload = {
        "platform_id": platform,
        "line_item_url": LINE_ITEM,
        "subject": "3",
        "hundredths": hundredths,
        "attempt_id": "a1",
    }
    with ports.storage.writing() as uow:
        uow.outbox.put("score", f"{LINE_ITEM}|3", payload, ports.clock.now())
        uow.commit()


def only(ports: Ports):
    [message] = list_messages(list(OutboxState), ports=ports)
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
    assert "no longer registered" in only(ports).error


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
        [held] = uow.outbox.lease(ports.clock.now(), 10)
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


def test_a_failed_message_is_tried_again_by_hand(ports, gradebook):
    queue(ports)
    gradebook.trouble = [PlatformRefusedError("403")]
    deliver_due(ports=ports)

    retry_message(only(ports).id, "cli", ports=ports)
    deliver_due(ports=ports)

    assert only(ports).state is OutboxState.SENT
    with ports.storage.reading() as uow:
        assert [entry.action for entry in uow.audit.list()] == ["outbox.waiting"]


def test_a_dropped_message_is_not_sent_and_keeps_the_reason(ports, gradebook):
    queue(ports)

    drop_message(only(ports).id, "cli", "peserta pindah", ports=ports)
    deliver_due(ports=ports)

    assert gradebook.sent == []
    assert only(ports).state is OutboxState.DROPPED
    assert only(ports).error == "peserta pindah"


def test_an_unknown_message_cannot_be_retried(ports):
    with pytest.raises(NotFoundError):
        retry_message("nothing", "cli", ports=ports)
