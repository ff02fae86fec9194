"""Evidence, decisions, and what others judged of them."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from lti_service.domain.evidence import Decision, Evidence
from lti_service.domain.moderation import Moderation
from lti_service.domain.objection import Objection


class EvidenceLedger(Protocol):
    """Evidence and decisions; rows are only ever added."""

    def append(self, evidence: Evidence) -> bool:
        """Add a row; return False where source, competency and level were there."""
        ...

    def of_person(self, person_id: str) -> Sequence[Evidence]:
        """Return a person's evidence, newest first."""
        ...

    def people(self) -> Sequence[str]:
        """Return the ids of people with evidence."""
        ...

    def next_decision_number(self) -> int:
        """Return the number of the next decision."""
        ...

    def append_decision(self, decision: Decision) -> None:
        """Add a decision."""
        ...

    def decisions(self, person_id: str) -> Sequence[Decision]:
        """Return a person's decisions, newest first."""
        ...

    def decisions_of(self, person_ids: Iterable[str]) -> Sequence[Decision]:
        """Return these people's decisions, newest first."""
        ...

    def decision(self, decision_id: str) -> Decision | None:
        """Return a decision."""
        ...

    def all_decisions(self) -> Sequence[Decision]:
        """Return everybody's decisions, oldest first."""
        ...


class Moderations(Protocol):
    """What other assessors judged of decisions; rows are only ever added."""

    def add(self, moderation: Moderation) -> None:
        """Add a judgement; each turn of a decision is taken once."""
        ...

    def all(self) -> Sequence[Moderation]:
        """Return all judgements, oldest first."""
        ...


class Objections(Protocol):
    """Objections to decisions, and their answers."""

    def save(self, objection: Objection) -> None:
        """Add an objection, or keep its answer."""
        ...

    def get(self, objection_id: str) -> Objection | None:
        """Return an objection."""
        ...

    def of_person(self, person_id: str) -> Sequence[Objection]:
        """Return a person's objections, newest first."""
        ...

    def waiting(self) -> Sequence[Objection]:
        """Return the objections that nobody has answered, oldest first."""
        ...
