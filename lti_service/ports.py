"""What the use cases need from the outside world, and nothing more."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from types import TracebackType
from typing import Protocol, Self

from course_builder.model.media import Media
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.attempt import Attempt, RecordedEvent
from lti_service.domain.audit import AuditEntry
from lti_service.domain.circuit import Circuit
from lti_service.domain.claim import ClaimReview
from lti_service.domain.course import PublishedRelease
from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.evidence import Decision, Evidence
from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    PositionStandard,
)
from lti_service.domain.gradebook import Comparison, Result
from lti_service.domain.grant import Grant, Invitation
from lti_service.domain.health import (
    DatabaseCondition,
    OwnAddress,
    PlatformCondition,
)
from lti_service.domain.launch import (
    Account,
    Content,
    LoginRedirect,
    LoginRequest,
    Platform,
    ResourceLink,
    Session,
    VerifiedLaunch,
)
from lti_service.domain.learning_hours import JpConversion, JpEntry
from lti_service.domain.moderation import Moderation
from lti_service.domain.objection import Objection
from lti_service.domain.offer import Offer
from lti_service.domain.organisation import Person, Position, Posting, Unit
from lti_service.domain.outbox import OutboxMessage
from lti_service.domain.registration import (
    RegisteredPlatform,
    RegistrationInvitation,
)
from lti_service.domain.roster import Member, Reading, Roster
from lti_service.domain.rule import MasteryRule, RuleParameter
from lti_service.domain.survey import SurveyResponse

# ---- what is stored --------------------------------------------------------


class Platforms(Protocol):
    """Registered platforms."""

    def get(self, platform_id: str) -> Platform | None:
        """Return a platform."""
        ...

    def find(self, issuer: str) -> Sequence[Platform]:
        """Return the platforms of an issuer, one per client id."""
        ...

    def all(self) -> Sequence[Platform]:
        """Return all platforms, by name."""
        ...

    def save(self, platform: Platform) -> None:
        """Add or replace a platform."""
        ...

    def last_launches(self) -> Mapping[str, datetime]:
        """Return when somebody came last from each platform, to the hour, by its id."""
        ...

    def remove(self, platform_id: str) -> None:
        """Remove a platform that nobody launched from; raise `ConflictError` otherwise."""
        ...


class Accounts(Protocol):
    """Users of platforms."""

    def get(self, account_id: str) -> Account | None:
        """Return an account."""
        ...

    def find(self, platform_id: str, subject: str) -> Account | None:
        """Return the account of a subject at a platform."""
        ...

    def of_person(self, person_id: str) -> Sequence[Account]:
        """Return the accounts linked to a person."""
        ...

    def unclaimed(self, platform_id: str) -> Sequence[Account]:
        """Return a platform's accounts that are linked to nobody and claim no NIP."""
        ...

    def save(self, account: Account) -> None:
        """Add or replace an account; its epoch is raised by `Sessions` alone."""
        ...


class Claims(Protocol):
    """Claims to NIPs: who waits for an administrator, and what was said."""

    def waiting(self) -> Sequence[Account]:
        """Return the accounts whose claim waits for somebody, oldest first.

        They claim a NIP that is not the one of the person they are linked to, if any,
        and of which nobody has spoken; or they were linked with doubts.
        """
        ...

    def count(self) -> int:
        """Return how many claims wait."""
        ...

    def of_account(self, account_id: str) -> Sequence[ClaimReview]:
        """Return what was said of an account's claims, by NIP."""
        ...

    def of_act(self, act: str) -> Sequence[ClaimReview]:
        """Return what one act said, by account."""
        ...

    def save(self, review: ClaimReview) -> None:
        """Add or replace what was said of a claim."""
        ...

    def remove(self, account_id: str, nip: str) -> None:
        """Forget what was said of a claim; nothing happens where nothing was."""
        ...


