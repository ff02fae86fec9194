from dataclasses import replace
from datetime import timedelta

import pytest

from lti_service.domain.launch import Content
from lti_service.domain.organisation import Person
from lti_service.errors import LaunchRefusedError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.lms.deep_linking import choose_content
from lti_service.use_cases.lms.launch import forget_expired, session_id
from tests.fakes import MORNING, fake_ports
from tests.lti_service.use_cases.learning.given import (
    PLATFORM,
    launch,
    publish,
    register,
    two_questions,
)

NIP = "192501012005011001"


@pytest.fixture
def ports() -> Ports:
    ports = fake_ports()
    register(ports)
    publish(two_questions(), ports)
    return ports


def add_person(ports: Ports) -> None:
    with ports.storage.writing() as uow:
        person = Person("person-1", "Pegawai Rekaan", NIP, "PNS", "")
        uow.organisation.save_person(person, MORNING.date())
        uow.commit()


def test_a_learner_gets_an_attempt_on_the_current_release(ports):
    launched = launch(ports)

    assert launched.attempt is not None
    assert launched.attempt.release_id == launched.release_id
    assert launched.account is not None
    assert launched.account.name == "Peserta Tiga"


def test_a_nonce_opens_one_launch_only(ports):
    launch(ports)

    with pytest.raises(LaunchRefusedError) as caught:
        launch(ports)

    assert caught.value.code == "launch-already-used"


def test_a_second_launch_goes_on_with_the_same_attempt(ports):
    first, second = launch(ports, "n1"), launch(ports, "n2")

    assert first.attempt == second.attempt
    assert first.account is not None
    assert second.account is not None
    assert first.account.id == second.account.id
    assert first.cookie != second.cookie


def test_an_attempt_stays_on_its_release_when_a_newer_one_is_published(ports):
    first = launch(ports, "n1")
    publish(two_questions(version="1.1"), ports)

    again = launch(ports, "n2")
    other = launch(ports, "n3", subject="4")

    assert again.release_id == first.release_id
    assert other.release_id != first.release_id


def test_an_anonymous_launch_shows_the_course_and_keeps_nothing(ports):
    launched = launch(ports, subject=None)

    assert launched.release_id
    assert launched.account is None
    assert launched.attempt is None
    assert launched.cookie == ""
    with ports.storage.reading() as uow:
        assert uow.accounts.find("p1", "") is None


def test_the_session_is_kept_under_a_hash_of_its_cookie(ports):
    launched = launch(ports)

    with ports.storage.reading() as uow:
        session = uow.sessions.get(session_id(launched.cookie))
        assert uow.sessions.get(launched.cookie) is None
    assert session is not None
    assert launched.account is not None
    assert session.account_id == launched.account.id
    assert session.frame_ancestor == "https://lms.example"


def test_expired_nonces_sessions_and_choices_are_forgotten(ports):
    launched = launch(ports)
    teacher = launch(ports, "n2", instructor=True, content=Content(), subject="4")
    ports.clock.advance(hours=13)

    forget_expired(ports=ports)

    with ports.storage.reading() as uow:
        assert teacher.pick is not None
        assert uow.picks.get(teacher.pick.id) is None
        assert uow.sessions.get(session_id(launched.cookie)) is None


def test_an_unknown_course_is_refused_and_nothing_is_kept(ports):
    with pytest.raises(NotFoundError) as caught:
        launch(ports, content=Content("lain"))

    assert caught.value.code == "unknown-course"
    with ports.storage.reading() as uow:
        assert uow.accounts.find("p1", "3") is None


def test_an_unknown_module_is_refused_and_nothing_is_kept(ports):
    with pytest.raises(NotFoundError) as caught:
        launch(ports, content=Content("siaga-bencana", "m9"))

    assert caught.value.code == "unknown-course"
    with ports.storage.reading() as uow:
        assert uow.accounts.find("p1", "3") is None


def test_a_module_has_an_attempt_of_its_own(ports):
    whole = launch(ports, "n1")
    module = launch(ports, "n2", content=Content("siaga-bencana", "m1"))

    assert whole.attempt is not None
    assert module.attempt is not None
    assert whole.attempt.id != module.attempt.id
    assert module.attempt.module_id == "m1"


