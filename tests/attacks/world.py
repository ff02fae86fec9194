"""Two platforms with people, classes and attempts, and those who have no business there.

What belongs to the `OWNER`, or is an administrator's to see, bears a word of `OWN`: no page
or answer for a stranger may hold one.
"""

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from course_builder.model.activity_progress import Answer, HeldFile, Submission
from course_builder.model.media import Media
from course_builder.model.question import CompetencyRef
from course_builder.model.rendered import RenderedCourse, RenderedPage
from lti_service.app import create_app
from lti_service.domain.api_token import ApiToken, Scope
from lti_service.domain.assignment import FIRST, HandIn, Mark, Verdict
from lti_service.domain.audit import AuditEntry
from lti_service.domain.claim import ClaimReview, ReviewState
from lti_service.domain.course import DraftState as ReleaseDraftState
from lti_service.domain.digest import Frequency, NoticeChoice
from lti_service.domain.framework import Framework
from lti_service.domain.grant import Invitation, Role, code_hash
from lti_service.domain.hand_in_file import HandInFile
from lti_service.domain.import_run import (
    DraftState,
    ImportDraft,
    ImportRun,
    Sheet,
    SheetRow,
)
from lti_service.domain.launch import Account, Platform, VerifiedLaunch
from lti_service.domain.objection import Objection
from lti_service.domain.outbox import OutboxState
from lti_service.domain.registration import (
    RegisteredPlatform,
    RegistrationInvitation,
    secret_hash,
)
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.storage.database import SqlStorage
from lti_service.storage.release_cache import StoredCourses
from lti_service.storage.tables import metadata
from lti_service.use_cases.lms.launch import session_id
from lti_service.web.token import Bearer, Tokens
from tests import service_factories as made
from tests.attacks.credentials import fill_credentials, real_keys
from tests.attacks.moodle import fill_moodle, taught_moodle
from tests.attacks.needs import fill_needs
from tests.attacks.observing import fill_observations
from tests.attacks.plans import fill_plans
from tests.databases import open_empty_sqlite
from tests.factories import rendered_assignment
from tests.fakes import MORNING, FakeClock, FakeLaunches, FakeRegistrar, fake_ports
from tests.fakes.moodle_push import FakeMirror
from tests.lti_service.course_release import packed
from tests.lti_service.use_cases.learning.given import publish, two_questions, verified

SECRET = "a-secret-of-the-tests-" + "x" * 32
BASE_URL = "http://localhost:8000"
SETTINGS = read_settings({"SECRET_KEY": SECRET, "BASE_URL": BASE_URL})
OWNER, NIP, OTHER_NIP = "Peserta Pemilik", "192501011945011001", "192802021948021002"
OWN = (OWNER, NIP, "Bukti Pemilik", "t-owner", "sesskey=pemilik")
OPEN_CODE = "STVW-XYZA-BCDE-FGHJ"
CODE, INVITATION = "ABCD-EFGH-JKMN-PQRS", "undangan-" + "u" * 40
CONFIGURATION = "https://baru.example/configuration"
ROSTER = "https://lms.example/memberships/1"
SINCE = date(2026, 1, 5)
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
MEDIA = Media(f"{sha256(PICTURE).hexdigest()}.svg", "image/svg+xml", PICTURE)
COMER = RegisteredPlatform(
    "https://baru.example",
    "tool-at-p3",
    "https://baru.example/auth",
    "https://baru.example/token",
    "https://baru.example/jwks",
    "1",
    "moodle",
    (),
    (),
)

PEOPLE: Mapping[str, tuple[str, str, bool]] = {
    # account: platform, unit of its person (empty for none), teaches
    "owner": ("p1", "UNIT-A", False),
    "mate": ("p1", "UNIT-A", False),
    "other": ("p2", "UNIT-B", False),
    "teacher": ("p1", "UNIT-A", True),
    "teacher-of-another-deployment": ("p1", "UNIT-B", True),
    "teacher-of-another-platform": ("p2", "UNIT-B", True),
    "assessor": ("p1", "UNIT-A", False),
    "assessor-of-another-unit": ("p2", "UNIT-B", False),
    "admin": ("p1", "UNIT-A", False),
    "admin-of-another-unit": ("p2", "UNIT-B", False),
    "claiming": ("p1", "", False),
    "author-of-a-unit": ("p1", "UNIT-A", False),
    # Leads everything, and is the owner's supervisor.
    "leader": ("p1", "UNIT-A", False),
}
GRANTS: Mapping[str, tuple[Role, str]] = {
    "assessor": (Role.ASSESSOR, ""),
    "assessor-of-another-unit": (Role.ASSESSOR, "UNIT-B"),
    "admin": (Role.ADMINISTRATOR, ""),
    "admin-of-another-unit": (Role.ADMINISTRATOR, "UNIT-B"),
    "author-of-a-unit": (Role.AUTHOR, "UNIT-A"),
    "leader": (Role.LEADERSHIP, ""),
}
TAUGHT = {
    "teacher": "l-1",
    "teacher-of-another-deployment": "l-2",
    "teacher-of-another-platform": "l-3",
}
LINKS = {"l-1": ("p1", "1"), "l-2": ("p1", "2"), "l-3": ("p2", "1")}


