"""A small invented office: people, posts, what they require, evidence, sign-in."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient

from course_builder.model.activity_progress import QuestionProgress
from course_builder.model.rendered import RenderedCourse
from lti_service.app import create_app
from lti_service.domain.attempt import Attempt
from lti_service.domain.evidence import (
    Decision,
    Evidence,
    EvidenceState,
    Outcome,
)
from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    PositionStandard,
)
from lti_service.domain.grant import Grant, Role
from lti_service.domain.import_run import Sheet
from lti_service.domain.launch import (
    Account,
    Content,
    ResourceLink,
    Session,
)
from lti_service.domain.organisation import Person, Position, Posting, Unit
from lti_service.domain.rule import MasteryRule, mastery_rule
from lti_service.files.table import read_sheet
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.use_cases.lms.launch import session_id
from tests.fakes import MORNING, FakeStorage, fake_ports
from tests.fakes.tables import mastery_parameters
from tests.lti_service.use_cases.learning.given import LINE_ITEM, PLATFORM

TODAY = date(2026, 11, 24)
RULE: MasteryRule = mastery_rule(mastery_parameters())
NIP = "192501011945011001"
OTHER_NIP = "192802021948021002"
ORIGIN = "https://lms.example"

LEARNER = Person("p-learner", "Pegawai 022", NIP, "PNS", "")
ASSESSOR = Person("p-assessor", "Pegawai 009", OTHER_NIP, "PNS", "")
BOSS = Person("p-boss", "Pegawai 003", "192303031943031003", "PNS", "")
ADMIN = Person("p-admin", "Pegawai 040", "192604041946041004", "PNS", "")
PEOPLE = (LEARNER, ASSESSOR, BOSS, ADMIN)


def office(**changes: Any) -> tuple[FakeStorage, Ports]:
    """Ports on an office of four people, each with an account, one post and a need."""
    storage = FakeStorage()
    tables = storage.tables
    tables.platforms[PLATFORM.id] = PLATFORM
    tables.units["PEMDA"] = Unit("PEMDA", "Pemerintah Daerah", "daerah", "", "")
    tables.units["KEC"] = Unit(
        "KEC", "Kecamatan Seruni", "kecamatan", "PEMDA", "Seruni"
    )
    tables.positions["KASI"] = Position(
        "KASI", "Kepala Seksi Ketenteraman", "pengawas", "IV.a"
    )
    # Of a group without a lowest level: whoever holds it needs nothing.
    tables.positions["STAF"] = Position("STAF", "Pelaksana", "fungsional", "")
    for person in PEOPLE:
        tables.people[person.id] = person
        account = account_of(person)
        tables.accounts[account.id] = account
        post = "KASI" if person is LEARNER else "STAF"
        tables.postings[person.id, date(2026, 1, 5)] = Posting(
            person.id,
            post,
            "KEC",
            BOSS.id if person is LEARNER else None,
            date(2026, 1, 5),
        )
    for code, name, kind in (
        ("T-PB-01", "Penanggulangan bencana", "teknis"),
        ("M08", "Pengambilan keputusan", "manajerial"),
        ("M02", "Kerja sama", "manajerial"),
    ):
        tables.competencies[code] = Competency(code, "SKJ", name, kind)
        tables.levels[code, 2] = CompetencyLevel(
            code, 2, "Menerapkan", ("Menerapkan sesuai pedoman",)
        )
        standard = PositionStandard(
            "KASI",
            code,
            2,
            "wajib",
            date(2026, 1, 5),
            None,
            "" if code == "T-PB-01" else "Keputusan 1/2026",
        )
        tables.standards["KASI", code, standard.valid_from] = standard
    give(storage, Role.ASSESSOR, ASSESSOR)
    give(storage, Role.ADMINISTRATOR, ADMIN)
    return storage, fake_ports(storage=storage, **changes)


def account_of(person: Person) -> Account:
    """The account of one of the four."""
    return Account(
        id=f"a-{person.id[2:]}",
        platform_id=PLATFORM.id,
        subject=f"s-{person.id[2:]}",
        name=person.name,
        email="",
        person_id=person.id,
        claimed_nip="",
        created_at=MORNING,
        seen_at=MORNING,
    )


def give(storage: FakeStorage, role: Role, person: Person, unit_code: str = "") -> None:
    """Give a role to a person."""
    grant = Grant(
        f"g-{role}-{person.id}",
        role,
        person.id,
        None,
        unit_code,
        None,
        "cli",
        MORNING,
    )
    storage.tables.grants[grant.id] = grant


def evidence(identifier: str = "e-1", **changes: Any) -> Evidence:
    """A quiz of the learner's for T-PB-01 level 2, passed a month ago."""
    fields: dict[str, Any] = {
        "id": identifier,
        "person_id": LEARNER.id,
        "competency_code": "T-PB-01",
        "level": 2,
        "kind": "quiz",
        "result": Decimal("0.9"),
        "observed_on": date(2026, 10, 24),
        "valid_until": None,
        "assessor_id": None,
        "activity": f"activity-{identifier}",
        "source": f"import:#{identifier}@1",
        "state": EvidenceState.ACCEPTED,
        "rule_version": 1,
        "recorded_at": MORNING - timedelta(days=31),
    }
    return Evidence(**(fields | changes))


