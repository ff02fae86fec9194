"""Learning plans and ratings of competencies in a Moodle: as told, and as kept.

A rating that somebody gives there is what they saw of a person: evidence, never a decision.
A plan that was made there is shown with where it comes from, and gives nothing by itself.

Source: Moodle 4.5.6 (Build 20250811), `competency/classes/api.php`, and recorded.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lti_service.domain.evidence import HIGHEST_LEVEL
from lti_service.domain.framework import Competency
from lti_service.domain.moodle_ledger import MappedOutcome, MoodleMapping
from lti_service.domain.moodle_sync import MoodleUser
from lti_service.locale import Sentence

COMPETENCIES = -1
"""Stands for a course in mappings whose activities are competencies of the Moodle."""

RATED_AS = "observation"
"""The kind of evidence that a rating is where no mapping says another."""

OF_ONESELF = "self"
"""The kind where rater and rated are one: shown, and of no weight."""

_PUSHED = re.compile(r"Keputusan nomor \d{1,12}, .*|Tidak ada lagi keputusan .*")
_NODE = re.compile(rf"(.+)\.([1-{HIGHEST_LEVEL}])")


class PlanStatus(StrEnum):
    """Where a plan is; what is a draft or in review there is not read."""

    ACTIVE = "active"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class MoodleCompetency:
    """A competency of a Moodle, ours or not.

    Attributes:
        framework: What its framework is called; empty where the token may not see it.
    """

    id: int
    idnumber: str
    name: str
    framework: str


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A competency in somebody's plan.

    Attributes:
        is_proficient: None while it is not rated.
    """

    competency_id: int
    is_proficient: bool | None


@dataclass(frozen=True, slots=True)
class MoodlePlan:
    """A plan of somebody, as Moodle tells it."""

    id: int
    name: str
    status: PlanStatus
    due_at: datetime | None
    items: tuple[PlanItem, ...]


@dataclass(frozen=True, slots=True)
class MoodleRating:
    """A rating that somebody gave, as Moodle tells it.

    Attributes:
        line_id: Of the line in the competency's history there.
        rater_id: Whose account gave it.
        is_proficient: None where the rater took their rating back.
        note: What they wrote with it; plain text.
        place: Name of the plan or course in which it was given; empty for neither.
    """

    line_id: int
    competency_id: int
    rater_id: int
    is_proficient: bool | None
    note: str = field(repr=False)
    place: str
    rated_at: datetime


Stamps = Mapping[str, str]
"""How each competency of somebody stood when it was read: grade and time of change, by
``<competency>`` or ``<course>/<competency>``."""


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """Whose plans and ratings are asked for.

    Attributes:
        courses: In which they take part.
        stamps: As they were kept: what stands alike is not asked for again.
    """

    user_id: int
    courses: Sequence[int]
    stamps: Stamps


@dataclass(frozen=True, slots=True)
class UserPlans:
    """Plans and ratings of somebody.

    Attributes:
        ratings: Of the competencies that stand otherwise than before.
        pushed: How many lines of theirs this service wrote itself.
        raters: Accounts of those who rated.
        unread: Why ratings in courses could not be read, a key of
            `errors.EXPLANATIONS`; else empty.
    """

    user_id: int
    plans: Sequence[MoodlePlan]
    ratings: Sequence[MoodleRating]
    pushed: int
    competencies: Sequence[MoodleCompetency]
    raters: Sequence[MoodleUser]
    stamps: Stamps
    unread: str = ""


@dataclass(frozen=True, slots=True)
class PlanReader:
    """Somebody whose plans are read.

    Attributes:
        read_at: When they were read last; none for never, or since that was undone.
        came: Whether their progress in a course was read since the time asked about.
    """

    user_id: int
    read_at: datetime | None
    came: bool


@dataclass(frozen=True, slots=True)
class PlanRead:
    """When somebody's plans were read last, and how they stood."""

    moodle_id: str
    user_id: int
    read_at: datetime
    stamps: Stamps


@dataclass(frozen=True, slots=True)
class SeenRating:
    """What a run read of a rating, where it differed from what was known."""

    moodle_id: str
    user_id: int
    line_id: int
    competency_id: int
    rater_id: int
    is_proficient: bool | None
    note: str = field(repr=False)
    place: str
    rated_at: datetime
    run_id: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class SeenPlan:
    """What a run read of a plan, where it differed from what was known.

    Attributes:
        is_gone: Moodle lists it no more.
    """

    moodle_id: str
    user_id: int
    plan_id: int
    name: str
    status: PlanStatus
    due_at: datetime | None
    items: tuple[PlanItem, ...]
    is_gone: bool
    run_id: str
    recorded_at: datetime

    @property
    def says(self) -> tuple[object, ...]:
        """What Moodle said, whenever it was read."""
        return self.name, self.status, self.due_at, self.items, self.is_gone


def is_pushed(note: str) -> bool:
    """Whether a rating's note is one that this service writes with a decision."""
    return _PUSHED.fullmatch(note.strip()) is not None