class ResourceLinks(Protocol):
    """Activities in platforms' courses."""

    def get(self, link_id: str) -> ResourceLink | None:
        """Return a resource link."""
        ...

    def find(
        self, platform_id: str, deployment_id: str, lti_id: str
    ) -> ResourceLink | None:
        """Return the link of that id in a deployment."""
        ...

    def of_line_item(
        self, platform_id: str, deployment_id: str, line_item_url: str
    ) -> ResourceLink | None:
        """Return the link of a deployment whose gradebook column that is."""
        ...

    def all(self) -> Sequence[ResourceLink]:
        """Return all links, by title of their context and their own."""
        ...

    def save(self, link: ResourceLink) -> None:
        """Add or replace a resource link."""
        ...


class Rosters(Protocol):
    """Who belongs to platforms' courses, as read last."""

    def get(self, roster_id: str) -> Roster | None:
        """Return a roster; in a writing unit of work its row is locked."""
        ...

    def find(
        self, platform_id: str, deployment_id: str, memberships_url: str
    ) -> Roster | None:
        """Return the roster at an address of a deployment."""
        ...

    def all(self) -> Sequence[Roster]:
        """Return all rosters, by title of their course."""
        ...

    def most_overdue(self, now: datetime) -> Roster | None:
        """Return the roster that is due longest and that nobody holds.

        In a writing unit of work its row is locked.
        """
        ...

    def save(self, roster: Roster) -> None:
        """Add or replace a roster."""
        ...

    def members(self, roster_id: str) -> Sequence[Member]:
        """Return the members, those who left included, by name."""
        ...

    def counts(self) -> Mapping[str, int]:
        """Return how many belong to each class now, by roster; none for an empty one."""
        ...

    def save_members(self, changed: Sequence[Member]) -> None:
        """Add or replace members."""
        ...


class Nonces(Protocol):
    """Nonces that were used."""

    def spend(self, platform_id: str, nonce: str, expires_at: datetime) -> bool:
        """Remember a nonce; return False where it was spent before. Atomic."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget the nonces that expired before that time; return how many."""
        ...


class Sessions(Protocol):
    """Signed-in browsers."""

    def get(self, session_id: str) -> Session | None:
        """Return a session, expired or not."""
        ...

    def of_account(self, account_id: str) -> Sequence[Session]:
        """Return the sessions of an account, expired or not, newest first."""
        ...

    def live(self, account_ids: Sequence[str], now: datetime) -> Sequence[Session]:
        """Return the sessions of accounts that are open, newest first."""
        ...

    def save(self, session: Session) -> None:
        """Add or replace a session."""
        ...

    def replace(self, session_id: str, at: datetime) -> None:
        """Let a session's cookie open nothing more; nothing happens where there is none.

        Until it expires it still tells of which link its launch was.
        """
        ...

    def remove_of(self, account_id: str) -> None:
        """Remove all sessions of an account."""
        ...

    def remove(self, session_id: str) -> None:
        """Remove a session; nothing happens where there is none."""
        ...

    def forget(self, before: datetime) -> int:
        """Remove the sessions that expired before that time; return how many."""
        ...

    def epoch(self, account_id: str) -> int:
        """Return which tokens of an account are good: those made in this epoch."""
        ...

    def raise_epoch(self, account_id: str) -> None:
        """Let all tokens of an account that were made so far be good no longer."""
        ...


class ContentPicks(Protocol):
    """Choices of content under way."""

    def get(self, pick_id: str) -> ContentPick | None:
        """Return a choice, expired or not."""
        ...

    def add(self, pick: ContentPick) -> None:
        """Add a choice."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget the choices that expired before that time; return how many."""
        ...


class Releases(Protocol):
    """Published courses."""

    def get(self, release_id: str) -> PublishedRelease | None:
        """Return a release."""
        ...

    def current(self, course_id: str) -> PublishedRelease | None:
        """Return the release on which new attempts at a course start."""
        ...

    def find(self, course_id: str, version: str) -> PublishedRelease | None:
        """Return the release of that version."""
        ...

    def all_current(self) -> Sequence[PublishedRelease]:
        """Return the current release of each course, by title."""
        ...

    def add(
        self, release: PublishedRelease, content: bytes, media: Sequence[Media]
    ) -> None:
        """Add a release file and its media, and make it the current one."""
        ...

    def content(self, release_id: str) -> bytes | None:
        """Return the release file."""
        ...

    def media(self, name: str) -> Media | None:
        """Return a medium by its name, ``<sha256>.<suffix>``."""
        ...