class HonestLaunches(FakeLaunches):
    """Takes the owner's launch as often as it comes, each time with another nonce."""

    def verify(self, form: Mapping[str, str], browser: str) -> VerifiedLaunch:
        launch = super().verify(form, browser)
        return replace(launch, nonce=secrets.token_hex(8))


@dataclass
class World:
    """A service on SQLite with everybody in it.

    Attributes:
        ids: What stands for each variable of an address, for the `OWNER`'s things.
    """

    storage: SqlStorage
    ports: Ports
    app: Flask
    watch: sqlite3.Connection
    ids: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        who: str,
        method: str,
        url: str,
        data: Mapping[str, Any] | bytes | None = None,
        json: object = None,
    ) -> TestResponse:
        """Send a request as somebody, by cookie and by bearer token; empty for nobody."""
        client, headers = self.app.test_client(), {}
        client.set_cookie("lti_browser_1", "a-browser", domain="localhost")
        if who:
            client.set_cookie("lti_session", f"cookie-of-{who}", domain="localhost")
            headers["Authorization"] = f"Bearer {self.token(who)}"
        if url.startswith("/api/v1/"):
            # Another system's, of the same name.
            headers = {"Authorization": f"Bearer {api_secret(who)}"} if who else {}
            headers |= {"If-Match": "*"} if method == "PATCH" else {}
            headers |= {"Idempotency-Key": url} if "/plans/" in url else {}
        return client.open(
            url,
            method=method,
            data=data,
            json=json,
            content_type="application/zip" if isinstance(data, bytes) else None,
            headers=headers,
            base_url=BASE_URL,
        )

    def token(self, who: str) -> str:
        """Return somebody's bearer token, of a launch after all that ended before."""
        account_id = f"a-{who}"
        with self.storage.reading() as uow:
            epoch = uow.sessions.epoch(account_id)
        tokens = Tokens(SECRET.encode(), self.ports.clock)
        return tokens.make(Bearer(account_id, counts=True, epoch=epoch))

    def everything(self) -> Mapping[str, list[Any]]:
        """Return all rows of all tables."""
        with self.storage._engine.connect() as connection:
            return {
                table.name: list(connection.execute(sa.select(table)).all())
                for table in metadata.sorted_tables
            }

    def written(self) -> int:
        """Return a number that another transaction's commit changes."""
        (version,) = self.watch.execute("PRAGMA data_version").fetchone()
        return int(version)

    def again(self) -> "World":
        """Return the same with an application that has counted nothing yet."""
        app = create_app(self.ports, SETTINGS)
        app.config["WTF_CSRF_ENABLED"] = self.app.config["WTF_CSRF_ENABLED"]
        return replace(self, app=app)

    def close(self) -> None:
        """Close the database."""
        self.watch.close()
        self.storage.dispose()


def open_world(folder: Path, *, csrf: bool = False) -> World:
    """Return the service with everybody in it; forms need no token unless asked for."""
    storage = open_empty_sqlite(folder)
    ports = fake_ports(
        storage=storage,
        courses=StoredCourses(storage),
        clock=FakeClock(),
        launches=HonestLaunches({"honest": _launch()}),
        registrar=FakeRegistrar({CONFIGURATION: COMER}),
        new_signing_key=real_keys(),
        # A search for words finds none in a PDF.
        write_pdf=str.encode,
        open_moodle=taught_moodle,
        open_mirror=lambda _url, _token: FakeMirror(),
    )
    _fill(ports)
    app = create_app(ports, SETTINGS)
    app.config["WTF_CSRF_ENABLED"] = csrf
    watch = sqlite3.connect(folder / "service.db", isolation_level=None)
    world = World(storage, ports, app, watch)
    with storage.reading() as uow:
        (message,) = uow.outbox.list(list(OutboxState))
        world.ids["message_id"] = message.id
    return world


