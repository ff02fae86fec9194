"""Storage in memory that keeps the promises of `ports.Storage` and its parts.

`tests/contracts/test_storage_*.py` hold it to them beside SQLite and PostgreSQL. It does
not know foreign keys: a test need not make what it is not about.
"""

import threading
from dataclasses import replace
from functools import cached_property
from types import TracebackType
from typing import Self

from lti_service.domain.health import DatabaseCondition
from lti_service.errors import SettingsError
from tests.fakes.access import FakeClaims, FakeSessions
from tests.fakes.agency_plan import FakePlans
from tests.fakes.api import FakeApi
from tests.fakes.assignment import FakeAssignments, FakeHandInFiles
from tests.fakes.credential import FakeCredentials
from tests.fakes.digest import FakeDigests
from tests.fakes.import_run import FakeImports
from tests.fakes.learning import (
    FakeAccounts,
    FakeAttempts,
    FakeCircuits,
    FakeComparisons,
    FakeContentPicks,
    FakeNonces,
    FakeOutbox,
    FakePlatforms,
    FakeReleaseDrafts,
    FakeReleases,
    FakeResourceLinks,
    FakeSurveys,
)
from tests.fakes.learning_hours import FakeLearningHours
from tests.fakes.moodle_attempt import FakeMoodleAttempts
from tests.fakes.moodle_plan import FakeMoodlePlans
from tests.fakes.moodle_push import FakeMirrors
from tests.fakes.moodle_sync import FakeMoodleLedger
from tests.fakes.needs import FakeNeeds
from tests.fakes.observation import FakeObservations
from tests.fakes.personnel import (
    FakeAudit,
    FakeEvidenceLedger,
    FakeFrameworks,
    FakeGrants,
    FakeModerations,
    FakeObjections,
    FakeOrganisation,
    FakeRegistrationInvitations,
    FakeRules,
    FakeSigningKeys,
)
from tests.fakes.privacy import FakePrivacy
from tests.fakes.programme import FakeProgrammes
from tests.fakes.roster import FakeRosters
from tests.fakes.summary import FakeSummaries
from tests.fakes.tables import Tables
from tests.fakes.team import FakeTeam


