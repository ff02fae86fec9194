"""What reviews and comparisons ask of storage, whoever stores it."""

from dataclasses import replace
from datetime import timedelta

from lti_service.domain.attempt import Event
from lti_service.domain.gradebook import Comparison
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING

COLUMN = "https://lms.example/lineitem/1"


def test_a_link_is_found_by_its_column_in_its_deployment(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow:
        twin = make.resource_link(id="link-2", lti_id="activity-2", deployment_id="2")
        uow.resource_links.save(twin)
        links = uow.resource_links
        assert links.of_line_item("platform-1", "1", COLUMN) == make.resource_link()
        assert links.of_line_item("platform-1", "2", COLUMN) == twin
        assert links.of_line_item("platform-1", "3", COLUMN) is None
        assert links.of_line_item("platform-2", "1", COLUMN) is None
        assert links.of_line_item("platform-1", "1", f"{COLUMN}0") is None


def test_links_are_listed_by_course_and_title(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow:
        for number, (course, title) in enumerate(
            (("B", "A"), ("A", "B"), ("A", "A"), ("A", "A")), 2
        ):
            link = make.resource_link(
                id=f"link-{number}",
                lti_id=f"activity-{number}",
                context_title=course,
                title=title,
            )
            uow.resource_links.save(link)
        found = [link.id for link in uow.resource_links.all()]
    assert found == ["link-4", "link-5", "link-3", "link-2", "link-1"]


def test_sessions_of_an_account_come_newest_first_with_their_link(
    storage: Storage,
) -> None:
    given.a_learner(storage)
    later = make.session(
        id="session-2",
        created_at=MORNING + timedelta(minutes=1),
        resource_link_id="link-1",
    )
    with storage.writing() as uow:
        uow.accounts.save(make.account(id="account-2", subject="subject-2"))
        for session in (
            make.session(),
            later,
            make.session(id="session-3", account_id="account-2"),
        ):
            uow.sessions.save(session)
        assert uow.sessions.of_account("account-1") == [later, make.session()]
        assert uow.sessions.of_account("account-3") == []


def test_learners_are_counted_once_a_link_and_trials_never(storage: Storage) -> None:
    given.an_attempt(storage)
    with storage.writing() as uow:
        uow.resource_links.save(make.resource_link(id="link-2", lti_id="activity-2"))
        for number in (2, 3):
            account = make.account(id=f"account-{number}", subject=f"subject-{number}")
            uow.accounts.save(account)
        for identifier, account_id, link, trial in (
            ("attempt-2", "account-1", "link-1", False),
            ("attempt-3", "account-2", "link-1", False),
            ("attempt-4", "account-3", "link-1", True),
            ("attempt-5", "account-3", "link-2", True),
        ):
            attempt = make.attempt(
                id=identifier,
                account_id=account_id,
                resource_link_id=link,
                instructor=trial,
            )
            uow.attempts.save(attempt)
        assert dict(uow.attempts.learners()) == {"link-1": 2}


def test_events_come_back_in_the_order_in_which_they_were_recorded(
    storage: Storage,
) -> None:
    given.an_attempt(storage)
    names = ["event-0003", "event-0001", "event-0002"]
    with storage.writing() as uow:
        second = make.attempt(id="attempt-2")
        uow.attempts.save(second)
        uow.attempts.record([make.recorded_event(name) for name in names[:2]])
        uow.attempts.record([make.recorded_event(attempt_id="attempt-2")])
        uow.attempts.record([make.recorded_event(names[2])])
        found = uow.attempts.events("attempt-1")
        assert found == [make.recorded_event(name) for name in names]
        assert uow.attempts.events("attempt-3") == []


def test_the_seed_of_a_run_comes_back(storage: Storage) -> None:
    given.an_attempt(storage)
    event = Event("event-0001", "started", "tes-akhir", MORNING, "a-seed")
    with storage.writing() as uow:
        uow.attempts.record([replace(make.recorded_event(), event=event)])
        (found,) = uow.attempts.events("attempt-1")
    assert found.event == event


def test_a_message_is_found_by_its_natural_key(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow:
        uow.outbox.put("score", "column|3", {"platform_id": "platform-1"}, MORNING)
        found = uow.outbox.find("score", "column|3")
        assert found is not None
        assert found.natural_key == "column|3"
        assert uow.outbox.find("score", "column|4") is None
        assert uow.outbox.find("statement", "column|3") is None


def test_the_last_comparison_of_a_link_is_kept(storage: Storage) -> None:
    given.a_learner(storage)
    first = Comparison("link-1", MORNING, 12, 3)
    last = replace(first, compared_at=MORNING + timedelta(hours=1), differing=0)
    with storage.writing() as uow:
        assert dict(uow.comparisons.all()) == {}
        uow.comparisons.save(first)
        uow.comparisons.save(last)
        assert dict(uow.comparisons.all()) == {"link-1": last}
