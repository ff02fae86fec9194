"""Where a person stands: what is required, shown, missing, and the next step."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lti_service.domain.evidence import Decision, Evidence


class StandingState(StrEnum):
    """State of one requirement; *expired* means review due, not failed."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PROPOSED = "proposed"
    ACHIEVED = "achieved"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


class Missing(StrEnum):
    """Why the rule does not propose the required level."""

    EVIDENCE = "evidence"
    WEIGHT = "weight"
    KIND = "kind"
    ASSESSOR = "assessor"


@dataclass(frozen=True, slots=True)
class Standing:
    """One requirement of one person on a day.

    Attributes:
        required: Required level, 1 to 5.
        held: Highest level decided as achieved and current; 0 for none.
        proposed: Highest level that the rule supports; 0 for none.
        missing: What the required level lacks; empty where it is held or proposed.
        evidence: Rows considered for the required level, newest first.
        decision: The decision that gives the held level or said *not yet*.
        valid_until: Last day of the held level.
        provisional: Whether the standard has no legal basis yet (sementara).
    """

    competency_code: str
    required: int
    held: int
    proposed: int
    state: StandingState
    missing: tuple[Missing, ...]
    evidence: tuple[Evidence, ...]
    decision: Decision | None
    valid_until: date | None
    provisional: bool
    rule_version: int