class FakeUnitOfWork:
    """A copy of the tables that `commit` puts in their place."""

    def __init__(self, storage: "FakeStorage", *, writing: bool) -> None:
        self._storage = storage
        self._writing = writing

    def __enter__(self) -> Self:
        if self._writing:
            self._storage.take_turn()
        self._tables = self._storage.tables.copy()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writing:
            self._storage.end_turn()

    def commit(self) -> None:
        if not self._writing:
            raise RuntimeError("a unit of work that only reads has nothing to commit")
        self._storage.tables = self._tables.copy()

    @cached_property
    def platforms(self) -> FakePlatforms:
        return FakePlatforms(self._tables)

    @cached_property
    def accounts(self) -> FakeAccounts:
        return FakeAccounts(self._tables)

    @cached_property
    def api(self) -> FakeApi:
        return FakeApi(self._tables)

    @cached_property
    def claims(self) -> FakeClaims:
        return FakeClaims(self._tables)

    @cached_property
    def resource_links(self) -> FakeResourceLinks:
        return FakeResourceLinks(self._tables)

    @cached_property
    def rosters(self) -> FakeRosters:
        return FakeRosters(self._tables)

    @cached_property
    def nonces(self) -> FakeNonces:
        return FakeNonces(self._tables)

    @cached_property
    def sessions(self) -> FakeSessions:
        return FakeSessions(self._tables)

    @cached_property
    def picks(self) -> FakeContentPicks:
        return FakeContentPicks(self._tables)

    @cached_property
    def releases(self) -> FakeReleases:
        return FakeReleases(self._tables)

    @cached_property
    def drafts(self) -> FakeReleaseDrafts:
        return FakeReleaseDrafts(self._tables)

    @cached_property
    def attempts(self) -> FakeAttempts:
        return FakeAttempts(self._tables)

    @cached_property
    def privacy(self) -> FakePrivacy:
        return FakePrivacy(self._tables)

    @cached_property
    def surveys(self) -> FakeSurveys:
        return FakeSurveys(self._tables)

    @cached_property
    def outbox(self) -> FakeOutbox:
        return FakeOutbox(self._tables)

    @cached_property
    def assignments(self) -> FakeAssignments:
        return FakeAssignments(self._tables)

    @cached_property
    def hand_in_files(self) -> FakeHandInFiles:
        return FakeHandInFiles(self._tables)

    @cached_property
    def circuits(self) -> FakeCircuits:
        return FakeCircuits(self._tables)

    @cached_property
    def comparisons(self) -> FakeComparisons:
        return FakeComparisons(self._tables)

    @cached_property
    def organisation(self) -> FakeOrganisation:
        return FakeOrganisation(self._tables)

    @cached_property
    def frameworks(self) -> FakeFrameworks:
        return FakeFrameworks(self._tables)

    @cached_property
    def evidence(self) -> FakeEvidenceLedger:
        return FakeEvidenceLedger(self._tables)

    @cached_property
    def moderations(self) -> FakeModerations:
        return FakeModerations(self._tables)

    @cached_property
    def hours(self) -> FakeLearningHours:
        return FakeLearningHours(self._tables)

    @cached_property
    def programmes(self) -> FakeProgrammes:
        return FakeProgrammes(self._tables)

    @cached_property
    def needs(self) -> FakeNeeds:
        return FakeNeeds(self._tables)

    @cached_property
    def credentials(self) -> FakeCredentials:
        return FakeCredentials(self._tables)

    @cached_property
    def objections(self) -> FakeObjections:
        return FakeObjections(self._tables)

    @cached_property
    def observations(self) -> FakeObservations:
        return FakeObservations(self._tables)

    @cached_property
    def plans(self) -> FakePlans:
        return FakePlans(self._tables)

    @cached_property
    def grants(self) -> FakeGrants:
        return FakeGrants(self._tables)

    @cached_property
    def registration_invitations(self) -> FakeRegistrationInvitations:
        return FakeRegistrationInvitations(self._tables)

    @cached_property
    def keys(self) -> FakeSigningKeys:
        return FakeSigningKeys(self._tables)

    @cached_property
    def rules(self) -> FakeRules:
        return FakeRules(self._tables)

    @cached_property
    def imports(self) -> FakeImports:
        return FakeImports(self._tables)

    @cached_property
    def moodle(self) -> FakeMoodleLedger:
        return FakeMoodleLedger(self._tables)

    @property
    def moodle_attempts(self) -> FakeMoodleAttempts:
        return FakeMoodleAttempts(self._tables)

    @property
    def moodle_plans(self) -> FakeMoodlePlans:
        return FakeMoodlePlans(self._tables)

    @property
    def mirrors(self) -> FakeMirrors:
        return FakeMirrors(self._tables)

    @cached_property
    def summaries(self) -> FakeSummaries:
        return FakeSummaries(self._tables)

    @cached_property
    def digests(self) -> FakeDigests:
        return FakeDigests(self._tables)

    @cached_property
    def team(self) -> FakeTeam:
        return FakeTeam(self._tables)

    @cached_property
    def audit(self) -> FakeAudit:
        return FakeAudit(self._tables)


class FakeStorage:
    """`ports.Storage` in memory.

    Attributes:
        tables: What is committed; tests may look at it and put things there.
        unusable: Why `check` refuses; empty where all is well.
        state: What `condition` says.
    """

    def __init__(self) -> None:
        self.tables = Tables()
        self.unusable = ""
        self.state = DatabaseCondition("sqlite", journal="wal", free_bytes=10**12)
        self._turn = threading.Lock()
        self._writer: int | None = None

    def reading(self) -> FakeUnitOfWork:
        return FakeUnitOfWork(self, writing=False)

    def writing(self) -> FakeUnitOfWork:
        return FakeUnitOfWork(self, writing=True)

    def check(self) -> None:
        if self.unusable:
            raise SettingsError(self.unusable)

    def condition(self) -> DatabaseCondition:
        return replace(self.state, trouble=self.unusable)

    def take_turn(self) -> None:
        if self._writer == threading.get_ident():
            raise RuntimeError("this thread writes already: SQLite would wait for ever")
        self._turn.acquire()
        self._writer = threading.get_ident()

    def end_turn(self) -> None:
        self._writer = None
        self._turn.release()
