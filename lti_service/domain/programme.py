"""Programmes, their batches, and who takes part: what is planned becomes learning.

All three are append-only: a change is a further revision of the same thing, and the
highest holds. Completing a programme gives hours; it gives no competency by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_UP, Decimal
from enum import StrEnum

from lti_service.domain.learning_hours import Basis, JpConversion


class ProgrammeState(StrEnum):
    """Whether people may be proposed for it."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Mode(StrEnum):
    """Manner of a batch, in the words of the regulations: (non)klasikal."""

    CLASSICAL = "classical"
    NON_CLASSICAL = "non_classical"


class EnrolmentState(StrEnum):
    """Where an enrolment is: diusulkan, disetujui, aktif, selesai, gugur."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ACTIVE = "active"
    COMPLETED = "completed"
    DROPPED = "dropped"


class Help(StrEnum):
    """What an outcome does for a requirement that is not met."""

    NONE = "none"
    PARTLY = "partly"
    WHOLLY = "wholly"


@dataclass(frozen=True, slots=True)
class ProgrammeOutcome:
    """A competency level that a programme leads to."""

    competency_code: str
    level: int


@dataclass(frozen=True, slots=True)
class Programme:
    """A training programme (program pelatihan).

    Attributes:
        code: Given by whoever plans it; never reused.
        outcomes: Levels that it leads to, by competency.
        hours: JP, exact.
        route: Code of a route (jalur) of the conversions.
        target_group: For whom, in words.
        organiser: Who holds it, in words.
        owner_unit: Whose administrators keep it; empty for the whole region.
        course_id: Course of this service whose pass completes it; empty for none.
        lms_reference: Where it is in an LMS: an address or a name.
        since: First day on which a batch may run.
        until: Last day on which one may run; none for no end.
        version: 1 for the first; the highest one holds.
    """

    code: str
    title: str
    outcomes: tuple[ProgrammeOutcome, ...]
    hours: Decimal
    route: str
    target_group: str
    organiser: str
    owner_unit: str
    course_id: str
    lms_reference: str
    since: date
    until: date | None
    state: ProgrammeState
    version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """One run of a programme (angkatan).

    Attributes:
        id: Given by whoever plans it; never reused.
        places: Most people that may take part; none for no limit.
        context_id: Course in an LMS where it is held; empty where not known.
    """

    id: str
    programme_code: str
    name: str
    since: date
    until: date
    mode: Mode
    places: int | None
    facilitator: str
    context_id: str
    revision: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One revision of a person's part in a batch (kepesertaan).

    Attributes:
        plan_item_id: Item of the plan that asks for it; empty for none.
        state: As it was recorded; `state_on` also knows the days of the batch.
        reason: Why it was dropped; empty for all else.
        hours_learned: JP of what was completed; none before.
        source: What completed it, as ``attempt:<id>``; empty where somebody did.
        revision: 1 for the first; the highest one holds.
        before: Revision that an undo goes back to; 0 for none.
        recorded_by: Account id, ``cli``, or ``course`` for a passed course.
    """

    id: str
    person_id: str
    batch_id: str
    plan_item_id: str
    state: EnrolmentState
    reason: str
    completed_on: date | None
    hours_learned: Decimal | None
    source: str
    revision: int
    before: int
    recorded_by: str
    recorded_at: datetime

    @property
    def is_live(self) -> bool:
        """Whether it goes on: neither completed nor dropped."""
        return self.state not in {EnrolmentState.COMPLETED, EnrolmentState.DROPPED}

    @property
    def takes_place(self) -> bool:
        """Whether it takes one of the batch's places."""
        return self.state in _TAKING


_TAKING = (EnrolmentState.APPROVED, EnrolmentState.ACTIVE, EnrolmentState.COMPLETED)

