"""What must be stored before the facts that a test is about."""

from lti_service.ports.storage import Storage, UnitOfWork
from tests import service_factories as make


def a_learner(storage: Storage) -> None:
    """Store a platform, an account, a resource link and a release."""
    with storage.writing() as uow:
        uow.platforms.save(make.platform())
        uow.accounts.save(make.account())
        uow.resource_links.save(make.resource_link())
        uow.releases.add(make.release(), b"release", [])
        uow.releases.offer(make.offer())
        uow.commit()


def an_attempt(storage: Storage) -> None:
    """Store a learner and an attempt."""
    a_learner(storage)
    with storage.writing() as uow:
        uow.attempts.save(make.attempt())
        uow.commit()


def an_office(storage: Storage) -> None:
    """Store a unit, a position, a competency and two people."""
    with storage.writing() as uow:
        fill_office(uow)
        uow.commit()


def fill_office(uow: UnitOfWork) -> None:
    """Put a unit, a position, a competency and two people there."""
    organisation = uow.organisation
    organisation.save_unit(make.unit())
    organisation.save_position(make.position())
    organisation.save_person(make.person(), make.TODAY)
    second = make.person(id="person-2", name="Pegawai Dua", nip="198502022010012002")
    organisation.save_person(second, make.TODAY)
    uow.frameworks.save_competency(make.competency())
