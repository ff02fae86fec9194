"""Small valid facts of the service; tests name only what they are about."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from lti_service.domain.agency_plan import PlanItem, PlanItemState
from lti_service.domain.attempt import Attempt, Event, RecordedEvent
from lti_service.domain.course import (
    CourseOffer,
    DraftState,
    OfferAct,
    PublishedRelease,
    ReleaseDraft,
)
from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.evidence import Decision, Evidence, EvidenceState, Outcome
from lti_service.domain.framework import Competency, PositionStandard
from lti_service.domain.grant import Grant, Invitation, Role
from lti_service.domain.individual_plan import (
    IndividualItem,
    IndividualPlan,
    IndividualPlanState,
)
from lti_service.domain.launch import (
    Account,
    Content,
    Platform,
    ResourceLink,
    Session,
)
from lti_service.domain.learning_hours import JpEntry, JpState, Scope
from lti_service.domain.needs import (
    CycleState,
    GapKind,
    NeedItem,
    NeedsCycle,
    NeedState,
    Priority,
)
from lti_service.domain.observation import (
    Drill,
    Observation,
    ObservationSheet,
    SheetCriterion,
    SheetOutcome,
)
from lti_service.domain.organisation import Person, Position, Posting, Unit
from lti_service.domain.programme import (
    Batch,
    Enrolment,
    EnrolmentState,
    Mode,
    Programme,
    ProgrammeOutcome,
    ProgrammeState,
)
from lti_service.domain.roster import Member, MemberRole, MemberState, Roster
from tests.fakes import MORNING

TODAY = date(2026, 11, 24)
COURSE = Content(course_id="manajemen-bencana")

Fact = TypeVar("Fact")


def _made(
    kind: type[Fact], fields: Mapping[str, Any], changes: Mapping[str, Any]
) -> Fact:
    return kind(**{**fields, **changes})


def platform(**changes: Any) -> Platform:
    fields = {
        "id": "platform-1",
        "issuer": "https://lms.example",
        "client_id": "client-1",
        "name": "LMS Provinsi",
        "auth_url": "https://lms.example/auth",
        "token_url": "https://lms.example/token",
        "jwks_url": "https://lms.example/certs",
        "deployments": frozenset({"1", "2"}),
        "trust_nip": False,
        "created_at": MORNING,
    }
    return _made(Platform, fields, changes)


def account(**changes: Any) -> Account:
    fields = {
        "id": "account-1",
        "platform_id": "platform-1",
        "subject": "subject-1",
        "name": "Peserta Satu",
        "email": "satu@example.org",
        "person_id": None,
        "claimed_nip": "",
        "created_at": MORNING,
        "seen_at": MORNING,
    }
    return _made(Account, fields, changes)


def resource_link(**changes: Any) -> ResourceLink:
    fields = {
        "id": "link-1",
        "platform_id": "platform-1",
        "deployment_id": "1",
        "lti_id": "activity-1",
        "title": "Manajemen Bencana",
        "context_id": "context-1",
        "context_title": "Pelatihan Dasar",
        "line_item_url": "https://lms.example/lineitem/1",
        "content": COURSE,
    }
    return _made(ResourceLink, fields, changes)


def roster(**changes: Any) -> Roster:
    fields = {
        "id": "roster-1",
        "platform_id": "platform-1",
        "deployment_id": "1",
        "memberships_url": "https://lms.example/memberships/1",
        "context_id": "context-1",
        "context_title": "Pelatihan Dasar",
        "due_at": MORNING,
    }
    return _made(Roster, fields, changes)


def member(**changes: Any) -> Member:
    fields = {
        "roster_id": "roster-1",
        "subject": "subject-1",
        "name": "Peserta Satu",
        "role": MemberRole.LEARNER,
        "state": MemberState.ACTIVE,
        "joined_on": TODAY,
    }
    return _made(Member, fields, changes)


def pick(**changes: Any) -> ContentPick:
    fields = {
        "id": "pick-1",
        "account_id": "account-1",
        "platform_id": "platform-1",
        "deployment_id": "1",
        "resource_link_id": "",
        "return_url": "https://lms.example/return?sesskey=1",
        "data": "",
        "multiple": True,
        "line_items": True,
        "expires_at": MORNING + timedelta(hours=12),
    }
    return _made(ContentPick, fields, changes)


def session(**changes: Any) -> Session:
    fields = {
        "id": "session-1",
        "account_id": "account-1",
        "instructor": False,
        "frame_ancestor": "https://lms.example",
        "locale": "id",
        "created_at": MORNING,
        "expires_at": MORNING + timedelta(hours=12),
    }
    return _made(Session, fields, changes)


def release(**changes: Any) -> PublishedRelease:
    fields = {
        "id": "release-1",
        "course_id": COURSE.course_id,
        "version": "1.0",
        "title": "Manajemen Bencana",
        "language": "id",
        "content_hash": "aa" * 32,
        "published_at": MORNING,
    }
    return _made(PublishedRelease, fields, changes)


def offer(**changes: Any) -> CourseOffer:
    fields = {
        "course_id": COURSE.course_id,
        "number": 1,
        "release_id": "release-1",
        "act": OfferAct.PUBLISHED,
        "offered_by": "cli",
        "offered_at": MORNING,
    }
    return _made(CourseOffer, fields, changes)


def draft(**changes: Any) -> ReleaseDraft:
    fields = {
        "id": "draft-1",
        "course_id": COURSE.course_id,
        "version": "1.1",
        "title": "Manajemen Bencana",
        "language": "id",
        "content_hash": "bb" * 32,
        "uploaded_by": "account-1",
        "uploaded_at": MORNING,
        "state": DraftState.WAITING,
        "changed_at": MORNING,
    }
    return _made(ReleaseDraft, fields, changes)


def attempt(**changes: Any) -> Attempt:
    fields = {
        "id": "attempt-1",
        "account_id": "account-1",
        "resource_link_id": "link-1",
        "release_id": "release-1",
        "module_id": "",
        "started_at": MORNING,
        "updated_at": MORNING,
    }
    return _made(Attempt, fields, changes)


def recorded_event(event_id: str = "event-0001", **changes: Any) -> RecordedEvent:
    fields = {
        "event": Event(event_id, "answered", "q-siaga", MORNING, ("b",)),
        "attempt_id": "attempt-1",
        "received_at": MORNING + timedelta(seconds=2),
        "reply": {"id": event_id, "score": {"given": 2, "maximum": 2.5}},
    }
    return _made(RecordedEvent, fields, changes)


def unit(**changes: Any) -> Unit:
    fields = {
        "code": "BPBD",
        "name": "Badan Penanggulangan Bencana Daerah",
        "kind": "badan",
        "parent_code": "",
        "island": "Halmahera",
    }
    return _made(Unit, fields, changes)


def position(**changes: Any) -> Position:
    fields = {
        "code": "ANALIS",
        "name": "Analis Kebencanaan",
        "group": "pelaksana",
        "grade": "7",
    }
    return _made(Position, fields, changes)


def person(**changes: Any) -> Person:
    fields = {
        "id": "person-1",
        "name": "Pegawai Satu",
        "nip": "199001012015011001",
        "employment_type": "PNS",
        "email": "pegawai.satu@example.org",
    }
    return _made(Person, fields, changes)


def posting(**changes: Any) -> Posting:
    fields = {
        "person_id": "person-1",
        "position_code": "ANALIS",
        "unit_code": "BPBD",
        "supervisor_id": None,
        "since": date(2024, 1, 1),
        "until": None,
    }
    return _made(Posting, fields, changes)


def competency(**changes: Any) -> Competency:
    fields = {
        "code": "KT.KB.01",
        "framework_code": "TEKNIS",
        "name": "Penanggulangan bencana",
        "kind": "teknis",
    }
    return _made(Competency, fields, changes)


def standard(**changes: Any) -> PositionStandard:
    fields = {
        "position_code": "ANALIS",
        "competency_code": "KT.KB.01",
        "level": 2,
        "necessity": "wajib",
        "valid_from": date(2025, 1, 1),
        "valid_to": None,
        "legal_basis": "",
    }
    return _made(PositionStandard, fields, changes)


def evidence(**changes: Any) -> Evidence:
    fields = {
        "id": "evidence-1",
        "person_id": "person-1",
        "competency_code": "KT.KB.01",
        "level": 2,
        "kind": "quiz",
        "result": Decimal("0.875"),
        "observed_on": TODAY,
        "valid_until": None,
        "assessor_id": None,
        "activity": "manajemen-bencana",
        "source": "attempt:attempt-1",
        "state": EvidenceState.ACCEPTED,
        "rule_version": 1,
        "recorded_at": MORNING,
    }
    return _made(Evidence, fields, changes)


def decision(**changes: Any) -> Decision:
    fields = {
        "id": "decision-1",
        "number": 1,
        "person_id": "person-1",
        "competency_code": "KT.KB.01",
        "level": 2,
        "outcome": Outcome.ACHIEVED,
        "reason": "Bukti cukup.",
        "evidence_ids": ("evidence-1", "evidence-2"),
        "follows_proposal": True,
        "decided_by": "person-2",
        "decided_at": MORNING,
        "valid_until": date(2029, 11, 24),
        "rule_version": 1,
        "supersedes": None,
    }
    return _made(Decision, fields, changes)


def jp_entry(**changes: Any) -> JpEntry:
    fields = {
        "id": "jp-1",
        "person_id": "person-1",
        "activity": "Seminar kebencanaan",
        "organiser": "Pemerintah Daerah",
        "course_id": "",
        "route": "B6",
        "scope": Scope.NATIONAL,
        "since": TODAY,
        "until": TODAY,
        "amount": Decimal(1),
        "proof": "Sertifikat 7/2026",
        "state": JpState.SUBMITTED,
        "reason": "",
        "verifier_id": None,
        "record": "import:1",
        "revision": 1,
        "recorded_at": MORNING,
    }
    return _made(JpEntry, fields, changes)


def plan_item(**changes: Any) -> PlanItem:
    fields = {
        "id": "item-1",
        "year": 2026,
        "version": 1,
        "number": 1,
        "competency_code": "T-PB-01",
        "level": 2,
        "need_ids": (),
        "person_ids": (),
        "unit_code": "",
        "people": 5,
        "route": "B3",
        "organiser": "BPSDM",
        "programme_code": "",
        "first_month": 4,
        "last_month": 5,
        "curriculum": "Sesuai kurikulum instansi pembina",
        "budget": 15_000_000,
        "funding": "APBD",
        "state": PlanItemState.DRAFT,
        "revision": 0,
        "changed_by": "cli",
        "changed_at": MORNING,
    }
    return _made(PlanItem, fields, changes)


def individual_item(**changes: Any) -> IndividualItem:
    fields = {
        "plan_item_id": "",
        "competency_code": "T-PB-01",
        "level": 2,
        "activity": "Coaching dengan kepala seksi",
        "route": "C1",
        "due_on": date(2026, 12, 15),
    }
    return _made(IndividualItem, fields, changes)


def individual_plan(**changes: Any) -> IndividualPlan:
    fields = {
        "id": "rpi-1",
        "person_id": "person-1",
        "year": 2026,
        "row": 1,
        "version": 1,
        "state": IndividualPlanState.DRAFT,
        "items": (individual_item(),),
        "supervisor_id": None,
        "note": "",
        "agreed_on": None,
        "by": "person-1",
        "at": MORNING,
    }
    return _made(IndividualPlan, fields, changes)


def needs_cycle(**changes: Any) -> NeedsCycle:
    fields = {
        "year": 2027,
        "reference_date": TODAY,
        "state": CycleState.INVENTORY,
        "inventory_until": date(2026, 12, 31),
        "verification_until": date(2027, 1, 31),
        "validation_until": date(2027, 2, 28),
        "opened_by": "cli",
        "opened_at": MORNING,
        "state_at": MORNING,
    }
    return _made(NeedsCycle, fields, changes)


def need_item(**changes: Any) -> NeedItem:
    fields = {
        "id": "need-1",
        "year": 2027,
        "person_id": "person-1",
        "unit_code": "BPBD",
        "position_code": "ANALIS",
        "kind": GapKind.COMPETENCY,
        "subject": "KT.KB.01",
        "competency_code": "KT.KB.01",
        "title": "",
        "held": 0,
        "required": 2,
        "provisional": True,
        "necessity": "wajib",
        "target_code": "",
        "reason": "",
        "priority": Priority.HIGH,
        "priority_by": "",
        "state": NeedState.PROPOSED,
        "proposed_by": "inventory",
        "proposed_at": MORNING,
        "changed_by": "inventory",
        "changed_at": MORNING,
    }
    return _made(NeedItem, fields, changes)


def grant(**changes: Any) -> Grant:
    fields = {
        "id": "grant-1",
        "role": Role.ASSESSOR,
        "person_id": None,
        "account_id": "account-1",
        "unit_code": "",
        "until": None,
        "granted_by": "cli",
        "granted_at": MORNING,
    }
    return _made(Grant, fields, changes)


def invitation(**changes: Any) -> Invitation:
    fields = {
        "code_hash": "bb" * 32,
        "role": Role.ADMINISTRATOR,
        "expires_at": MORNING + timedelta(hours=24),
    }
    return _made(Invitation, fields, changes)


def programme(**changes: Any) -> Programme:
    fields = {
        "code": "PB-01",
        "title": "Penanggulangan bencana dasar",
        "outcomes": (ProgrammeOutcome("T-PB-01", 2),),
        "hours": Decimal(8),
        "route": "B3",
        "target_group": "Pengawas di kecamatan",
        "organiser": "BPSDM",
        "owner_unit": "",
        "course_id": "",
        "lms_reference": "",
        "since": date(2026, 1, 1),
        "until": date(2026, 12, 31),
        "state": ProgrammeState.OPEN,
        "version": 1,
        "recorded_at": MORNING,
    }
    return _made(Programme, fields, changes)


def batch(**changes: Any) -> Batch:
    fields = {
        "id": "PB-01-A",
        "programme_code": "PB-01",
        "name": "Angkatan I",
        "since": date(2026, 11, 16),
        "until": date(2026, 11, 27),
        "mode": Mode.CLASSICAL,
        "places": 2,
        "facilitator": "Widyaiswara",
        "context_id": "",
        "revision": 1,
        "recorded_at": MORNING,
    }
    return _made(Batch, fields, changes)


def enrolment(**changes: Any) -> Enrolment:
    fields = {
        "id": "en-1",
        "person_id": "person-1",
        "batch_id": "PB-01-A",
        "plan_item_id": "",
        "state": EnrolmentState.PROPOSED,
        "reason": "",
        "completed_on": None,
        "hours_learned": None,
        "source": "",
        "revision": 1,
        "before": 0,
        "recorded_by": "account-1",
        "recorded_at": MORNING,
    }
    return _made(Enrolment, fields, changes)


def observation_sheet(**changes: Any) -> ObservationSheet:
    """A sheet of two criteria, the first of which must be met."""
    words = ("Tidak", "Sedikit", "Cukup", "Tepat")
    fields = {
        "id": "sheet-1",
        "version": 1,
        "title": "Latihan evakuasi",
        "outcomes": (SheetOutcome("T-PB-01", 3),),
        "instructions": "Amati dari jauh.",
        "levels": ("Belum", "Sebagian", "Cukup", "Sangat baik"),
        "criteria": (
            SheetCriterion("Memakai jalur", words, required=True),
            SheetCriterion("Menenangkan warga", words, required=False),
        ),
        "source": "",
        "ended": False,
        "saved_by": "a-admin",
        "saved_at": MORNING,
    }
    return _made(ObservationSheet, fields, changes)


def drill(**changes: Any) -> Drill:
    """A drill of today with one observer and one participant."""
    fields = {
        "id": "drill-1",
        "revision": 1,
        "sheet_id": "sheet-1",
        "sheet_version": 1,
        "title": "Latihan tsunami",
        "day": date(2026, 11, 24),
        "place": "Lapangan",
        "unit_code": "",
        "observers": ("person-2",),
        "participants": ("person-1",),
        "cancelled": False,
        "saved_by": "a-admin",
        "saved_at": MORNING,
    }
    return _made(Drill, fields, changes)


def observation(**changes: Any) -> Observation:
    """What one observer saw of one participant."""
    fields = {
        "id": "10000000-0000-4000-8000-000000000001",
        "record": "r-1",
        "revision": 1,
        "drill_id": "drill-1",
        "sheet_id": "sheet-1",
        "sheet_version": 1,
        "person_id": "person-1",
        "observer_id": "person-2",
        "levels": (3, 4),
        "comments": ("", "Tenang"),
        "comment": "Baik",
        "result": Decimal("0.875"),
        "passed": True,
        "on": date(2026, 11, 24),
        "observed_at": MORNING,
        "received_at": MORNING,
        "withdrawn": False,
        "reason": "",
        "rule_version": 1,
        "said_by": "a-2",
    }
    return _made(Observation, fields, changes)
