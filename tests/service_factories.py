"""Small valid facts of the service; tests name only what they are about."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from lti_service.domain.attempt import Attempt, Event, RecordedEvent
from lti_service.domain.course import PublishedRelease
from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.evidence import Decision, Evidence, EvidenceState, Outcome
from lti_service.domain.framework import Competency, PositionStandard
from lti_service.domain.grant import Grant, Invitation, Role
from lti_service.domain.launch import (
    Account,
    Content,
    Platform,
    ResourceLink,
    Session,
)
from lti_service.domain.learning_hours import JpEntry, JpState, Scope
from lti_service.domain.organisation import Person, Position, Posting, Unit
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
        "current": True,
    }
    return _made(PublishedRelease, fields, changes)


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
