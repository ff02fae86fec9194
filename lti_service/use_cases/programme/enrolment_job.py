"""An act on several people of a batch: what it checks, and what is wrong with each."""

from dataclasses import dataclass
from datetime import date

from lti_service.domain.grant import Role, covers, units_above
from lti_service.domain.programme import (
    Batch,
    Enrolment,
    EnrolmentState,
    may_step,
    places_left,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, today
from lti_service.use_cases.programme.enrolment import (
    item_for,
    keep_enrolment,
    live_elsewhere,
    planned_items,
)
from lti_service.use_cases.programme.enrolment_completion import (
    complete_by_passes,
)
from lti_service.use_cases.programme.programme import found_programme


@dataclass(frozen=True, slots=True)
class EnrolmentProblem:
    """Why nothing was done, for one of several people."""

    name: str
    reason: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of an act on several: all of it, or all that is wrong with it."""

    done: tuple[Enrolment, ...]
    problems: tuple[EnrolmentProblem, ...] = ()


class EnrolmentJob:
    """One act on several people of a batch, which notes what is wrong with each."""

    def __init__(
        self,
        batch: Batch,
        identity: Identity,
        account_id: str,
        reason: str,
        completed_on: date | None,
        uow: UnitOfWork,
        ports: Ports,
    ) -> None:
        self.batch, self.identity, self.account_id = batch, identity, account_id
        self.reason, self.uow, self.ports = reason, uow, ports
        self.now, self.on = ports.clock.now(), today(ports)
        self.programme = found_programme(batch.programme_code, uow)
        self.completed_on = completed_on or min(batch.until, self.on)
        self._parents = {u.code: u.parent_code for u in uow.organisation.units()}
        self._posted = {
            p.person_id: p.unit_code for p in uow.organisation.postings(self.on)
        }
        self._planned = planned_items(batch, uow)
        self._left = places_left(batch, uow.programmes.enrolments_in(batch.id))
        self.problems: list[EnrolmentProblem] = []
        self.done: list[Enrolment] = []

    def finish_approval(self, row: Enrolment) -> None:
        """Complete at once what a course passed since the batch began completes."""
        self.done.append(row)
        if self.programme.course_id and self.batch.since <= self.on:
            complete_by_passes(row.person_id, uow=self.uow, ports=self.ports)

    def allows(self, row: Enrolment, to: EnrolmentState) -> bool:
        """Whether an enrolment may go to a state; noted where not."""
        allowed = may_step(row, self.batch, to, self.on)
        if not allowed:
            self.refuse_step(row)
        return allowed

    def refuse_step(self, row: Enrolment) -> None:
        """Note that an enrolment may not go on like that."""
        self.refuse(
            self.name(row.person_id),
            Sentence("Keadaan peserta ini tidak memungkinkan langkah itu."),
            Sentence("Lihat keadaannya di daftar; batalkan dulu langkah terakhirnya."),
        )

    def is_full(self, person_id: str) -> bool:
        """Whether there is no place left for a person; noted where so."""
        if self._left is not None and self._left <= 0:
            self.refuse(
                self.name(person_id),
                Sentence(
                    "Semua {places} tempat sudah terisi.",
                    {"places": self.batch.places or 0},
                ),
                Sentence(
                    "Biarkan menunggu, tambah tempatnya, atau pilih angkatan lain."
                ),
            )
            return True
        return False

    def is_twice(self, person_id: str, but: str) -> bool:
        """Whether a person has another live enrolment in the programme; noted where so."""
        other = live_elsewhere(person_id, self.programme, self.uow, but)
        if other is None:
            return False
        batch = self.uow.programmes.batch(other.batch_id)
        self.refuse(
            self.name(person_id),
            Sentence(
                "Masih mengikuti program ini di {batch}.",
                {"batch": batch.name if batch else other.batch_id},
            ),
            Sentence("Selesaikan atau gugurkan dulu kepesertaan itu."),
        )
        return True

    def keep(self, row: Enrolment, act: str, before: Enrolment | None) -> None:
        """Append a revision and its row in the trail, and count the places again."""
        state = before.state if before else ""
        keep_enrolment(row, act, state, self.account_id, self.now, self.uow)
        if self._left is not None:
            took = before is not None and before.takes_place
            self._left += took - row.takes_place

    def plan_item_of(self, person_id: str) -> str:
        """Return the plan's item that an enrolment would belong to; empty for none."""
        above = units_above(self._posted.get(person_id, ""), self._parents)
        return item_for(person_id, above, self._planned)

    def keeps(self, row: Enrolment) -> bool:
        """Whether an enrolment is of one of the administrator's units."""
        return self.keeps_id(row.person_id)

    def keeps_id(self, person_id: str) -> bool:
        """Whether a person is of one of the administrator's units."""
        held = self.identity.of(Role.ADMINISTRATOR)
        return covers(held, self._posted.get(person_id, ""), self._parents)

    def is_own(self, person_id: str) -> bool:
        """Whether a person is the administrator."""
        person = self.identity.person
        return person is not None and person.id == person_id

    def name(self, person_id: str) -> str:
        """Return a person's name."""
        person = self.uow.organisation.person(person_id)
        return person.name if person else person_id

    def refuse(self, name: str, reason: Sentence, remedy: Sentence) -> None:
        """Note what is wrong with somebody."""
        self.problems.append(EnrolmentProblem(name, reason, remedy))


OWN = Sentence("Anda tidak dapat memutuskan kepesertaan Anda sendiri.")
OWN_REMEDY = Sentence("Serahkan kepada administrator lain.")
