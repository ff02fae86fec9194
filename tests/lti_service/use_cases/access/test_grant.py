from dataclasses import replace
from datetime import date, timedelta

import pytest

from lti_service.domain.grant import Role
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import (
    add_grant,
    end_grant,
    list_grants,
    remove_grant,
    restore_grant,
    whoami,
)
from lti_service.use_cases.access.grant_list import find_candidates, managed_grants
from lti_service.use_cases.lms.invitation import create_invitation, redeem_invitation
from tests.fakes import FakeClock, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    NIP,
    TODAY,
    account_of,
    give,
    office,
)

ACCOUNT = account_of(LEARNER)


@pytest.mark.parametrize("who", [LEARNER.id, NIP, ACCOUNT.id])
def test_a_role_is_given_by_person_nip_or_account(who: str) -> None:
    _, ports = office()
    grant = add_grant(Role.SUPERVISOR, who, unit_code="KEC", ports=ports)
    assert (grant.person_id, grant.unit_code) == (LEARNER.id, "KEC")


def test_giving_a_role_again_only_moves_its_last_day() -> None:
    storage, ports = office()
    first = add_grant(Role.AUDITOR, LEARNER.id, ports=ports)
    second = add_grant(Role.AUDITOR, LEARNER.id, until=TODAY, ports=ports)
    assert second == replace(first, until=TODAY)
    assert len([g for g in storage.tables.grants.values() if g.role == "auditor"]) == 1


def test_a_role_is_given_to_nobody_unknown_and_in_no_unknown_unit() -> None:
    storage, ports = office()
    before = dict(storage.tables.grants)
    with pytest.raises(NotFoundError, match="unknown-person"):
        add_grant(Role.AUDITOR, "192001011940011099", ports=ports)
    with pytest.raises(NotFoundError, match="unknown-unit"):
        add_grant(Role.AUDITOR, LEARNER.id, unit_code="TIADA", ports=ports)
    assert storage.tables.grants == before


def test_a_role_past_its_last_day_is_not_held() -> None:
    clock = FakeClock()
    _, ports = office(clock=clock)
    add_grant(Role.AUDITOR, LEARNER.id, until=TODAY, ports=ports)
    assert whoami(ACCOUNT.id, ports=ports).of(Role.AUDITOR)
    clock.advance(days=1)
    assert not whoami(ACCOUNT.id, ports=ports).of(Role.AUDITOR)


def test_a_role_is_taken_away_also_where_the_account_got_it_before_it_was_linked() -> (
    None
):
    storage, ports = office()
    storage.tables.accounts[ACCOUNT.id] = replace(ACCOUNT, person_id=None)
    code = create_invitation(Role.ASSESSOR, 24, ports=ports)
    redeem_invitation(code, ACCOUNT.id, ports=ports)
    storage.tables.accounts[ACCOUNT.id] = ACCOUNT
    assert remove_grant(Role.ASSESSOR, LEARNER.id, ports=ports) == 1
    assert whoami(ACCOUNT.id, ports=ports).grants == ()
    assert remove_grant(Role.ASSESSOR, LEARNER.id, ports=ports) == 0


def test_only_the_role_of_the_unit_named_is_taken_away() -> None:
    _, ports = office()
    add_grant(Role.SUPERVISOR, LEARNER.id, unit_code="KEC", ports=ports)
    add_grant(Role.SUPERVISOR, LEARNER.id, unit_code="PEMDA", ports=ports)
    remove_grant(Role.SUPERVISOR, LEARNER.id, unit_code="KEC", ports=ports)
    left = whoami(ACCOUNT.id, ports=ports).of(Role.SUPERVISOR)
    assert [grant.unit_code for grant in left] == ["PEMDA"]


def test_the_list_names_who_holds_a_role() -> None:
    _, ports = office()
    found = list_grants(Role.ADMINISTRATOR, ports=ports)
    assert [(grant.role, name) for grant, name in found] == [
        (Role.ADMINISTRATOR, ADMIN.name)
    ]


def test_every_change_of_roles_is_in_the_audit_trail_without_a_nip() -> None:
    storage, ports = office()
    add_grant(Role.AUDITOR, NIP, ports=ports)
    remove_grant(Role.AUDITOR, NIP, ports=ports)
    actions = [entry.action for entry in storage.tables.audit]
    assert actions == ["grant.added", "grant.removed"]
    assert NIP not in str(storage.tables.audit)


