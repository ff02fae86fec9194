"""One transaction, and the repositories that work in it."""

from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import cached_property
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from lti_service.storage.agency_plan import SqlPlans
from lti_service.storage.api import SqlApi
from lti_service.storage.assignment import SqlAssignments, SqlHandInFiles
from lti_service.storage.attempt import SqlAttempts
from lti_service.storage.audit import SqlAudit
from lti_service.storage.author import SqlReleaseDrafts
from lti_service.storage.circuit import SqlCircuits
from lti_service.storage.claim import SqlClaims
from lti_service.storage.course import SqlReleases
from lti_service.storage.credential import SqlCredentials
from lti_service.storage.deep_linking import SqlContentPicks
from lti_service.storage.digest import SqlDigests
from lti_service.storage.evidence import SqlEvidenceLedger
from lti_service.storage.framework import SqlFrameworks
from lti_service.storage.gradebook import SqlComparisons
from lti_service.storage.grant import SqlGrants
from lti_service.storage.import_run import SqlImports
from lti_service.storage.keys import SqlSigningKeys
from lti_service.storage.launch import (
    SqlAccounts,
    SqlNonces,
    SqlPlatforms,
    SqlResourceLinks,
)
from lti_service.storage.learning_hours import SqlLearningHours
from lti_service.storage.moderation import SqlModerations
from lti_service.storage.moodle_attempt import SqlMoodleAttempts
from lti_service.storage.moodle_plan import SqlMoodlePlans
from lti_service.storage.moodle_push import SqlMirrors
from lti_service.storage.moodle_sync import SqlMoodleLedger
from lti_service.storage.needs import SqlNeeds
from lti_service.storage.objection import SqlObjections
from lti_service.storage.observation import SqlObservations
from lti_service.storage.organisation import SqlOrganisation
from lti_service.storage.outbox import SqlOutbox
from lti_service.storage.privacy import SqlPrivacy
from lti_service.storage.programme import SqlProgrammes
from lti_service.storage.registration import SqlRegistrationInvitations
from lti_service.storage.roster import SqlRosters
from lti_service.storage.rule import SqlRules
from lti_service.storage.session import SqlSessions
from lti_service.storage.summary import SqlSummaries
from lti_service.storage.survey import SqlSurveys
from lti_service.storage.team import SqlTeam
from lti_service.storage.transaction import Transaction

_ANYTIME = nullcontext()