def test_what_was_chosen_for_a_link_is_shown_where_the_launch_names_nothing(ports):
    teacher = launch(ports, "n1", content=Content(), instructor=True)
    assert not teacher.content.chosen
    assert teacher.pick is not None

    chosen = Content("siaga-bencana")
    choose_content(teacher.pick, chosen, ports=ports)

    learner = launch(ports, "n2", subject="5", content=Content())
    assert learner.content == chosen
    assert learner.attempt is not None


def test_an_activity_has_an_attempt_of_its_own(ports):
    whole = launch(ports, "n1")
    alone = launch(ports, "n2", content=Content("siaga-bencana", activity_id="q-2"))
    other = launch(ports, "n3", content=Content("siaga-bencana", activity_id="q-1"))
    again = launch(ports, "n4", content=Content("siaga-bencana", activity_id="q-2"))

    attempts = [whole.attempt, alone.attempt, other.attempt]
    assert len({attempt.id for attempt in attempts if attempt}) == 3
    assert again.attempt == alone.attempt
    assert alone.attempt is not None
    assert alone.attempt.activity_id == "q-2"


def test_an_unknown_activity_is_refused_and_nothing_is_kept(ports):
    with pytest.raises(NotFoundError) as caught:
        launch(ports, content=Content("siaga-bencana", activity_id="q-9"))

    assert caught.value.code == "unknown-course"
    with ports.storage.reading() as uow:
        assert uow.accounts.find("p1", "3") is None


def test_a_copied_link_shows_what_was_chosen_for_its_origin(ports):
    teacher = launch(ports, "n1", content=Content(), instructor=True)
    assert teacher.pick is not None
    chosen = Content("siaga-bencana", activity_id="q-1")
    choose_content(teacher.pick, chosen, ports=ports)

    copy = launch(
        ports,
        "n2",
        subject="5",
        content=Content(),
        resource_link_id="copy",
        copied_from=("unknown", "1"),
    )

    assert copy.content == chosen
    assert copy.link is not None
    assert teacher.link is not None
    assert copy.link.id != teacher.link.id


def test_a_link_is_no_copy_of_one_in_another_deployment(ports):
    teacher = launch(ports, "n1", content=Content(), instructor=True)
    assert teacher.pick is not None
    choose_content(teacher.pick, Content("siaga-bencana"), ports=ports)

    copy = launch(ports, "n2", deployment_id="2", content=Content(), copied_from=("1",))

    assert not copy.content.chosen


def test_a_teacher_may_choose_only_where_the_launch_names_nothing(ports):
    named = launch(ports, "n1", instructor=True)
    free = launch(ports, "n2", instructor=True, content=Content(), subject="4")
    learner = launch(ports, "n3", content=Content(), subject="5")

    assert named.pick is None
    assert learner.pick is None
    assert free.pick is not None
    assert free.account is not None
    assert free.pick.account_id == free.account.id
    assert free.link is not None
    assert free.pick.resource_link_id == free.link.id


def test_a_trusted_nip_links_the_account_to_its_person(ports):
    add_person(ports)

    launched = launch(ports, claimed_nip=NIP)

    assert launched.account is not None
    assert launched.account.person_id == "person-1"


def test_a_nip_of_a_platform_that_is_not_trusted_stays_a_claim(ports):
    add_person(ports)

    doubtful = replace(PLATFORM, trust_nip=False)
    launched = launch(ports, claimed_nip=NIP, platform=doubtful)

    assert launched.account is not None
    assert launched.account.person_id is None
    with ports.storage.reading() as uow:
        assert [a.id for a in uow.claims.waiting()] == [launched.account.id]


def test_a_nip_that_the_platform_does_not_vouch_for_stays_a_claim(ports):
    add_person(ports)

    launched = launch(ports, claimed_nip=NIP, vouches_for_nip=False)

    assert launched.account is not None
    assert launched.account.person_id is None
    assert launched.account.claimed_nip == NIP


def test_a_nip_that_another_account_already_bears_links_nothing(ports):
    add_person(ports)
    launch(ports, "n1", claimed_nip=NIP)

    second = launch(ports, "n2", subject="4", claimed_nip=NIP)

    assert second.account is not None
    assert second.account.person_id is None


def test_an_account_seen_a_moment_ago_is_not_written_again(ports):
    first = launch(ports, "n1")
    ports.clock.advance(minutes=5)
    soon = launch(ports, "n2")
    ports.clock.advance(hours=2)
    later = launch(ports, "n3")

    assert first.account == soon.account
    assert later.account is not None
    assert later.account.seen_at == MORNING + timedelta(hours=2, minutes=5)
