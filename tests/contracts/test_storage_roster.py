"""Rosters and their members, whoever stores them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lti_service.domain.roster import MemberRole, MemberState
from lti_service.errors import ConflictError
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts.given import an_attempt
from tests.fakes import MORNING
from tests.service_factories import TODAY

URL = "https://lms.example/memberships/1"
ROSTER = make.roster(read_at=MORNING, error="roster-slow", failures=2, ignored=1)
LATER = MORNING + timedelta(minutes=1)


@pytest.fixture
def kept(storage: Storage) -> Storage:
    """Storage with a platform, a learner's attempt, and a roster."""
    an_attempt(storage)
    with storage.writing() as uow:
        uow.rosters.save(ROSTER)
        uow.commit()
    return storage


def test_a_roster_comes_back_as_it_was(kept: Storage) -> None:
    with kept.reading() as uow:
        assert uow.rosters.get("roster-1") == ROSTER
        assert uow.rosters.find("platform-1", "1", URL) == ROSTER
        assert uow.rosters.get("roster-2") is None


@pytest.mark.parametrize(
    "other",
    [("platform-2", "1", URL), ("platform-1", "2", URL), ("platform-1", "1", "x")],
)
def test_a_roster_is_its_own_deployments_alone(
    other: tuple[str, str, str], kept: Storage
) -> None:
    with kept.reading() as uow:
        assert uow.rosters.find(*other) is None


def test_two_rosters_at_one_address_are_a_conflict(kept: Storage) -> None:
    with kept.writing() as uow, pytest.raises(ConflictError):
        uow.rosters.save(replace(ROSTER, id="roster-2"))


def test_rosters_are_listed_by_the_title_of_their_course(kept: Storage) -> None:
    first = make.roster(id="roster-2", memberships_url="x", context_title="Aparatur")
    with kept.writing() as uow:
        uow.rosters.save(first)
        assert [one.id for one in uow.rosters.all()] == ["roster-2", "roster-1"]


def test_the_roster_that_is_due_longest_is_the_next(kept: Storage) -> None:
    second = make.roster(
        id="roster-0", memberships_url="x", due_at=MORNING + timedelta(seconds=1)
    )
    with kept.writing() as uow:
        uow.rosters.save(second)
        assert uow.rosters.most_overdue(MORNING - timedelta(seconds=1)) is None
        assert uow.rosters.most_overdue(LATER) == ROSTER
        uow.rosters.save(replace(ROSTER, due_at=LATER + timedelta(hours=1)))
        assert uow.rosters.most_overdue(LATER) == second


def test_members_come_back_by_name_and_change(kept: Storage) -> None:
    first = make.member(subject="2", name="Budi")
    second = make.member(subject="1", name="Siti", role=MemberRole.INSTRUCTOR)
    gone = replace(first, state=MemberState.LEFT, left_on=TODAY)
    with kept.writing() as uow:
        uow.rosters.save_members([second, first])
        assert uow.rosters.members("roster-1") == [first, second]
        uow.rosters.save_members([gone])
        uow.rosters.save_members([])
        assert uow.rosters.members("roster-1") == [gone, second]
        assert uow.rosters.members("roster-2") == []


def test_those_who_left_are_not_counted(kept: Storage) -> None:
    here = make.member(subject="1", state=MemberState.INACTIVE)
    gone = make.member(subject="2", state=MemberState.LEFT, left_on=TODAY)
    with kept.writing() as uow:
        assert dict(uow.rosters.counts()) == {}
        uow.rosters.save_members([here, gone])
        assert dict(uow.rosters.counts()) == {"roster-1": 1}


def test_who_teaches_is_known_by_the_last_launch_of_a_link_of_the_course(
    kept: Storage,
) -> None:
    link = make.resource_link(memberships_url=URL)
    other = make.resource_link(
        id="link-2", lti_id="activity-2", memberships_url="https://lms.example/2"
    )
    with kept.writing() as uow:
        uow.resource_links.save(link)
        uow.resource_links.save(other)
        assert uow.resource_links.get("link-1") == link
        assert uow.attempts.instructors(ROSTER) == set()
        uow.attempts.save(make.attempt(instructor=True))
        assert uow.attempts.instructors(ROSTER) == {"subject-1"}
        assert uow.attempts.instructors(replace(ROSTER, deployment_id="2")) == set()
        elsewhere = replace(ROSTER, memberships_url="https://lms.example/2")
        assert uow.attempts.instructors(elsewhere) == set()


def test_accounts_that_claim_nothing_are_found_by_platform(kept: Storage) -> None:
    claiming = make.account(id="account-2", subject="2", claimed_nip="1")
    with kept.writing() as uow:
        uow.accounts.save(claiming)
        assert [one.id for one in uow.accounts.unclaimed("platform-1")] == ["account-1"]
        assert list(uow.accounts.unclaimed("platform-2")) == []
