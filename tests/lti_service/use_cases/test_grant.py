from dataclasses import replace

import pytest

from lti_service.domain.grant import Role
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.use_cases.grant import (
    add_grant,
    list_grants,
    remove_grant,
    whoami,
)
from lti_service.use_cases.invitation import create_invitation, redeem_invitation
from tests.fakes import FakeClock
from tests.lti_service.office import ADMIN, LEARNER, NIP, TODAY, account_of, office

ACCOUNT = account_of(LEARNER)


def test_an_invitation_gives_its_role_once() -> None:
    storage, ports = office()
    code = create_invitation(Role.ADMINISTRATOR, 24, ports=ports)
    grant = redeem_invitation(code.lower(), ACCOUNT.id, ports=ports)
    assert (grant.role, grant.person_id, grant.account_id) == (
        Role.ADMINISTRATOR,
        LEARNER.id,
        None,
    )
    assert [g.role for g in whoami(ACCOUNT.id, ports=ports).grants] == [grant.role]
    with pytest.raises(InvalidInputError, match="invite-invalid"):
        redeem_invitation(code, account_of(ADMIN).id, ports=ports)
    assert code not in str(vars(storage.tables))


def test_an_account_without_a_person_gets_the_role_itself() -> None:
    storage, ports = office()
    storage.tables.accounts[ACCOUNT.id] = replace(ACCOUNT, person_id=None)
    code = create_invitation(Role.ADMINISTRATOR, 24, ports=ports)
    grant = redeem_invitation(code, ACCOUNT.id, ports=ports)
    assert (grant.person_id, grant.account_id) == (None, ACCOUNT.id)


def test_an_invitation_expires() -> None:
    clock = FakeClock()
    storage, ports = office(clock=clock)
    code = create_invitation(Role.ASSESSOR, 2, ports=ports)
    clock.advance(hours=2)
    before = dict(storage.tables.grants)
    with pytest.raises(InvalidInputError, match="invite-invalid"):
        redeem_invitation(code, ACCOUNT.id, ports=ports)
    assert storage.tables.grants == before


def test_an_unknown_code_is_refused() -> None:
    _, ports = office()
    with pytest.raises(InvalidInputError, match="invite-invalid"):
        redeem_invitation("AAAA-BBBB-CCCC-DDDD", ACCOUNT.id, ports=ports)


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