class Attempts(Protocol):
    """Learners' ways through courses, and the events they are made of."""

    def get(self, attempt_id: str) -> Attempt | None:
        """Return an attempt; in a writing unit of work its row is locked."""
        ...

    def find(
        self, account_id: str, resource_link_id: str, content: Content
    ) -> Attempt | None:
        """Return the latest attempt of an account at a content in a resource link."""
        ...

    def of_account(self, account_id: str) -> Sequence[Attempt]:
        """Return an account's attempts, newest first."""
        ...

    def of_resource_link(self, resource_link_id: str) -> Sequence[Attempt]:
        """Return the attempts in a resource link, newest first."""
        ...

    def instructors(self, roster: Roster) -> AbstractSet[str]:
        """Return the subjects whose last launch of a link of the course was to teach."""
        ...

    def all(self, *, after: str = "", limit: int = 1000) -> Sequence[Attempt]:
        """Return attempts in order of id, those after an id."""
        ...

    def learners(self) -> Mapping[str, int]:
        """Return how many people learn in each resource link, by its id; no trials."""
        ...

    def save(self, attempt: Attempt) -> None:
        """Add or replace an attempt."""
        ...

    def recorded(
        self, attempt_id: str, event_ids: Sequence[str]
    ) -> Mapping[str, RecordedEvent]:
        """Return those of the events that were recorded before, by id."""
        ...

    def record(self, events: Sequence[RecordedEvent]) -> None:
        """Append events."""
        ...

    def events(self, attempt_id: str) -> Sequence[RecordedEvent]:
        """Return all events of an attempt in the order in which they were recorded."""
        ...


class Surveys(Protocol):
    """Responses to anonymous surveys; they lead to nobody."""

    def add(self, response: SurveyResponse) -> None:
        """Append a response."""
        ...

    def responses(self, course_id: str, survey_id: str) -> Sequence[SurveyResponse]:
        """Return the responses to a survey, in no telling order."""
        ...


class Outbox(Protocol):
    """Messages waiting to be sent, in the same transaction as the facts."""

    def put(
        self, kind: str, natural_key: str, payload: Mapping[str, object], now: datetime
    ) -> None:
        """Queue a message, or give the one with this natural key a new revision."""
        ...

    def waiting_platforms(self) -> Sequence[str]:
        """Return the ids of platforms that messages wait for, in order."""
        ...

    def lease(
        self, platform_id: str, now: datetime, limit: int
    ) -> Sequence[OutboxMessage]:
        """Take due messages to a platform that nobody holds, oldest first, for `LEASE`.

        Each gets its next timestamp and one more try, in this transaction: what is
        sent later is what is returned here.
        """
        ...

    def get(self, message_id: str) -> OutboxMessage | None:
        """Return a message."""
        ...

    def find(self, kind: str, natural_key: str) -> OutboxMessage | None:
        """Return the message with this natural key."""
        ...

    def free(self, message_ids: Sequence[str]) -> AbstractSet[str]:
        """Return those that no other transaction is changing, and keep them so.

        Whoever settles several messages in one transaction settles these only: waiting
        for one while holding others could be a deadlock.
        """
        ...

    def settle(self, message: OutboxMessage) -> None:
        """Save state, due time and error of a sending, and end the lease.

        Where the stored revision is newer than the message's, the row stays waiting and
        is due at once.
        """
        ...

    def list(
        self,
        states: Sequence[str],
        limit: int = 200,
        *,
        platform_id: str | None = None,
        offset: int = 0,
    ) -> Sequence[OutboxMessage]:
        """Return messages in these states, those that wait longest first."""
        ...

    def counts(self, platform_id: str | None = None) -> Mapping[str, int]:
        """Return how many messages are in each state, of one platform or of all."""
        ...

    def waiting_since(self) -> datetime | None:
        """Return since when the oldest waiting message waits; none where none does."""
        ...


