"""How many scores are on their way to a platform at the same time."""

import threading
from collections.abc import Callable, Container
from datetime import datetime
from typing import Any

import pytest

from lti_service.domain.circuit import FAILURES_TO_OPEN
from lti_service.domain.launch import Platform
from lti_service.domain.outbox import OutboxState
from lti_service.errors import PlatformBusyError
from lti_service.ports import Ports
from lti_service.use_cases.lms.outbox import deliver_due
from tests.fakes import FakeClock, FakeGradebook, fake_ports
from tests.lti_service.use_cases.learning.given import LINE_ITEM, register

SCORES = 15
AT_ONCE = 4


class Crowd(FakeGradebook):
    """Answers only once as many are on their way as are expected to be.

    Args:
        widths: How many those are, from the first on; together `SCORES`.
        troubled: Subjects whose score it does not take.
    """

    def __init__(self, *widths: int, troubled: Container[str] = ()) -> None:
        super().__init__()
        barriers = map(threading.Barrier, widths)
        self._expected = [one for one in barriers for _ in range(one.parties)]
        self._troubled = troubled

    def publish(
        self, platform: Platform, line: str, subject: str, share: int, at: datetime
    ) -> None:
        self._expected[int(subject)].wait(10)
        if subject in self._troubled:
            raise PlatformBusyError("503")
        super().publish(platform, line, subject, share, at)


@pytest.fixture
def deliver() -> Callable[[FakeGradebook], Ports]:
    def run(gradebook: FakeGradebook) -> Ports:
        clock = FakeClock()
        ports = fake_ports(gradebook=gradebook, clock=clock)
        register(ports)
        with ports.storage.writing() as uow:
            for number in range(SCORES):
                payload: dict[str, Any] = {
                    "platform_id": "p1",
                    "line_item_url": LINE_ITEM,
                    "subject": f"{number}",
                    "hundredths": 8000,
                    "attempt_id": "a1",
                }
                now = clock.advance(milliseconds=1)
                uow.outbox.put("score", f"{LINE_ITEM}|{number}", payload, now)
            uow.commit()
        deliver_due(ports=ports, at_once=AT_ONCE)
        return ports

    return run


def states(ports: Ports) -> dict[str, int]:
    with ports.storage.reading() as uow:
        return dict(uow.outbox.counts())


def test_twice_as_many_are_sent_together_each_time_up_to_the_most(deliver):
    ports = deliver(Crowd(1, 2, 4, 4, 4))

    assert states(ports) == {OutboxState.SENT: SCORES}


def test_after_a_trouble_scores_are_sent_one_by_one_again(deliver):
    ports = deliver(Crowd(1, 2, 4, 1, 2, 4, 1, troubled={"3"}))

    assert states(ports) == {OutboxState.SENT: SCORES - 1, OutboxState.WAITING: 1}


def test_a_platform_that_is_down_is_never_sent_several_together(deliver):
    gradebook = Crowd(*[1] * SCORES, troubled=[str(n) for n in range(SCORES)])

    ports = deliver(gradebook)

    assert states(ports) == {OutboxState.WAITING: SCORES}
    with ports.storage.reading() as uow:
        tried = [one for one in uow.outbox.list([OutboxState.WAITING]) if one.tries]
    assert len(tried) == FAILURES_TO_OPEN