def decision(number: int = 1, **changes: Any) -> Decision:
    """The learner has achieved T-PB-01 level 2, this month."""
    fields: dict[str, Any] = {
        "id": f"d-{number}",
        "number": number,
        "person_id": LEARNER.id,
        "competency_code": "T-PB-01",
        "level": 2,
        "outcome": Outcome.ACHIEVED,
        "reason": "Sudah menunjukkan di lapangan.",
        "evidence_ids": ("e-1",),
        "follows_proposal": True,
        "decided_by": ASSESSOR.id,
        "decided_at": datetime.fromisoformat("2026-11-10T03:00:00+00:00"),
        "valid_until": date(2029, 11, 10),
        "rule_version": 1,
        "supersedes": None,
    }
    return Decision(**(fields | changes))


def keep(storage: FakeStorage, *rows: Evidence | Decision) -> None:
    """Put evidence and decisions into the ledger."""
    for row in rows:
        if isinstance(row, Decision):
            storage.tables.decisions.append(row)
        else:
            key = (row.source, row.competency_code, row.level, row.person_id)
            storage.tables.evidence[key] = row


def enough(**changes: Any) -> tuple[Evidence, ...]:
    """What the rule takes for level 2: quiz, simulation and assignment."""
    return (
        evidence("e-1", kind="quiz", **changes),
        evidence("e-2", kind="simulation", result=Decimal("0.8"), **changes),
        evidence("e-3", kind="assignment", result=Decimal("0.85"), **changes),
    )


def attempt(
    course: RenderedCourse,
    account_id: str,
    release_id: str = "r-1",
    *,
    identifier: str = "t-1",
    right: bool = True,
) -> Attempt:
    """An attempt in which everything was answered, rightly or not, ten days ago."""
    at = MORNING - timedelta(days=10)
    best = {q.id: q.points if right else Decimal(0) for q in course.questions}
    done: Mapping[str, QuestionProgress] = {
        q: QuestionProgress(tries=1 if right else 3, best=points, right=right)
        for q, points in best.items()
    }
    return Attempt(
        id=identifier,
        account_id=account_id,
        resource_link_id="l-1",
        release_id=release_id,
        module_id="",
        started_at=at,
        updated_at=at,
        viewed=frozenset(page.id for page in course.pages),
        activities=done,
        completed_at=at,
        passed_at=at if right else None,
        sent_hundredths=10000 if right else None,
    )


def link(storage: FakeStorage, identifier: str = "l-1") -> None:
    """An activity in the platform that opens the course."""
    storage.tables.links[identifier] = ResourceLink(
        identifier,
        PLATFORM.id,
        "1",
        identifier,
        "Kursus",
        "2",
        "Kelas",
        LINE_ITEM,
        Content("siaga-bencana"),
    )


def sheet(text: str, name: str = "berkas.csv") -> Sheet:
    """A table written as CSV."""
    return read_sheet(text.encode(), name)


def browser(
    ports: Ports, storage: FakeStorage, who: Account, locale: str = "id"
) -> Any:
    """A browser in which somebody is signed in."""
    cookie = f"cookie-of-{who.id}"
    storage.tables.sessions[session_id(cookie)] = Session(
        session_id(cookie),
        who.id,
        instructor=False,
        frame_ancestor=ORIGIN,
        locale=locale,
        created_at=MORNING,
        expires_at=MORNING + timedelta(hours=12),
    )
    app = create_app(
        ports,
        read_settings({"SECRET_KEY": "x" * 32, "BASE_URL": "http://localhost:8000"}),
    )
    app.config["WTF_CSRF_ENABLED"] = False
    client: FlaskClient = app.test_client()
    client.set_cookie("lti_session", cookie, domain="localhost")
    return client
