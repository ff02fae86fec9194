"""Platforms, accounts, links, nonces and sessions, whoever stores them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from threading import Barrier

import pytest

from lti_service.domain.launch import Content
from lti_service.errors import ConflictError
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING

SECOND = timedelta(seconds=1)


def test_a_platform_comes_back_as_it_was(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.platforms.save(make.platform())
        assert uow.platforms.get("platform-1") == make.platform()
        assert uow.platforms.get("platform-2") is None


def test_an_issuer_has_a_platform_for_each_client_id(storage: Storage) -> None:
    second = make.platform(id="platform-2", client_id="client-2", name="Aa")
    elsewhere = make.platform(id="platform-3", issuer="https://lms.example/")
    with storage.writing() as uow:
        for platform in (make.platform(), second, elsewhere):
            uow.platforms.save(platform)
        assert uow.platforms.find("https://lms.example") == [make.platform(), second]
        assert [p.name for p in uow.platforms.all()][:1] == ["Aa"]


def test_saving_a_platform_again_replaces_it(storage: Storage) -> None:
    changed = make.platform(trust_nip=True, deployments=frozenset[str]())
    with storage.writing() as uow:
        uow.platforms.save(make.platform())
        uow.platforms.save(changed)
        assert uow.platforms.all() == [changed]


def test_issuer_and_client_id_name_one_platform(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.platforms.save(make.platform())
        with pytest.raises(ConflictError):
            uow.platforms.save(make.platform(id="platform-2"))


def test_a_platform_nobody_launched_from_is_removed(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.platforms.save(make.platform())
        uow.nonces.spend("platform-1", "nonce", MORNING)
        uow.platforms.remove("platform-1")
        assert uow.platforms.all() == []


def test_a_platform_somebody_launched_from_stays(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow, pytest.raises(ConflictError) as caught:
        uow.platforms.remove("platform-1")
    assert caught.value.code == "platform-in-use"
    assert caught.value.explanation.status == 409


def test_an_account_is_found_by_platform_and_subject(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow:
        assert uow.accounts.get("account-1") == make.account()
        assert uow.accounts.find("platform-1", "subject-1") == make.account()
        assert uow.accounts.find("platform-1", "Subject-1") is None
        assert uow.accounts.find("platform-2", "subject-1") is None


def test_a_subject_has_one_account(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow, pytest.raises(ConflictError):
        uow.accounts.save(make.account(id="account-2"))


def test_accounts_are_linked_to_people(storage: Storage) -> None:
    given.an_office(storage)
    given.a_learner(storage)
    later = MORNING + SECOND
    waiting = make.account(
        id="account-2", subject="subject-2", claimed_nip="1", created_at=later
    )
    earlier = make.account(id="account-3", subject="subject-3", claimed_nip="2")
    linked = make.account(person_id="person-1", claimed_nip=make.person().nip)
    with storage.writing() as uow:
        for account in (waiting, earlier, linked):
            uow.accounts.save(account)
        assert uow.accounts.of_person("person-1") == [linked]
        assert uow.accounts.of_person("person-2") == []
        assert uow.claims.waiting() == [earlier, waiting]


def test_scores_wait_for_a_new_column_until_they_are_moved(storage: Storage) -> None:
    given.a_learner(storage)
    waiting = make.resource_link(scores_due_at=MORNING)
    with storage.writing() as uow:
        uow.resource_links.save(waiting)
        assert uow.resource_links.scores_due(MORNING - SECOND) is None
        assert uow.resource_links.scores_due(MORNING) == waiting
        later = MORNING + SECOND
        assert uow.resource_links.move_scores_due("link-1", MORNING, later)
        assert not uow.resource_links.move_scores_due("link-1", MORNING, None)
        assert uow.resource_links.scores_due(MORNING) is None
        assert uow.resource_links.move_scores_due("link-1", later, None)
        assert uow.resource_links.scores_due(later) is None


def test_a_column_is_made_by_one_at_a_time(storage: Storage) -> None:
    given.a_learner(storage)
    stale, later = MORNING - SECOND, MORNING + SECOND
    with storage.writing() as uow:
        links = uow.resource_links
        assert links.hold_column("link-1", MORNING, stale)
        assert not links.hold_column("link-1", later, MORNING - SECOND)
        # A launch meanwhile changes nothing of that.
        links.save(make.resource_link(title="Lain"))
        assert not links.hold_column("link-1", later, stale)
        assert links.hold_column("link-1", later, MORNING)
        links.free_column("link-1")
        assert links.hold_column("link-1", later, stale)
        links.set_column("link-1", "https://lms.example/lineitem/2", later)
        made = links.get("link-1")
        assert made is not None
        assert made.line_item_url == made.found_line_item_url
        assert (made.line_item_url, made.scores_due_at) == (
            "https://lms.example/lineitem/2",
            later,
        )
        assert links.hold_column("link-1", later, stale)


def test_a_resource_link_remembers_what_it_shows(storage: Storage) -> None:
    given.a_learner(storage)
    changed = make.resource_link(title="Lain", content=Content(page="me"))
    with storage.writing() as uow:
        assert uow.resource_links.get("link-1") == make.resource_link()
        uow.resource_links.save(changed)
        assert uow.resource_links.get("link-1") == changed
        assert uow.resource_links.find("platform-1", "1", "activity-1") == changed
        assert uow.resource_links.find("platform-1", "2", "activity-1") is None


def test_a_deployment_has_one_link_of_an_id(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow, pytest.raises(ConflictError):
        uow.resource_links.save(make.resource_link(id="link-2"))


def test_a_nonce_is_spent_once(storage: Storage) -> None:
    with storage.writing() as uow:
        assert uow.nonces.spend("platform-1", "nonce", MORNING)
        assert not uow.nonces.spend("platform-1", "nonce", MORNING)
        assert uow.nonces.spend("platform-2", "nonce", MORNING)


def test_a_nonce_of_a_launch_that_failed_is_not_spent(storage: Storage) -> None:
    with storage.writing() as uow:
        assert uow.nonces.spend("platform-1", "nonce", MORNING)
    with storage.writing() as uow:
        assert uow.nonces.spend("platform-1", "nonce", MORNING)


def test_of_ten_replays_at_once_one_gets_in(storage: Storage) -> None:
    start = Barrier(10)

    def launch(_: int) -> bool:
        start.wait(timeout=60)
        with storage.writing() as uow:
            spent = uow.nonces.spend("platform-1", "nonce", MORNING)
            uow.commit()
        return spent

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(launch, range(10))) == [False] * 9 + [True]


def test_nonces_are_forgotten_once_they_expired(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.nonces.spend("platform-1", "old", MORNING - timedelta(microseconds=1))
        uow.nonces.spend("platform-1", "new", MORNING)
        assert uow.nonces.forget(MORNING) == 1
        assert uow.nonces.spend("platform-1", "old", MORNING)
        assert not uow.nonces.spend("platform-1", "new", MORNING)


def test_a_session_lasts_until_it_is_removed(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow:
        uow.sessions.save(make.session())
        assert uow.sessions.get("session-1") == make.session()
        uow.sessions.save(make.session(locale="en"))
        assert uow.sessions.get("session-1") == make.session(locale="en")
        uow.sessions.remove("session-1")
        uow.sessions.remove("session-1")
        assert uow.sessions.get("session-1") is None


def test_sessions_are_forgotten_once_they_expired(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow:
        uow.sessions.save(make.session(expires_at=MORNING - SECOND))
        uow.sessions.save(make.session(id="session-2", expires_at=MORNING))
        assert uow.sessions.forget(MORNING) == 1
        assert uow.sessions.get("session-1") is None
        assert uow.sessions.get("session-2") is not None


def test_a_choice_comes_back_until_its_time_is_over(storage: Storage) -> None:
    given.a_learner(storage)
    over = make.pick(id="pick-2", expires_at=MORNING - SECOND)
    with storage.writing() as uow:
        uow.picks.add(make.pick())
        uow.picks.add(over)
        assert uow.picks.get("pick-1") == make.pick()
        assert uow.picks.get("pick-2") == over
        assert uow.picks.forget(MORNING) == 1
        assert uow.picks.get("pick-1") is not None
        assert uow.picks.get("pick-2") is None


def test_a_link_to_an_activity_comes_back(storage: Storage) -> None:
    given.a_learner(storage)
    link = make.resource_link(content=Content("manajemen-bencana", activity_id="q-1"))
    with storage.writing() as uow:
        uow.resource_links.save(link)
        assert uow.resource_links.get("link-1") == link


def test_a_time_comes_back_exact(storage: Storage) -> None:
    moment = datetime(
        2026, 11, 24, 9, 30, 0, 1, tzinfo=timezone(timedelta(hours=9), "WIT")
    )
    with storage.writing() as uow:
        uow.platforms.save(make.platform(created_at=moment))
        stored = uow.platforms.get("platform-1")
    assert stored is not None
    assert stored.created_at == moment