class SqlUnitOfWork:
    """`ports.UnitOfWork` in SQL.

    Args:
        engine: Begins transactions of the right kind by itself.
        writing: Whether this one may write.
        turn: Held from beginning to end.
    """

    def __init__(
        self,
        engine: sa.Engine,
        *,
        writing: bool,
        turn: AbstractContextManager[object] = _ANYTIME,
    ) -> None:
        self._engine = engine
        self._writing = writing
        self._turn = turn

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.enter_context(self._turn)
            connection = undo.enter_context(self._engine.connect())
            connection.begin()
            # Closing the connection rolls back what is not committed.
            self._undo = undo.pop_all()
        dialect = self._engine.dialect.name
        locking = self._writing and dialect == "postgresql"
        self._transaction = Transaction(connection, dialect, locking)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._undo.close()

    def commit(self) -> None:
        """Make the changes permanent."""
        if not self._writing:
            raise RuntimeError("a unit of work that only reads has nothing to commit")
        self._transaction.connection.commit()

    @cached_property
    def platforms(self) -> SqlPlatforms:
        """Registered platforms."""
        return SqlPlatforms(self._transaction)

    @cached_property
    def accounts(self) -> SqlAccounts:
        """Users of platforms."""
        return SqlAccounts(self._transaction)

    @cached_property
    def api(self) -> SqlApi:
        """What ``/api/v1`` keeps and reads."""
        return SqlApi(self._transaction)

    @cached_property
    def claims(self) -> SqlClaims:
        """Claims to NIPs that wait for somebody."""
        return SqlClaims(self._transaction)

    @cached_property
    def resource_links(self) -> SqlResourceLinks:
        """Activities in platforms' courses."""
        return SqlResourceLinks(self._transaction)

    @cached_property
    def rosters(self) -> SqlRosters:
        """Who belongs to platforms' courses."""
        return SqlRosters(self._transaction)

    @cached_property
    def nonces(self) -> SqlNonces:
        """Spent nonces."""
        return SqlNonces(self._transaction)

    @cached_property
    def sessions(self) -> SqlSessions:
        """Signed-in browsers."""
        return SqlSessions(self._transaction)

    @cached_property
    def picks(self) -> SqlContentPicks:
        """Choices of content under way."""
        return SqlContentPicks(self._transaction)

    @cached_property
    def releases(self) -> SqlReleases:
        """Published courses."""
        return SqlReleases(self._transaction)

    @cached_property
    def drafts(self) -> SqlReleaseDrafts:
        """Uploaded releases that nobody is offered yet."""
        return SqlReleaseDrafts(self._transaction)

    @cached_property
    def attempts(self) -> SqlAttempts:
        """Attempts and their events."""
        return SqlAttempts(self._transaction)

    @cached_property
    def assignments(self) -> SqlAssignments:
        """Hand-ins, and how they were marked."""
        return SqlAssignments(self._transaction)

    @cached_property
    def hand_in_files(self) -> SqlHandInFiles:
        """Files that learners sent."""
        return SqlHandInFiles(self._transaction)

    @cached_property
    def surveys(self) -> SqlSurveys:
        """Anonymous survey responses."""
        return SqlSurveys(self._transaction)

    @cached_property
    def outbox(self) -> SqlOutbox:
        """Messages this transaction will queue."""
        return SqlOutbox(self._transaction)

    @cached_property
    def circuits(self) -> SqlCircuits:
        """Whether platforms are sent anything now."""
        return SqlCircuits(self._transaction)

    @cached_property
    def comparisons(self) -> SqlComparisons:
        """How gradebook columns compared last."""
        return SqlComparisons(self._transaction)

    @cached_property
    def organisation(self) -> SqlOrganisation:
        """People, units, positions, postings."""
        return SqlOrganisation(self._transaction)

    @cached_property
    def frameworks(self) -> SqlFrameworks:
        """Competencies and standards."""
        return SqlFrameworks(self._transaction)

    @cached_property
    def evidence(self) -> SqlEvidenceLedger:
        """Evidence and decisions."""
        return SqlEvidenceLedger(self._transaction)

    @cached_property
    def moderations(self) -> SqlModerations:
        """What other assessors judged of decisions."""
        return SqlModerations(self._transaction)

    @cached_property
    def hours(self) -> SqlLearningHours:
        """Learning hours."""
        return SqlLearningHours(self._transaction)

    @cached_property
    def programmes(self) -> SqlProgrammes:
        """Programmes, batches, enrolments."""
        return SqlProgrammes(self._transaction)

    @cached_property
    def needs(self) -> SqlNeeds:
        """Cycles of needs, and their items."""
        return SqlNeeds(self._transaction)

    @cached_property
    def credentials(self) -> SqlCredentials:
        """Credentials, their issuer and its keys, and transcripts."""
        return SqlCredentials(self._transaction)

    @cached_property
    def objections(self) -> SqlObjections:
        """Objections to decisions."""
        return SqlObjections(self._transaction)

    @cached_property
    def observations(self) -> SqlObservations:
        """Observation sheets, drills, and what was observed."""
        return SqlObservations(self._transaction)

    @cached_property
    def plans(self) -> SqlPlans:
        """Plans of the agency and of people."""
        return SqlPlans(self._transaction)

    @cached_property
    def grants(self) -> SqlGrants:
        """Roles and invitations."""
        return SqlGrants(self._transaction)

    @cached_property
    def registration_invitations(self) -> SqlRegistrationInvitations:
        """Invitations to register an LMS."""
        return SqlRegistrationInvitations(self._transaction)

    @cached_property
    def keys(self) -> SqlSigningKeys:
        """Signing keys."""
        return SqlSigningKeys(self._transaction)

    @cached_property
    def rules(self) -> SqlRules:
        """Dated rule parameters."""
        return SqlRules(self._transaction)

    @cached_property
    def imports(self) -> SqlImports:
        """Files that were taken in, and those that wait for it."""
        return SqlImports(self._transaction)

    @cached_property
    def summaries(self) -> SqlSummaries:
        """What reports read instead of the ledger."""
        return SqlSummaries(self._transaction)

    @cached_property
    def digests(self) -> SqlDigests:
        """Digests by e-mail."""
        return SqlDigests(self._transaction)

    @cached_property
    def team(self) -> SqlTeam:
        """What is read of a supervisor's people."""
        return SqlTeam(self._transaction)

    @cached_property
    def audit(self) -> SqlAudit:
        """The trail of privileged acts."""
        return SqlAudit(self._transaction)

    @cached_property
    def privacy(self) -> SqlPrivacy:
        """Everything on one person, and who looked at it."""
        return SqlPrivacy(self._transaction)

    @cached_property
    def moodle(self) -> SqlMoodleLedger:
        """What is kept of Moodles."""
        return SqlMoodleLedger(self._transaction)

    @property
    def moodle_attempts(self) -> SqlMoodleAttempts:
        """Attempts at packages in Moodles."""
        return SqlMoodleAttempts(self._transaction)

    @property
    def moodle_plans(self) -> SqlMoodlePlans:
        """Learning plans and ratings of competencies in Moodles."""
        return SqlMoodlePlans(self._transaction)

    @property
    def mirrors(self) -> SqlMirrors:
        """What is kept of items that Moodles mirror."""
        return SqlMirrors(self._transaction)
