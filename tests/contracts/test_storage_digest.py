"""Choices and digests are kept, each day once."""

from dataclasses import replace
from datetime import date, timedelta

from lti_service.domain.digest import Digest, DigestState, Frequency, NoticeChoice
from lti_service.ports.storage import Storage
from tests.fakes import MORNING

DAY = date(2026, 11, 24)
CHOICE = NoticeChoice("p-1", Frequency.WEEKLY, "token-1", "a@example.id", 1, MORNING)
DIGEST = Digest("p-1", DAY, "a-1", DigestState.WAITING, 0, MORNING, "", MORNING)


def test_a_choice_is_found_by_whose_it_is_and_by_its_token(storage: Storage) -> None:
    other = replace(CHOICE, recipient="p-0", token="token-0")
    with storage.writing() as uow:
        uow.digests.hold_still()
        uow.digests.save_choice(CHOICE)
        uow.digests.save_choice(other)
        uow.digests.save_choice(replace(CHOICE, frequency=Frequency.NEVER))
        uow.commit()

    with storage.reading() as uow:
        never = replace(CHOICE, frequency=Frequency.NEVER)
        assert uow.digests.choice("p-1") == never
        assert uow.digests.choice_of_token("token-1") == never
        assert uow.digests.choices() == [other, never]
        assert uow.digests.choice("p-2") is None
        assert uow.digests.choice_of_token("") is None


def test_a_day_begins_once(storage: Storage) -> None:
    with storage.writing() as uow:
        assert not uow.digests.has_begun(DAY)
        assert uow.digests.begin(DAY, MORNING)
        assert not uow.digests.begin(DAY, MORNING)
        uow.commit()

    with storage.reading() as uow:
        assert uow.digests.has_begun(DAY)
        assert not uow.digests.has_begun(DAY + timedelta(days=1))


def test_a_recipient_has_one_digest_a_day(storage: Storage) -> None:
    with storage.writing() as uow:
        assert uow.digests.plan(DIGEST)
        assert not uow.digests.plan(replace(DIGEST, account_id="a-2"))
        assert uow.digests.plan(replace(DIGEST, day=DAY - timedelta(days=7)))
        uow.commit()

    with storage.reading() as uow:
        assert uow.digests.last_days() == {"p-1": DAY}


def test_what_waits_is_taken_when_it_is_due_the_longest_first(storage: Storage) -> None:
    later = replace(DIGEST, recipient="p-2", due_at=MORNING + timedelta(minutes=10))
    first = replace(DIGEST, recipient="p-3", due_at=MORNING - timedelta(minutes=1))
    sent = replace(DIGEST, recipient="p-4", state=DigestState.SENT)
    with storage.writing() as uow:
        for one in (DIGEST, later, first, sent):
            uow.digests.plan(one)
        uow.commit()

    with storage.reading() as uow:
        assert uow.digests.due(MORNING, 10) == [first, DIGEST]
        assert uow.digests.due(MORNING, 1) == [first]
        assert uow.digests.due(later.due_at, 10) == [first, DIGEST, later]


def test_what_was_not_sent_is_told_from_a_day_on(storage: Storage) -> None:
    failed = replace(DIGEST, state=DigestState.FAILED, error="mail-away", tries=5)
    refused = replace(DIGEST, recipient="p-2", state=DigestState.REFUSED)
    old = replace(failed, recipient="p-3", day=DAY - timedelta(days=8))
    with storage.writing() as uow:
        for one in (DIGEST, refused, old):
            uow.digests.plan(one)
        uow.digests.save(failed)
        uow.commit()

    with storage.reading() as uow:
        assert uow.digests.unsent(DAY - timedelta(days=7)) == [failed, refused]