def api_secret(who: str) -> str:
    """Return the secret of the API token that bears somebody's name."""
    return f"lsv1_{who}"


def _api_token(who: str, unit_code: str) -> ApiToken:
    """A token with all scopes, used a moment ago."""
    return ApiToken(
        f"api-{who}",
        f"Sistem {who}",
        secret_hash(api_secret(who)),
        frozenset(map(str, Scope)),
        unit_code,
        f"a-{who}",
        MORNING,
        MORNING + timedelta(days=90),
        MORNING,
    )


def _launch() -> VerifiedLaunch:
    return verified(
        platform=_platform("p1", "https://lms.example"),
        subject="owner",
        name=OWNER,
        resource_link_id="l-1",
        memberships_url=ROSTER,
    )


def _fill(ports: Ports) -> None:
    publish(_course(), ports)
    with ports.storage.writing() as uow:
        release = uow.releases.all_current()[0].id
        uow.platforms.save(_platform("p1", "https://lms.example"))
        trusted = replace(_platform("p2", "https://lain.example"), trust_nip=True)
        uow.platforms.save(trusted)
        for code in ("UNIT-A", "UNIT-B"):
            uow.organisation.save_unit(made.unit(code=code, name=code))
        uow.organisation.save_position(made.position())
        uow.frameworks.save(Framework("SKJ-OWNER", "Kerangka"))
        uow.frameworks.save_competency(made.competency())
        uow.frameworks.save_competency(made.competency(code="T-PB-01"))
        uow.frameworks.save_standard(
            made.standard(competency_code="T-PB-01", valid_from=SINCE)
        )
        for name in PEOPLE:
            _person(name, uow)
        _claims(uow)
        for name, (role, unit) in GRANTS.items():
            grant = made.grant(
                id=f"g-{name}",
                role=role,
                unit_code=unit,
                account_id=None,
                person_id=f"p-{name}",
            )
            uow.grants.save(grant)
            if role is Role.ADMINISTRATOR:
                uow.api.save_token(_api_token(name, unit))
        fill_needs(uow)
        fill_plans(uow)
        fill_observations(uow)
        fill_moodle(uow)
        uow.digests.save_choice(
            NoticeChoice("p-owner", Frequency.WEEKLY, "token-owner", "", 0, MORNING)
        )
        for name, (platform, deployment) in LINKS.items():
            uow.resource_links.save(
                made.resource_link(
                    id=name,
                    platform_id=platform,
                    deployment_id=deployment,
                    lti_id=name,
                    title=f"Kegiatan {name}",
                    context_title="Kelas Pemilik" if name == "l-1" else "Kelas Lain",
                    memberships_url=ROSTER if name == "l-1" else "",
                    content=replace(made.COURSE, course_id="siaga-bencana"),
                )
            )
        for name, link in (("owner", "l-1"), ("mate", "l-1"), ("other", "l-3")):
            account = f"a-{name}"
            _attempt(f"t-{name}", account, link, release, uow, completed_at=MORNING)
        _attempt("t-teacher", "a-teacher", "l-1", release, uow, instructor=True)
        _hand_ins(uow)
        uow.rosters.save(made.roster(platform_id="p1", memberships_url=ROSTER))
        uow.rosters.save_members([made.member(name=OWNER)])
        uow.sessions.save(made.session(id="another-browser", account_id="a-owner"))
        leaving = session_id("cookie-of-leaving")
        uow.sessions.save(made.session(id=leaving, account_id="a-settled"))
        uow.picks.add(
            made.pick(
                id="pick-1",
                account_id="a-teacher",
                platform_id="p1",
                return_url="https://lms.example/return?sesskey=pemilik",
            )
        )
        for number, kind in enumerate(("quiz", "simulation", "assignment"), 1):
            row = made.evidence(
                id=f"e-{number}",
                person_id="p-owner",
                competency_code="T-PB-01",
                kind=kind,
                source=f"import:#{number}@1",
                activity=f"Bukti Pemilik {number}",
                recorded_at=MORNING - timedelta(days=3),
            )
            uow.evidence.append(row)
        uow.evidence.append_decision(
            made.decision(
                id="d-other-competency",
                person_id="p-owner",
                competency_code="KT.KB.01",
                decided_by="p-assessor-of-another-unit",
                evidence_ids=(),
                follows_proposal=False,
            )
        )
        uow.evidence.append_decision(
            made.decision(
                id="d-objected",
                number=2,
                level=3,
                person_id="p-owner",
                decided_by="p-assessor-of-another-unit",
                evidence_ids=(),
            )
        )
        fill_credentials(uow)
        uow.objections.save(
            Objection("o-owner", "d-objected", "p-owner", "Bukti Pemilik", MORNING)
        )
        for number in (1, 2):
            uow.imports.save_draft(_draft(number, uow))
        changed = AuditEntry(
            MORNING, "a-admin", "person.changed", "person:p-owner", '{"email": ""}'
        )
        uow.audit.add(changed)
        uow.hours.append(
            made.jp_entry(id="jp-owner", person_id="p-owner", activity="Bukti Pemilik")
        )
        _programmes(uow)
        uow.outbox.put(
            "score",
            "https://lms.example/lineitem/1|owner",
            {
                "platform_id": "p1",
                "line_item_url": "https://lms.example/lineitem/1",
                "subject": "owner",
                "hundredths": 10000,
                "attempt_id": "t-owner",
            },
            MORNING,
        )
        _drafts(uow)
        ended = made.grant(
            id="g-ended",
            role=Role.AUDITOR,
            account_id=None,
            person_id="p-mate",
            ended_at=MORNING,
            ended_by="a-admin",
        )
        uow.grants.save(ended)
        uow.platforms.save(_platform("p3", "https://tiga.example"))
        uow.grants.save_invitation(
            Invitation(code_hash(OPEN_CODE), Role.AUTHOR, MORNING + timedelta(hours=1))
        )
        uow.grants.save_invitation(
            Invitation(code_hash(CODE), Role.AUDITOR, MORNING + timedelta(hours=1))
        )
        uow.registration_invitations.save(
            RegistrationInvitation(
                secret_hash(INVITATION), MORNING, MORNING + timedelta(hours=1)
            )
        )
        uow.commit()


