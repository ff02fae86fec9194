"""Add people to a batch, approved at once: by NIP, or found by name."""

import re
from collections.abc import Sequence

from lti_service.domain.organisation import Person, check_nip, mask_nip
from lti_service.domain.programme import EnrolmentState, stepped
from lti_service.errors import InvalidInputError, NotFoundError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.programme.enrolment import (
    enrolment_of,
    proposed as propose,
)
from lti_service.use_cases.programme.enrolment_job import (
    OWN,
    OWN_REMEDY,
    Enrolled,
    EnrolmentJob,
)
from lti_service.use_cases.programme.programme import (
    administrator,
    found_batch,
)

MOST_PEOPLE_AT_ONCE = 500
"""How many people one form adds; more come by a file."""


def add_people(
    batch_id: str,
    nips: str,
    person_ids: Sequence[str],
    account_id: str,
    *,
    ports: Ports,
) -> Enrolled:
    """Put people into a batch, approved at once: all of them, or none.

    Args:
        batch_id: The batch.
        nips: NIPs, parted by lines, commas or semicolons.
        person_ids: People that were found by their names.
        account_id: An administrator of their units.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account is no administrator.
        NotFoundError: No such batch.
        InvalidInputError: Nobody is named: ``nobody-chosen``.
    """
    on = today(ports)
    with ports.storage.writing() as uow:
        uow.programmes.hold_still()
        identity = administrator(account_id, uow, on)
        batch = found_batch(batch_id, uow)
        job = EnrolmentJob(batch, identity, account_id, "", None, uow, ports)
        people = _people(job, nips, person_ids)
        if not people and not job.problems:
            raise InvalidInputError("nobody-chosen")
        for person in people:
            _add(job, person)
        if job.problems:
            return Enrolled((), tuple(job.problems))
        uow.commit()
    return Enrolled(tuple(job.done))


def _add(job: EnrolmentJob, person: Person) -> None:
    """Put somebody in, approved."""
    if job.is_own(person.id):
        job.refuse(person.name, OWN, OWN_REMEDY)
    elif not person.active:
        job.refuse(
            person.name,
            Sentence("Pegawai ini tidak aktif lagi."),
            Sentence("Perbaiki data pegawainya lebih dulu."),
        )
    else:
        _approve(job, person)


def _approve(job: EnrolmentJob, person: Person) -> None:
    row = enrolment_of(person.id, job.batch, job.uow)
    if row is not None and row.state is EnrolmentState.COMPLETED:
        job.refuse(person.name, _COMPLETED, _COMPLETED_REMEDY)
        return
    waits = row is not None and row.state is EnrolmentState.PROPOSED
    if job.is_twice(person.id, row.id if row and waits else ""):
        return
    if job.is_full(person.id):
        return
    if row is None or not waits:
        item = job.plan_item_of(person.id)
        new = propose(person.id, job.batch, job.account_id, item, job.uow, job.ports)
        job.keep(new, "proposed", row)
        row = new
    approved = stepped(row, EnrolmentState.APPROVED, by=job.account_id, at=job.now)
    job.keep(approved, "approved", row)
    job.finish_approval(approved)


def _people(job: EnrolmentJob, nips: str, person_ids: Sequence[str]) -> list[Person]:
    """Return the people that are named, each once; note who cannot be found."""
    found: dict[str, Person] = {}
    words = [w for w in re.split(r"[\n\r,;\t]+", nips) if w.strip()]
    if len(words) + len(person_ids) > MOST_PEOPLE_AT_ONCE:
        job.refuse(
            job.batch.name,
            Sentence(
                "Paling banyak {most} pegawai sekaligus.",
                {"most": MOST_PEOPLE_AT_ONCE},
            ),
            Sentence("Bagi daftarnya, atau impor sebuah berkas."),
        )
        return []
    for number, word in enumerate(words, 1):
        person = _by_nip(job, word, number)
        if person is not None:
            found[person.id] = person
    for id_ in person_ids:
        known = job.uow.organisation.person(id_)
        if known is None or not job.keeps_id(id_):
            raise NotFoundError("unknown-person")
        found[id_] = known
    return list(found.values())


def _by_nip(job: EnrolmentJob, word: str, number: int) -> Person | None:
    check = check_nip(word, employment_type="", on=job.on, synthetic=True)
    digits = "".join(c for c in word if c.isdecimal())
    name = f"{number}. {mask_nip(check.nip or digits)}"
    for error in check.errors:
        job.refuse(name, error, Sentence("Perbaiki NIP-nya, lalu kirim lagi."))
    if not check.nip:
        return None
    person = job.uow.organisation.person_by_nip(check.nip)
    if person is None or not job.keeps_id(person.id):
        # The same words for both: who is where else is not theirs to know.
        job.refuse(
            name,
            Sentence("Tidak ada pegawai dengan NIP ini di unit Anda."),
            Sentence("Periksa NIP-nya, atau minta pengelola unitnya."),
        )
        return None
    return person


_COMPLETED = Sentence("Pegawai ini sudah menyelesaikan angkatan ini.")
_COMPLETED_REMEDY = Sentence("Keluarkan namanya dari daftar yang ditambahkan.")
