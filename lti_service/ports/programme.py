"""Programmes, batches, enrolments."""

from collections.abc import Sequence
from typing import Protocol

from lti_service.domain.programme import Batch, Enrolment, Programme


class Programmes(Protocol):
    """Programmes, batches and enrolments; revisions are only ever added."""

    def hold_still(self) -> None:
        """Let nobody else change enrolments before this transaction ends."""
        ...

    def programme(self, code: str) -> Programme | None:
        """Return a programme as it holds now."""
        ...

    def programmes(self) -> Sequence[Programme]:
        """Return all programmes as they hold now, by code."""
        ...

    def append_programme(self, programme: Programme) -> bool:
        """Add a version; return False where it was there."""
        ...

    def batch(self, batch_id: str) -> Batch | None:
        """Return a batch as it holds now."""
        ...

    def batches(self, programme_code: str = "") -> Sequence[Batch]:
        """Return the batches of a programme, or of all, by first day and id."""
        ...

    def append_batch(self, batch: Batch) -> bool:
        """Add a revision; return False where it was there."""
        ...

    def enrolment(self, enrolment_id: str) -> Enrolment | None:
        """Return an enrolment as it holds now."""
        ...

    def history(self, enrolment_id: str) -> Sequence[Enrolment]:
        """Return all revisions of an enrolment, the first one first."""
        ...

    def enrolments(self) -> Sequence[Enrolment]:
        """Return all enrolments as they hold now, by id."""
        ...

    def enrolments_of(self, person_id: str) -> Sequence[Enrolment]:
        """Return a person's enrolments as they hold now, by id."""
        ...

    def enrolments_in(self, batch_id: str) -> Sequence[Enrolment]:
        """Return the enrolments in a batch as they hold now, by id."""
        ...

    def append_enrolment(self, enrolment: Enrolment) -> bool:
        """Add a revision; return False where it was there."""
        ...