def _drafts(uow: Any) -> None:
    """A version that was never offered, and drafts, one of each act."""
    course = two_questions(version="0.9")
    older = made.release(id="r-older", course_id=course.id, version="0.9")
    uow.releases.add(older, packed(course), [])
    states = {
        "draft-waiting": "waiting",
        "draft-unwanted": "waiting",
        "draft-gone": "discarded",
    }
    for name, state in states.items():
        course = two_questions(version="2.0", media=(MEDIA,))
        draft = made.draft(
            id=name, course_id=course.id, version="2.0", state=ReleaseDraftState(state)
        )
        uow.drafts.add(draft, packed(course))


def _platform(name: str, issuer: str) -> Platform:
    return made.platform(
        id=name,
        issuer=issuer,
        client_id=f"tool-at-{name}",
        auth_url=f"{issuer}/auth",
        token_url=f"{issuer}/token",
        jwks_url=f"{issuer}/jwks",
    )


def _person(name: str, uow: Any) -> None:
    platform, unit, teaches = PEOPLE[name]
    person_id = f"p-{name}" if unit else None
    number = list(PEOPLE).index(name)
    if person_id:
        nip = NIP if name == "owner" else f"1930010119{50 + number}011{number:03}"
        person = made.person(
            id=person_id, nip=nip, name=OWNER if name == "owner" else name, email=""
        )
        uow.organisation.save_person(person, SINCE)
        uow.organisation.save_posting(
            made.posting(person_id=person_id, unit_code=unit, since=SINCE)
        )
    account: Account = made.account(
        id=f"a-{name}",
        platform_id=platform,
        subject=name,
        name=OWNER if name == "owner" else name,
        email="",
        person_id=person_id,
        claimed_nip="" if person_id else NIP,
    )
    uow.accounts.save(account)
    uow.sessions.save(
        made.session(
            id=session_id(f"cookie-of-{name}"),
            account_id=account.id,
            instructor=teaches,
            resource_link_id=TAUGHT.get(name, ""),
            frame_ancestor="https://lms.example"
            if platform == "p1"
            else "https://lain.example",
        )
    )


def _draft(number: int, uow: Any) -> ImportDraft:
    """A file of units that was tried, and waits for a word."""
    unit = uow.organisation.units()[0]
    rows = (SheetRow(2, {"code": unit.code, "name": f"Unit Pemilik {number}"}),)
    sheet = Sheet("unit.csv", ("code", "name"), rows, digest="aa" * 32)
    report = ImportRun("units", "unit.csv", 1, 0, 1, 0, False, (), (), ())  # noqa: FBT003
    until = MORNING + timedelta(days=1)
    return ImportDraft(
        f"draft-{number}",
        "units",
        sheet,
        (),
        complete=False,
        actor="a-admin",
        created_at=MORNING,
        expires_at=until,
        state=DraftState.CHECKED,
        report=report,
    )