class Circuits(Protocol):
    """Whether platforms are sent anything now; all workers share it."""

    def get(self, platform_id: str) -> Circuit:
        """Return a platform's circuit; in a writing unit of work its row is locked."""
        ...

    def all(self) -> Sequence[Circuit]:
        """Return the circuits of all platforms that something was sent to, by id."""
        ...

    def save(self, circuit: Circuit) -> None:
        """Add or replace a circuit."""
        ...


class Comparisons(Protocol):
    """How gradebook columns compared with our scores last."""

    def all(self) -> Mapping[str, Comparison]:
        """Return the last comparison of each link that was compared, by its id."""
        ...

    def save(self, comparison: Comparison) -> None:
        """Add a comparison, or replace the link's last one."""
        ...


class Organisation(Protocol):
    """People, units, positions and postings."""

    def person(self, person_id: str) -> Person | None:
        """Return a person."""
        ...

    def person_by_nip(self, nip: str) -> Person | None:
        """Return the person who bears that NIP now."""
        ...

    def people(self) -> Sequence[Person]:
        """Return all people, by name."""
        ...

    def save_person(self, person: Person, on: date) -> None:
        """Add or replace a person; another NIP ends the former one on that day."""
        ...

    def units(self) -> Sequence[Unit]:
        """Return all units, by code."""
        ...

    def save_unit(self, unit: Unit) -> None:
        """Add or replace a unit."""
        ...

    def positions(self) -> Sequence[Position]:
        """Return all positions, by code."""
        ...

    def position(self, code: str) -> Position | None:
        """Return a position."""
        ...

    def save_position(self, position: Position) -> None:
        """Add or replace a position."""
        ...

    def posting(self, person_id: str, on: date) -> Posting | None:
        """Return the posting a person has on a day."""
        ...

    def postings(self, on: date) -> Sequence[Posting]:
        """Return all postings that hold on a day."""
        ...

    def save_posting(self, posting: Posting) -> None:
        """Add a posting, or replace the person's that began on the same day."""
        ...


class Frameworks(Protocol):
    """Frameworks, competencies, their levels, and what positions require."""

    def get(self, code: str) -> Framework | None:
        """Return a framework."""
        ...

    def all(self) -> Sequence[Framework]:
        """Return all frameworks, by code."""
        ...

    def save(self, framework: Framework) -> None:
        """Add or replace a framework."""
        ...

    def competency(self, code: str) -> Competency | None:
        """Return a competency."""
        ...

    def competencies(self) -> Sequence[Competency]:
        """Return all competencies, by code."""
        ...

    def levels(self, competency_code: str) -> Sequence[CompetencyLevel]:
        """Return the levels of a competency, lowest first."""
        ...

    def save_competency(self, competency: Competency) -> None:
        """Add or replace a competency."""
        ...

    def save_level(self, level: CompetencyLevel) -> None:
        """Add or replace a level."""
        ...

    def standards(self, position_code: str, on: date) -> Sequence[PositionStandard]:
        """Return what a position requires on a day, by competency code."""
        ...

    def save_standard(self, standard: PositionStandard) -> None:
        """Add a standard, or replace the one that began on the same day."""
        ...


class EvidenceLedger(Protocol):
    """Evidence and decisions; rows are only ever added."""

    def append(self, evidence: Evidence) -> bool:
        """Add a row; return False where source, competency and level were there."""
        ...

    def of_person(self, person_id: str) -> Sequence[Evidence]:
        """Return a person's evidence, newest first."""
        ...

    def people(self) -> Sequence[str]:
        """Return the ids of people with evidence."""
        ...

    def next_decision_number(self) -> int:
        """Return the number of the next decision."""
        ...

    def append_decision(self, decision: Decision) -> None:
        """Add a decision."""
        ...

    def decisions(self, person_id: str) -> Sequence[Decision]:
        """Return a person's decisions, newest first."""
        ...

    def decision(self, decision_id: str) -> Decision | None:
        """Return a decision."""
        ...

    def all_decisions(self) -> Sequence[Decision]:
        """Return everybody's decisions, oldest first."""
        ...


