import random
from datetime import timedelta

import pytest

from lti_service.domain.circuit import (
    BURST,
    FAILURES_TO_OPEN,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    RATE_PER_SECOND,
    Circuit,
    fail,
    room,
    succeed,
    take,
)
from lti_service.domain.outbox import LEASE
from tests.fakes import MORNING

SECOND = timedelta(seconds=1)
NEW = Circuit("p1")
CHANCE = random.SystemRandom()


def failed(
    circuit: Circuit,
    *messages: str,
    retry_after: float | None = None,
    now=MORNING,
) -> Circuit:
    for message in messages:
        circuit = fail(circuit, message, "503", retry_after, now, chance=CHANCE)
    return circuit


def test_a_new_circuit_lets_a_burst_through():
    assert room(NEW, MORNING) == BURST


def test_the_rate_holds_over_time():
    sent, circuit = 0, NEW
    for tick in range(101):
        now = MORNING + tick * SECOND / 10
        free = room(circuit, now)
        circuit, sent = take(circuit, now, free), sent + free
    assert sent == pytest.approx(BURST + 10 * RATE_PER_SECOND, abs=2)


def test_a_clock_put_back_stops_nothing_for_ever():
    circuit = take(NEW, MORNING, BURST)
    earlier = MORNING - timedelta(hours=1)
    assert room(circuit, earlier) == 0
    circuit = take(circuit, earlier, 0)
    assert room(take(NEW, earlier, BURST), earlier + SECOND) > 0


def test_failures_of_different_messages_open_the_circuit():
    circuit = failed(NEW, "a", "b")
    assert not circuit.open
    assert room(circuit, MORNING) == BURST
    circuit = failed(circuit, "c")
    assert circuit.open
    assert circuit.error == "503"
    assert circuit.paused(MORNING + FIRST_PAUSE / 2)
    assert room(circuit, MORNING + FIRST_PAUSE / 2) == 0


def test_one_message_that_fails_again_and_again_holds_up_no_other():
    circuit = failed(NEW, *["a"] * 20)
    assert not circuit.open
    assert not circuit.paused(MORNING)


def test_an_answer_closes_the_circuit():
    circuit = succeed(failed(NEW, "a", "b", "c"))
    assert circuit == NEW
    assert room(failed(circuit, "d"), MORNING) == BURST


def test_after_the_pause_a_single_trial_goes_and_none_beside_it():
    circuit, now = failed(NEW, "a", "b", "c"), MORNING + FIRST_PAUSE
    assert room(circuit, now) == 1
    circuit = take(circuit, now, 1)
    assert room(circuit, now + SECOND) == 0
    assert room(circuit, now + LEASE) == 1


def test_a_failed_trial_doubles_the_pause_up_to_its_longest():
    circuit, now, pauses = failed(NEW, *"ab"), MORNING, []
    for _ in range(12):
        circuit = failed(circuit, "c", now=now)
        assert circuit.paused_until is not None
        pauses.append(circuit.paused_until - now)
        now = circuit.paused_until
    assert FIRST_PAUSE * 0.75 <= pauses[0] <= FIRST_PAUSE
    assert FIRST_PAUSE * 2 * 0.75 <= pauses[1] <= FIRST_PAUSE * 2
    assert LONGEST_PAUSE * 0.75 <= pauses[-1] <= LONGEST_PAUSE


def test_a_trial_that_fails_counts_though_its_message_failed_before():
    circuit = failed(NEW, *"abc")
    assert failed(circuit, "c").failures == FAILURES_TO_OPEN + 1


def test_a_wait_that_was_asked_for_pauses_the_platform_at_once():
    circuit = failed(NEW, "a", retry_after=120)
    assert not circuit.open
    assert room(circuit, MORNING + timedelta(seconds=119)) == 0
    assert room(circuit, MORNING + timedelta(seconds=120)) > 1


def test_a_wait_longer_than_the_pause_is_kept():
    circuit = failed(NEW, *"abc", retry_after=3600)
    assert circuit.paused_until == MORNING + timedelta(hours=1)