def test_an_account_that_is_gone_is_nobody() -> None:
    _, ports = office()
    with pytest.raises(ForbiddenError, match="session-missing"):
        whoami("tiada", ports=ports)


ADMIN_ID, BOSS_ID = account_of(ADMIN).id, account_of(BOSS).id
DAY = timedelta(days=1)


def local(until: date | None = None) -> tuple[FakeStorage, Ports]:
    """An office where BOSS is an administrator of the district alone."""
    storage, ports = office()
    storage.tables.units["DINAS"] = replace(storage.tables.units["KEC"], code="DINAS")
    add_grant(Role.ADMINISTRATOR, BOSS.id, unit_code="KEC", until=until, ports=ports)
    return storage, ports


def test_an_administrator_of_a_unit_gives_roles_there() -> None:
    _, ports = local()
    given = add_grant(
        Role.ASSESSOR, LEARNER.id, unit_code="KEC", actor=BOSS_ID, ports=ports
    )
    assert given.granted_by == BOSS_ID


@pytest.mark.parametrize("unit_code", ["", "PEMDA", "DINAS"])
def test_an_administrator_of_a_unit_gives_no_role_outside_of_it(unit_code: str) -> None:
    storage, ports = local()
    before = dict(storage.tables.grants)
    with pytest.raises(ForbiddenError, match="grant-too-wide"):
        add_grant(
            Role.ASSESSOR, LEARNER.id, unit_code=unit_code, actor=BOSS_ID, ports=ports
        )
    assert storage.tables.grants == before


def test_nor_to_people_of_other_units_or_accounts_of_none() -> None:
    storage, ports = local()
    since = date(2026, 1, 5)
    posting = storage.tables.postings[LEARNER.id, since]
    storage.tables.postings[LEARNER.id, since] = replace(posting, unit_code="DINAS")
    nobody = replace(ACCOUNT, id="a-x", subject="x", person_id=None)
    storage.tables.accounts["a-x"] = nobody
    for who in (LEARNER.id, NIP, "a-x"):
        with pytest.raises(ForbiddenError, match="grant-too-wide"):
            add_grant(Role.AUTHOR, who, unit_code="KEC", actor=BOSS_ID, ports=ports)
    assert (
        add_grant(Role.AUTHOR, "a-x", actor=ADMIN_ID, ports=ports).account_id == "a-x"
    )


def test_nobody_gives_a_role_that_lasts_longer_than_their_own() -> None:
    _, ports = local(until=TODAY + 7 * DAY)

    def give_until(until: date | None) -> None:
        add_grant(
            Role.ADMINISTRATOR,
            BOSS.id,
            unit_code="KEC",
            until=until,
            actor=BOSS_ID,
            ports=ports,
        )

    give_until(TODAY + 6 * DAY)
    for until in (None, TODAY + 8 * DAY):
        with pytest.raises(ForbiddenError, match="grant-too-wide"):
            give_until(until)


@pytest.mark.parametrize(
    ("since", "until"), [(None, TODAY - DAY), (TODAY + 2 * DAY, TODAY + DAY)]
)
def test_days_in_no_order_are_refused(since: date | None, until: date) -> None:
    _, ports = office()
    with pytest.raises(InvalidInputError, match="grant-days"):
        add_grant(
            Role.AUDITOR,
            LEARNER.id,
            since=since,
            until=until,
            actor=ADMIN_ID,
            ports=ports,
        )


def test_a_role_that_begins_later_is_not_held_before() -> None:
    clock = FakeClock()
    _, ports = office(clock=clock)
    add_grant(Role.AUDITOR, LEARNER.id, since=TODAY + DAY, ports=ports)
    assert not whoami(ACCOUNT.id, ports=ports).of(Role.AUDITOR)
    clock.advance(days=1)
    assert whoami(ACCOUNT.id, ports=ports).of(Role.AUDITOR)


