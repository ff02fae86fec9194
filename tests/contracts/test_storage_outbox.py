"""The outbox, whoever stores it."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

from lti_service.domain.circuit import Circuit
from lti_service.domain.outbox import LEASE, OutboxMessage, OutboxState
from lti_service.ports.storage import Storage
from tests.databases import open_empty_postgresql
from tests.fakes import MORNING

SECOND = timedelta(seconds=1)


def put(
    storage: Storage, key: str = "k", now: datetime = MORNING, **payload: object
) -> None:
    with storage.writing() as uow:
        uow.outbox.put("score", key, payload, now)
        uow.commit()


def lease(
    storage: Storage, now: datetime = MORNING, limit: int = 20, platform: str = ""
) -> list[OutboxMessage]:
    with storage.writing() as uow:
        messages = list(uow.outbox.lease(platform, now, limit))
        uow.commit()
    return messages


def settle(storage: Storage, message: OutboxMessage) -> None:
    with storage.writing() as uow:
        uow.outbox.settle(message)
        uow.commit()


def stored(storage: Storage, message: OutboxMessage) -> OutboxMessage:
    with storage.reading() as uow:
        found = uow.outbox.get(message.id)
    assert found is not None
    return found


def counts(storage: Storage) -> Mapping[str, int]:
    with storage.reading() as uow:
        return uow.outbox.counts()


def test_a_message_waits_and_is_due_at_once(storage: Storage) -> None:
    put(storage, hundredths=8000)
    with storage.reading() as uow:
        (message,) = uow.outbox.list([OutboxState.WAITING])
        assert uow.outbox.get(message.id) == message
        assert uow.outbox.get("other") is None
    assert (message.kind, message.natural_key) == ("score", "k")
    assert message.payload == {"hundredths": 8000}
    assert (message.revision, message.tries, message.error) == (1, 0, "")
    assert message.due_at == message.created_at == MORNING
    assert message.timestamp is None
    assert message.leased_until is None


def test_a_message_of_an_undone_transaction_is_never_sent(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.outbox.put("score", "k", {}, MORNING)
    assert lease(storage) == []


def test_a_leased_message_has_its_timestamp_and_a_try(storage: Storage) -> None:
    put(storage)
    now = MORNING + timedelta(seconds=3, microseconds=7)
    (message,) = lease(storage, now)
    assert message.timestamp == MORNING + 3 * SECOND
    assert message.tries == 1
    assert message.leased_until == now + LEASE
    assert stored(storage, message) == message


def test_a_message_is_held_by_one_until_the_lease_runs_out(storage: Storage) -> None:
    put(storage)
    (first,) = lease(storage)
    assert lease(storage, MORNING + LEASE - SECOND) == []
    (second,) = lease(storage, MORNING + LEASE)
    assert second.id == first.id
    assert second.tries == 2


def test_a_message_is_not_sent_before_it_is_due(storage: Storage) -> None:
    put(storage)
    (message,) = lease(storage)
    later = MORNING + timedelta(minutes=5)
    settle(storage, replace(message, due_at=later, error="busy"))
    assert lease(storage, later - SECOND) == []
    (again,) = lease(storage, later)
    assert (again.error, again.tries) == ("busy", 2)


def test_what_is_due_longest_goes_first_and_a_limit_holds(storage: Storage) -> None:
    for seconds in (3, 1, 2):
        put(storage, str(seconds), MORNING + seconds * SECOND)
    now = MORNING + 9 * SECOND
    assert [m.natural_key for m in lease(storage, now, 2)] == ["1", "2"]
    assert [m.natural_key for m in lease(storage, now, 2)] == ["3"]


def test_four_workers_share_the_messages(storage: Storage) -> None:
    for number in range(20):
        put(storage, str(number))
    start = Barrier(4)

    def work(_: int) -> list[str]:
        start.wait(timeout=60)
        return [message.id for _ in range(5) for message in lease(storage, limit=2)]

    with ThreadPoolExecutor(4) as pool:
        taken = [message for share in pool.map(work, range(4)) for message in share]
    assert len(taken) == len(set(taken)) == 20


def test_timestamps_rise_by_whole_seconds_whatever_the_clock_says(
    storage: Storage,
) -> None:
    put(storage)
    timestamps = []
    for _ in range(4):
        (message,) = lease(storage, MORNING)
        timestamps.append(message.timestamp)
        settle(storage, replace(message, due_at=MORNING))
    assert timestamps == [MORNING + number * SECOND for number in range(4)]


def test_a_timestamp_given_is_never_given_again_after_new_content(
    storage: Storage,
) -> None:
    put(storage, hundredths=8000)
    (first,) = lease(storage)
    settle(storage, replace(first, state=OutboxState.SENT))
    put(storage, hundredths=9000)
    (second,) = lease(storage)
    assert second.payload == {"hundredths": 9000}
    assert (second.id, second.revision, second.tries) == (first.id, 2, 1)
    assert second.timestamp == MORNING + SECOND


def test_the_same_content_again_changes_nothing(storage: Storage) -> None:
    put(storage, hundredths=8000, subject="s")
    (message,) = lease(storage)
    settle(storage, replace(message, state=OutboxState.SENT))
    put(storage, now=MORNING + SECOND, subject="s", hundredths=8000)
    assert stored(storage, message).state is OutboxState.SENT
    assert stored(storage, message).revision == 1


def test_new_content_wakes_a_message_that_failed(storage: Storage) -> None:
    put(storage, hundredths=8000)
    (message,) = lease(storage)
    settle(storage, replace(message, state=OutboxState.FAILED, error="404"))
    put(storage, now=MORNING + SECOND, hundredths=9000)
    woken = stored(storage, message)
    assert (woken.state, woken.tries, woken.error) == (OutboxState.WAITING, 0, "")
    assert woken.due_at == MORNING + SECOND
    assert woken.created_at == MORNING


def test_a_settled_message_keeps_state_due_time_and_error(storage: Storage) -> None:
    put(storage)
    (message,) = lease(storage)
    failed = replace(message, state=OutboxState.FAILED, error="not in this course")
    settle(storage, failed)
    assert stored(storage, message) == replace(failed, leased_until=None)
    assert lease(storage, MORNING + LEASE) == []


def test_content_that_came_while_sending_is_sent_at_once(storage: Storage) -> None:
    put(storage, hundredths=8000)
    (old,) = lease(storage)
    put(storage, now=MORNING + SECOND, hundredths=9000)
    assert lease(storage, MORNING + SECOND) == []
    settle(storage, replace(old, state=OutboxState.SENT))
    (new,) = lease(storage, MORNING + SECOND)
    assert new.payload == {"hundredths": 9000}
    assert new.timestamp is not None
    assert old.timestamp is not None
    assert new.timestamp > old.timestamp


def test_a_sender_that_lost_its_lease_settles_nothing(storage: Storage) -> None:
    put(storage)
    (slow,) = lease(storage)
    (fast,) = lease(storage, MORNING + LEASE)
    settle(storage, replace(slow, state=OutboxState.FAILED, error="too slow"))
    assert stored(storage, fast) == fast
    settle(storage, replace(fast, state=OutboxState.SENT))
    assert stored(storage, fast).state is OutboxState.SENT


def test_a_person_who_drops_a_message_outdoes_its_sender(storage: Storage) -> None:
    put(storage)
    (held,) = lease(storage)
    settle(storage, replace(stored(storage, held), state=OutboxState.DROPPED))
    settle(storage, replace(held, state=OutboxState.WAITING))
    assert stored(storage, held).state is OutboxState.DROPPED


def test_a_person_makes_a_failed_message_due_again(storage: Storage) -> None:
    put(storage)
    (message,) = lease(storage)
    settle(storage, replace(message, state=OutboxState.FAILED, error="404"))
    failed = stored(storage, message)
    settle(storage, replace(failed, state=OutboxState.WAITING, due_at=MORNING, tries=0))
    (again,) = lease(storage)
    assert again.tries == 1


def test_messages_are_listed_and_counted_by_state(storage: Storage) -> None:
    for number in range(3):
        put(storage, str(number), MORNING + number * SECOND)
    (first,) = lease(storage, limit=1)
    settle(storage, replace(first, state=OutboxState.FAILED))
    assert counts(storage) == {"failed": 1, "waiting": 2}
    with storage.reading() as uow:
        both = [OutboxState.WAITING, OutboxState.FAILED]
        assert [m.natural_key for m in uow.outbox.list(both)] == ["0", "1", "2"]
        assert [m.natural_key for m in uow.outbox.list(both, limit=1)] == ["0"]
        assert [m.natural_key for m in uow.outbox.list(["waiting"])] == ["1", "2"]
        assert uow.outbox.list([OutboxState.SENT]) == []


def test_kinds_do_not_share_natural_keys(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.outbox.put("score", "k", {}, MORNING)
        uow.outbox.put("statement", "k", {}, MORNING)
        uow.commit()
    assert counts(storage) == {"waiting": 2}


def test_messages_are_leased_platform_by_platform(storage: Storage) -> None:
    put(storage, "1", platform_id="p2")
    put(storage, "2", platform_id="p1")
    put(storage, "3", platform_id="p2")
    put(storage, "4")
    with storage.reading() as uow:
        assert list(uow.outbox.waiting_platforms()) == ["", "p1", "p2"]
    assert {m.natural_key for m in lease(storage, platform="p2")} == {"1", "3"}
    (message,) = lease(storage, platform="p1")
    assert message.platform_id == "p1"
    settle(storage, replace(message, state=OutboxState.SENT))
    with storage.reading() as uow:
        assert list(uow.outbox.waiting_platforms()) == ["", "p2"]


def test_nothing_waits_for_anyone_in_an_empty_outbox(storage: Storage) -> None:
    with storage.reading() as uow:
        assert list(uow.outbox.waiting_platforms()) == []
        assert uow.outbox.waiting_since() is None


def test_it_is_known_since_when_the_oldest_content_waits(storage: Storage) -> None:
    put(storage, "1", hundredths=5000)
    put(storage, "2", MORNING + 5 * SECOND)
    with storage.reading() as uow:
        assert uow.outbox.waiting_since() == MORNING
    put(storage, "1", MORNING + 9 * SECOND, hundredths=6000)
    with storage.reading() as uow:
        assert uow.outbox.waiting_since() == MORNING + 5 * SECOND
        assert [m.natural_key for m in uow.outbox.list(["waiting"])] == ["2", "1"]


def test_messages_of_a_platform_are_counted_and_listed_in_pages(
    storage: Storage,
) -> None:
    for number in range(5):
        platform = f"p{number % 2}"
        put(storage, str(number), MORNING + number * SECOND, platform_id=platform)
    with storage.reading() as uow:
        assert uow.outbox.counts("p0") == {"waiting": 3}
        assert uow.outbox.counts("other") == {}
        waiting = [OutboxState.WAITING]
        second = uow.outbox.list(waiting, 2, platform_id="p0", offset=2)
        assert [message.natural_key for message in second] == ["4"]


def test_a_message_given_back_keeps_its_timestamp(storage: Storage) -> None:
    put(storage)
    (taken,) = lease(storage)
    settle(storage, replace(taken, tries=taken.tries - 1))
    (again,) = lease(storage)
    assert again.tries == 1
    assert again.timestamp == MORNING + SECOND


def test_a_circuit_is_new_until_it_is_saved(storage: Storage) -> None:
    circuit = Circuit("p1", 2, "m1", MORNING, MORNING + SECOND, "503")
    with storage.writing() as uow:
        assert uow.circuits.get("p1") == Circuit("p1")
        uow.circuits.save(circuit)
        uow.circuits.save(Circuit("p0"))
        uow.commit()
    with storage.writing() as uow:
        assert uow.circuits.get("p1") == circuit
        uow.circuits.save(replace(circuit, failures=0, paused_until=None))
        uow.commit()
    with storage.reading() as uow:
        assert uow.circuits.get("p2") == Circuit("p2")
        assert [kept.failures for kept in uow.circuits.all()] == [0, 0]
        assert [kept.platform_id for kept in uow.circuits.all()] == ["p0", "p1"]


def test_workers_count_on_one_circuit_one_after_another(storage: Storage) -> None:
    start = Barrier(4)

    def work(_: int) -> None:
        start.wait(timeout=60)
        for _ in range(5):
            with storage.writing() as uow:
                circuit = uow.circuits.get("p1")
                uow.circuits.save(replace(circuit, failures=circuit.failures + 1))
                uow.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    with storage.reading() as uow:
        assert uow.circuits.get("p1").failures == 20


def test_messages_that_nobody_changes_are_free(storage: Storage) -> None:
    put(storage, "1")
    put(storage, "2")
    ids = {message.id for message in lease(storage)}
    with storage.writing() as uow:
        assert uow.outbox.free([*ids]) == ids
        assert uow.outbox.free([]) == set()


def test_a_message_that_another_changes_is_not_waited_for(
    postgres_url: str,
) -> None:
    storage = open_empty_postgresql(postgres_url)
    put(storage, "1", hundredths=1)
    put(storage, "2", hundredths=1)
    ids = {message.natural_key: message.id for message in lease(storage)}
    with storage.writing() as other:
        other.outbox.put("score", "1", {"hundredths": 2}, MORNING)
        with storage.writing() as uow:
            assert uow.outbox.free([*ids.values()]) == {ids["2"]}
    storage.dispose()
