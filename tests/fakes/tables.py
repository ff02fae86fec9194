"""What the fake storage holds."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from course_builder.model.media import Media
from lti_service.domain.access import AccessView
from lti_service.domain.agency_plan import PlanItem, PlanRevision, PlanStep, Spending
from lti_service.domain.api_token import ApiToken, Replay
from lti_service.domain.assignment import HandIn, Mark, MarkDraft
from lti_service.domain.attempt import Attempt, RecordedEvent
from lti_service.domain.audit import AuditEntry
from lti_service.domain.circuit import Circuit
from lti_service.domain.claim import ClaimReview
from lti_service.domain.course import CourseOffer, PublishedRelease, ReleaseDraft
from lti_service.domain.credential import Credential, IssuerProfile
from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.digest import Digest, NoticeChoice
from lti_service.domain.evidence import Decision, Evidence
from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    PositionStandard,
)
from lti_service.domain.gradebook import Comparison
from lti_service.domain.grant import Grant, Invitation
from lti_service.domain.hand_in_file import HandInFile
from lti_service.domain.import_run import ImportDraft, RecordedImport
from lti_service.domain.individual_plan import IndividualPlan
from lti_service.domain.launch import (
    Account,
    Platform,
    ResourceLink,
    Session,
)
from lti_service.domain.learning_hours import JpConversion, JpEntry
from lti_service.domain.moderation import Moderation
from lti_service.domain.moodle_attempt import SeenAttempt
from lti_service.domain.moodle_ledger import (
    MoodleAccount,
    MoodleConnection,
    MoodleMapping,
    MoodleParticipant,
    Observation,
    SyncRun,
)
from lti_service.domain.moodle_plan import (
    MoodleCompetency,
    PlanRead,
    SeenPlan,
    SeenRating,
)
from lti_service.domain.moodle_push import MirrorItem
from lti_service.domain.moodle_sync import MoodleActivity, MoodleCourse
from lti_service.domain.needs import (
    CareerTarget,
    Mandate,
    NeedChange,
    NeedItem,
    NeedsCycle,
    StageChange,
)
from lti_service.domain.objection import Objection
from lti_service.domain.observation import (
    Drill,
    Observation as WorkObservation,
    ObservationSheet,
)
from lti_service.domain.organisation import (
    FormerUnit,
    Person,
    PersonIdentifier,
    Position,
    Posting,
    Unit,
)
from lti_service.domain.outbox import (
    OutboxMessage,
)
from lti_service.domain.programme import Batch, Enrolment, Programme
from lti_service.domain.registration import RegistrationInvitation
from lti_service.domain.roster import Member, Roster
from lti_service.domain.rule import RuleParameter
from lti_service.domain.summary import PersonSummary
from lti_service.domain.survey import SurveyResponse
from lti_service.domain.transcript import TranscriptRecord
from lti_service.errors import ConflictError
from tests.fakes.author_rule import author_parameters
from tests.fakes.hours_rule import hours_parameters, jp_conversions
from tests.fakes.marking_rule import marking_parameters
from tests.fakes.needs_rule import needs_parameters
from tests.fakes.plan_rule import plan_parameters

Stored = TypeVar("Stored")

_KINDS = {
    "quiz": ("0.2", "1", "12"),
    "simulation": ("0.4", "2", "24"),
    "assignment": ("0.6", "3", "36"),
    "observation": ("0.8", "4", "24"),
    "assessment_centre": ("1.0", "5", "36"),
    "certificate": ("0.4", "2", "36"),
    "self": ("0", "0", "12"),
}
_NUMBERS = {
    "threshold": ("1.0", "weight"),
    "pass_mark": ("0.75", "share"),
    "most_of_a_kind": ("2", "rows"),
    "two_assessors_from": ("3", "level"),
    "expiring_days": ("90", "days"),
    "holding_months": ("36", "months"),
}


def mastery_parameters() -> list[RuleParameter]:
    """Version 1 of the mastery rule, as a migrated database has it."""
    numbers = dict(_NUMBERS)
    for kind, (weight, level, months) in _KINDS.items():
        numbers[f"weight.{kind}"] = (weight, "weight")
        numbers[f"highest_level.{kind}"] = (level, "level")
        numbers[f"currency_months.{kind}"] = (months, "months")
    basis = "Usulan awal, menunggu penetapan daerah"
    return [
        RuleParameter(
            f"mastery.{code}",
            Decimal(value),
            unit,
            1,
            valid_from=date(2000, 1, 1),
            valid_to=None,
            legal_basis=basis,
        )
        for code, (value, unit) in numbers.items()
    ]


_TIERS = {
    "jpt utama": "5",
    "jpt madya": "5",
    "jpt pratama": "4",
    "administrator": "3",
    "pengawas": "2",
    "pelaksana": "1",
}


def tier_parameters() -> list[RuleParameter]:
    """Lowest managerial level of each group, as a migrated database has it."""
    law = "Peraturan Menteri PANRB 38/2017"
    look = " (periksa: belum dicocokkan dengan naskahnya)"
    return [
        RuleParameter(
            f"tier_level.{group}",
            Decimal(value),
            "level",
            1,
            valid_from=date(2018, 1, 1),
            valid_to=None,
            legal_basis=law + look * (group == "jpt utama"),
        )
        for group, value in _TIERS.items()
    ]


def moderation_parameters() -> list[RuleParameter]:
    """How much is moderated, as a migrated database has it."""
    numbers = {
        "least": ("3", "decisions"),
        "share": ("0.1", "share"),
        "kappa": ("0.6", "kappa"),
    }
    return [
        RuleParameter(
            f"moderation.{code}",
            Decimal(value),
            unit,
            1,
            valid_from=date(2000, 1, 1),
            valid_to=None,
            legal_basis="aturan internal, periksa",
        )
        for code, (value, unit) in numbers.items()
    ]


def report_parameters() -> list[RuleParameter]:
    """Least numbers of people and hours, as a migrated database has them."""
    own = "aturan internal, periksa"
    law = "PermenPANRB 38/2018; Peraturan BKN 8/2019 (periksa: belum dicocokkan dengan "
    numbers = {
        "report.smallest_group": (
            5,
            "people",
            f"{own}; UU 27/2022 meminta pelindungan",
        ),
        "item.difficulty": (10, "people", own),
        "item.discrimination": (15, "people", own),
        "item.sure": (30, "people", own),
        "ipasn.technical_hours": (20, "hours", f"{law}naskahnya)"),
    }
    return [
        RuleParameter(code, Decimal(value), unit, 1, date(2000, 1, 1), None, basis)
        for code, (value, unit, basis) in numbers.items()
    ]


@dataclass
class KeptSummaries:
    """What reports read, and what of each person was seen when it was computed."""

    people: dict[str, PersonSummary] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    day: date | None = None
    generation: int = 0
    again: bool = False
    everybody: bool = False

    def __copy__(self) -> "KeptSummaries":
        return KeptSummaries(
            dict(self.people),
            dict(self.revisions),
            dict(self.seen),
            self.day,
            self.generation,
            self.again,
            self.everybody,
        )


@dataclass
class Tables:
    """Everything stored; values are frozen, so that copying the tables is enough."""

    platforms: dict[str, Platform] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    api_tokens: dict[str, ApiToken] = field(default_factory=dict)
    api_replays: dict[tuple[str, str], Replay] = field(default_factory=dict)
    links: dict[str, ResourceLink] = field(default_factory=dict)
    column_asks: dict[str, datetime] = field(default_factory=dict)
    comparisons: dict[str, Comparison] = field(default_factory=dict)
    rosters: dict[str, Roster] = field(default_factory=dict)
    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    nonces: dict[tuple[str, str], datetime] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    reviews: dict[tuple[str, str], ClaimReview] = field(default_factory=dict)
    picks: dict[str, ContentPick] = field(default_factory=dict)
    releases: dict[str, PublishedRelease] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    offers: list[CourseOffer] = field(default_factory=list)
    drafts: dict[str, ReleaseDraft] = field(default_factory=dict)
    draft_contents: dict[str, bytes] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    events: dict[tuple[str, str], RecordedEvent] = field(default_factory=dict)
    hand_ins: list[HandIn] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    observation_sheets: list[ObservationSheet] = field(default_factory=list)
    drills: list[Drill] = field(default_factory=list)
    observations: list[WorkObservation] = field(default_factory=list)
    mark_drafts: dict[tuple[str, str], MarkDraft] = field(default_factory=dict)
    hand_in_files: dict[tuple[str, str], HandInFile] = field(default_factory=dict)
    file_contents: dict[str, bytes] = field(default_factory=dict)
    responses: dict[str, SurveyResponse] = field(default_factory=dict)
    outbox: dict[tuple[str, str], OutboxMessage] = field(default_factory=dict)
    circuits: dict[str, Circuit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    postings: dict[tuple[str, date], Posting] = field(default_factory=dict)
    identifiers: list[PersonIdentifier] = field(default_factory=list)
    former_units: dict[tuple[str, date], FormerUnit] = field(default_factory=dict)
    import_runs: list[RecordedImport] = field(default_factory=list)
    import_drafts: dict[str, ImportDraft] = field(default_factory=dict)
    frameworks: dict[str, Framework] = field(default_factory=dict)
    competencies: dict[str, Competency] = field(default_factory=dict)
    levels: dict[tuple[str, int], CompetencyLevel] = field(default_factory=dict)
    standards: dict[tuple[str, str, date], PositionStandard] = field(
        default_factory=dict
    )
    evidence: dict[tuple[str, str, int, str], Evidence] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    hours: list[JpEntry] = field(default_factory=list)
    conversions: list[JpConversion] = field(default_factory=jp_conversions)
    credentials: dict[str, Credential] = field(default_factory=dict)
    issuers: list[IssuerProfile] = field(default_factory=list)
    credential_keys: list[tuple[str, str, datetime]] = field(default_factory=list)
    transcripts: dict[str, TranscriptRecord] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    registration_invitations: dict[str, RegistrationInvitation] = field(
        default_factory=dict
    )
    keys: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)
    rules: list[RuleParameter] = field(
        default_factory=lambda: [
            *mastery_parameters(),
            *tier_parameters(),
            *moderation_parameters(),
            *marking_parameters(),
            *hours_parameters(),
            *author_parameters(),
            *needs_parameters(),
            *plan_parameters(),
            *report_parameters(),
        ]
    )
    objections: dict[str, Objection] = field(default_factory=dict)
    plan_items: list[PlanItem] = field(default_factory=list)
    plan_steps: list[PlanStep] = field(default_factory=list)
    plan_revisions: list[PlanRevision] = field(default_factory=list)
    plan_spendings: list[Spending] = field(default_factory=list)
    individual_plans: list[IndividualPlan] = field(default_factory=list)
    moderations: list[Moderation] = field(default_factory=list)
    programmes: dict[tuple[str, int], Programme] = field(default_factory=dict)
    batches: dict[tuple[str, int], Batch] = field(default_factory=dict)
    enrolments: dict[tuple[str, int], Enrolment] = field(default_factory=dict)
    needs_cycles: dict[int, NeedsCycle] = field(default_factory=dict)
    needs_stages: list[StageChange] = field(default_factory=list)
    need_items: dict[str, NeedItem] = field(default_factory=dict)
    need_changes: list[NeedChange] = field(default_factory=list)
    need_mandates: dict[str, Mandate] = field(default_factory=dict)
    career_targets: list[CareerTarget] = field(default_factory=list)
    summaries: KeptSummaries = field(default_factory=KeptSummaries)
    notice_choices: dict[str, NoticeChoice] = field(default_factory=dict)
    digest_days: set[date] = field(default_factory=set)
    digests: dict[tuple[str, date], Digest] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    access_views: list[AccessView] = field(default_factory=list)

    moodles: dict[str, MoodleConnection] = field(default_factory=dict)
    moodle_courses: dict[tuple[str, int], MoodleCourse] = field(default_factory=dict)
    moodle_activities: dict[tuple[str, int], tuple[int, MoodleActivity]] = field(
        default_factory=dict
    )
    moodle_accounts: dict[tuple[str, int], MoodleAccount] = field(default_factory=dict)
    moodle_participants: dict[tuple[str, int, int], MoodleParticipant] = field(
        default_factory=dict
    )
    moodle_observations: list[Observation] = field(default_factory=list)
    moodle_attempts: list[SeenAttempt] = field(default_factory=list)
    moodle_competencies: dict[tuple[str, int], MoodleCompetency] = field(
        default_factory=dict
    )
    moodle_ratings: list[SeenRating] = field(default_factory=list)
    moodle_plans: list[SeenPlan] = field(default_factory=list)
    moodle_plan_reads: dict[tuple[str, int], PlanRead] = field(default_factory=dict)
    moodle_mappings: list[MoodleMapping] = field(default_factory=list)
    moodle_runs: dict[str, SyncRun] = field(default_factory=dict)
    moodle_file_places: dict[tuple[str, int, str], int] = field(default_factory=dict)
    moodle_file_users: dict[tuple[str, str], int] = field(default_factory=dict)
    moodle_mirrors: dict[tuple[str, str], MirrorItem] = field(default_factory=dict)

    def copy(self) -> "Tables":
        return Tables(**{name: copy(value) for name, value in vars(self).items()})


def refuse(*, when: bool, code: str = "conflict") -> None:
    if when:
        raise ConflictError(code)


def holds(start: date, end: date | None, on: date) -> bool:
    return start <= on and (end is None or on <= end)


def newest_first(
    rows: Iterable[Stored], age: Callable[[Stored], Any]
) -> Sequence[Stored]:
    return sorted(rows, key=age)[::-1]
