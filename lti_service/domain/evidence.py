"""The ledger of evidence, and decisions. Append-only: a change is a new row."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class EvidenceState(StrEnum):
    """Whether a row counts."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person has shown.

    Attributes:
        kind: quiz, simulation, assignment, observation, assessment_centre, certificate
            or self.
        result: 0 to 1.
        valid_until: Last day it counts, where it says so itself; else the rule decides.
        assessor_id: Person who judged it; none where a machine graded.
        activity: What it came from, so that repeats count once: course id and module.
        source: ``attempt:<id>``, ``import:<file>``.
    """

    id: str
    person_id: str
    competency_code: str
    level: int
    kind: str
    result: Decimal
    observed_on: date
    valid_until: date | None
    assessor_id: str | None
    activity: str
    source: str
    state: EvidenceState
    rule_version: int
    recorded_at: datetime


class Outcome(StrEnum):
    """What was decided."""

    ACHIEVED = "achieved"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person decides on a competency of another; a reversal is a new row.

    Attributes:
        number: Running number, shown to people.
        evidence_ids: The evidence it rests on.
        follows_proposal: Whether the rule proposed the same.
        supersedes: Id of the decision it replaces; none for the first.
    """

    id: str
    number: int
    person_id: str
    competency_code: str
    level: int
    outcome: Outcome
    reason: str
    evidence_ids: tuple[str, ...]
    follows_proposal: bool
    decided_by: str
    decided_at: datetime
    valid_until: date | None
    rule_version: int
    supersedes: str | None