STEPS: Mapping[EnrolmentState, frozenset[EnrolmentState]] = {
    EnrolmentState.PROPOSED: frozenset(
        {EnrolmentState.APPROVED, EnrolmentState.DROPPED}
    ),
    EnrolmentState.APPROVED: frozenset({EnrolmentState.ACTIVE, EnrolmentState.DROPPED}),
    EnrolmentState.ACTIVE: frozenset(
        {EnrolmentState.COMPLETED, EnrolmentState.DROPPED}
    ),
    EnrolmentState.COMPLETED: frozenset(),
    EnrolmentState.DROPPED: frozenset({EnrolmentState.PROPOSED}),
}
"""Where each state may lead; an undo goes back whence it came."""

ADVANCE = (
    EnrolmentState.PROPOSED,
    EnrolmentState.APPROVED,
    EnrolmentState.ACTIVE,
    EnrolmentState.COMPLETED,
)
"""The way from a proposal to the end."""

_STEP = Decimal("0.0001")


def state_on(enrolment: Enrolment, batch: Batch, on: date) -> EnrolmentState:
    """Return where an enrolment is on a day: approved is active once the batch began."""
    if enrolment.state is EnrolmentState.APPROVED and batch.since <= on:
        return EnrolmentState.ACTIVE
    return enrolment.state


def may_step(enrolment: Enrolment, batch: Batch, to: EnrolmentState, on: date) -> bool:
    """Whether an enrolment may go to another state on a day."""
    return to in STEPS[state_on(enrolment, batch, on)]


def stepped(
    enrolment: Enrolment,
    to: EnrolmentState,
    *,
    by: str,
    at: datetime,
    reason: str = "",
    completed_on: date | None = None,
    hours_learned: Decimal | None = None,
    source: str = "",
) -> Enrolment:
    """Return the revision that a step makes."""
    return replace(
        enrolment,
        state=to,
        reason=reason,
        completed_on=completed_on,
        hours_learned=hours_learned,
        source=source,
        revision=enrolment.revision + 1,
        before=enrolment.revision,
        recorded_by=by,
        recorded_at=at,
    )


def undone(
    history: Sequence[Enrolment], *, by: str, at: datetime, reason: str
) -> Enrolment:
    """Return the revision that goes back by one step.

    Undone again, it goes back further. What was first is undone by dropping it.

    Args:
        history: All revisions, the first one first.
        by: Account id.
        at: When.
        reason: What a first one that is dropped bears.
    """
    newest = history[-1]
    if not newest.before:
        return stepped(newest, EnrolmentState.DROPPED, by=by, at=at, reason=reason)
    earlier = next(row for row in history if row.revision == newest.before)
    return replace(
        earlier, revision=newest.revision + 1, recorded_by=by, recorded_at=at
    )


def places_left(batch: Batch, enrolments: Iterable[Enrolment]) -> int | None:
    """Return how many places are free; none where there is no limit.

    Args:
        batch: The batch.
        enrolments: The newest revisions in it.
    """
    if batch.places is None:
        return None
    return batch.places - sum(1 for row in enrolments if row.takes_place)


def is_open_on(programme: Programme, batch: Batch, on: date) -> bool:
    """Whether people may be proposed for a batch on a day."""
    return programme.state is ProgrammeState.OPEN and on <= batch.until


def has_day(programme: Programme, day: date) -> bool:
    """Whether a day is one of the programme's."""
    return programme.since <= day and (
        programme.until is None or day <= programme.until
    )


def help_of(
    outcomes: Iterable[ProgrammeOutcome],
    competency_code: str,
    held: int,
    required: int,
) -> Help:
    """Say what outcomes do for a requirement of a person who holds some level."""
    reached = max(
        (o.level for o in outcomes if o.competency_code == competency_code), default=0
    )
    if held >= required or reached <= held:
        return Help.NONE
    return Help.WHOLLY if reached >= required else Help.PARTLY


def amount_for(hours: Decimal, conversion: JpConversion | None) -> Decimal:
    """Return how much of what a route counts makes so many JP.

    A hair more where no such amount is exact: JP are rounded down.
    """
    if conversion is None or conversion.basis is Basis.ACTUAL or not conversion.value:
        return hours
    return (hours / conversion.value).quantize(_STEP, ROUND_UP).normalize()
