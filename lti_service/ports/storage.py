"""Transactions, and all that is kept in them."""

from types import TracebackType
from typing import Protocol, Self

from lti_service.domain.health import DatabaseCondition
from lti_service.ports.agency_plan import Plans
from lti_service.ports.api import Api
from lti_service.ports.assignment import Assignments, HandInFiles
from lti_service.ports.attempt import Attempts
from lti_service.ports.audit import Audit
from lti_service.ports.author import ReleaseDrafts
from lti_service.ports.claim import Claims
from lti_service.ports.course import Releases
from lti_service.ports.credential import Credentials
from lti_service.ports.deep_linking import ContentPicks
from lti_service.ports.digest import Digests
from lti_service.ports.evidence import EvidenceLedger, Moderations, Objections
from lti_service.ports.framework import Frameworks
from lti_service.ports.gradebook import Comparisons
from lti_service.ports.grant import Grants
from lti_service.ports.import_run import Imports
from lti_service.ports.launch import (
    Accounts,
    Nonces,
    Platforms,
    ResourceLinks,
    Sessions,
    SigningKeys,
)
from lti_service.ports.learning_hours import LearningHours
from lti_service.ports.moodle_attempt import MoodleAttempts
from lti_service.ports.moodle_plan import MoodlePlans
from lti_service.ports.moodle_push import Mirrors
from lti_service.ports.moodle_sync import MoodleLedger
from lti_service.ports.needs import Needs
from lti_service.ports.observation import Observations
from lti_service.ports.organisation import Organisation
from lti_service.ports.outbox import Circuits, Outbox
from lti_service.ports.privacy import Privacy
from lti_service.ports.programme import Programmes
from lti_service.ports.registration import RegistrationInvitations
from lti_service.ports.roster import Rosters
from lti_service.ports.rule import Rules
from lti_service.ports.summary import Summaries
from lti_service.ports.survey import Surveys
from lti_service.ports.team import Team


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
    def api(self) -> Api:
        """What ``/api/v1`` keeps and reads."""
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
    def drafts(self) -> ReleaseDrafts:
        """Uploaded releases that nobody is offered yet."""
        ...

    @property
    def attempts(self) -> Attempts:
        """Attempts and their events."""
        ...

    @property
    def assignments(self) -> Assignments:
        """Hand-ins, and how they were marked."""
        ...

    @property
    def hand_in_files(self) -> HandInFiles:
        """Files that learners sent."""
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
    def programmes(self) -> Programmes:
        """Programmes, batches, enrolments."""
        ...

    @property
    def needs(self) -> Needs:
        """Cycles of needs, and their items."""
        ...

    @property
    def credentials(self) -> Credentials:
        """Credentials, their issuer and its keys, and transcripts."""
        ...

    @property
    def objections(self) -> Objections:
        """Objections to decisions."""
        ...

    @property
    def observations(self) -> Observations:
        """Observation sheets, drills, and what was observed."""
        ...

    @property
    def plans(self) -> Plans:
        """Plans of the agency and of people."""
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
    def imports(self) -> Imports:
        """Files that were taken in, and those that wait for it."""
        ...

    @property
    def summaries(self) -> Summaries:
        """What reports read instead of the ledger."""
        ...

    @property
    def digests(self) -> Digests:
        """Digests by e-mail."""
        ...

    @property
    def team(self) -> Team:
        """What is read of a supervisor's people."""
        ...

    @property
    def audit(self) -> Audit:
        """The trail of privileged acts."""
        ...

    @property
    def privacy(self) -> Privacy:
        """Everything on one person, and who looked at it."""
        ...

    @property
    def moodle(self) -> MoodleLedger:
        """What is kept of Moodles."""
        ...

    @property
    def moodle_attempts(self) -> MoodleAttempts:
        """Attempts at packages in Moodles."""
        ...

    @property
    def moodle_plans(self) -> MoodlePlans:
        """Learning plans and ratings of competencies in Moodles."""
        ...

    @property
    def mirrors(self) -> Mirrors:
        """What is kept of items that Moodles mirror."""
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