class Moderations(Protocol):
    """What other assessors judged of decisions; rows are only ever added."""

    def add(self, moderation: Moderation) -> None:
        """Add a judgement; each turn of a decision is taken once."""
        ...

    def all(self) -> Sequence[Moderation]:
        """Return all judgements, oldest first."""
        ...


class LearningHours(Protocol):
    """Entries of learning hours, only ever added; and how routes become JP."""

    def conversions(self) -> Sequence[JpConversion]:
        """Return all conversions, by code, scope and first day."""
        ...

    def append(self, entry: JpEntry) -> bool:
        """Add a row; return False where person, record and revision were there."""
        ...

    def get(self, entry_id: str) -> JpEntry | None:
        """Return a row, also one that a later revision replaced."""
        ...

    def of_person(self, person_id: str) -> Sequence[JpEntry]:
        """Return the newest row of each of a person's records, newest activity first."""
        ...

    def waiting(self) -> Sequence[JpEntry]:
        """Return the newest rows that are submitted, those that wait longest first."""
        ...

    def all(self) -> Sequence[JpEntry]:
        """Return the newest row of every record, by person."""
        ...


class Objections(Protocol):
    """Objections to decisions, and their answers."""

    def save(self, objection: Objection) -> None:
        """Add an objection, or keep its answer."""
        ...

    def get(self, objection_id: str) -> Objection | None:
        """Return an objection."""
        ...

    def of_person(self, person_id: str) -> Sequence[Objection]:
        """Return a person's objections, newest first."""
        ...

    def waiting(self) -> Sequence[Objection]:
        """Return the objections that nobody has answered, oldest first."""
        ...


