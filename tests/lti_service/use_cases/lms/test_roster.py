"""Who belongs to a class: kept from launches, read, and shown to who teaches it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lti_service.domain.launch import ResourceLink
from lti_service.domain.roster import LEASE, Listed, MemberRole, MemberState, Roster
from lti_service.errors import ForbiddenError, NotFoundError, RosterError
from lti_service.ports import Ports
from lti_service.use_cases.lms.roster import (
    ClassList,
    ask_for_roster,
    class_list,
    open_class,
    read_due_roster,
    read_roster,
    rosters,
)
from tests.fakes import FakeClock, FakeMemberships, FakeStorage, fake_ports
from tests.lti_service.office import LEARNER, NIP
from tests.lti_service.use_cases.learning.given import (
    PLATFORM,
    launch,
    publish,
    register,
    two_questions,
)
from tests.service_factories import TODAY

URL = "https://lms.example/memberships"
TEACHES, LEARNS = MemberRole.INSTRUCTOR, MemberRole.LEARNER
SITI, BUDI = Listed("3", "Siti", LEARNS), Listed("4", "Budi", LEARNS)
WIWIK = Listed("9", "Wiwik", TEACHES)
HOUR = timedelta(hours=1)


@pytest.fixture
def lms() -> FakeMemberships:
    return FakeMemberships()


@pytest.fixture
def ports(lms: FakeMemberships) -> Ports:
    made = fake_ports(memberships=lms)
    register(made)
    publish(two_questions(), made)
    return made


def launched(ports: Ports, nonce: str = "n1", **changes: Any) -> ResourceLink:
    """Launch from a platform that tells its members; return the link."""
    link = launch(ports, nonce, **{"memberships_url": URL, **changes}).link
    assert link is not None
    return link


def tables(ports: Ports) -> Any:
    assert isinstance(ports.storage, FakeStorage)
    return ports.storage.tables


def the_roster(ports: Ports) -> Roster:
    (found,) = tables(ports).rosters.values()
    assert isinstance(found, Roster)
    return found


def states(ports: Ports) -> Mapping[str, MemberState]:
    members = tables(ports).members.values()
    return {member.subject: member.state for member in members}


# ---- kept from launches ------------------------------------------------------------


def test_the_first_launch_of_a_link_has_the_roster_read_at_once(ports: Ports) -> None:
    launched(ports)

    roster = the_roster(ports)
    assert (roster.platform_id, roster.deployment_id) == ("p1", "1")
    assert (roster.memberships_url, roster.context_title) == (URL, "Kelas")
    assert roster.due(ports.clock.now())


def test_links_of_one_course_share_its_roster(ports: Ports) -> None:
    launched(ports, resource_link_id="1")
    launched(ports, "n2", resource_link_id="2", context_title="Kelas baru")

    assert the_roster(ports).context_title == "Kelas baru"


def test_an_address_of_another_deployment_is_another_roster(ports: Ports) -> None:
    launched(ports)
    launched(ports, "n2", deployment_id="2")

    assert len(tables(ports).rosters) == 2


def test_a_platform_that_tells_no_members_leaves_no_roster(ports: Ports) -> None:
    launched(ports, memberships_url="")

    assert tables(ports).rosters == {}


def test_a_launch_of_a_known_link_leaves_the_roster_alone(ports: Ports) -> None:
    launched(ports)
    read_roster(the_roster(ports).id, ports=ports)
    before = the_roster(ports)
    launched(ports, "n2", subject="4")

    assert the_roster(ports) is before


def test_a_launch_marks_whose_trial_an_attempt_is(ports: Ports) -> None:
    marks = []
    for number, teaches in enumerate([False, True, True, False]):
        launched(ports, f"n{number}", instructor=teaches)
        (attempt,) = tables(ports).attempts.values()
        marks.append(attempt.instructor)

    assert marks == [False, True, True, False]


# ---- reading -----------------------------------------------------------------------


def test_members_are_kept_and_those_who_left_are_marked(
    ports: Ports, lms: FakeMemberships
) -> None:
    launched(ports)
    lms.list(SITI, BUDI, WIWIK, ignored=1)
    first = read_roster(the_roster(ports).id, ports=ports)
    lms.list(SITI)
    second = read_roster(the_roster(ports).id, ports=ports)

    assert first.changes is not None
    assert second.changes is not None
    assert (first.changes.new, first.roster.ignored) == (3, 1)
    assert (second.changes.left, second.changes.there) == (2, 1)
    assert states(ports) == {
        "3": MemberState.ACTIVE,
        "4": MemberState.LEFT,
        "9": MemberState.LEFT,
    }
    assert tables(ports).members[the_roster(ports).id, "4"].left_on == TODAY


def test_the_same_reading_once_more_changes_nothing(
    ports: Ports, lms: FakeMemberships
) -> None:
    launched(ports)
    lms.list(SITI, BUDI)
    read_roster(the_roster(ports).id, ports=ports)
    before = dict(tables(ports).members)
    again = read_roster(the_roster(ports).id, ports=ports)

    assert tables(ports).members == before
    assert again.changes is not None
    assert again.changes.members == []


def test_a_reading_that_fails_changes_no_member_and_says_why(
    ports: Ports, lms: FakeMemberships
) -> None:
    launched(ports)
    lms.list(SITI)
    read_roster(the_roster(ports).id, ports=ports)
    before = dict(tables(ports).members)
    lms.list()
    lms.trouble = [RosterError("roster-busy", 7200)]
    failed = read_roster(the_roster(ports).id, ports=ports)

    assert failed.changes is None
    assert failed.roster.error == "roster-busy"
    assert failed.roster.due_at - ports.clock.now() == 2 * HOUR
    assert failed.roster.read_at is not None
    assert tables(ports).members == before


def test_a_reading_that_was_overtaken_by_a_newer_one_is_dropped(ports: Ports) -> None:
    clock = FakeClock()
    ports = replace(ports, clock=clock)

    class Overtaken(FakeMemberships):
        def read(self, *_: Any) -> Any:
            found = super().read(*_)
            if len(self.asked) == 1:
                clock.advance(seconds=1)
                self.list(SITI)
                read_roster(the_roster(ports).id, ports=ports)
            return found

    ports = replace(ports, memberships=Overtaken())
    launched(ports)
    slow = read_roster(the_roster(ports).id, ports=ports)

    assert slow.changes is None
    assert states(ports) == {"3": MemberState.ACTIVE}


def test_a_reading_that_somebody_asked_for_is_in_the_trail(ports: Ports) -> None:
    launched(ports)
    read_roster(the_roster(ports).id, ports=ports)
    read_roster(the_roster(ports).id, actor="account-1", ports=ports)

    found = [e for e in tables(ports).audit if e.action == "roster.read"]
    assert [(e.actor, e.object) for e in found] == [
        ("account-1", f"roster:{the_roster(ports).id}")
    ]


def test_a_roster_that_is_not_there_is_not_read(ports: Ports) -> None:
    with pytest.raises(NotFoundError):
        read_roster("nothing", ports=ports)


# ---- the clock ---------------------------------------------------------------------


def test_the_worker_reads_what_is_due_and_rests(
    ports: Ports, lms: FakeMemberships
) -> None:
    launched(ports)
    launched(ports, "n2", resource_link_id="2", memberships_url=f"{URL}/2")

    assert [read_due_roster(ports=ports) for _ in range(3)] == [True, True, False]
    assert lms.asked == [("p1", URL), ("p1", f"{URL}/2")]


def test_a_roster_is_read_every_day(ports: Ports, lms: FakeMemberships) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    launched(ports)
    read_due_roster(ports=ports)

    clock.advance(hours=23, minutes=59)
    assert not read_due_roster(ports=ports)
    clock.advance(minutes=1)
    assert read_due_roster(ports=ports)
    assert len(lms.asked) == 2


def test_two_workers_never_read_a_roster_at_once(ports: Ports) -> None:
    found = []

    class Watched(FakeMemberships):
        def read(self, *_: Any) -> Any:
            found.append(read_due_roster(ports=ports))
            return super().read(*_)

    ports = replace(ports, memberships=Watched())
    launched(ports)

    assert read_due_roster(ports=ports)
    assert found == [False]


def test_a_worker_that_is_killed_leaves_the_roster_to_the_next(ports: Ports) -> None:
    class Killed(FakeMemberships):
        def read(self, *_: Any) -> Any:
            raise KeyboardInterrupt

    clock = ports.clock
    assert isinstance(clock, FakeClock)
    launched(ports)
    with pytest.raises(KeyboardInterrupt):
        read_due_roster(ports=replace(ports, memberships=Killed()))

    assert not read_due_roster(ports=ports)
    clock.advance(seconds=LEASE.total_seconds())
    assert read_due_roster(ports=ports)


def test_an_old_roster_is_asked_for_and_a_fresh_one_not(ports: Ports) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    launched(ports)
    read_due_roster(ports=ports)

    assert not ask_for_roster(the_roster(ports), ports=ports).due(clock.now())
    clock.advance(hours=1, seconds=1)
    assert ask_for_roster(the_roster(ports), ports=ports).due(clock.now())
    assert read_due_roster(ports=ports)


# ---- NIPs --------------------------------------------------------------------------


def claiming(ports: Ports, lms: FakeMemberships, **changes: Any) -> Any:
    """Read a roster that names a NIP; return the account that launched before."""
    launched(ports, **changes)
    lms.list(replace(SITI, claimed_nip=NIP))
    read_roster(the_roster(ports).id, ports=ports)
    (account,) = [a for a in tables(ports).accounts.values() if a.subject == "3"]
    return account


def test_a_nip_of_a_roster_is_a_claim_of_the_account(
    ports: Ports, lms: FakeMemberships
) -> None:
    doubtful = replace(PLATFORM, trust_nip=False)
    register(ports, doubtful)

    account = claiming(ports, lms, platform=doubtful)

    assert (account.claimed_nip, account.person_id) == (NIP, None)


def test_a_nip_of_a_trusted_platform_links_the_account(
    ports: Ports, lms: FakeMemberships
) -> None:
    with ports.storage.writing() as uow:
        uow.organisation.save_person(LEARNER, TODAY)
        uow.commit()

    assert claiming(ports, lms).person_id == LEARNER.id


def test_a_nip_of_a_roster_changes_no_claim_of_a_launch(
    ports: Ports, lms: FakeMemberships
) -> None:
    assert claiming(ports, lms, claimed_nip="1" * 18).claimed_nip == "1" * 18


def test_nobody_gets_an_account_by_being_listed(
    ports: Ports, lms: FakeMemberships
) -> None:
    launched(ports, subject="9", instructor=True)
    lms.list(SITI, BUDI, WIWIK)
    read_roster(the_roster(ports).id, ports=ports)

    assert [a.subject for a in tables(ports).accounts.values()] == ["9"]


# ---- the class ---------------------------------------------------------------------


def seen(ports: Ports, lms: FakeMemberships, *listed: Listed) -> ClassList:
    """Return the class of a teacher, with a learner who began, after a reading."""
    launched(ports, "n8", name="Siti", subject="3")
    link = launched(ports, "n9", name="Wiwik", subject="9", instructor=True)
    lms.list(*listed)
    read_roster(the_roster(ports).id, ports=ports)
    return class_list(link, ports=ports)


def names(found: ClassList) -> list[str]:
    return [row.name for row in found.rows]


def test_who_has_not_begun_is_in_the_class(ports: Ports, lms: FakeMemberships) -> None:
    found = seen(ports, lms, SITI, BUDI, WIWIK)

    assert names(found) == ["Budi", "Siti"]
    assert [row.progress is None for row in found.rows] == [True, False]
    assert found.teachers == ["Wiwik"]


def test_who_launched_to_teach_teaches_whatever_the_roster_says(
    ports: Ports, lms: FakeMemberships
) -> None:
    found = seen(ports, lms, SITI, replace(WIWIK, role=LEARNS))

    assert names(found) == ["Siti"]
    assert found.teachers == ["Wiwik"]


def test_who_teaches_in_another_link_of_the_course_has_not_to_begin_here(
    ports: Ports, lms: FakeMemberships
) -> None:
    launched(ports, resource_link_id="2", subject="7", instructor=True)
    found = seen(ports, lms, SITI, WIWIK, Listed("7", "Slamet", LEARNS))

    assert names(found) == ["Siti"]
    assert found.teachers == ["Slamet", "Wiwik"]


def test_who_launched_to_learn_is_a_learner_though_the_roster_says_otherwise(
    ports: Ports, lms: FakeMemberships
) -> None:
    found = seen(ports, lms, replace(SITI, role=TEACHES), WIWIK)

    assert names(found) == ["Siti"]
    assert found.teachers == ["Wiwik"]


def test_who_only_watches_has_not_to_begin(ports: Ports, lms: FakeMemberships) -> None:
    found = seen(ports, lms, SITI, Listed("5", "Orang tua", MemberRole.OTHER))

    assert names(found) == ["Siti"]
    assert found.teachers == []


def test_those_who_left_are_marked_and_last(ports: Ports, lms: FakeMemberships) -> None:
    seen(ports, lms, Listed("5", "Agus", LEARNS), SITI, BUDI, WIWIK)
    found = _again(ports, lms, BUDI, WIWIK)

    assert [(row.name, row.left_on) for row in found.rows] == [
        ("Budi", None),
        ("Agus", TODAY),
        ("Siti", TODAY),
    ]
    assert [row.name for row in found.here] == ["Budi"]
    assert found.rows[-1].progress is not None


def _again(ports: Ports, lms: FakeMemberships, *listed: Listed) -> ClassList:
    lms.list(*listed)
    read_roster(the_roster(ports).id, ports=ports)
    (link,) = tables(ports).links.values()
    return class_list(link, ports=ports)


def test_who_is_inactive_is_marked_and_not_waited_for(
    ports: Ports, lms: FakeMemberships
) -> None:
    found = seen(ports, lms, SITI, replace(BUDI, active=False))

    assert [(row.name, row.inactive) for row in found.rows] == [
        ("Siti", False),
        ("Budi", True),
    ]
    assert names(replace(found, rows=found.here)) == ["Siti"]


def test_members_without_names_are_counted(ports: Ports, lms: FakeMemberships) -> None:
    hidden = [Listed(str(number), "", LEARNS) for number in range(3, 9)]
    found = seen(ports, lms, *hidden)

    assert names(found) == ["Siti"]  # who launched told their name
    assert found.nameless == 5


def test_a_class_without_a_roster_is_who_has_begun(ports: Ports) -> None:
    launched(ports, name="Siti", memberships_url="")
    link = launched(
        ports, "n2", subject="9", name="Wiwik", instructor=True, memberships_url=""
    )

    found = class_list(link, ports=ports)

    assert names(found) == ["Siti"]
    assert (found.roster, found.teachers, found.nameless) == (None, [], 0)


def test_members_of_another_class_are_in_no_other(
    ports: Ports, lms: FakeMemberships
) -> None:
    seen(ports, lms, SITI, BUDI, WIWIK)
    other = launched(
        ports,
        "n3",
        resource_link_id="2",
        memberships_url=f"{URL}/2",
        subject="8",
        instructor=True,
    )

    assert class_list(other, ports=ports).rows == []


# ---- who may see it ----------------------------------------------------------------


def test_a_teacher_opens_the_class_of_their_own_attempt(ports: Ports) -> None:
    link = launched(ports, subject="9", instructor=True)
    (attempt,) = tables(ports).attempts.values()

    assert open_class(attempt.id, attempt.account_id, ports=ports) == (attempt, link)
    with pytest.raises(ForbiddenError, match="not-yours"):
        open_class(attempt.id, "another", ports=ports)


def test_a_learner_opens_no_class(ports: Ports) -> None:
    launched(ports)
    (attempt,) = tables(ports).attempts.values()

    with pytest.raises(ForbiddenError, match="forbidden"):
        open_class(attempt.id, attempt.account_id, ports=ports)


def test_rosters_are_found_by_the_course_of_the_platform(
    ports: Ports, lms: FakeMemberships
) -> None:
    seen(ports, lms, SITI, BUDI)
    launched(ports, context_id="7", memberships_url=f"{URL}/7", resource_link_id="7")

    assert len(rosters(ports=ports)) == 2
    for asked in ("2", "Kelas"):
        assert URL in [
            one.roster.memberships_url for one in rosters(asked, ports=ports)
        ]
    (one,) = rosters("2", ports=ports)
    assert (one.members, one.platform) == (2, PLATFORM)
    assert rosters("8", ports=ports) == []