def test_a_role_is_ended_and_that_undone() -> None:
    storage, ports = office()
    given = add_grant(Role.AUDITOR, LEARNER.id, ports=ports)
    ended = end_grant(given.id, actor=ADMIN_ID, ports=ports)
    assert (ended.ended_by, ended.ended_at) == (ADMIN_ID, ports.clock.now())
    assert not whoami(ACCOUNT.id, ports=ports).grants
    with pytest.raises(NotFoundError, match="unknown-grant"):
        end_grant(given.id, actor=ADMIN_ID, ports=ports)
    assert restore_grant(given.id, actor=ADMIN_ID, ports=ports) == given
    assert whoami(ACCOUNT.id, ports=ports).of(Role.AUDITOR)
    assert [entry.action for entry in storage.tables.audit] == [
        "grant.added",
        "grant.removed",
        "grant.restored",
    ]


def test_an_administrator_of_a_unit_ends_and_restores_nothing_outside_of_it() -> None:
    storage, ports = local()
    wide = add_grant(Role.AUDITOR, LEARNER.id, ports=ports)
    before = dict(storage.tables.grants)
    for act in (end_grant, restore_grant):
        with pytest.raises(ForbiddenError, match="grant-too-wide"):
            act(wide.id, actor=BOSS_ID, ports=ports)
    assert storage.tables.grants == before


def test_whoever_lost_their_role_changes_nothing() -> None:
    _, ports = local()
    mine = add_grant(Role.AUDITOR, LEARNER.id, unit_code="KEC", ports=ports)
    remove_grant(Role.ADMINISTRATOR, BOSS.id, ports=ports)
    for act in (end_grant, restore_grant):
        with pytest.raises(ForbiddenError, match="grant-too-wide"):
            act(mine.id, actor=BOSS_ID, ports=ports)


def test_the_last_administrator_of_everything_stays() -> None:
    storage, ports = local()
    last = f"g-{Role.ADMINISTRATOR}-{ADMIN.id}"
    with pytest.raises(ConflictError, match="last-administrator"):
        end_grant(last, actor=ADMIN_ID, ports=ports)
    with pytest.raises(ConflictError, match="last-administrator"):
        add_grant(
            Role.ADMINISTRATOR,
            ADMIN.id,
            since=TODAY + DAY,
            actor=ADMIN_ID,
            ports=ports,
        )
    assert storage.tables.grants[last].ended_at is None
    give(storage, Role.ADMINISTRATOR, LEARNER)
    assert end_grant(last, actor=ADMIN_ID, ports=ports).ended_at


def test_a_command_may_take_the_last_administrator_away() -> None:
    """Whoever commands can invite another."""
    _, ports = office()
    assert remove_grant(Role.ADMINISTRATOR, ADMIN.id, ports=ports) == 1


def test_the_list_holds_what_an_administrator_may_manage_and_no_more() -> None:
    _, ports = local()
    add_grant(Role.AUDITOR, LEARNER.id, unit_code="KEC", ports=ports)
    mine, all_ = (managed_grants(who, ports=ports) for who in (BOSS_ID, ADMIN_ID))
    assert [(row.holder, row.grant.role) for row in mine.grants] == [
        (BOSS.name, Role.ADMINISTRATOR),
        (LEARNER.name, Role.AUDITOR),
    ]
    assert ([unit.code for unit in mine.units], mine.everywhere) == (["KEC"], False)
    assert (all_.total, all_.everywhere) == (4, True)
    found = managed_grants(ADMIN_ID, role="auditor", name="pegawai 022", ports=ports)
    assert ([row.holder for row in found.grants], found.total) == ([LEARNER.name], 4)
    here = managed_grants(ADMIN_ID, unit_code="KEC", ports=ports)
    assert len(here.grants) == 2


def test_people_are_found_by_letters_or_nip_within_ones_units() -> None:
    storage, ports = local()
    since = date(2026, 1, 5)
    posting = storage.tables.postings[LEARNER.id, since]
    storage.tables.postings[LEARNER.id, since] = replace(posting, unit_code="DINAS")

    def found(who: str, words: str) -> list[str]:
        return [one.person.name for one in find_candidates(who, words, ports=ports)]

    assert found(ADMIN_ID, " pegawai 02") == [LEARNER.name]
    assert found(ADMIN_ID, f"{NIP[:8]} {NIP[8:]}") == [LEARNER.name]
    assert found(ADMIN_ID, NIP[:17]) == []
    assert found(ADMIN_ID, "  ") == []
    assert found(BOSS_ID, "pegawai 02") == []
    assert found(BOSS_ID, NIP) == []
    assert len(found(BOSS_ID, "PEGAWAI")) == 3