def _course() -> RenderedCourse:
    """Two questions, and an assignment that nobody has to hand in."""
    course = two_questions(media=(MEDIA,))
    task = rendered_assignment(
        "tugas",
        submit=("file", "text"),
        required=False,
        levels=("A", "B", "C", "D"),
        competencies=(CompetencyRef("T-PB-01", 2),),
    )
    page = RenderedPage("m1/c", "C", "<h1>C</h1>", (task.id,))
    (module,) = course.modules
    return replace(
        course,
        modules=(replace(module, pages=(*module.pages, page)),),
        activities={**course.activities, task.id: task},
    )


def _hand_ins(uow: Any) -> None:
    """The owner's work, which waits with a file, and others'; one of these is marked."""
    for name, text in (("owner", "Bukti Pemilik"), ("spare", "belum diserahkan")):
        content = f"Berkas {text}".encode()
        file = HandInFile(
            f"file-{name}",
            "t-owner",
            "a-owner",
            "tugas",
            f"{name}.txt",
            len(content),
            sha256(content).hexdigest(),
            MORNING,
        )
        uow.hand_in_files.add(file, content)
    held = (HeldFile("file-owner", "owner.txt", 10), HeldFile("file-spare", "b.txt", 9))
    answers: Mapping[str, Answer] = {"text": "Bukti Pemilik", "files": ("file-owner",)}
    for name, who in (("marked", "other"), ("waiting", "mate"), ("owner", "owner")):
        uow.assignments.add_hand_in(
            HandIn(
                f"h-{name}",
                f"t-{who}",
                "tugas",
                1,
                f"a-{who}",
                "siaga-bencana",
                MORNING,
                None,
                answers if who == "owner" else {"text": "Selesai"},
            )
        )
    attempt = uow.attempts.get("t-owner")
    done = {**attempt.activities, "tugas": Submission(answers, 1, held)}
    uow.attempts.save(replace(attempt, activities=done))
    uow.assignments.add_mark(
        Mark(
            "mark-1",
            "h-marked",
            FIRST,
            Verdict.FINISHED,
            (2, 2),
            ("", ""),
            "",
            Decimal(10),
            Decimal(10),
            passed=True,
            settles=True,
            rule_version=1,
            marked_by="p-assessor",
            marked_at=MORNING,
        )
    )


def _claims(uow: Any) -> None:
    """Accounts whose NIP waits for an administrator, one of each kind of act."""
    people = {name: uow.organisation.person(f"p-{name}") for name in ("mate", "other")}
    claims = {
        # account: platform, name there, whose NIP it claims
        "waiting": ("p1", "Peserta", people["other"].nip),
        "exact": ("p2", people["mate"].name, people["mate"].nip),
        "unknown": ("p1", "Peserta", "195001011970011099"),
        "doubted": ("p2", "Peserta", ""),
        "settled": ("p1", "Peserta", "195001011970011098"),
    }
    for name, (platform, called, nip) in claims.items():
        uow.accounts.save(
            made.account(
                id=f"a-{name}",
                platform_id=platform,
                subject=name,
                name=called,
                email="",
                claimed_nip=nip,
                person_id="p-teacher" if name == "doubted" else None,
            )
        )
    for name, state in (("doubted", "doubted"), ("settled", "dismissed")):
        uow.claims.save(
            ClaimReview(
                f"a-{name}",
                claims[name][2],
                ReviewState(state),
                "",
                "act-1" if name == "settled" else "",
                "a-admin",
                MORNING,
            )
        )


def _programmes(uow: Any) -> None:
    """A programme that a unit keeps, one for all, and two people's proposals."""
    for code, unit in (("PB-01", "UNIT-A"), ("PB-02", "")):
        uow.programmes.append_programme(made.programme(code=code, owner_unit=unit))
        uow.programmes.append_batch(
            made.batch(id=f"{code}-A", programme_code=code, places=None)
        )
    for name in ("owner", "mate"):
        uow.programmes.append_enrolment(
            made.enrolment(id=f"en-{name}", person_id=f"p-{name}")
        )


def _attempt(
    name: str, account: str, link: str, release: str, uow: Any, **changes: Any
) -> None:
    uow.attempts.save(
        made.attempt(
            id=name,
            account_id=account,
            resource_link_id=link,
            release_id=release,
            **changes,
        )
    )
