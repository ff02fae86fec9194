"""With which browsers people are signed in, and how that ends."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lti_service.domain.launch import Session
from lti_service.errors import ConflictError, ForbiddenError, NotFoundError
from lti_service.use_cases.learning.attempt import handle_events, open_attempt
from lti_service.use_cases.lms.launch import record_launch, session_id
from lti_service.use_cases.lms.platform import remove_platform
from lti_service.use_cases.lms.session import (
    count_sessions,
    end_account_sessions,
    end_other_sessions,
    end_session,
    own_sessions,
)
from tests import service_factories as make
from tests.fakes import MORNING, fake_ports
from tests.lti_service.office import ADMIN, BOSS, LEARNER, account_of, office
from tests.lti_service.use_cases.learning.given import (
    launch,
    publish,
    register,
    two_questions,
    verified,
)

OWN, OTHER = account_of(LEARNER), account_of(BOSS)
ADMIN_ID = account_of(ADMIN).id


def signed_in() -> tuple[Any, Any, list[Session]]:
    """LEARNER in three browsers, one of them by another LMS, and BOSS in one."""
    storage, ports = office()
    second = replace(OWN, id="a-second", platform_id="p-2", subject="2")
    storage.tables.accounts[second.id] = second
    made = [
        make.session(
            id=f"{number:x}" * 64,
            account_id=account,
            created_at=MORNING + timedelta(minutes=number),
        )
        for number, account in enumerate((OWN.id, OWN.id, second.id, OTHER.id), 1)
    ]
    storage.tables.sessions |= {one.id: one for one in made}
    return storage, ports, made


def test_ones_own_sessions_are_those_of_all_ones_accounts() -> None:
    _, ports, (first, second, elsewhere, _other) = signed_in()

    listed = own_sessions(first, ports=ports)

    assert [one.session for one in listed] == [elsewhere, second, first]
    assert [one.own for one in listed] == [False, False, True]
    assert [one.platform for one in listed] == ["", "LMS", "LMS"]


def test_one_of_them_is_ended_with_all_tokens_of_its_account() -> None:
    storage, ports, (first, second, *_) = signed_in()

    end_session(first, second.name, ports=ports)

    assert second.id not in storage.tables.sessions
    assert first.id in storage.tables.sessions
    assert storage.tables.accounts[OWN.id].epoch == 1
    assert storage.tables.accounts["a-second"].epoch == 0
    entry = storage.tables.audit[-1]
    assert (entry.actor, entry.action, entry.object) == (
        OWN.id,
        "session.ended",
        f"account:{OWN.id}",
    )


def test_nobody_ends_anothers() -> None:
    storage, ports, (first, *_, other) = signed_in()

    with pytest.raises(NotFoundError, match="unknown-session"):
        end_session(first, other.name, ports=ports)

    assert other.id in storage.tables.sessions
    assert storage.tables.accounts[OTHER.id].epoch == 0


def test_all_others_are_ended_and_this_one_stays() -> None:
    storage, ports, (first, *_, other) = signed_in()

    assert end_other_sessions(first, ports=ports) == 2

    assert set(storage.tables.sessions) == {first.id, other.id}
    assert storage.tables.accounts["a-second"].epoch == 1
    assert end_other_sessions(first, ports=ports) == 0


def test_an_administrator_ends_all_of_an_account() -> None:
    storage, ports, (first, _, elsewhere, _) = signed_in()
    assert count_sessions(OWN.id, ports=ports) == 2

    assert end_account_sessions(OWN.id, actor=ADMIN_ID, ports=ports) == 2

    assert first.id not in storage.tables.sessions
    assert elsewhere.id in storage.tables.sessions
    assert storage.tables.audit[-1].actor == ADMIN_ID
    # Somebody may learn with a token although the session is over.
    end_account_sessions(OWN.id, actor=ADMIN_ID, ports=ports)
    assert storage.tables.accounts[OWN.id].epoch == 2
    with pytest.raises(NotFoundError):
        end_account_sessions("tiada", actor=ADMIN_ID, ports=ports)


def test_a_token_of_before_is_refused_and_one_of_the_next_launch_is_good() -> None:
    ports = fake_ports()
    register(ports)
    publish(two_questions(), ports)
    launched = launch(ports, "n1")
    assert launched.account is not None
    assert launched.attempt is not None
    attempt, account = launched.attempt.id, launched.account
    batch = {"events": [{"id": "event-0001", "kind": "viewed", "activity": "m1/a"}]}
    open_attempt(attempt, account.id, epoch=account.epoch, ports=ports)

    end_account_sessions(account.id, actor="a-admin", ports=ports)

    with pytest.raises(ForbiddenError, match="token-expired"):
        open_attempt(attempt, account.id, epoch=account.epoch, ports=ports)
    with pytest.raises(ForbiddenError, match="token-expired"):
        handle_events(attempt, account.id, batch, epoch=account.epoch, ports=ports)
    again = launch(ports, "n2").account
    assert again is not None
    open_attempt(attempt, account.id, epoch=again.epoch, ports=ports)
    handle_events(attempt, account.id, batch, epoch=again.epoch, ports=ports)


def test_a_second_launch_in_a_browser_replaces_its_session() -> None:
    ports = fake_ports()
    register(ports)
    publish(two_questions(), ports)
    first = launch(ports, "n1")
    other = launch(ports, "n2", subject="4")

    second = record_launch(
        verified("n3"),
        "https://lms.example",
        former_cookie=first.cookie,
        ports=ports,
    )

    now = ports.clock.now()
    with ports.storage.reading() as uow:
        old, new, others = (
            uow.sessions.get(session_id(one.cookie)) for one in (first, second, other)
        )
        assert old is not None
        assert new is not None
        assert others is not None
        assert (old.open_at(now), new.open_at(now), others.open_at(now)) == (
            False,
            True,
            True,
        )
        assert uow.sessions.live([new.account_id], now) == [new]


def test_a_platform_that_somebody_came_from_is_not_removed_with_its_sessions() -> None:
    ports = fake_ports()
    register(ports)
    publish(two_questions(), ports)
    launched = launch(ports)
    with pytest.raises(ConflictError, match="platform-in-use"):
        remove_platform("p1", actor="cli", ports=ports)
    with ports.storage.reading() as uow:
        assert uow.sessions.get(session_id(launched.cookie)) is not None
