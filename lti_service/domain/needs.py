"""The yearly cycle of needs (AKPK): inventory, verification, validation, decision.

What a person needs is one row by person, competency and kind of gap. The row says how it
is now; each change of it is kept beside it, with who made it and when.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

INVENTORY = "inventory"
"""The proposer of what comes from comparing standards with holdings."""


class CycleState(StrEnum):
    """The stages of a cycle, in their order."""

    INVENTORY = "inventory"
    VERIFICATION = "verification"
    VALIDATION = "validation"
    DECIDED = "decided"


STAGES = tuple(CycleState)


class GapKind(StrEnum):
    """Why something is needed: kompetensi, kinerja, karier, mandat."""

    COMPETENCY = "competency"
    PERFORMANCE = "performance"
    CAREER = "career"
    MANDATE = "mandate"


class Priority(StrEnum):
    """How pressing a need is, most pressing first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class NeedState(StrEnum):
    """What was said of a need so far."""

    PROPOSED = "proposed"
    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    VALIDATED = "validated"
    NOT_VALIDATED = "not_validated"
    WITHDRAWN = "withdrawn"


REFUSED = frozenset({NeedState.NOT_VERIFIED, NeedState.NOT_VALIDATED})


class Verdict(StrEnum):
    """What a verifier or validator may say; the last takes back what was said."""

    GRANTED = "granted"
    REFUSED = "refused"
    UNDONE = "undone"


JUDGED = {
    CycleState.VERIFICATION: {
        Verdict.GRANTED: NeedState.VERIFIED,
        Verdict.REFUSED: NeedState.NOT_VERIFIED,
        Verdict.UNDONE: NeedState.PROPOSED,
    },
    CycleState.VALIDATION: {
        Verdict.GRANTED: NeedState.VALIDATED,
        Verdict.REFUSED: NeedState.NOT_VALIDATED,
        Verdict.UNDONE: NeedState.VERIFIED,
    },
}
"""What a need becomes by what is said in a stage; the last is what waits in it."""


@dataclass(frozen=True, slots=True)
class NeedsCycle:
    """The needs of one budget year.

    Attributes:
        reference_date: Whose standards and postings are compared (rule 1).
        inventory_until: Planned last day of the stage; likewise the other two.
        opened_by: Account id, or ``cli``.
        state_at: Since when it is in its state.
        decided_by: Who decided it, as the document says (the PPK); empty until then.
        decided_on: Day of the document.
        cursor: Id of the last person whom a running inventory looked at; empty at its
            beginning, none where none runs.
        inventoried_at: When an inventory last went through everybody.
    """

    year: int
    reference_date: date
    state: CycleState
    inventory_until: date
    verification_until: date
    validation_until: date
    opened_by: str
    opened_at: datetime
    state_at: datetime
    decided_by: str = ""
    decided_on: date | None = None
    document_number: str = ""
    cursor: str | None = None
    inventoried_at: datetime | None = None

    @property
    def until(self) -> date | None:
        """Planned last day of the present stage; none once it is decided."""
        return {
            CycleState.INVENTORY: self.inventory_until,
            CycleState.VERIFICATION: self.verification_until,
            CycleState.VALIDATION: self.validation_until,
        }.get(self.state)

    @property
    def next(self) -> CycleState | None:
        """The stage after this one; none once it is decided."""
        at = STAGES.index(self.state) + 1
        return STAGES[at] if at < len(STAGES) else None

    @property
    def previous(self) -> CycleState | None:
        """The stage that may be gone back to; what is decided stays decided."""
        at = STAGES.index(self.state)
        return None if not at or self.state is CycleState.DECIDED else STAGES[at - 1]