def rating_news(
    told: UserPlans,
    known: Mapping[int, SeenRating],
    *,
    moodle_id: str,
    run_id: str,
    at: datetime,
) -> list[SeenRating]:
    """Return the ratings that are new, or say another thing now.

    A line of Moodle's history stays as it is, but what its scale calls proficient may
    change. Lines that were deleted there stay here: what was once seen stays seen.
    """
    rows = (
        SeenRating(
            moodle_id,
            told.user_id,
            one.line_id,
            one.competency_id,
            one.rater_id,
            one.is_proficient,
            one.note,
            one.place,
            one.rated_at,
            run_id,
            at,
        )
        for one in told.ratings
    )
    return [
        row
        for row in rows
        if row.line_id not in known
        or known[row.line_id].is_proficient != row.is_proficient
    ]


def plan_news(
    told: UserPlans,
    known: Mapping[int, SeenPlan],
    *,
    moodle_id: str,
    run_id: str,
    at: datetime,
) -> list[SeenPlan]:
    """Return the plans that are new, changed, or listed no more."""
    rows = [
        SeenPlan(
            moodle_id,
            told.user_id,
            one.id,
            one.name,
            one.status,
            one.due_at,
            one.items,
            is_gone=False,
            run_id=run_id,
            recorded_at=at,
        )
        for one in told.plans
    ]
    listed = {row.plan_id for row in rows}
    gone = [
        SeenPlan(
            moodle_id,
            told.user_id,
            one.plan_id,
            one.name,
            one.status,
            one.due_at,
            one.items,
            is_gone=True,
            run_id=run_id,
            recorded_at=at,
        )
        for one in known.values()
        if one.plan_id not in listed
    ]
    return [
        row
        for row in (*rows, *gone)
        if row.plan_id not in known or known[row.plan_id].says != row.says
    ]


def standing_ratings(rows: Iterable[SeenRating]) -> list[SeenRating]:
    """Return what each rater says of each competency of somebody now.

    A rater's later rating stands for the earlier; one that was taken back is none.
    """
    newest: dict[tuple[int, int, int], SeenRating] = {}
    for row in sorted(rows, key=lambda one: (one.rated_at, one.line_id)):
        newest[row.user_id, row.competency_id, row.rater_id] = row
    return [row for row in newest.values() if row.is_proficient is not None]


def record_of_rating(row: SeenRating) -> str:
    """Return what the ledger knows the effect of a rater's word by."""
    return (
        f"moodle:{row.moodle_id}:{COMPETENCIES}:{row.competency_id}"
        f":{row.user_id}:{row.rater_id}"
    )


def level_of_node(
    idnumber: str, known: Mapping[str, Competency]
) -> tuple[str, int] | None:
    """Return which competency and level of ours an ID number names; none for none.

    Frameworks are mirrored with one node a level, ``<competency>.<level>``.
    """
    found = _NODE.fullmatch(idnumber.strip())
    if found is None or idnumber in known or found[1] not in known:
        return None
    return found[1], int(found[2])


@dataclass(frozen=True, slots=True)
class CompetencySuggestion:
    """Which competency of ours one of a Moodle seems to be.

    Attributes:
        level: None where it names no level.
    """

    code: str
    level: int | None
    because: Sentence


def suggest_competency(
    one: MoodleCompetency, known: Mapping[str, Competency]
) -> CompetencySuggestion | None:
    """Return what a competency of a Moodle seems to be; none where nothing says so."""
    number = one.idnumber.strip()
    if node := level_of_node(number, known):
        code, level = node
        return CompetencySuggestion(
            code,
            level,
            Sentence(
                "Nomor ID-nya, {number}, menyebut {name} level {level}.",
                {"number": number, "name": known[code].name, "level": level},
            ),
        )
    if number in known:
        return CompetencySuggestion(
            number,
            None,
            Sentence(
                "Nomor ID-nya adalah kode {name}; pilih levelnya.",
                {"name": known[number].name},
            ),
        )
    name = _plain(one.name)
    alike = [code for code, mine in sorted(known.items()) if _plain(mine.name) == name]
    if len(alike) == 1:
        return CompetencySuggestion(
            alike[0],
            None,
            Sentence(
                "Namanya sama dengan kompetensi {code} di sini; pilih levelnya.",
                {"code": alike[0]},
            ),
        )
    return None


def outcomes_of(
    competencies: Iterable[MoodleCompetency],
    mirrored: Iterable[int],
    mappings: Sequence[MoodleMapping],
    known: Mapping[str, Competency],
) -> dict[int, tuple[MappedOutcome, ...]]:
    """Return what a rating of each competency is evidence of.

    What an administrator said holds, also that it stands for nothing; where they said
    nothing, a node that this service mirrored is its own competency and level.

    Args:
        competencies: Of the Moodle.
        mirrored: Ids of those that this service made there, or found as its own.
        mappings: All revisions of all mappings of that Moodle.
        known: Competencies of ours, by code.
    """
    said: dict[int, MoodleMapping] = {}
    for row in mappings:
        if row.course_id == COMPETENCIES and (
            row.activity_id not in said or said[row.activity_id].revision < row.revision
        ):
            said[row.activity_id] = row
    ours = set(mirrored)
    found: dict[int, tuple[MappedOutcome, ...]] = {}
    for one in competencies:
        if one.id in said:
            mapping = said[one.id]
            found[one.id] = () if mapping.is_ended else mapping.outcomes
        elif one.id in ours and (node := level_of_node(one.idnumber, known)):
            found[one.id] = (MappedOutcome(*node, RATED_AS),)
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
