from dataclasses import replace

import pytest

from lti_service.domain.circuit import FAILURES_TO_OPEN
from lti_service.domain.outbox import ALARM_AFTER, OutboxState
from lti_service.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PlatformBusyError,
    PlatformRefusedError,
)
from lti_service.ports import Ports
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.lms.outbox_queue import (
    PAGE_SIZE,
    drop_message,
    queue,
    queued_message,
    retry_message,
    waiting,
)
from tests.fakes import FakeGradebook, fake_ports
from tests.lti_service.use_cases.learning.given import PLATFORM, register
from tests.lti_service.use_cases.lms.test_outbox import only, queue as put, queue_many

OPEN = [OutboxState.WAITING, OutboxState.FAILED]


@pytest.fixture
def gradebook() -> FakeGradebook:
    return FakeGradebook()


@pytest.fixture
def ports(gradebook) -> Ports:
    ports = fake_ports(gradebook=gradebook)
    register(ports)
    return ports


def audited(ports: Ports):
    with ports.storage.reading() as uow:
        return [
            (entry.actor, entry.action, entry.before, entry.after, entry.reason)
            for entry in uow.audit.list()
        ]


def test_a_failed_message_is_tried_again_by_hand(ports, gradebook):
    put(ports)
    gradebook.trouble = [PlatformRefusedError("403")]
    deliver_due(ports=ports)

    retry_message(only(ports).id, "cli", ports=ports)
    deliver_due(ports=ports)

    assert only(ports).state is OutboxState.SENT
    assert only(ports).tries == 1
    assert audited(ports) == [("cli", "outbox.retried", "failed", "waiting", "")]


def test_trying_again_by_hand_does_not_wait_for_a_pause(ports, gradebook):
    queue_many(ports, 3)
    gradebook.trouble = [PlatformBusyError("503")] * FAILURES_TO_OPEN
    deliver_due(ports=ports)
    [first, *_] = queue(OPEN, None, 1, ports=ports).messages

    retry_message(first.message.id, "cli", ports=ports)

    assert deliver_due(ports=ports) == 1
    assert len(gradebook.sent) == 1


def test_what_a_worker_holds_is_left_to_it(ports):
    put(ports)
    with ports.storage.writing() as uow:
        [held] = uow.outbox.lease("p1", ports.clock.now(), 1)
        uow.commit()

    retry_message(held.id, "cli", ports=ports)

    assert only(ports) == held


def test_a_dropped_message_is_not_sent_and_keeps_the_reason(ports, gradebook):
    put(ports)

    drop_message(only(ports).id, "a1", "  peserta\n pindah ", ports=ports)
    deliver_due(ports=ports)

    assert gradebook.sent == []
    assert only(ports).state is OutboxState.DROPPED
    assert only(ports).error == "peserta pindah"
    assert audited(ports) == [
        ("a1", "outbox.dropped", "waiting", "dropped", "peserta pindah")
    ]


def test_a_better_score_is_sent_though_the_last_was_dropped(ports, gradebook):
    put(ports, 5000)
    drop_message(only(ports).id, "a1", "keliru", ports=ports)
    put(ports, 9000)
    deliver_due(ports=ports)

    assert [score.hundredths for score in gradebook.sent] == [9000]


def test_nothing_is_dropped_without_a_reason(ports):
    put(ports)
    with pytest.raises(InvalidInputError, match="drop-reason-missing"):
        drop_message(only(ports).id, "a1", " \n", ports=ports)
    assert only(ports).state is OutboxState.WAITING
    assert audited(ports) == []


def test_what_was_sent_cannot_be_dropped(ports):
    put(ports)
    deliver_due(ports=ports)
    with pytest.raises(ConflictError, match="message-sent"):
        drop_message(only(ports).id, "a1", "keliru", ports=ports)
    assert only(ports).state is OutboxState.SENT


def test_an_unknown_message_is_not_found(ports):
    for act in (
        lambda: retry_message("nothing", "cli", ports=ports),
        lambda: drop_message("nothing", "cli", "reason", ports=ports),
        lambda: queued_message("nothing", ports=ports),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_administrators_are_alarmed_when_the_oldest_waits_too_long(ports):
    assert waiting(ports=ports).since is None
    put(ports)
    since = ports.clock.now()
    ports.clock.advance(seconds=ALARM_AFTER.total_seconds())
    assert not waiting(ports=ports).late
    ports.clock.advance(seconds=1)

    found = waiting(ports=ports)
    assert (found.late, found.since) == (True, since)
    deliver_due(ports=ports)
    assert not waiting(ports=ports).late


def test_a_new_score_of_an_old_row_raises_no_alarm(ports):
    put(ports, 5000)
    deliver_due(ports=ports)
    ports.clock.advance(days=3)
    put(ports, 8000)

    assert not waiting(ports=ports).late
    assert waiting(ports=ports).since == ports.clock.now()


def test_the_list_has_pages_and_can_be_filtered(ports):
    register(ports, replace(PLATFORM, id="p2", issuer="https://two.example", name="B"))
    queue_many(ports, PAGE_SIZE + 3)
    put(ports, platform="p2", line_item="https://two.example/1")

    first = queue(OPEN, None, 1, ports=ports)
    assert (first.found, first.pages, first.page) == (PAGE_SIZE + 4, 2, 1)
    assert len(first.messages) == PAGE_SIZE
    last = queue(OPEN, None, 99, ports=ports)
    assert (len(last.messages), last.page) == (4, 2)
    other = queue(OPEN, "p2", 0, ports=ports)
    assert [q.message.platform_id for q in other.messages] == ["p2"]
    assert queue([OutboxState.SENT], None, 1, ports=ports).messages == ()
    assert queue([OutboxState.SENT], None, 1, ports=ports).pages == 1


def test_the_list_names_the_platforms_in_trouble(ports, gradebook):
    queue_many(ports, 5)
    gradebook.trouble = [PlatformBusyError("503")] * FAILURES_TO_OPEN
    deliver_due(ports=ports)

    [(platform, circuit)] = queue(OPEN, None, 1, ports=ports).troubled

    assert platform == PLATFORM
    assert circuit.error == "503"