@dataclass(frozen=True, slots=True)
class StageChange:
    """That a cycle was opened or changed its stage.

    Attributes:
        by: Account id, or ``cli``.
        note: Why it went back, or what was left undone; may be empty.
    """

    year: int
    state: CycleState
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class NeedItem:
    """One need of one person.

    Attributes:
        unit_code: Unit on the reference date; empty for who held no post.
        position_code: Post held on the reference date; empty for none.
        subject: The competency code or, where the need names none, its title as it is
            compared: with year, person and kind it tells items apart.
        competency_code: Empty where a performance gap names no competency.
        title: What is needed, in words; empty where the competency says it.
        held: Level held on the reference date; 0 for none.
        required: Level required; 0 where the need has no level.
        provisional: The standard has no legal basis yet (sementara).
        necessity: As the standard has it, such as *mutlak*.
        target_code: Position to be held that a career gap is about; empty for others.
        reason: Why, as whoever proposed it says.
        proposed_by: Person id, ``inventory``, or ``import``.
        priority_by: Person id of who set the priority; empty where the rule did.
        changed_by: As `proposed_by`, of the latest change.
    """

    id: str
    year: int
    person_id: str
    unit_code: str
    position_code: str
    kind: GapKind
    subject: str
    competency_code: str
    title: str
    held: int
    required: int
    provisional: bool
    necessity: str
    target_code: str
    reason: str
    priority: Priority
    priority_by: str
    state: NeedState
    proposed_by: str
    proposed_at: datetime
    changed_by: str
    changed_at: datetime
    verifier_id: str = ""
    verifier_note: str = ""
    verified_at: datetime | None = None
    validator_id: str = ""
    validator_note: str = ""
    validated_at: datetime | None = None

    @property
    def gap(self) -> int:
        """Levels that are missing, 0 for none."""
        return max(0, self.required - self.held)

    @property
    def is_untouched(self) -> bool:
        """Whether no person has changed it: only then an inventory may."""
        return self.changed_by == INVENTORY


@dataclass(frozen=True, slots=True)
class NeedChange:
    """What an item became by one change; rows are only ever added.

    Attributes:
        by: Person id, ``inventory``, or ``import``.
        note: What the verifier or validator said; may be empty.
    """

    item_id: str
    state: NeedState
    priority: Priority
    held: int
    required: int
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mandate:
    """What everybody of a group must learn, as an administrator says.

    Attributes:
        level: Level that everybody must hold.
        unit_code: Only that unit and those below; empty for all.
        group: Only that group of positions; empty for all.
        reason: Why; shown to everybody whom it concerns.
        ended_at: When it was taken back; none while it holds.
    """

    id: str
    year: int
    competency_code: str
    level: int
    unit_code: str
    group: str
    reason: str
    made_by: str
    made_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CareerTarget:
    """The position to be held that a person is compared with as well (rule 1).

    Attributes:
        position_code: Empty where an earlier one was taken back.
        by: Person id.
    """

    year: int
    person_id: str
    position_code: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NeedCount:
    """How many items there are of a unit or a competency, in one state.

    Attributes:
        key: Code of the unit or competency.
        provisional: How many of the items rest on a provisional standard.
    """

    key: str
    state: NeedState
    items: int
    provisional: int


@dataclass(frozen=True, slots=True)
class NeedFilter:
    """Which items are meant; what is empty does not matter.

    Attributes:
        unit_codes: Any of these; none for all units.
        but_person: Not those of this person.
        changed_by: Last changed by this person.
        changed_at: Last changed at this very time: by one act.
    """

    unit_codes: frozenset[str] | None = None
    competency_code: str = ""
    kind: GapKind | None = None
    state: NeedState | None = None
    priority: Priority | None = None
    but_person: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None


def subject_of(competency_code: str, title: str) -> str:
    """Return what tells an item from others of the same person and kind."""
    return competency_code or " ".join(title.casefold().split())


def judged(
    item: NeedItem,
    stage: CycleState,
    verdict: Verdict,
    note: str,
    by: str,
    at: datetime,
) -> NeedItem:
    """Return an item as its verifier or validator left it.

    Args:
        item: The item.
        stage: Verification or validation.
        verdict: What was said.
        note: Why; kept nowhere but among the changes where it is taken back.
        by: Person id.
        at: Now.
    """
    state = JUDGED[stage][verdict]
    item = replace(item, state=state, changed_by=by, changed_at=at)
    undone = verdict is Verdict.UNDONE
    who, words, when = ("", "", None) if undone else (by, note, at)
    if stage is CycleState.VERIFICATION:
        return replace(item, verifier_id=who, verifier_note=words, verified_at=when)
    return replace(item, validator_id=who, validator_note=words, validated_at=when)


def change_of(item: NeedItem, note: str = "") -> NeedChange:
    """Return the row that keeps what an item has just become."""
    return NeedChange(
        item.id,
        item.state,
        item.priority,
        item.held,
        item.required,
        item.changed_by,
        item.changed_at,
        note,
    )
