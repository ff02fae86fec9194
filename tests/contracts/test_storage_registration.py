"""Invitations to register an LMS, whoever stores them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

from lti_service.domain.registration import RegistrationInvitation
from lti_service.ports.storage import Storage
from tests.fakes import MORNING

OPEN = RegistrationInvitation("ab" * 32, MORNING, MORNING + timedelta(hours=24))


def test_an_invitation_comes_back_as_it_was(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.registration_invitations.save(OPEN)
        uow.commit()
    with storage.reading() as uow:
        assert uow.registration_invitations.get(OPEN.secret_hash) == OPEN
        assert uow.registration_invitations.get("cd" * 32) is None


def test_a_spent_invitation_names_what_came_of_it(storage: Storage) -> None:
    spent = replace(OPEN, taken_at=MORNING, platform_id="platform-1")
    with storage.writing() as uow:
        uow.registration_invitations.save(OPEN)
        uow.registration_invitations.save(spent)
        assert uow.registration_invitations.get(OPEN.secret_hash) == spent


def test_of_many_who_take_an_invitation_at_once_one_gets_it(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.registration_invitations.save(OPEN)
        uow.commit()
    together = Barrier(4)

    def take(_: int) -> bool:
        together.wait()
        with storage.writing() as uow:
            found = uow.registration_invitations.get(OPEN.secret_hash)
            assert found is not None
            if not found.open_at(MORNING):
                return False
            uow.registration_invitations.save(replace(found, taken_at=MORNING))
            uow.commit()
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == [False, False, False, True]