class Grants(Protocol):
    """Who may do what, and invitations to a role."""

    def get(self, grant_id: str) -> Grant | None:
        """Return a grant, also one that was taken away."""
        ...

    def of(self, account_id: str, person_id: str | None) -> Sequence[Grant]:
        """Return the grants of an account and its person that nobody took away."""
        ...

    def all(self) -> Sequence[Grant]:
        """Return all grants that nobody took away, oldest first."""
        ...

    def save(self, grant: Grant) -> None:
        """Add or replace a grant."""
        ...

    def hold_still(self) -> None:
        """Let nobody else change grants before this transaction ends."""
        ...

    def invitation(self, code_hash: str) -> Invitation | None:
        """Return an invitation; in a writing unit of work its row is locked."""
        ...

    def open_invitations(self, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that may still be used, those that end first first."""
        ...

    def save_invitation(self, invitation: Invitation) -> None:
        """Add or replace an invitation."""
        ...

    def remove_invitation(self, code_hash: str) -> None:
        """Remove an invitation; nothing happens where there is none."""
        ...


class RegistrationInvitations(Protocol):
    """Invitations to register an LMS."""

    def get(self, secret_hash: str) -> RegistrationInvitation | None:
        """Return an invitation; in a writing unit of work its row is locked."""
        ...

    def save(self, invitation: RegistrationInvitation) -> None:
        """Add or replace an invitation."""
        ...


class SigningKeys(Protocol):
    """The private keys this tool signs with."""

    def all(self) -> Sequence[tuple[str, str, datetime]]:
        """Return kid, PEM and creation time, newest first."""
        ...

    def hold_still(self) -> None:
        """Let nobody else change keys before this transaction ends."""
        ...

    def add(self, kid: str, pem: str, created_at: datetime) -> None:
        """Add a key."""
        ...

    def remove(self, kid: str) -> None:
        """Remove a key."""
        ...


class Rules(Protocol):
    """Dated rule parameters."""

    def parameters(self, on: date) -> Sequence[RuleParameter]:
        """Return the parameters that hold on a day, by code."""
        ...

    def mastery(self, on: date) -> MasteryRule:
        """Return the mastery rule that holds on a day."""
        ...


class Audit(Protocol):
    """The trail of privileged acts."""

    def add(self, entry: AuditEntry) -> None:
        """Add an entry."""
        ...

    def list(self, limit: int = 200) -> Sequence[AuditEntry]:
        """Return entries, newest first."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without `commit` undoes everything."""

    @property
    def platforms(self) -> Platforms:
        """Registered platforms."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Users of platforms."""
        ...

    @property
    def claims(self) -> Claims:
        """Claims to NIPs that wait for somebody."""
        ...

    @property
    def resource_links(self) -> ResourceLinks:
        """Activities in platforms' courses."""
        ...

    @property
    def rosters(self) -> Rosters:
        """Who belongs to platforms' courses."""
        ...

    @property
    def nonces(self) -> Nonces:
        """Spent nonces."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Signed-in browsers."""
        ...

    @property
    def picks(self) -> ContentPicks:
        """Choices of content under way."""
        ...

    @property
    def releases(self) -> Releases:
        """Published courses."""
        ...

    @property
    def attempts(self) -> Attempts:
        """Attempts and their events."""
        ...

    @property
    def surveys(self) -> Surveys:
        """Anonymous survey responses."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Messages this transaction will queue."""
        ...

    @property
    def circuits(self) -> Circuits:
        """Whether platforms are sent anything now."""
        ...

    @property
    def comparisons(self) -> Comparisons:
        """How gradebook columns compared last."""
        ...

    @property
    def organisation(self) -> Organisation:
        """People, units, positions, postings."""
        ...

    @property
    def frameworks(self) -> Frameworks:
        """Competencies and standards."""
        ...

    @property
    def evidence(self) -> EvidenceLedger:
        """Evidence and decisions."""
        ...

    @property
    def moderations(self) -> Moderations:
        """What other assessors judged of decisions."""
        ...

    @property
    def hours(self) -> LearningHours:
        """Learning hours."""
        ...

    @property
    def objections(self) -> Objections:
        """Objections to decisions."""
        ...

    @property
    def grants(self) -> Grants:
        """Roles and invitations."""
        ...

    @property
    def registration_invitations(self) -> RegistrationInvitations:
        """Invitations to register an LMS."""
        ...

    @property
    def keys(self) -> SigningKeys:
        """Signing keys."""
        ...

    @property
    def rules(self) -> Rules:
        """Dated rule parameters."""
        ...

    @property
    def audit(self) -> Audit:
        """The trail of privileged acts."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
    def commit(self) -> None:
        """Make the changes permanent."""
        ...


class Storage(Protocol):
    """Starts transactions."""

    def reading(self) -> UnitOfWork:
        """Start a transaction that only reads."""
        ...

    def writing(self) -> UnitOfWork:
        """Start a transaction that may write; on SQLite it waits for its turn."""
        ...

    def check(self) -> None:
        """Raise `SettingsError` where the database is out of reach or not migrated."""
        ...

    def condition(self) -> DatabaseCondition:
        """Return what an administrator should know of the database; never raises."""
        ...


# ---- what is outside -------------------------------------------------------


class Courses(Protocol):
    """Published courses, answer keys included, kept in memory once read."""

    def get(
        self, release_id: str, module_id: str = "", activity_id: str = ""
    ) -> RenderedCourse:
        """Return a course, or a part of it as `domain.attempt.part_of` cuts it.

        Args:
            release_id: The release.
            module_id: One module of it; empty for the whole course.
            activity_id: One activity of it; empty for a module or a course.

        Raises:
            NotFoundError: No such release, module or activity: ``unknown-course``.
        """
        ...


class Launches(Protocol):
    """The LTI side of the door; it verifies and records nothing."""

    def login(self, request: LoginRequest) -> LoginRedirect:
        """Answer a third-party initiated login, or raise `LaunchRefusedError`."""
        ...

    def verify(self, form: Mapping[str, str], browser: str) -> VerifiedLaunch:
        """Verify a launch POST, or raise `LaunchRefusedError`.

        Args:
            form: Fields of the form: ``id_token`` and ``state``, or ``error``.
            browser: The value of our state cookie; empty for none.
        """
        ...

    def public_keys(self) -> Mapping[str, object]:
        """Return our JSON Web Key Set."""
        ...


class DeepLinks(Protocol):
    """Answers to deep-linking requests."""

    def answer(
        self,
        platform: Platform,
        pick: ContentPick,
        offers: Sequence[Offer],
        message: str = "",
    ) -> str:
        """Return the signed answer to post to the platform.

        Args:
            platform: Who asked.
            pick: What was asked.
            offers: What was chosen, in order; none where the teacher chose nothing.
            message: For the teacher; empty for none.
        """
        ...


class Registrar(Protocol):
    """Registers this tool at platforms; it stores nothing."""

    def register(self, configuration_url: str, token: str) -> RegisteredPlatform:
        """Ask a platform who it is and send it our registration.

        Args:
            configuration_url: ``openid_configuration``, as the browser brought it.
            token: ``registration_token``; empty where there is none.

        Raises:
            RegistrationRefusedError: The platform is not one to register at.
        """
        ...


class Gradebook(Protocol):
    """A platform's gradebook."""

    def publish(
        self,
        platform: Platform,
        line_item_url: str,
        subject: str,
        hundredths: int,
        timestamp: datetime,
    ) -> None:
        """Send a final score; safe to repeat.

        Args:
            platform: Whose gradebook it is.
            line_item_url: The column.
            subject: ``sub`` of the learner at that platform.
            hundredths: Per cent in hundredths, 0 to 10000.
            timestamp: Whole seconds, UTC.

        Raises:
            PlatformBusyError: Try again later.
            PlatformRefusedError: Final.
            SupersededError: The platform holds a score that is not older.
        """
        ...

    def result(
        self, platform: Platform, line_item_url: str, subject: str
    ) -> int | None:
        """Return the score the platform holds, in hundredths of a per cent, if any."""
        ...

    def results(self, platform: Platform, line_item_url: str) -> Sequence[Result]:
        """Return all that a column holds, of all its pages, each person once.

        Raises:
            PlatformBusyError: It cannot be read now.
            PlatformRefusedError: It cannot be read.
        """
        ...


class Probe(Protocol):
    """Asks whether the other sides answer; it changes nothing and never raises."""

    def platform(self, platform: Platform) -> PlatformCondition:
        """Fetch a platform's key set and ask it for an access token."""
        ...

    def own_address(self) -> OwnAddress:
        """Fetch our own key set from our public address."""
        ...


class Metrics(Protocol):
    """Counts what happens, for whoever watches the service."""

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request, by the template of its address, and how long it took."""
        ...

    def launched(self, platform_id: str) -> None:
        """Count a launch that was taken in."""
        ...

    def refused(self, code: str) -> None:
        """Count a refusal by the code that people are shown."""
        ...

    def delivered(self, platform_id: str, result: str) -> None:
        """Count a sending of the outbox: ``sent``, ``later`` or ``failed``."""
        ...

    def fetched_keys(self, platform_id: str, *, succeeded: bool) -> None:
        """Count a fetch of a platform's key set."""
        ...

    def worked(self) -> None:
        """Remember that a worker looked into the outbox just now."""
        ...

    def told(self, states: Mapping[str, int] | None, oldest_seconds: float) -> bytes:
        """Return all of it in Prometheus' text format.

        Args:
            states: Messages of the outbox by state; none where the database is away.
            oldest_seconds: How long the oldest message waits; 0 where none does.
        """
        ...


class Memberships(Protocol):
    """A platform's lists of who belongs to its courses."""

    def read(self, platform: Platform, memberships_url: str) -> Reading:
        """Return a roster, all its pages.

        Raises:
            RosterError: It could not be read whole.
        """
        ...


class Clock(Protocol):
    """The current time."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """All ports of one running service, put together in `app.py`.

    Attributes:
        time_zone: In which days, years and due dates are reckoned.
        new_id: Makes an opaque id.
        new_signing_key: Makes a key to sign with; returns its kid and PEM.
        write_csv: Makes a CSV table of headings and rows; no cell starts a formula.
    """

    storage: Storage
    courses: Courses
    launches: Launches
    deep_links: DeepLinks
    registrar: Registrar
    gradebook: Gradebook
    memberships: Memberships
    probe: Probe
    metrics: Metrics
    clock: Clock
    time_zone: tzinfo
    new_id: Callable[[], str]
    new_signing_key: Callable[[], tuple[str, str]]
    write_csv: Callable[[Sequence[str], Iterable[Sequence[object]]], str]
